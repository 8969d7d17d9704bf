"""Whether targeting beats chance: the scorer is measured on the latest fifth of the history.

It learns what was known before that fifth began.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import hypergeom

from serai.risk.measures.bootstrap import stratified
from serai.risk.measures.proportion import Estimate
from serai.risk.measures.ranking import AtShare, at_shares, roc_area
from serai.risk.scorers.history import History, HistoryError
from serai.risk.scorers.standard import standard

type Floats = NDArray[np.float64]

LATEST = 0.2
CURVE = tuple(share / 100 for share in range(1, 31))
DRAWS = 500
FEWEST = 100
"""Results the latest fifth needs to say anything."""
CHANCE = 0.025
"""As seldom as this a score that knows nothing may be said to beat chance."""
ROUGH_EXAMINED, ROUGH_FOUND = 30, 5
"""With fewer examined or found in the share, the interval is only rough."""


@dataclass(frozen=True)
class Backtest:
    """Measured on results that came after those learned from."""

    found: Floats
    score: Floats
    share: float
    """Examined: as large as that of the plan."""
    at: AtShare
    gain: Estimate
    """Hit rate of this share less that of chance, with its interval."""
    area: Estimate
    """Under the ROC curve."""
    curve: list[AtShare]
    learned: int

    @property
    def beats_chance(self) -> bool:
        """Whether the interval says so, and so much could hardly be found by chance.

        The second by the exact (hypergeometric) test of Fisher: where few are examined, the interval
        alone is too sure.
        """
        bad, found = int(self.found.sum()), int(self.at.found)
        by_chance = hypergeom.sf(found - 1, len(self.found), bad, self.at.examined)
        return self.gain.low > 0 and float(by_chance) <= CHANCE

    @property
    def is_rough(self) -> bool:
        """Whether the interval rests on few results."""
        return self.at.examined < ROUGH_EXAMINED or self.at.found < ROUGH_FOUND


def backtest(history: History, share: float, rng: np.random.Generator) -> Backtest | None:
    """None where the history is too short for it, or either part of it of one kind."""
    earlier, latest = history.parted(LATEST)
    if len(latest):
        earlier = earlier.where(earlier.known < latest.day.min())
    if len(latest) < FEWEST or latest.is_one_kind or earlier.is_one_kind:
        return None
    try:
        scorer = standard().fit(earlier, rng=rng)
    except HistoryError:
        return None
    score = scorer.score(latest.declarations)
    share = min(max(share, 1 / len(latest)), 1.0)

    def gain(found: Floats, ranked: Floats) -> float:
        return at_shares(found, ranked, shares=[share])[0].hit_rate - float(found.mean())

    one_stratum = np.zeros(len(latest))
    return Backtest(
        latest.found,
        score,
        share,
        at_shares(latest.found, score, shares=[share])[0],
        stratified(gain, latest.found, score, rng=rng, strata=one_stratum, draws=DRAWS),
        stratified(roc_area, latest.found, score, rng=rng, draws=DRAWS),
        at_shares(latest.found, score, shares=CURVE),
        len(earlier),
    )
