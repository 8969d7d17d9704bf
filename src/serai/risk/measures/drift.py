"""Whether a column still looks as it did, and which of its values moved."""

from collections import Counter
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray
from scipy.stats import chi2

from serai.risk.measures.ranking import MeasureError

type Floats = NDArray[np.float64]

SLIGHT = 0.10
"""Index up to which a column counts as unchanged: Siddiqi 2006, as credit scoring has it."""
LARGE = 0.25
"""Index above which a column counts as another: Siddiqi 2006. In between it is worth a look."""
RARE = 0.01
"""Share below which, before and now, values are put together."""


class Rest(Enum):
    """Values that are none of their own."""

    RARE = auto()
    MISSING = auto()


@dataclass(frozen=True)
class Range:
    """Numbers above one bound and up to the other; dates and times as such."""

    above: object | None
    up_to: object | None


type Values = Range | str | Rest
"""What a bin holds: a range of numbers, one value of a text column, or a rest."""


@dataclass(frozen=True)
class Moved:
    """Values of a column, before and now."""

    values: Values
    before: float
    """Share of all declarations then."""
    now: float
    part: float
    """Of the index."""


@dataclass(frozen=True)
class Drift:
    """By how much a column moved, and where."""

    index: float
    """Population stability index: 0 for no change."""
    moved: tuple[Moved, ...]
    """Ranges in their order, values by their share before; then rare ones, then missing ones."""
    chance: float
    """How often columns of these lengths without any change have an index as large."""

    @property
    def most(self) -> Moved:
        """The values that make up the largest part."""
        return max(self.moved, key=lambda one: one.part)


def psi(before: pl.Series, now: pl.Series, bins: int = 10, *, rare: float = RARE) -> Drift:
    """Population stability index of a column.

    Numbers, dates and times fall in up to `bins` ranges with as much of `before` in each; NaN is
    missing. Text, categories and flags count by value; values below the share `rare` both before and
    now are one. Missing values are one of their own. The index: Siddiqi 2006 (Credit Risk Scorecards,
    doi:10.1002/9781119201731), `SLIGHT` and `LARGE` as well. These are conventions: without any
    change the index ÷ (1/n + 1/m) goes about by chi-squared with one degree of freedom less than
    there are bins, so short columns pass them by chance and long ones never do (Yurdakul and Naranjo
    2020, doi:10.21314/JRMV.2020.227). `chance` says so.

    Raises MeasureError for a column without a row, columns of other kinds (numbers against text),
    kinds that cannot be compared (lists), less than two bins and a share outside of [0, 1).
    """
    kinds = {_kind(column.dtype) for column in (before, now)} - {"missing"}
    problems = [
        f"the column {name} has no row"
        for name, column in (("before", before), ("now", now))
        if not len(column)
    ]
    if "other" in kinds:
        problems.append("a column holds numbers, dates, times, text, categories or flags")
    elif len(kinds) > 1:
        problems.append(f"{before.dtype} before and {now.dtype} now are not of one kind")
    if bins < 2:
        problems.append(f"there are at least two bins, not {bins}")
    if not 0 <= rare < 1:
        problems.append(f"a share of rare values lies from 0 to below 1, not at {rare}")
    if problems:
        raise MeasureError("; ".join(problems))
    if kinds <= {"values"}:
        names, counts = _by_value(before, now, rare)
    else:
        names, counts = _by_range(before, now, bins)
    parts = index_parts(*counts)
    total, spread = float(parts.sum()), 1 / len(before) + 1 / len(now)
    shares = counts / counts.sum(axis=1, keepdims=True)
    return Drift(
        index=total,
        moved=tuple(
            Moved(name, float(then), float(today), float(part))
            for name, then, today, part in zip(names, *shares, parts, strict=True)
        ),
        chance=float(chi2.sf(total / spread, len(names) - 1)) if len(names) > 1 else 1.0,
    )


def index_parts(before: ArrayLike, now: ArrayLike) -> Floats:
    """Each bin's part of the index, from counts by bin.

    (now - before) × ln(now ÷ before), of shares. Half a declaration for each bin is added to either
    side, spread as both sides together are: an empty bin does not make the index infinite, and equal
    shares stay equal. A bin that is empty on both sides adds nothing.
    """
    counts = np.array([before, now], np.float64)
    together = counts.sum(axis=0) / counts.sum()
    added = np.count_nonzero(together) / 2
    shares = (counts + added * together) / (counts.sum(axis=1, keepdims=True) + added)
    shares[:, together == 0] = 1
    parts: Floats = (shares[1] - shares[0]) * np.log(shares[1] / shares[0])
    return parts


def _kind(dtype: pl.DataType) -> str:
    """What a column can be compared with; nothing but missing values with anything."""
    if dtype.is_numeric():
        return "numbers"
    if dtype.is_temporal():
        return str(dtype.base_type())
    if isinstance(dtype, (pl.String, pl.Categorical, pl.Enum, pl.Boolean)):
        return "values"
    return "missing" if dtype == pl.Null else "other"


def _by_value(before: pl.Series, now: pl.Series, rare: float) -> tuple[list[Values], Floats]:
    texts = [column.drop_nulls().cast(pl.String).to_list() for column in (before, now)]
    then, today = (Counter[str](one) for one in texts)
    seen = sorted(then | today, key=lambda value: (-then[value], value))
    often = [
        value
        for value in seen
        if then[value] >= rare * len(before) or today[value] >= rare * len(now)
    ]
    counts = [
        [*shown, tally.total() - sum(shown), column.null_count()]
        for tally, column in ((then, before), (today, now))
        for shown in [[tally[value] for value in often]]
    ]
    return _filled([*often, Rest.RARE, Rest.MISSING], np.array(counts, np.float64))


def _by_range(before: pl.Series, now: pl.Series, bins: int) -> tuple[list[Values], Floats]:
    then, today = (column.drop_nulls() for column in (before, now))
    if then.dtype.is_temporal():
        today = today.cast(then.dtype)
    elif then.dtype != today.dtype or then.dtype.is_decimal():
        then, today = then.cast(pl.Float64), today.cast(pl.Float64)
    if then.dtype.is_float():
        then, today = then.drop_nans(), today.drop_nans()
    # The bounds are values of the column itself; whatever equals one is below it.
    ordered = then.sort()
    places = {-(-part * len(ordered) // bins) - 1 for part in range(1, bins)} - {-1}
    bounds = ordered.gather(sorted(places)).unique().sort()
    counts = []
    for column, there in ((before, then), (now, today)):
        place = bounds.search_sorted(there, side="left").to_numpy()
        inside = np.bincount(place, minlength=len(bounds) + 1)
        counts.append([*inside, len(column) - len(there)])
    ranges = [Range(*pair) for pair in pairwise([None, *bounds.to_list(), None])]
    return _filled([*ranges, Rest.MISSING], np.array(counts, np.float64))


def _filled(names: list[Values], counts: Floats) -> tuple[list[Values], Floats]:
    """Without what is on neither side."""
    there = counts.any(axis=0)
    return [name for name, one in zip(names, there, strict=True) if one], counts[:, there]
