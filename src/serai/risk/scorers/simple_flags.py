"""Flags that any officer could raise: what a risk unit without a model goes by.

The flags follow the selectivity criteria of the WTO Trade Facilitation Agreement, article 7.4: value,
country shipped from, duty, description of the goods by mass, and the compliance record of the trader.
A declaration's score is what was found before where as many flags were raised.
"""

from typing import Any, ClassVar, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from serai.risk.scorers.fields import shown
from serai.risk.scorers.history import History
from serai.risk.scorers.past import PRIOR, Past
from serai.risk.scorers.peer_prices import PeerPrices
from serai.risk.scorers.reasons import Reason
from serai.risk.scorers.scorer import Floats, Scorer, State, odds

CHEAP = 0.5
"""Of the peers' middle price."""
FLAGS = ("unit_price", "dispatch_differs", "consignee", "tax_rate", "price", "net_gross_ratio")
"""The field each flag looks at."""


class SimpleFlags(Scorer):
    """A cheap price, another dispatch, a new consignee, no duty, a round price, no packing."""

    name: ClassVar[str] = "simple-flags"

    def _fit(self, history: History, rng: np.random.Generator, later: History | None) -> None:
        self.peers = PeerPrices.of(history.declarations)
        self.past = Past.of(history, [("consignee",)], product=())
        self.base = history.rate
        raised = self._raised(history.declarations).sum(axis=1)
        weight = history.weight
        examined = np.bincount(raised, weight, minlength=len(FLAGS) + 1)
        found = np.bincount(raised, weight * history.found, minlength=len(FLAGS) + 1)
        self.rates = (found + PRIOR * self.base) / (examined + PRIOR)

    def _raised(self, batch: pl.DataFrame) -> NDArray[np.bool_]:
        """Declarations × flags."""
        ((consignee,),), _ = self.past.records(batch)
        given = batch["consignee"].is_not_null().to_numpy()
        price = batch["price"].fill_null(0.0).to_numpy()
        same_mass = batch["net_mass"] >= batch["gross_mass"]
        return np.column_stack(
            [
                np.nan_to_num(self.peers.ratio(batch), nan=1.0) < CHEAP,
                batch["dispatch_differs"].fill_null(value=False).to_numpy(),
                given & (consignee.examined == 0),
                (batch["tax_rate"] == 0).fill_null(value=False).to_numpy(),
                (price > 0) & (price % 1000 == 0),
                same_mass.fill_null(value=False).to_numpy(),
            ]
        )

    def _score(self, batch: pl.DataFrame) -> Floats:
        scores: Floats = self.rates[self._raised(batch).sum(axis=1)]
        return scores

    def _explain(self, batch: pl.DataFrame) -> list[list[Reason]]:
        raised = self._raised(batch)
        count = np.maximum(raised.sum(axis=1), 1)
        effects = (odds(self._score(batch)) - odds(np.array([self.base]))) / count
        return [
            [
                Reason((name,), (shown(name, values[name]),), float(effects[row]))
                for name, up in zip(FLAGS, raised[row], strict=True)
                if up
            ]
            for row, values in enumerate(batch.select(FLAGS).iter_rows(named=True))
        ]

    def state(self) -> State:
        about, arrays = self.past.state()
        told = {"past": about, "peers": self.peers.state(), "base": self.base}
        return told, arrays | {"rates": self.rates}

    @classmethod
    def made(cls, about: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Self:
        scorer = cls()
        scorer.past = Past.made(about["past"], arrays)
        scorer.peers = PeerPrices.made(about["peers"])
        scorer.base, scorer.rates = about["base"], arrays["rates"]
        return scorer
