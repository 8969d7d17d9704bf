"""The values that rules are evaluated over: what a step asks, what is known of a member, how they stand."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

NONE = Decimal(0)


class State(StrEnum):
    """How a member stands against one requirement."""

    MET = "met"
    PARTLY = "partly"
    LATE = "late"
    NOT_YET = "not_yet"
    WAIVED = "waived"


@dataclass(frozen=True)
class Rule:
    """A requirement as data: `Requirement.Kind`, how much, and what is counted (empty: all before the step)."""

    key: int
    kind: str
    threshold: Decimal | None = None
    counts_from: tuple[str, ...] = ()


@dataclass(frozen=True)
class Past:
    """A working group before the step."""

    code: str
    is_held: bool
    recorded: int = 0
    """Occasions at which attendance was taken and somebody was marked."""
    is_for_everyone: bool = True
    """False for a catch-up or an explanatory meeting: counted only by rules that name it."""


@dataclass(frozen=True)
class Step:
    """The working group to go on to, and those before it."""

    code: str
    start: dt.date | None = None
    before: tuple[Past, ...] = ()


@dataclass(frozen=True)
class Entry:
    """An intersessional entry."""

    kind: str
    hours: Decimal
    ended_on: dt.date
    is_confirmed: bool
    is_waiting: bool = False


@dataclass(frozen=True)
class Item:
    """A work item the member owns, not dropped."""

    due_on: dt.date
    is_done: bool


@dataclass(frozen=True)
class Record:
    """What is known of one member."""

    attended: Mapping[str, int] = field(default_factory=dict)
    """Occasions attended, by code of the working group."""
    taught: Mapping[str, int] = field(default_factory=dict)
    """Micro-teaching sessions given, by code of the working group."""
    entries: tuple[Entry, ...] = ()
    items: tuple[Item, ...] = ()
    signed: Mapping[int, str] = field(default_factory=dict)
    """`SignOff.Outcome` by key of the rule."""


@dataclass(frozen=True)
class Cell:
    """How a member stands against a rule, and the figures that say why."""

    rule: Rule
    state: State
    reached: Decimal = NONE
    wanted: Decimal = NONE
    of: int = 0
    """Sessions that could be attended."""
    waiting: Decimal = NONE
    """Hours or entries that wait for confirmation."""
    late: int = 0
    """Work items past their date."""
    unrecorded: tuple[str, ...] = ()
    """Working groups that were held, but nobody's attendance was recorded."""
    to_come: tuple[str, ...] = ()
    """Working groups that count and are not held yet."""
    by_hand: bool = False

    @property
    def is_satisfied(self) -> bool:
        return self.state in (State.MET, State.WAIVED)

    @property
    def has_figure(self) -> bool:
        """Whether a number says how far the member is."""
        return (
            not self.by_hand
            and self.rule.kind != "sign_off"
            and not (self.rule.kind == "attendance" and not self.of)
        )

    @property
    def share(self) -> int:
        """Sessions attended, in whole per cent, rounded down: 79.9 % is not 80 %."""
        return int(self.reached * 100) // self.of if self.of else 0
