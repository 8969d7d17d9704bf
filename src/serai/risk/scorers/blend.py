"""Several scorers heard together: the mean of their log odds."""

from typing import Any, ClassVar, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from serai.risk.scorers.fields import shared
from serai.risk.scorers.history import History
from serai.risk.scorers.reasons import Reason
from serai.risk.scorers.scorer import Floats, Scorer, State, odds, probability


class Blend(Scorer):
    """Each part counts the same, unless weights are given; what they say of a field is added up."""

    name: ClassVar[str] = "blend"

    def __init__(self, *parts: Scorer, weights: tuple[float, ...] | None = None) -> None:
        self.parts: list[Scorer] = list(parts)
        self.weights = weights or (1.0,) * len(parts)

    def _fit(self, history: History, rng: np.random.Generator, later: History | None) -> None:
        for part in self.parts:
            part.fit(history, rng=rng, later=later)

    @property
    def _shares(self) -> Floats:
        weights = np.asarray(self.weights, np.float64)
        shares: Floats = weights / weights.sum()
        return shares

    def _score(self, batch: pl.DataFrame) -> Floats:
        with shared(batch):
            heard = [
                share * odds(part.heard(batch))
                for share, part in zip(self._shares, self.parts, strict=True)
            ]
        return probability(np.sum(heard, axis=0))

    def _explain(self, batch: pl.DataFrame) -> list[list[Reason]]:
        explained: list[dict[Any, Reason]] = [{} for _ in range(len(batch))]
        for share, part in zip(self._shares, self.parts, strict=True):
            for reasons, more in zip(explained, part.explain(batch, k=batch.width), strict=True):
                for one in more:
                    key = (one.fields, one.examined is None)
                    effect = one.effect * share + (reasons[key].effect if key in reasons else 0)
                    reasons[key] = Reason(one.fields, one.values, effect, one.examined, one.found)
        return [list(reasons.values()) for reasons in explained]

    def state(self) -> State:
        return {"weights": self.weights}, {}

    @classmethod
    def made(cls, about: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Self:
        return cls(weights=tuple(about["weights"]))
