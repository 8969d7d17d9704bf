"""The highest scores, whatever profiles say."""

from typing import ClassVar

import numpy as np

from serai.risk.selection.capacity import Capacity
from serai.risk.selection.day import Day
from serai.risk.selection.shares import in_turn
from serai.risk.selection.strategy import Floats, Strategy


class ScoreOnly(Strategy):
    """The highest scores have their goods examined, the next ones their documents."""

    name: ClassVar[str] = "score"

    def shares(
        self, day: Day, left: Floats, slots: Floats, capacity: Capacity, rng: np.random.Generator
    ) -> Floats:
        return in_turn((day.score, day.score), left, slots)
