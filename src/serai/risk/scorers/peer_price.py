"""How far a price lies from what others pay: undervaluation, and its opposite."""

from typing import Any, ClassVar, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from serai.risk.scorers.fields import shown
from serai.risk.scorers.history import History
from serai.risk.scorers.peer_prices import PeerPrices
from serai.risk.scorers.reasons import Reason
from serai.risk.scorers.scorer import Floats, Scorer, State, probability

FARTHEST = 10.0
"""Steps beyond which farther is no more suspicious."""


class PeerPrice(Scorer):
    """Steps below the peers' price, steps above it, and whether there is nothing to compare."""

    name: ClassVar[str] = "peer-price"

    def _fit(self, history: History, rng: np.random.Generator, later: History | None) -> None:
        self.peers = PeerPrices.of(history.declarations)
        model = LogisticRegression(C=1.0, max_iter=500)
        model.fit(self._table(history.declarations), history.found, sample_weight=history.weight)
        self.weights = np.asarray(model.coef_[0], np.float64)
        self.bias = float(model.intercept_[0])

    def _table(self, batch: pl.DataFrame) -> Floats:
        z = self.peers.z(batch)
        known = np.nan_to_num(np.clip(z, -FARTHEST, FARTHEST))
        return np.column_stack([np.maximum(-known, 0), np.maximum(known, 0), np.isnan(z)])

    def _score(self, batch: pl.DataFrame) -> Floats:
        return probability(self._table(batch) @ self.weights + self.bias)

    def _explain(self, batch: pl.DataFrame) -> list[list[Reason]]:
        effects = self._table(batch) @ self.weights
        return [
            [Reason(("unit_price",), (shown("unit_price", price),), float(effect))]
            for price, effect in zip(batch["unit_price"], effects, strict=True)
        ]

    def state(self) -> State:
        return {"peers": self.peers.state(), "bias": self.bias}, {"weights": self.weights}

    @classmethod
    def made(cls, about: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Self:
        scorer = cls()
        scorer.peers = PeerPrices.made(about["peers"])
        scorer.bias, scorer.weights = about["bias"], arrays["weights"]
        return scorer
