"""As likely to be examined as to be among the riskiest, as far as one can know."""

from typing import ClassVar

import numpy as np

from serai.risk.selection.capacity import Capacity
from serai.risk.selection.day import Day
from serai.risk.selection.shares import in_turn
from serai.risk.selection.strategy import Floats, Strategy

DRAWS = 100


class Thompson(Strategy):
    """Draw what each score may be, take the highest; the share of draws is the probability.

    Thompson 1933 (doi:10.1093/biomet/25.3-4.285); Russo and others 2018, “A Tutorial on Thompson
    Sampling” (arXiv:1707.02038). A score p that rests on n results is drawn from the beta distribution
    with mean p and n + 1 in sum. One draw would decide as well; many give a propensity that is known.
    """

    name: ClassVar[str] = "thompson"

    def __init__(self, draws: int = DRAWS) -> None:
        if draws < 1:
            raise ValueError("at least one draw")
        self.draws = draws

    def shares(
        self, day: Day, left: Floats, slots: Floats, capacity: Capacity, rng: np.random.Generator
    ) -> Floats:
        mean = np.clip(day.score, 1e-6, 1 - 1e-6)
        found = mean * (day.evidence + 1)
        clean = (1 - mean) * (day.evidence + 1)
        given = np.zeros((len(day), len(slots)))
        for _ in range(self.draws):
            drawn = rng.beta(found, clean)
            given += in_turn((drawn, drawn), left, slots)
        shares: Floats = given / self.draws
        return shares
