"""A score that means what it says: of declarations scored 0.3, three in ten are non-compliant.

Isotonic regression on results after those the scorer learned from (Zadrozny and Elkan 2002,
doi:10.1145/775047.775151), mixed with a little of the score itself, so that what was ranked apart stays
apart.
"""

from typing import Any, ClassVar, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression

from serai.risk.scorers.history import History
from serai.risk.scorers.reasons import Reason
from serai.risk.scorers.scorer import Floats, Scorer, State, within

OWN = 0.01
"""Share of the score itself: steps of the regression would tie what the scorer tells apart."""
ENOUGH = 50
"""With fewer later results a score is left as it is."""


class Calibrated(Scorer):
    """Another scorer's ranking with honest probabilities."""

    name: ClassVar[str] = "calibrated"

    def __init__(self, first: Scorer | None = None) -> None:
        self.parts: list[Scorer] = [first] if first else []

    @property
    def first(self) -> Scorer:
        return self.parts[0]

    def _fit(self, history: History, rng: np.random.Generator, later: History | None) -> None:
        learned, watched = within(history, later)
        self.first.fit(learned, rng=rng, later=watched if len(watched) else None)
        self.steps = np.array([0.0, 1.0])
        self.means = np.array([0.0, 1.0])
        if len(watched) >= ENOUGH and not watched.is_one_kind:
            fitted = IsotonicRegression(y_min=0, y_max=1).fit(
                self.first.score(watched.declarations), watched.found
            )
            self.steps = np.asarray(fitted.X_thresholds_, np.float64)
            self.means = np.asarray(fitted.y_thresholds_, np.float64)

    def _score(self, batch: pl.DataFrame) -> Floats:
        score = self.first.heard(batch)
        mean: Floats = (1 - OWN) * np.interp(score, self.steps, self.means) + OWN * score
        return mean

    def _explain(self, batch: pl.DataFrame) -> list[list[Reason]]:
        return self.first.explain(batch, k=batch.width)

    def state(self) -> State:
        return {}, {"steps": self.steps, "means": self.means}

    @classmethod
    def made(cls, about: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Self:
        scorer = cls()
        scorer.steps, scorer.means = arrays["steps"], arrays["means"]
        return scorer
