"""What comes after what in a work plan."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


def circle(after: Mapping[int, Iterable[int]], item: int) -> list[int]:
    """The circle through `item`: it and what it comes after, back to itself; empty when there is none."""
    trail: dict[int, int] = {}
    waiting = [item]
    while waiting:
        here = waiting.pop()
        for earlier in after.get(here, ()):
            if earlier == item:
                return _walk(trail, item, here)
            if earlier not in trail:
                trail[earlier] = here
                waiting.append(earlier)
    return []


def _walk(trail: Mapping[int, int], item: int, last: int) -> list[int]:
    path = [last]
    while path[-1] != item:
        path.append(trail[path[-1]])
    return [*reversed(path), item]


@dataclass(frozen=True, slots=True)
class Early:
    """An item that is due before one it comes after."""

    item: int
    earlier: int


def due_too_early(due: Mapping[int, dt.date], after: Mapping[int, Iterable[int]]) -> list[Early]:
    """Items due before what they come after, in the order of the plan."""
    return [
        Early(item, earlier)
        for item in due
        for earlier in sorted(after.get(item, ()))
        if earlier in due and due[item] < due[earlier]
    ]
