"""Whatever their risk: every declaration is as likely as any other."""

from typing import ClassVar

import numpy as np

from serai.risk.selection.capacity import Capacity
from serai.risk.selection.day import Day
from serai.risk.selection.shares import in_turn
from serai.risk.selection.strategy import Floats, Strategy


class ByChance(Strategy):
    """What everything else is measured against."""

    name: ClassVar[str] = "random"

    def shares(
        self, day: Day, left: Floats, slots: Floats, capacity: Capacity, rng: np.random.Generator
    ) -> Floats:
        same = np.zeros(len(day))
        return in_turn((same, same), left, slots)
