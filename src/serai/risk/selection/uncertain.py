"""Where least is known: an examination there teaches most."""

from typing import ClassVar

import numpy as np

from serai.risk.selection.capacity import Capacity
from serai.risk.selection.day import Day
from serai.risk.selection.shares import in_turn
from serai.risk.selection.strategy import Floats, Strategy


class Uncertain(Strategy):
    """The scores with the widest spread, given the results they rest on.

    A score p that rests on n results is taken as a beta distribution with mean p and n + 1 in sum; its
    standard deviation is √(p(1 − p) ÷ (n + 2)). Lewis and Gale 1994 (arXiv:cmp-lg/9407020), for Customs
    Kim and others 2020, “Take a Chance: Managing the Exploitation-Exploration Dilemma in Customs Fraud
    Detection via Online Active Learning” (arXiv:2010.14282).
    """

    name: ClassVar[str] = "uncertain"

    def shares(
        self, day: Day, left: Floats, slots: Floats, capacity: Capacity, rng: np.random.Generator
    ) -> Floats:
        spread = np.sqrt(day.score * (1 - day.score) / (day.evidence + 2))
        return in_turn((spread, spread), left, slots)
