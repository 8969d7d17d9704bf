"""LightGBM on what declarations say, and on what the past says of their like.

The record of an entity or a pair is past-only: for a declaration that the model learns from, too, only
results count that were known before its day, and none of the same product. So what it learns of
records is what it will have to score with (Prokhorenkova and others 2018, “CatBoost: unbiased boosting
with categorical features”, on why other records mislead).
"""

from typing import Any, ClassVar, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from serai.risk.measures.ranking import roc_area
from serai.risk.scorers.fields import Fields, shown
from serai.risk.scorers.history import History
from serai.risk.scorers.past import ENTITIES, GOODS, Chain, Past, Record
from serai.risk.scorers.reasons import Reason
from serai.risk.scorers.scorer import Floats, Scorer, State, probability, within
from serai.risk.scorers.trees import Trees

TELLING = 0.53
"""An entity's records that rank the later half of the history no better than this are left out."""


class RecordTrees(Scorer):
    """Trees on fields and records."""

    name: ClassVar[str] = "lightgbm-records"

    def _fit(self, history: History, rng: np.random.Generator, later: History | None) -> None:
        learned, watched = within(history, later)
        self.fields = Fields.of(learned)
        self.past = Past.of(learned, (*GOODS, *telling(learned)))
        self.trees = Trees.grown(
            self._table(learned.declarations)[0],
            learned,
            later=(self._table(watched.declarations)[0], watched) if len(watched) else None,
            seed=int(rng.integers(2**31)),
        )

    def _table(self, batch: pl.DataFrame) -> tuple[Floats, list[list[Record]]]:
        chains, _ = self.past.records(batch)
        rates = [record.rate for records in chains for record in records]
        return np.column_stack([self.fields.matrix(batch), *rates]), chains

    def _score(self, batch: pl.DataFrame) -> Floats:
        return probability(self.trees.log_odds(self._table(batch)[0]))

    def _explain(self, batch: pl.DataFrame) -> list[list[Reason]]:
        table, chains = self._table(batch)
        moved = self.trees.moved(table)
        names = self.fields.names
        explained: list[list[Reason]] = []
        for row, values in enumerate(batch.iter_rows(named=True)):
            reasons = [
                self.fields.reason(name, values[name], float(moved[row, place]))
                for place, name in enumerate(names)
            ]
            place = max(len(names), 1)
            for records in chains:
                effect = float(moved[row, place : place + len(records)].sum())
                reasons.append(of_record(_narrowest(records, row), row, values, effect))
                place += len(records)
            explained.append(reasons)
        return explained

    def state(self) -> State:
        about, arrays = self.past.state()
        return {"fields": self.fields.state(), "past": about}, arrays | {"trees": self.trees.text()}

    @classmethod
    def made(cls, about: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Self:
        scorer = cls()
        scorer.fields = Fields.made(about["fields"])
        scorer.past = Past.made(about["past"], arrays)
        scorer.trees = Trees.made(arrays["trees"])
        return scorer


def telling(history: History) -> list[Chain]:
    """Chains of entities whose past-only records rank the later half of a history."""
    past = Past.of(history, ENTITIES, product=())
    half = history.day > np.median(history.day)
    if not half.any() or history.where(half).is_one_kind:
        return []
    chains, _ = past.records(history.declarations)
    return [
        chain
        for chain, records in zip(ENTITIES, chains, strict=True)
        if roc_area(history.found[half], records[-1].rate[half]) > TELLING
    ]


def _narrowest(records: list[Record], row: int) -> Record:
    """The narrowest group of which something is known."""
    return next((one for one in reversed(records) if one.examined[row]), records[0])


def of_record(record: Record, row: int, values: dict[str, Any], effect: float) -> Reason:
    """What a record did, without the chapters that its codes begin with."""
    longest = max(
        (n for n in record.columns if n in {"hs2", "hs4", "hs6", "hs"}), key=_digits, default=""
    )
    names = tuple(n for n in record.columns if not n.startswith("hs") or n == longest)
    return Reason(
        names,
        tuple(shown(name, values[name]) for name in names),
        effect,
        int(record.examined[row]),
        int(record.found[row]),
    )


def _digits(name: str) -> int:
    return {"hs2": 2, "hs4": 4, "hs6": 6}.get(name, 10)
