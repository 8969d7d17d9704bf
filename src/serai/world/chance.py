"""Chance of a world: one seed, and a generator of its own for each week and purpose.

So a control that is given changes nothing in what trade would have been drawn, and two strategies that
play the same seed meet the same trade until traders answer them.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

BEFORE = 1000
"""Added to weeks: those before the first one count too."""


def checked(seed: object) -> int:
    """The seed of a world. Raises TypeError where it is no whole number, ValueError where it is below 0."""
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer):
        raise TypeError(f"a seed is a whole number from 0 up, not {seed!r}")
    if seed < 0:
        raise ValueError(f"a seed is a whole number from 0 up, not {seed}")
    return int(seed)


class Purpose(IntEnum):
    """What a generator is for."""

    POPULATION = 0
    TRADE = 1
    WAY = 2
    MESSAGES = 3
    INSPECTION = 4
    THOUGHTS = 5
    SHOCKS = 6


@dataclass(frozen=True)
class Chance:
    """Generators of one seed."""

    seed: int

    def of(self, week: int, purpose: Purpose) -> np.random.Generator:
        """Always the same for the same week and purpose."""
        words = [self.seed, week + BEFORE, int(purpose)]
        return np.random.Generator(np.random.PCG64DXSM(np.random.SeedSequence(words)))
