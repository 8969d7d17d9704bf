"""Expected revenue for each hour of an officer."""

from typing import ClassVar

import numpy as np

from serai.risk.selection.capacity import CONTROLS, Capacity
from serai.risk.selection.day import Day
from serai.risk.selection.shares import fill, in_turn
from serai.risk.selection.strategy import Floats, Strategy


class RevenuePerHour(Strategy):
    """Each hour where it recovers most.

    A control recovers the expected revenue × the share that it finds, in its minutes. Hours are given by
    control, so all of them together recover most when the largest revenue gets the control that finds
    most, the next the other (rearrangement: Hardy, Littlewood and Pólya 1934). Hours
    that nothing is expected of go to the highest scores.
    """

    name: ClassVar[str] = "revenue"

    def shares(
        self, day: Day, left: Floats, slots: Floats, capacity: Capacity, rng: np.random.Generator
    ) -> Floats:
        finds = np.array([capacity.finds[one] for one in CONTROLS])
        worth = np.where(day.revenue > 0, day.revenue, -np.inf)
        given = np.zeros((len(day), len(CONTROLS)))
        remains = left.copy()
        for place in np.argsort(-finds, kind="stable"):
            given[:, place] = fill(worth, remains, float(slots[place]))
            remains = np.maximum(remains - given[:, place], 0.0)
        unspent = np.maximum(slots - given.sum(axis=0), 0.0)
        return given + in_turn((day.score, day.score), remains, unspent)
