"""What is read from a file of completions: good rows, bad cells, and the questions the file leaves open."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class Scale(StrEnum):
    """How scores are written."""

    PER_CENT = "100"
    SHARE = "1"


@dataclass(frozen=True)
class Listed:
    """A member of the programme, as far as the import must know."""

    membership: int
    joined_on: dt.date
    left_on: dt.date | None = None


@dataclass(frozen=True)
class Roster:
    """Whom completions can belong to, by e-mail in lower case."""

    members: Mapping[str, Listed]
    others: frozenset[str] = frozenset()
    """Officers who are not members of this programme."""


@dataclass(frozen=True, slots=True)
class Completion:
    """A course completed by a member on a day."""

    row: int
    membership: int
    email: str
    course: str
    day: dt.date
    score: Decimal | None = None
    hours: Decimal | None = None
    key: str = ""
    """What makes it the same completion in another file."""


def key_of(email: str, course: str, day: dt.date) -> str:
    """SHA-256 of e-mail, course and date; neither case nor spacing makes another completion."""
    return hashlib.sha256(f"{email}\n{course.casefold()}\n{day.isoformat()}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class BadCell:
    """What keeps a row from being taken over: where, what stands there, why not, what to do."""

    row: int
    letter: str
    heading: str
    value: str
    code: str
    reason: str
    hint: str = ""


@dataclass(frozen=True)
class Reading:
    """A whole file, read."""

    completions: tuple[Completion, ...] = ()
    bad: tuple[BadCell, ...] = ()
    asks_order: str = ""
    """A date in which day and month can't be told apart; empty when there is none."""
    asks_scale: bool = False
    """Whether scores may be shares of 1 instead of per cent."""
    without_hours: tuple[str, ...] = field(default_factory=tuple)
    """Courses whose hours the file doesn't give, by name."""

    @property
    def bad_rows(self) -> int:
        return len({cell.row for cell in self.bad})

    @property
    def is_clear(self) -> bool:
        """Whether every row can be taken over."""
        return bool(self.completions) and not (self.bad or self.asks_order or self.asks_scale)
