"""The order of ASYCUDA: criteria, then random, then a top-up to the expected rate."""

from typing import ClassVar

import numpy as np

from serai.risk.selection.capacity import Capacity
from serai.risk.selection.day import Day
from serai.risk.selection.profiles_only import ProfilesOnly
from serai.risk.selection.shares import in_turn
from serai.risk.selection.strategy import Floats, Strategy


class Asycuda(Strategy):
    """What profiles hit; then, by chance, as many as the expected rate of the capacity still lacks.

    The random share comes before any strategy, so that it counts towards the expected rate.
    """

    name: ClassVar[str] = "asycuda"

    def shares(
        self, day: Day, left: Floats, slots: Floats, capacity: Capacity, rng: np.random.Generator
    ) -> Floats:
        hit = ProfilesOnly().shares(day, left, slots, capacity, rng)
        already = float((1 - left).sum() + hit.sum())
        lacking = max(capacity.expected * len(day) - already, 0.0)
        remains = slots - hit.sum(axis=0)
        if lacking < remains.sum():
            remains = remains * lacking / remains.sum()
        same = np.zeros(len(day))
        topped = in_turn((same, same), np.maximum(left - hit.sum(axis=1), 0.0), remains)
        return hit + topped
