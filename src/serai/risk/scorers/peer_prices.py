"""What others pay for a kilogram of the same goods: middle and spread of groups of declared prices.

A price is compared with those of the narrowest group that has enough of them: the same code and origin,
then wider, always in the same currency. Its distance is a robust z: (log price − median) ÷ (1.4826 ×
median absolute deviation) (Rousseeuw and Croux 1993, doi:10.1080/01621459.1993.10476408; Iglewicz and
Hoaglin 1993). The prices are those of the whole history, for its own declarations too: a declared price
is known when it is declared, and is no result.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

type Floats = NDArray[np.float64]

GROUPS = (
    ("hs", "origin", "currency"),
    ("hs6", "origin", "currency"),
    ("hs6", "currency"),
    ("hs4", "currency"),
    ("hs2", "currency"),
)
"""From narrow to wide."""
FEWEST = 8
"""Prices a group needs."""
TO_SIGMA = 1.4826
"""Standard deviations of a normal distribution in one median absolute deviation."""
FLOOR = 0.05
"""No spread is smaller: where all pay the same, 5 % more is one step."""


@dataclass(frozen=True)
class PeerPrices:
    """One table for each of `GROUPS`: its columns, `middle` and `spread` of the log price."""

    tables: tuple[pl.DataFrame, ...]

    @classmethod
    def of(cls, declarations: pl.DataFrame) -> "PeerPrices":
        """From declarations with all columns of the schema; those without a price per kg say nothing."""
        priced = declarations.filter(pl.col("unit_price") > 0).with_columns(
            price=pl.col("unit_price").log()
        )
        return cls(tuple(_table(priced, group) for group in GROUPS))

    def middle_and_spread(self, batch: pl.DataFrame) -> tuple[Floats, Floats]:
        """Of the log price of each declaration's peers; NaN where there are none."""
        middle, spread = np.full(len(batch), np.nan), np.full(len(batch), np.nan)
        for group, table in zip(GROUPS, self.tables, strict=True):
            joined = batch.select(group).join(
                table, on=list(group), how="left", nulls_equal=True, maintain_order="left"
            )
            open_ = np.isnan(middle)
            for found, name in ((middle, "middle"), (spread, "spread")):
                found[open_] = joined[name].fill_null(float("nan")).to_numpy()[open_]
        return middle, spread

    def z(self, batch: pl.DataFrame) -> Floats:
        """Steps a price lies above the middle of its peers; NaN without a price or peers."""
        middle, spread = self.middle_and_spread(batch)
        return (_log(batch["unit_price"]) - middle) / spread

    def ratio(self, batch: pl.DataFrame) -> Floats:
        """Price ÷ the middle of its peers; NaN without a price or peers."""
        ratio: Floats = np.exp(_log(batch["unit_price"]) - self.middle_and_spread(batch)[0])
        return ratio

    def state(self) -> list[dict[str, list[Any]]]:
        """As JSON."""
        return [table.to_dict(as_series=False) for table in self.tables]

    @classmethod
    def made(cls, about: list[dict[str, list[Any]]]) -> "PeerPrices":
        """What `state` has given."""
        return cls(
            tuple(
                pl.DataFrame(one, schema_overrides=_kinds(group))
                for one, group in zip(about, GROUPS, strict=True)
            )
        )


def _kinds(group: tuple[str, ...]) -> dict[str, pl.DataType]:
    numbers = dict.fromkeys(("middle", "spread"), pl.Float64())
    return {**dict.fromkeys(group, pl.String()), **numbers}


def _table(priced: pl.DataFrame, group: tuple[str, ...]) -> pl.DataFrame:
    # A group without its code is no group: it would hold everything that has none.
    known = priced.filter(pl.col(group[0]).is_not_null())
    price, middle = pl.col("price"), pl.col("price").median().over(group)
    away = (price - middle).abs()
    return (
        known.with_columns(away=away)
        .group_by(group)
        .agg(
            middle=price.median(),
            spread=(TO_SIGMA * pl.col("away").median()).clip(lower_bound=FLOOR),
            count=pl.len(),
        )
        .filter(pl.col("count") >= FEWEST)
        .drop("count")
        .sort(group)
    )


def _log(price: pl.Series) -> Floats:
    values = price.cast(pl.Float64).fill_null(float("nan")).to_numpy()
    return np.log(np.where(values > 0, values, np.nan))
