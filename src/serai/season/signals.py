"""What messages and other administrations' papers say about a declaration, beside itself.

A signal is a yes or no that officers know from practice. How much it says is learned from a unit's own
results (`memory`).
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from serai.world.week import Week

type Flags = NDArray[np.bool_]

HEAVIER = 1.04
"""Scales ÷ declared gross mass: beyond a weighbridge's own error."""
BELOW, SHORT = 0.80, 0.93
"""Declared value, and mass, ÷ what was declared at export."""
FREIGHT = 1.03
"""Of the value at export: the least that freight adds."""
OVERDUE = 21
"""Days after which a transit that nobody has seen leave, or arrive next door, is asked after."""
OWN = ("heavier", "another seal")
SHARED = ("cheaper than at export", "lighter than at export", "another code than at export")


def own(week: Week, batch: pl.DataFrame) -> dict[str, Flags]:
    """From messages on movements that are lodged: scales and seals."""
    told = week.messages.filter(pl.col("event").is_in(["entry", "arrival"]))
    per = told.group_by("document", maintain_order=True).agg(
        pl.col("gross_mass").max(), pl.col("seal").n_unique()
    )
    joined = batch.select("document", declared="gross_mass").join(
        per, on="document", how="left", maintain_order="left"
    )
    heavier = (joined["gross_mass"] > joined["declared"] * HEAVIER).fill_null(value=False)
    reseal = (joined["seal"] > 1).fill_null(value=False)
    return dict(zip(OWN, (heavier.to_numpy(), reseal.to_numpy()), strict=True))


def shared(week: Week, batch: pl.DataFrame) -> dict[str, Flags]:
    """From export declarations of the same movements."""
    exports = week.exports.select("document", code="hs", mass="net_mass", there="value").unique(
        "document", keep="first", maintain_order=True
    )
    joined = batch.select("document", "hs", "net_mass", "value", "type").join(
        exports, on="document", how="left", maintain_order="left"
    )
    imports = pl.col("type") == "IM"
    flags = joined.select(
        (imports & (pl.col("value") < BELOW * FREIGHT * pl.col("there"))).fill_null(value=False),
        (pl.col("net_mass") < SHORT * pl.col("mass")).fill_null(value=False).alias("mass"),
        (pl.col("hs") != pl.col("code")).fill_null(value=False).alias("code"),
    )
    return {name: flags.to_series(place).to_numpy() for place, name in enumerate(SHARED)}


@dataclass
class OpenTransits:
    """Transit declarations that wait for an exit, or for the next administration's word."""

    waiting: pl.DataFrame | None = None

    def pass_week(self, week: Week, *, confirmed: bool) -> pl.DataFrame:
        """Take up this week's, strike off what has come; the overdue ones, the oldest first."""
        new = week.declarations.filter(pl.col("type") == "TR").select(
            "declaration", "document", "date", "office", "value"
        )
        waiting = new if self.waiting is None else pl.concat([self.waiting, new])
        event = "confirmed" if confirmed else "exit"
        came = week.messages.filter(pl.col("event") == event).select("document")
        waiting = waiting.join(came, on="document", how="anti", maintain_order="left")
        limit = pl.lit(week.last) - pl.col("date") > pl.duration(days=OVERDUE)
        overdue = waiting.filter(limit)
        # Each is asked after once.
        self.waiting = waiting.filter(~limit)
        return overdue.sort("value", descending=True, maintain_order=True)

    def strike(self, examined: pl.DataFrame) -> None:
        """What has had a control is not asked after."""
        if self.waiting is not None:
            self.waiting = self.waiting.join(
                examined.select("declaration"), on="declaration", how="anti", maintain_order="left"
            )
