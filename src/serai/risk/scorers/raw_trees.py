"""LightGBM on what declarations say themselves."""

from typing import Any, ClassVar, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from serai.risk.scorers.fields import Fields
from serai.risk.scorers.history import History
from serai.risk.scorers.reasons import Reason
from serai.risk.scorers.scorer import Floats, Scorer, State, probability, within
from serai.risk.scorers.trees import Trees


class RawTrees(Scorer):
    """Trees on the fields of a declaration; codes are categories."""

    name: ClassVar[str] = "lightgbm-raw"

    def _fit(self, history: History, rng: np.random.Generator, later: History | None) -> None:
        learned, watched = within(history, later)
        self.fields = Fields.of(learned)
        self.trees = Trees.grown(
            self._table(learned.declarations),
            learned,
            later=(self._table(watched.declarations), watched) if len(watched) else None,
            codes=self.fields.are_codes,
            seed=int(rng.integers(2**31)),
        )

    def _table(self, batch: pl.DataFrame) -> Floats:
        table = self.fields.matrix(batch).copy()
        # To a category an unseen code is nothing at all.
        codes = table[:, len(self.fields.numbers) :]
        codes[codes % 1 != 0] = np.nan
        return table

    def _score(self, batch: pl.DataFrame) -> Floats:
        return probability(self.trees.log_odds(self._table(batch)))

    def _explain(self, batch: pl.DataFrame) -> list[list[Reason]]:
        moved = self.trees.moved(self._table(batch))
        rows = batch.select(self.fields.names).rows()
        return [
            [
                self.fields.reason(name, value, float(effect))
                for name, value, effect in zip(self.fields.names, row, effects, strict=False)
            ]
            for row, effects in zip(rows, moved, strict=True)
        ]

    def state(self) -> State:
        return {"fields": self.fields.state()}, {"trees": self.trees.text()}

    @classmethod
    def made(cls, about: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Self:
        scorer = cls()
        scorer.fields = Fields.made(about["fields"])
        scorer.trees = Trees.made(arrays["trees"])
        return scorer
