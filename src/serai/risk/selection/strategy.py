"""The contract of a strategy: from what is known of a day to the probability of each control.

A strategy says with which probability each declaration gets each control; `select` draws. So the
propensity of every choice is known beforehand, and strategies can be mixed.
"""

from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from serai.risk.selection.capacity import Capacity
from serai.risk.selection.day import Day

type Floats = NDArray[np.float64]


class Strategy(ABC):
    """One way to spend the capacity that mandatory profiles and the random share leave."""

    name: ClassVar[str]
    """As files and the command line have it."""

    @abstractmethod
    def shares(
        self,
        day: Day,
        left: Floats,
        slots: Floats,
        capacity: Capacity,
        rng: np.random.Generator,
    ) -> Floats:
        """Declarations × controls (as in `CONTROLS`), each row at most `left`, each column at most `slots`.

        `slots` need not be whole numbers. `rng` is for strategies that draw to know what they think;
        the choice itself is drawn later.
        """
