"""What the past says of who declares: consignee, declarant, consignor, carrier, and with whom they do.

Of each chain of entities the narrowest record that is known counts, past-only and leaning on the wider
one (`past`). The records are added up as log odds, each with a weight by ridge regression (Hoerl and
Kennard 1970, doi:10.1080/00401706.1970.10488634); a weight is never below zero, since a bad record
speaks for nobody.
"""

from typing import Any, ClassVar, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from serai.risk.scorers.history import History
from serai.risk.scorers.past import ENTITIES, Past, Record
from serai.risk.scorers.reasons import Reason
from serai.risk.scorers.record_trees import of_record
from serai.risk.scorers.scorer import Floats, Scorer, State, odds, probability


class EntityHistory(Scorer):
    """Records of entities and of pairs of them."""

    name: ClassVar[str] = "entity-history"

    def _fit(self, history: History, rng: np.random.Generator, later: History | None) -> None:
        self.rate = history.rate
        self.past = Past.of(history, ENTITIES, product=())
        table, _ = self._table(history.declarations)
        model = LogisticRegression(C=1.0, max_iter=500)
        model.fit(table, history.found, sample_weight=history.weight)
        self.weights = np.maximum(np.asarray(model.coef_[0], np.float64), 0.0)
        self.bias = float(model.intercept_[0])

    def _table(self, batch: pl.DataFrame) -> tuple[Floats, list[list[Record]]]:
        """For each chain, how far its narrowest record lies from the overall rate, in log odds."""
        chains, _ = self.past.records(batch)
        overall = odds(np.array([self.rate]))[0]
        return np.column_stack([odds(records[-1].rate) - overall for records in chains]), chains

    def _score(self, batch: pl.DataFrame) -> Floats:
        return probability(self._table(batch)[0] @ self.weights + self.bias)

    def _explain(self, batch: pl.DataFrame) -> list[list[Reason]]:
        table, chains = self._table(batch)
        effects = table * self.weights
        return [
            [
                of_record(_narrowest(records, row), row, values, float(effects[row, place]))
                for place, records in enumerate(chains)
            ]
            for row, values in enumerate(batch.iter_rows(named=True))
        ]

    def state(self) -> State:
        about, arrays = self.past.state()
        return {"past": about, "rate": self.rate, "bias": self.bias}, arrays | {
            "weights": self.weights
        }

    @classmethod
    def made(cls, about: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Self:
        scorer = cls()
        scorer.past = Past.made(about["past"], arrays)
        scorer.rate, scorer.bias = about["rate"], about["bias"]
        scorer.weights = arrays["weights"]
        return scorer


def _narrowest(records: list[Record], row: int) -> Record:
    return next((one for one in reversed(records) if one.examined[row]), records[0])
