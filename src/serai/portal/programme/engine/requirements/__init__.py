"""How members stand against what a step asks of them. Pure: a gathered record in, cells out."""

from serai.portal.programme.engine.requirements.evaluate import evaluate, may_go_on
from serai.portal.programme.engine.requirements.record import (
    Cell,
    Entry,
    Item,
    Past,
    Record,
    Rule,
    State,
    Step,
)

__all__ = [
    "Cell",
    "Entry",
    "Item",
    "Past",
    "Record",
    "Rule",
    "State",
    "Step",
    "evaluate",
    "may_go_on",
]
