"""What changed in a work plan since it was adopted.

An item that is not dropped now and was not in the plan then is new; one that was in it and is now
dropped (or no longer there) is dropped. Items in both may have moved, changed owners, been done or
been taken up again; several of these can be true of one item.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

DONE, DROPPED = "done", "dropped"


class Kind(StrEnum):
    """Ways an item can differ from the adopted plan, as they are listed."""

    MOVED = "moved"
    NEW = "new"
    DROPPED = "dropped"
    OWNERS = "owners"
    DONE = "done"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class Stand:
    """An item as it stands at one time."""

    pk: int
    due_on: dt.date
    begins_on: dt.date | None = None
    phase: str = "planned"
    owners: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Change:
    """One difference of one item; `was` is None for what is new, `now` for what is no longer there."""

    kind: Kind
    pk: int
    was: Stand | None
    now: Stand | None

    @property
    def days(self) -> int:
        """Days the due date moved; below zero when it came forward."""
        return (self.now.due_on - self.was.due_on).days if self.was and self.now else 0


def changes(adopted: Iterable[Stand], current: Iterable[Stand]) -> list[Change]:
    """All differences, by kind, then in the order of the current plan (dropped ones as adopted)."""
    then = {stand.pk: stand for stand in adopted if stand.phase != DROPPED}
    everything = {stand.pk: stand for stand in current}
    now = {pk: stand for pk, stand in everything.items() if stand.phase != DROPPED}
    found = [Change(Kind.NEW, pk, None, stand) for pk, stand in now.items() if pk not in then]
    found += [
        Change(Kind.DROPPED, pk, stand, everything.get(pk))
        for pk, stand in then.items()
        if pk not in now
    ]
    for pk, stand in now.items():
        if was := then.get(pk):
            found += [Change(kind, pk, was, stand) for kind in differences(was, stand)]
    order = {kind: place for place, kind in enumerate(Kind)}
    return sorted(found, key=lambda change: order[change.kind])


def differences(was: Stand, now: Stand) -> list[Kind]:
    """How an item that is in both plans differs."""
    found = []
    if was.due_on != now.due_on or was.begins_on != now.begins_on:
        found.append(Kind.MOVED)
    if was.owners != now.owners:
        found.append(Kind.OWNERS)
    if was.phase != DONE and now.phase == DONE:
        found.append(Kind.DONE)
    if was.phase == DONE and now.phase != DONE:
        found.append(Kind.REOPENED)
    return found
