"""Mirror analysis: what one country reports as exported to another, and what that one reports as imported."""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Mirror:
    """USD of a period."""

    exported: float
    """By the exporting country, free on board."""
    imported: float
    """By the importing country, with freight and insurance."""

    @property
    def gap(self) -> float:
        """Share of the exports that the imports lack. Raises ZeroDivisionError without exports."""
        return (self.exported - self.imported) / self.exported


def mirror(
    declarations: pl.DataFrame, exports: pl.DataFrame, *, partner: str, reporter: str
) -> Mirror:
    """Both countries' figures, from frames as `serai.world.week.Week` has them.

    The partner counts what its export papers name the reporter as destination of, whatever became of it;
    the reporter counts imports that were dispatched by the partner.
    """
    there = exports.filter(
        (pl.col("administration") == reporter) & (pl.col("destination") == reporter)
    )
    # A movement lodged twice on its way was exported once.
    there = there.unique("document", keep="first", maintain_order=True)
    here = declarations.filter(
        (pl.col("administration") == reporter)
        & (pl.col("type") == "IM")
        & (pl.col("dispatch") == partner)
    )
    left = there.join(
        declarations.filter(pl.col("dispatch") == partner).select("document").unique(),
        on="document",
        how="semi",
    )
    return Mirror(float(left["value"].sum()), float(here["value"].sum()))
