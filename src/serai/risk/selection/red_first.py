"""Red hits first, then the highest scores: what a unit with profiles and a history does unless it is told otherwise."""

from typing import ClassVar

import numpy as np

from serai.risk.profiles.profile import Lane
from serai.risk.selection.capacity import Capacity
from serai.risk.selection.day import Day
from serai.risk.selection.shares import in_turn
from serai.risk.selection.strategy import Floats, Strategy

MOST = 0.3
"""Share of the controls of each kind that red hits can take, rounded up: the score keeps the rest."""


class RedFirst(Strategy):
    """What red profiles hit is examined, the heaviest first, and what is left goes by the score.

    Goods before documents. Hours that red hits do not take are not lost: the score has them.
    """

    name: ClassVar[str] = "red-first"

    def shares(
        self, day: Day, left: Floats, slots: Floats, capacity: Capacity, rng: np.random.Generator
    ) -> Floats:
        red = np.where(day.severity == Lane.RED.severity, day.weight, -np.inf)
        given = in_turn((red, red), left, np.minimum(np.ceil(slots * MOST), slots))
        remains = np.maximum(left - given.sum(axis=1), 0.0)
        unspent = np.maximum(slots - given.sum(axis=0), 0.0)
        return given + in_turn((day.score, day.score), remains, unspent)
