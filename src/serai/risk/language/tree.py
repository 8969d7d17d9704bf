"""What a condition is, as values.

A condition holds for a declaration, does not hold, or cannot be told because a value is missing;
then it does not hit, and neither does its opposite (Kleene's strong logic of three values, as SQL's
WHERE has it): `not origin = "CN"` hits no declaration without an origin. Only `is missing` asks for
the missing itself and is always told.

Lists keep the order they were written in; `canonical` sorts them. What the grammar can say in two
ways has one tree: `a not in (…)` is `Not(OneOf(…))`, `is not missing` is `Not(Missing(…))`.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Operator(StrEnum):
    """How two values are compared."""

    EQUAL = "="
    UNEQUAL = "!="
    BELOW = "<"
    AT_MOST = "<="
    ABOVE = ">"
    AT_LEAST = ">="


@dataclass(frozen=True, slots=True)
class Today:
    """The day the screen is run, plus so many days: `today - 90 days`. The day is handed in."""

    plus_days: int = 0


@dataclass(frozen=True, slots=True)
class Peer:
    """`factor * peer(column by keys)`: the reference table's value for declarations with the same keys.

    No reference value, or one that is not above zero, is missing. The comparison is made on the
    ratio `column / reference` against `factor`.
    """

    factor: float
    column: str
    by: tuple[str, ...]


type Literal = str | float | dt.date
type Operand = Literal | Today | Peer


@dataclass(frozen=True, slots=True)
class Compare:
    """`column < value`. Codes and texts know `=` and `!=` only; texts are compared without case."""

    column: str
    operator: Operator
    value: Operand


@dataclass(frozen=True, slots=True)
class Between:
    """`column between low and high`, both ends included."""

    column: str
    low: float | dt.date | Today
    high: float | dt.date | Today


@dataclass(frozen=True, slots=True)
class OneOf:
    """`column in (…)`."""

    column: str
    values: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """`column in @name`: a reference list, whose content is pinned by its hash."""

    column: str
    name: str


@dataclass(frozen=True, slots=True)
class StartsWith:
    """`column starts with (…)`; of a code, any of the beginnings."""

    column: str
    beginnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contains:
    """`column contains (…)`; of a text, any of the words, without case."""

    column: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """`column is missing`."""

    column: str


@dataclass(frozen=True, slots=True)
class Flagged:
    """A flag by its name alone: `container`."""

    column: str


@dataclass(frozen=True, slots=True)
class Not:
    """`not …`."""

    part: "Condition"


@dataclass(frozen=True, slots=True)
class All:
    """`… and …`; at least two parts, none of them an `All`."""

    parts: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class Any:
    """`… or …`; at least two parts, none of them an `Any`."""

    parts: "tuple[Condition, ...]"


type Leaf = Compare | Between | OneOf | Listed | StartsWith | Contains | Missing | Flagged
type Condition = Leaf | Not | All | Any
