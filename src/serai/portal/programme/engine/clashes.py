"""Clashes of an agenda: two sessions at once in one room, or with one person in both.

Touching is no clash: a session that ends at 10:30 and one that begins then may share a room.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Slot:
    """What a session occupies. `people` are the primary keys of its speakers and chairs."""

    key: int | None
    start: dt.datetime
    end: dt.datetime
    room: int | None = None
    people: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Clash:
    """Another session at the same time, with what it shares: the room, a person, or both."""

    other: int
    start: dt.datetime
    end: dt.datetime
    """From when to when both go on."""
    room: int | None
    people: frozenset[int]


def clashes(slot: Slot, others: Iterable[Slot]) -> list[Clash]:
    """Every clash of a slot with others, in the order they begin."""
    found = [clash for other in others if (clash := between(slot, other))]
    return sorted(found, key=lambda clash: (clash.start, clash.other))


def between(slot: Slot, other: Slot) -> Clash | None:
    """The clash of two slots, if there is one; a session does not clash with itself."""
    if other.key is None or other.key == slot.key or not overlap(slot, other):
        return None
    room = slot.room if slot.room is not None and slot.room == other.room else None
    people = slot.people & other.people
    if room is None and not people:
        return None
    return Clash(other.key, max(slot.start, other.start), min(slot.end, other.end), room, people)


def overlap(slot: Slot, other: Slot) -> bool:
    """Whether two slots share any time."""
    return slot.start < other.end and other.start < slot.end
