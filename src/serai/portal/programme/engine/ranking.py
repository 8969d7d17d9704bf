"""How challenges are ranked, how far each has come, and how votes are joined.

- Rank: more votes first, then raised by more administrations, then raised earlier.
- Votes on open challenges come out of an administration's pot. An answered challenge keeps its
  votes as a record and no longer takes from the pot.
- A challenge is unanswered while it is open and no lecture on it is agreed or held.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Stage(StrEnum):
    """The thread of a challenge, in order."""

    RAISED = "raised"
    LECTURE = "lecture"
    DISCUSSION = "discussion"
    MATERIAL = "material"
    EXERCISE = "exercise"
    RESULT = "result"


class Mark(StrEnum):
    """How far a stage has come, weakest first."""

    NONE = "none"
    REFUSED = "refused"
    PLANNED = "planned"
    ASKED = "asked"
    AGREED = "agreed"
    DONE = "done"


STRENGTH = {mark: strength for strength, mark in enumerate(Mark)}
ANSWERED = frozenset({Mark.AGREED, Mark.DONE})


@dataclass(frozen=True, slots=True)
class Link:
    """A session that takes up a challenge, and one answer of a speaker of it (empty without speakers)."""

    kind: str
    is_held: bool
    answer: str = ""

    @property
    def mark(self) -> Mark:
        if self.is_held:
            return Mark.DONE
        return Mark(self.answer) if self.answer else Mark.PLANNED


@dataclass(frozen=True, slots=True)
class Thread:
    """The mark of each stage of one challenge."""

    marks: Mapping[Stage, Mark]

    @property
    def lecture(self) -> Mark:
        return self.marks[Stage.LECTURE]

    @property
    def has_lecture(self) -> bool:
        """Whether a lecture on it is agreed or held."""
        return self.lecture in ANSWERED

    @property
    def reached(self) -> Stage:
        """The last stage that anything happened at."""
        return [stage for stage in Stage if self.marks[stage] is not Mark.NONE][-1]


def thread(links: Iterable[Link], entries: Iterable[str] = ()) -> Thread:
    """How far a challenge has come: linked sessions, and the stages of entries written by hand."""
    marks = dict.fromkeys(Stage, Mark.NONE)
    marks[Stage.RAISED] = Mark.DONE
    for link in links:
        if link.kind in marks:
            stage = Stage(link.kind)
            marks[stage] = max(marks[stage], link.mark, key=STRENGTH.__getitem__)
    for entry in entries:
        marks[Stage(entry)] = Mark.DONE
    return Thread(marks)


@dataclass(slots=True)
class Ranked:
    """What of a challenge decides its rank."""

    pk: int
    votes: int
    raised_on: dt.datetime
    administrations: frozenset[int] = field(default_factory=frozenset)


def rank[R: Ranked](challenges: Iterable[R]) -> list[R]:
    """Votes, then number of administrations raising, then date; the primary key decides the rest."""
    return sorted(challenges, key=lambda c: (-c.votes, -len(c.administrations), c.raised_on, c.pk))


def join_votes(
    kept: Mapping[int, int],
    merged: Mapping[int, int],
    *,
    elsewhere: Mapping[int, int],
    pots: Mapping[int, int],
) -> dict[int, int]:
    """Votes of a merged pair by administration, none over what its pot has left.

    `elsewhere` are votes on the other open challenges. What was given stays given: an administration
    whose pot was made smaller keeps at least what it had on the challenge that is kept.
    """
    joined = {}
    for administration in kept.keys() | merged.keys():
        before = kept.get(administration, 0)
        left = pots.get(administration, 0) - elsewhere.get(administration, 0)
        joined[administration] = max(before, min(before + merged.get(administration, 0), left))
    return joined
