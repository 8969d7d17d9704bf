"""The corridor's containers: each is under way, coming back, or idle, and none appears or vanishes."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

type Ints = NDArray[np.int64]
type Floats = NDArray[np.float64]

BACK = 3
"""Weeks until an empty container is ready for its next load; simulated."""


@dataclass
class Fleet:
    """Containers by number, from 0."""

    size: int
    idle: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    returning: dict[int, list[Ints]] = field(default_factory=dict)
    """By the week in which they are idle again."""

    def __post_init__(self) -> None:
        self.idle = np.arange(self.size)

    def lend(self, wanted: NDArray[np.bool_], ends: Ints, week: int) -> Ints:
        """Containers for consignments that want one and end in given weeks; -1 for none.

        Where too few are idle, the later consignments go without.
        """
        self.idle = np.concatenate([self.idle, *self.returning.pop(week, [])])
        rows = np.flatnonzero(wanted)[: len(self.idle)]
        given = np.full(len(wanted), -1)
        given[rows], self.idle = self.idle[: len(rows)], self.idle[len(rows) :]
        ready = np.maximum(ends[rows], week) + BACK
        for one in np.unique(ready).tolist():
            self.returning.setdefault(one, []).append(given[rows[ready == one]])
        return given

    def keep(self, number: Ints, ends: Ints) -> None:
        """Containers whose consignments end later than was thought, in these weeks."""
        later = np.zeros(self.size, np.int64)
        later[number] = ends + BACK
        before, self.returning = self.returning, {}
        for week, parts in before.items():
            all_ = np.concatenate(parts)
            back = np.maximum(later[all_], week)
            for one in np.unique(back).tolist():
                self.returning.setdefault(one, []).append(all_[back == one])

    @property
    def lent(self) -> int:
        """Under way or coming back."""
        return sum(len(part) for parts in self.returning.values() for part in parts)
