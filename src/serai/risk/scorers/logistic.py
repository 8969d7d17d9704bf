"""Logistic regression on the fields of a declaration: the model that needs the least explaining."""

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
"""Inverse of the ridge."""
KNOTS = 8
"""Most bends of the line that says what a number does. Both were chosen as the parameters of the trees were:
on products that were held back, none of them in the quarter that is tested."""


class Logistic(Scorer):
    """A bent line for each number, one effect for each code; what is missing or unseen has none.

    A number has a weight at each knot, and between knots their mean by distance; beyond the outer ones
    that of the nearest. The knots are quantiles of the history.
    """

    name: ClassVar[str] = "logistic"

    def _fit(self, history: History, rng: np.random.Generator, later: History | None) -> None:
        self.fields = Fields.of(history)
        matrix = self.fields.matrix(history.declarations)
        self.knots = [
            np.unique(np.nanquantile(matrix[:, place], np.linspace(0, 1, KNOTS)))
            for place in range(len(self.fields.numbers))
        ]
        model = LogisticRegression(C=STRENGTH, max_iter=500)
        model.fit(self._table(matrix), history.found, sample_weight=history.weight)
        self.weights = np.split(np.asarray(model.coef_[0], np.float64), np.cumsum(self._sizes)[:-1])
        # Centred, so that a field's effect is told against the mean declaration.
        self.middle = np.zeros(len(self._sizes))
        self.middle = self._effects(matrix).mean(axis=0)
        self.bias = float(model.intercept_[0] + self.middle.sum())

    @property
    def _sizes(self) -> list[int]:
        """Weights of each field."""
        return [len(one) for one in self.knots] + [len(one) for one in self.fields.codes.values()]

    def _table(self, matrix: Floats) -> sparse.csr_array:
        """What the weights are multiplied with; one empty column where no field varies."""
        blocks = []
        for place, size in enumerate(self._sizes):
            column = matrix[:, place]
            rows = np.flatnonzero(~np.isnan(column))
            if place < len(self.knots):
                near = [np.interp(column[rows], self.knots[place], one) for one in np.eye(size)]
                shares = np.column_stack(near)
                # At most two of the knots are near.
                row, at = shares.nonzero()
                rows, values = rows[row], shares[row, at]
            else:
                rows = rows[column[rows] % 1 == 0]
                at, values = column[rows].astype(np.int64), np.ones(len(rows))
            blocks.append(sparse.csr_array((values, (rows, at)), shape=(len(matrix), size)))
        if not blocks:
            return sparse.csr_array((len(matrix), 1))
        return sparse.csr_array(sparse.hstack(blocks, format="csr"))

    def _effects(self, matrix: Floats) -> Floats:
        """What each field adds to the log odds of each row."""
        effects = np.zeros((len(matrix), len(self._sizes)))
        for place, weights in enumerate(self.weights[: len(self._sizes)]):
            column = matrix[:, place]
            if place < len(self.knots):
                known = ~np.isnan(column)
                effects[known, place] = np.interp(column[known], self.knots[place], weights)
            else:
                known = column % 1 == 0
                effects[known, place] = weights[column[known].astype(np.int64)]
        effects -= self.middle
        return effects

    def _score(self, batch: pl.DataFrame) -> Floats:
        return probability(self._effects(self.fields.matrix(batch)).sum(axis=1) + self.bias)

    def _explain(self, batch: pl.DataFrame) -> list[list[Reason]]:
        effects = self._effects(self.fields.matrix(batch))
        return [
            [
                self.fields.reason(name, values[name], float(effect))
                for name, effect in zip(self.fields.names, effects[row], strict=True)
            ]
            for row, values in enumerate(batch.iter_rows(named=True))
        ]

    def state(self) -> State:
        about = {"fields": self.fields.state(), "bias": self.bias}
        arrays = {"middle": self.middle}
        arrays |= {f"knots{place}": knots for place, knots in enumerate(self.knots)}
        arrays |= {f"weights{place}": weights for place, weights in enumerate(self.weights)}
        return about, arrays

    @classmethod
    def made(cls, about: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Self:
        scorer = cls()
        scorer.fields = Fields.made(about["fields"])
        scorer.bias, scorer.middle = about["bias"], arrays["middle"]
        scorer.knots = [arrays[f"knots{place}"] for place in range(len(scorer.fields.numbers))]
        scorer.weights = [arrays[f"weights{place}"] for place in range(len(scorer.fields.names))]
        return scorer
