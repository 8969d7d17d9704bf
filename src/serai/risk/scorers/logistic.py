"""Logistic regression on the fields of a declaration: the model that needs the least explaining."""

from itertools import pairwise
from typing import Any, ClassVar, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from serai.risk.scorers.fields import Fields
from serai.risk.scorers.history import History
from serai.risk.scorers.reasons import Reason
from serai.risk.scorers.scorer import Floats, Scorer, State, probability

STRENGTH = 0.03
"""Inverse of the ridge: chosen on later quarters of the Korean set, none of them the one it is tested on."""


class Logistic(Scorer):
    """Numbers in their spread, codes one by one; a missing number counts as an average one."""

    name: ClassVar[str] = "logistic"

    def _fit(self, history: History, rng: np.random.Generator, later: History | None) -> None:
        self.fields = Fields.of(history)
        numbers = self._numbers(history.declarations)
        self.middle = np.nan_to_num(np.nanmean(numbers, axis=0)) if numbers.size else np.zeros(0)
        self.spread = np.nanstd(numbers, axis=0) if numbers.size else np.zeros(0)
        self.spread = np.where(self.spread > 0, self.spread, 1.0)
        model = LogisticRegression(C=STRENGTH, max_iter=500)
        model.fit(self._table(history.declarations), history.found, sample_weight=history.weight)
        self.weights = np.asarray(model.coef_[0], np.float64)
        self.bias = float(model.intercept_[0])

    def _numbers(self, batch: pl.DataFrame) -> Floats:
        return self.fields.matrix(batch)[:, : len(self.fields.numbers)]

    def _table(self, batch: pl.DataFrame) -> sparse.csr_array:
        matrix = self.fields.matrix(batch)
        count = len(self.fields.numbers)
        numbers = np.nan_to_num((matrix[:, :count] - self.middle) / self.spread)
        blocks = [sparse.csr_array(numbers)]
        for place, known in enumerate(self.fields.codes.values(), start=count):
            places = matrix[:, place]
            rows = np.flatnonzero(places % 1 == 0)
            blocks.append(
                sparse.csr_array(
                    (np.ones(len(rows)), (rows, places[rows].astype(np.int64))),
                    shape=(len(batch), len(known)),
                )
            )
        return sparse.csr_array(sparse.hstack(blocks, format="csr"))

    def _score(self, batch: pl.DataFrame) -> Floats:
        return probability(self._table(batch) @ self.weights + self.bias)

    def _explain(self, batch: pl.DataFrame) -> list[list[Reason]]:
        sizes = [1] * len(self.fields.numbers) + [
            len(known) for known in self.fields.codes.values()
        ]
        parts = self._table(batch).multiply(self.weights[None, :]).tocsc()
        ends = np.cumsum([0, *sizes])
        effects = [
            np.asarray(parts[:, begin:end].sum(axis=1)).ravel() for begin, end in pairwise(ends)
        ]
        return [
            [
                self.fields.reason(name, values[name], float(effect[row]))
                for name, effect in zip(self.fields.names, effects, strict=True)
            ]
            for row, values in enumerate(batch.iter_rows(named=True))
        ]

    def state(self) -> State:
        about = {"fields": self.fields.state(), "bias": self.bias}
        return about, {"middle": self.middle, "spread": self.spread, "weights": self.weights}

    @classmethod
    def made(cls, about: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Self:
        scorer = cls()
        scorer.fields = Fields.made(about["fields"])
        scorer.bias = about["bias"]
        scorer.middle, scorer.spread = arrays["middle"], arrays["spread"]
        scorer.weights = arrays["weights"]
        return scorer
