"""Who may be nominated, and accepted: every reason against it at once.

- A programme takes nominations while it runs, until its closing day. After that day only a member who
  left is replaced, until the closing day of replacements; without one, as long as the programme runs.
- An administration's members and waiting nominations together never exceed its quota.
- A member who left is replaced once, by an officer of the same administration.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from serai.portal.programme.errors import Reason


@dataclass(frozen=True, kw_only=True)
class Places:
    """What an administration's quota of members is taken by."""

    quota: int
    members: int
    waiting: int = 0

    @property
    def free(self) -> int:
        return max(self.quota - self.members - self.waiting, 0)


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Until when a programme takes members; None sets no end."""

    is_running: bool
    nominations_close_on: dt.date | None = None
    replacements_close_on: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """What is known of the officer and of the member they would replace."""

    is_member: bool = False
    is_waiting: bool = False
    works_elsewhere: bool = False
    email_is_taken: str = ""
    """`email_known` or `email_elsewhere` when a new officer's address belongs to somebody."""
    replaces: bool = False
    is_replaceable: bool = True
    names: Mapping[str, object] = field(default_factory=dict)
    """officer, administration, email, replaced: as the reasons name them."""


def against_nominating(
    candidate: Candidate, calendar: Calendar, places: Places, *, today: dt.date
) -> tuple[Reason, ...]:
    """Every reason why the candidate can't be nominated today; none when they can."""
    kinds = [*against_day(candidate, calendar, today=today), *against_candidate(candidate)]
    if not places.free:
        kinds.append("no_place")
    facts = told(candidate, calendar, places)
    return tuple(Reason(kind, facts) for kind in kinds)


def against_accepting(
    candidate: Candidate, calendar: Calendar, places: Places
) -> tuple[Reason, ...]:
    """Every reason why a waiting nomination can't be accepted. It was sent in time: the day does not matter."""
    kinds = [] if calendar.is_running else ["not_running"]
    kinds += [kind for kind in against_candidate(candidate) if kind != "waiting"]
    if places.members >= places.quota:
        kinds.append("no_place")
    facts = told(candidate, calendar, places)
    return tuple(Reason(kind, facts) for kind in kinds)


def against_day(candidate: Candidate, calendar: Calendar, *, today: dt.date) -> Iterator[str]:
    """Reasons that lie in the day."""
    if not calendar.is_running:
        yield "not_running"
    elif not is_past(calendar.nominations_close_on, today):
        return
    elif not candidate.replaces:
        yield "late"
    elif is_past(calendar.replacements_close_on, today):
        yield "late_replacement"


def against_candidate(candidate: Candidate) -> Iterator[str]:
    """Reasons that lie in the officer, or in the member to be replaced."""
    if candidate.is_member:
        yield "member"
    if candidate.is_waiting:
        yield "waiting"
    if candidate.works_elsewhere:
        yield "other_administration"
    if candidate.email_is_taken:
        yield candidate.email_is_taken
    if candidate.replaces and not candidate.is_replaceable:
        yield "not_replaceable"


def told(candidate: Candidate, calendar: Calendar, places: Places) -> dict[str, object]:
    """The facts that fill the sentences of all reasons."""
    return {
        **candidate.names,
        "closed": calendar.nominations_close_on,
        "replacements_closed": calendar.replacements_close_on,
        "quota": places.quota,
        "members": places.members,
        "waiting": places.waiting,
    }


def is_past(day: dt.date | None, today: dt.date) -> bool:
    """Whether a closing day is over; the day itself still counts."""
    return day is not None and today > day
