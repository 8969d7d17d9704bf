"""What the same product did before, starting from what another scorer says of it.

A product is the same goods on the same terms and of the same mass. With n earlier examinations of it,
f of them with a finding, and p from the other scorer, its probability is (f + w p) ÷ (n + w): p weighs as
much as w results. w is chosen by the likelihood of later results.
"""

from typing import Any, ClassVar, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from serai.risk.scorers.history import History
from serai.risk.scorers.past import PRODUCT, Past, Record
from serai.risk.scorers.reasons import Reason
from serai.risk.scorers.record_trees import of_record
from serai.risk.scorers.scorer import Floats, Scorer, State, odds, within

WEIGHTS = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)


class Prevalence(Scorer):
    """The same probability for all: what is known of a declaration before anyone has looked at it."""

    name: ClassVar[str] = "prevalence"

    def _fit(self, history: History, rng: np.random.Generator, later: History | None) -> None:
        self.rate = history.rate

    def _score(self, batch: pl.DataFrame) -> Floats:
        return np.full(len(batch), self.rate)

    def _explain(self, batch: pl.DataFrame) -> list[list[Reason]]:
        return [[] for _ in range(len(batch))]

    def state(self) -> State:
        return {"rate": self.rate}, {}

    @classmethod
    def made(cls, about: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Self:
        scorer = cls()
        scorer.rate = about["rate"]
        return scorer


class SameProduct(Scorer):
    """The product's own record on top of another scorer; on top of none it is a lookup."""

    name: ClassVar[str] = "same-product"

    def __init__(self, first: Scorer | None = None) -> None:
        self.parts: list[Scorer] = [first or Prevalence()]

    @property
    def first(self) -> Scorer:
        return self.parts[0]

    def _fit(self, history: History, rng: np.random.Generator, later: History | None) -> None:
        learned, watched = within(history, later)
        self.past = Past.of(learned, (), product=PRODUCT)
        new = watched
        if len(watched):
            # The first scorer speaks for products without a record: it is watched on these.
            _, own = self.past.records(watched.declarations)
            assert own is not None
            new = watched.where(own.examined == 0)
        # To it a product is one lesson, however often it came.
        times = learned.declarations.select(pl.len().over(PRODUCT)).to_series().to_numpy()
        self.first.fit(
            learned.weighted(1 / times), rng=rng, later=watched if new.is_one_kind else new
        )
        self.weight = 1.0
        if len(watched):
            first, own = self._parts(watched.declarations)
            self.weight = max(
                WEIGHTS, key=lambda weight: _likelihood(_joined(first, own, weight), watched.found)
            )

    def _parts(self, batch: pl.DataFrame) -> tuple[Floats, Record]:
        _, own = self.past.records(batch)
        assert own is not None
        return self.first.heard(batch), own

    def _score(self, batch: pl.DataFrame) -> Floats:
        return _joined(*self._parts(batch), self.weight)

    def _explain(self, batch: pl.DataFrame) -> list[list[Reason]]:
        first, own = self._parts(batch)
        effects = odds(_joined(first, own, self.weight)) - odds(first)
        explained = self.first.explain(batch, k=batch.width)
        for row, values in enumerate(batch.select(PRODUCT).iter_rows(named=True)):
            if own.examined[row]:
                explained[row].append(of_record(own, row, values, float(effects[row])))
        return explained

    def state(self) -> State:
        about, arrays = self.past.state()
        return {"past": about, "weight": self.weight}, arrays

    @classmethod
    def made(cls, about: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Self:
        scorer = cls()
        scorer.past = Past.made(about["past"], arrays)
        scorer.weight = about["weight"]
        return scorer


def _joined(first: Floats, own: Record, weight: float) -> Floats:
    joined: Floats = (own.found + weight * first) / (own.examined + weight)
    return joined


def _likelihood(score: Floats, found: Floats) -> float:
    kept = np.clip(score, 1e-6, 1 - 1e-6)
    return float(np.mean(np.log(np.where(found > 0, kept, 1 - kept))))
