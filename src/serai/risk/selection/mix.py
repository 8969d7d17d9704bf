"""Several strategies, each with a share of the capacity."""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from serai.risk.selection.capacity import Capacity
from serai.risk.selection.day import Day
from serai.risk.selection.strategy import Floats, Strategy


class Mix(Strategy):
    """The mean of their probabilities, by weight: each is followed that often.

    What one of them leaves is not given to the others, so that weights mean what they say.
    Raises ValueError for no strategy, and for weights below zero or all zero.
    """

    name: ClassVar[str] = "mix"

    def __init__(self, parts: Sequence[tuple[Strategy, float]]) -> None:
        weights = np.array([weight for _, weight in parts], np.float64)
        if (
            not len(parts)
            or (weights < 0).any()
            or not np.isfinite(weights).all()
            or not weights.sum()
        ):
            raise ValueError("a mix has strategies with weights above zero")
        self.parts = [part for part, _ in parts]
        self.weights = weights / weights.sum()

    def shares(
        self, day: Day, left: Floats, slots: Floats, capacity: Capacity, rng: np.random.Generator
    ) -> Floats:
        mean: Floats = np.sum(
            [
                weight * part.shares(day, left, slots, capacity, rng)
                for part, weight in zip(self.parts, self.weights, strict=True)
            ],
            axis=0,
        )
        return mean
