"""A day of an agenda as it is read: blocks one after the other, parallel rooms beside each other.

Sessions that overlap, directly or by way of a third, make one block. In a block each room is a
column that keeps its sessions in order; sessions without a room that overlap stand apart.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol


class Timed(Protocol):
    """What is laid out: a session with its time and room."""

    @property
    def start(self) -> dt.datetime | None: ...
    @property
    def end(self) -> dt.datetime | None: ...
    @property
    def room_id(self) -> int | None: ...


@dataclass(frozen=True)
class Block[S]:
    """Sessions that go on at the same time; `columns` has one list a room, in the order of the rooms."""

    start: dt.datetime
    columns: Sequence[Sequence[S]]


def blocks[S: Timed](sessions: Iterable[S], *, rooms: Sequence[int] = ()) -> list[Block[S]]:
    """The blocks of placed sessions; `rooms` gives the order of the columns by primary key."""
    ordered = sorted(sessions, key=lambda session: (begin(session), finish(session)))
    groups: list[list[S]] = []
    until: dt.datetime | None = None
    for session in ordered:
        if until is None or begin(session) >= until:
            groups.append([])
        groups[-1].append(session)
        until = max(until, finish(session)) if until else finish(session)
    return [Block(begin(group[0]), columns(group, rooms)) for group in groups]


def columns[S: Timed](group: Sequence[S], rooms: Sequence[int]) -> list[list[S]]:
    """One list a room; a session that finds its column occupied (a clash, or no room) opens another."""
    made: list[tuple[int | None, list[S]]] = []
    for session in group:
        for room, column in made:
            if room == session.room_id and finish(column[-1]) <= begin(session):
                column.append(session)
                break
        else:
            made.append((session.room_id, [session]))
    places = {room: n for n, room in enumerate(rooms)}
    made.sort(key=lambda pair: places.get(pair[0], len(places)) if pair[0] is not None else -1)
    return [column for _, column in made]


def begin(session: Timed) -> dt.datetime:
    """When a placed session begins."""
    assert session.start is not None  # only placed sessions are laid out
    return session.start


def finish(session: Timed) -> dt.datetime:
    """When a placed session ends."""
    assert session.end is not None
    return session.end
