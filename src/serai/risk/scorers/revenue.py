"""The second head: what an examination would recover.

Expected revenue is the probability of non-compliance × what is recovered where there is some. That
second part is a share of the value, learned from the non-compliant declarations of the history: their
revenue ÷ their value, overall and by chapter. A chapter leans on the overall share as on so many
further results (`PRIOR`; Bühlmann 1967, doi:10.1017/S0515036100008989), so that one rich find does not
make a chapter rich. The value is the customs value, or the price where no declaration has that.
Without one the mean recovery counts.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from serai.risk.scorers.history import History, HistoryError, complete

type Floats = NDArray[np.float64]

PRIOR = 20.0
"""Results of mean value that a chapter starts with."""


@dataclass(frozen=True)
class Revenue:
    """Share of the value that is recovered from a non-compliant declaration."""

    column: str
    """`value` or `price`."""
    overall: float
    chapters: dict[str, float]
    mean: float
    """Recovered from a non-compliant declaration whose value is not known."""

    @classmethod
    def of(cls, history: History) -> "Revenue":
        """Learned from a history. Raises HistoryError without revenue, or with nothing non-compliant."""
        problems = []
        if history.revenue is None:
            problems.append("the history has no revenue")
        if not history.found.any():
            problems.append("nothing in the history is non-compliant: nothing was recovered")
        if problems or history.revenue is None:
            raise HistoryError(problems)
        some = history.declarations["value"].null_count() < len(history)
        column = "value" if some else "price"
        bad = history.found > 0
        table = pl.DataFrame(
            {
                "chapter": history.declarations["hs2"].filter(pl.Series(bad)),
                "value": history.declarations[column].filter(pl.Series(bad)),
                "revenue": history.revenue[bad],
            }
        )
        known = table.filter(pl.col("value") > 0)
        mean = float(table["revenue"].sum()) / len(table)
        if not len(known):
            return cls(column, 0.0, {}, mean)
        value = float(known["value"].sum()) / len(known)
        overall = float(known["revenue"].sum()) / float(known["value"].sum())
        sums = known.drop_nulls("chapter").group_by("chapter").agg(pl.sum("revenue", "value"))
        prior = PRIOR * value
        chapters = {
            chapter: (revenue + prior * overall) / (worth + prior)
            for chapter, revenue, worth in sums.sort("chapter").iter_rows()
        }
        return cls(column, overall, chapters, mean)

    def expected(self, batch: pl.DataFrame, probability: Floats) -> Floats:
        """From examining each declaration, in the unit of the history's revenue."""
        whole = complete(batch)
        shares = whole["hs2"].replace_strict(
            self.chapters, default=self.overall, return_dtype=pl.Float64
        )
        value = whole[self.column].to_numpy()
        recovered = np.where(
            np.nan_to_num(value) > 0, shares.fill_null(self.overall).to_numpy() * value, self.mean
        )
        return np.asarray(probability * np.maximum(recovered, 0.0))

    def state(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "column": self.column, "overall": self.overall,
            "chapters": self.chapters, "mean": self.mean,
        }  # fmt: skip

    @classmethod
    def made(cls, about: dict[str, Any]) -> "Revenue":
        """What `state` has given."""
        return cls(**about)
