"""What a risk unit has learned: declarations that were examined, and what was found.

A history is a Polars frame with columns of a declaration and

- `found`: 1 or true where an examination found non-compliance, 0 or false where it did not, missing
  where the declaration was not examined. Those teach nothing and are left out;
- `revenue`: what was recovered, in one currency; may be left out;
- `known`: the day the result was known; `date` where it is left out. A result speaks of declarations
  that were lodged on a later day, never of those before.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from serai.declarations.columns import POLARS, SCHEMA, with_derived

MISSING_DAY = np.iinfo(np.int32).max // 2
"""A declaration without a date comes after everything that is known."""


class HistoryError(ValueError):
    """Results nothing can be learned from; the message lists everything that is wrong with them."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class History:
    """Examined declarations, by date, then by everything else they say.

    The order of rows that were handed in changes nothing.
    """

    declarations: pl.DataFrame
    """All columns of the schema, derived ones too."""
    found: NDArray[np.float64]
    """0 or 1."""
    revenue: NDArray[np.float64] | None
    day: NDArray[np.int64]
    """Of acceptance, in days since 1970-01-01."""
    known: NDArray[np.int64]
    """When the result was known."""
    left_out: int
    """Declarations that were not examined."""
    weight: NDArray[np.float64]
    """How much each result counts; 1 unless `weighted` says otherwise."""

    @classmethod
    def of(cls, frame: pl.DataFrame) -> "History":
        """The examined declarations of a frame. Raises HistoryError with everything that is wrong."""
        problems = _problems(frame)
        if problems:
            raise HistoryError(problems)
        examined = frame.filter(pl.col("found").is_not_null())
        examined = _in_order(examined)
        found = examined["found"].cast(pl.Float64).to_numpy()
        declarations = complete(examined)
        day = days(declarations)
        known = day
        if "known" in examined.columns:
            known = examined["known"].to_physical().cast(pl.Int64).fill_null(0).to_numpy()
            known = np.maximum(known, day)
        revenue = None
        if "revenue" in examined.columns:
            revenue = examined["revenue"].cast(pl.Float64).fill_null(0.0).to_numpy()
        return cls(
            declarations,
            found,
            revenue,
            day,
            known,
            len(frame) - len(examined),
            np.ones(len(found)),
        )

    def __len__(self) -> int:
        return len(self.found)

    @cached_property
    def rate(self) -> float:
        """Non-compliant ÷ examined."""
        return float(self.found.mean())

    def parted(self, share: float) -> tuple["History", "History"]:
        """The earlier part, and the latest `share` of it: whole days, so that none is in both.

        The later part may be empty where everything happened on one day.
        """
        place = min(int(len(self) * (1 - share)), len(self) - 1)
        later = self.day > self.day[place]
        if not later.any():
            later = self.day >= self.day[place]
        if later.all():
            later = np.zeros(len(self), np.bool_)
        return self.where(~later), self.where(later)

    def where(self, chosen: NDArray[np.bool_]) -> "History":
        """The declarations that are chosen."""
        return History(
            self.declarations.filter(pl.Series(chosen)),
            self.found[chosen],
            None if self.revenue is None else self.revenue[chosen],
            self.day[chosen],
            self.known[chosen],
            self.left_out,
            self.weight[chosen],
        )

    def weighted(self, weight: NDArray[np.float64]) -> "History":
        """The same results, each counting so much."""
        return replace(self, weight=weight)

    @property
    def is_one_kind(self) -> bool:
        """Whether all are compliant, or all are not: nothing tells them apart."""
        return not len(self) or bool((self.found == self.found[0]).all())


def complete(batch: pl.DataFrame) -> pl.DataFrame:
    """A batch with every column of the schema in its order and type: what is not there is missing.

    Raises pl.exceptions.InvalidOperationError where a column holds what its type cannot.
    """
    kept = batch.select(
        pl.col(name).cast(POLARS[SCHEMA[name].kind]) for name in batch.columns if name in SCHEMA
    )
    nulls = [
        pl.lit(None, dtype=POLARS[column.kind]).alias(column.name)
        for column in SCHEMA.declared
        if column.name not in kept.columns
    ]
    whole = with_derived(kept.with_columns(nulls))
    return whole.select(
        pl.col(column.name).cast(POLARS[column.kind]) for column in SCHEMA.values()
    ).with_columns(pl.col(pl.Float64).fill_nan(None))


def days(declarations: pl.DataFrame) -> NDArray[np.int64]:
    """Their dates as days since 1970-01-01; MISSING_DAY without one."""
    physical: NDArray[np.int64] = (
        declarations["date"].to_physical().cast(pl.Int64).fill_null(MISSING_DAY).to_numpy()
    )
    return physical


def _problems(frame: pl.DataFrame) -> list[str]:
    problems = [
        f"the history has no column “{name}”"
        for name in ("found", "date")
        if name not in frame.columns
    ]
    if problems:
        return problems
    return [
        *_of_results(frame["found"]),
        *_of_dates(frame, pl.col("found").is_not_null()),
        *_of_revenues(frame),
    ]


def _of_results(found: pl.Series) -> list[str]:
    if not (found.dtype == pl.Boolean or found.dtype.is_numeric()):
        return [f"“found” is yes or no, or 1 and 0; it is {found.dtype}"]
    results = found.drop_nulls().cast(pl.Float64)
    if not len(results):
        return ["no declaration of the history was examined"]
    odd = results.filter(~results.is_in([0.0, 1.0]))
    if len(odd):
        some = odd.unique().sort().head(3).to_list()
        return [f"{len(odd):,} results are neither 0 nor 1: {some}"]
    return []


def _of_dates(frame: pl.DataFrame, examined: pl.Expr) -> list[str]:
    problems = []
    if frame["date"].dtype != pl.Date:
        problems.append(f"“date” is a day; it is {frame['date'].dtype}")
    elif undated := frame.filter(pl.col("date").is_null() & examined).height:
        problems.append(f"{undated:,} examined declarations have no date")
    if "known" in frame.columns:
        if frame["known"].dtype != pl.Date:
            problems.append(f"“known” is a day; it is {frame['known'].dtype}")
        elif unknown := frame.filter(pl.col("known").is_null() & examined).height:
            problems.append(f"{unknown:,} results have no day on which they were known")
    return problems


def _of_revenues(frame: pl.DataFrame) -> list[str]:
    if "revenue" not in frame.columns:
        return []
    if not frame["revenue"].dtype.is_numeric():
        return [f"“revenue” is a number; it is {frame['revenue'].dtype}"]
    odd = frame.filter(~pl.col("revenue").cast(pl.Float64).is_finite()).height
    return [f"{odd:,} revenues are not finite numbers"] if odd else []


def _in_order(frame: pl.DataFrame) -> pl.DataFrame:
    """By date, then by everything else: two frames with the same rows come out the same."""
    names = sorted(name for name in frame.columns if name in SCHEMA and name != "date")
    results = [name for name in ("known", "found", "revenue") if name in frame.columns]
    return frame.sort("date", *names, *results, nulls_last=True)
