"""How well a score puts what was found before what was not.

Declarations of the same score have no order. Whatever depends on one takes the mean over all orders
they could stand in, so that no figure rests on the order of rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

SHARES = (0.01, 0.02, 0.05, 0.10)
"""Shares of declarations that Customs examines, as the research literature has them: 1 to 10 %."""


class MeasureError(ValueError):
    """Results or scores that nothing can be measured on; the message says what is wrong with them."""


@dataclass(frozen=True)
class AtShare:
    """What examining this share of the declarations, highest scores first, would have found."""

    share: float
    examined: int
    found: float
    """Non-compliant declarations among them; a mean where scores are the same, so not always whole."""
    hit_rate: float
    """Found ÷ examined, also called precision."""
    recall: float
    """Found ÷ all that are non-compliant."""
    lift: float
    """Hit rate ÷ the hit rate of examining by chance."""
    revenue: float | None
    """Recovered from them, in the unit it was given in; None where no revenue was given."""


@dataclass(frozen=True)
class _Groups:
    """Declarations by score, highest first; those of one score are one group."""

    ends: NDArray[np.int64]
    """How many declarations have at least the group's score."""
    found: NDArray[np.float64]
    """How many of these are non-compliant."""
    order: NDArray[np.int64]

    @property
    def rows(self) -> int:
        return int(self.ends[-1])

    @property
    def total(self) -> float:
        return float(self.found[-1])

    def first(self, sums: NDArray[np.float64], examined: int) -> float:
        """Of a sum by group, the part of the first `examined` declarations."""
        return float(np.interp(examined, np.append(0, self.ends), np.append(0.0, sums)))

    def sums(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Of values by declaration, the sums up to each group's end."""
        sums: NDArray[np.float64] = np.cumsum(values[self.order])[self.ends - 1]
        return sums


def at_shares(
    found: ArrayLike,
    score: ArrayLike,
    *,
    revenue: ArrayLike | None = None,
    shares: Sequence[float] = SHARES,
) -> list[AtShare]:
    """What each share finds, rounded up to whole declarations.

    `found` is 0 or 1 (or a flag) for each declaration, `score` a number, higher is examined sooner,
    `revenue` what examining it recovers. Raises MeasureError for arrays of other lengths or values,
    for no declarations, and for shares outside of (0, 1].
    """
    truth, scores = checked(found, score)
    wrong = [share for share in shares if not 0 < share <= 1]
    if wrong:
        raise MeasureError(f"a share lies above 0 and is at most 1: {wrong}")
    groups = _grouped(truth, scores)
    money = None
    if revenue is not None:
        amounts = np.asarray(revenue, np.float64)
        if amounts.shape != truth.shape or not np.isfinite(amounts).all():
            raise MeasureError("revenue is a finite number for each declaration")
        money = groups.sums(amounts)
    rate = groups.total / groups.rows
    measured = []
    for share in shares:
        # 5 % of 100 are 5, whatever 0.05 is as a binary fraction.
        examined = int(np.ceil(round(share * groups.rows, 9)))
        hits = groups.first(groups.found, examined)
        measured.append(
            AtShare(
                share=share,
                examined=examined,
                found=hits,
                hit_rate=hits / examined,
                recall=hits / groups.total if groups.total else float("nan"),
                lift=hits / examined / rate if rate else float("nan"),
                revenue=None if money is None else groups.first(money, examined),
            )
        )
    return measured


def roc_area(found: ArrayLike, score: ArrayLike) -> float:
    """How often a non-compliant declaration scores above a compliant one; the same score counts half.

    This is Mann and Whitney's U (1947) ÷ all pairs, the area under the ROC curve (Hanley and McNeil
    1982, doi:10.1148/radiology.143.1.7063747). NaN where only one kind of declaration is there.
    Raises MeasureError as `at_shares` does.
    """
    groups = _grouped(*checked(found, score))
    bad = np.diff(groups.found, prepend=0.0)
    good = np.diff(groups.ends, prepend=0) - bad
    compliant = groups.rows - groups.total
    if not groups.total or not compliant:
        return float("nan")
    below = compliant - np.cumsum(good)
    return float(np.sum(bad * (below + good / 2)) / groups.total / compliant)


def pr_area(found: ArrayLike, score: ArrayLike) -> float:
    """Mean hit rate down to each non-compliant declaration: average precision.

    One score is one step (no interpolation: Davis and Goadrich 2006, doi:10.1145/1143844.1143874).
    NaN where nothing is non-compliant. Raises MeasureError as `at_shares` does.
    """
    groups = _grouped(*checked(found, score))
    if not groups.total:
        return float("nan")
    bad = np.diff(groups.found, prepend=0.0)
    return float(np.sum(bad * groups.found / groups.ends) / groups.total)


def checked(found: ArrayLike, score: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Both as numbers, of one length; raises MeasureError with everything that is wrong."""
    truth, scores = np.asarray(found, np.float64), np.asarray(score, np.float64)
    problems = []
    if truth.ndim != 1 or truth.shape != scores.shape:
        problems.append(f"results {truth.shape} and scores {scores.shape} are not of one length")
    if not truth.size:
        problems.append("there is no declaration")
    if not np.isin(truth, (0.0, 1.0)).all():
        problems.append("a result is 0 or 1")
    if np.isnan(scores).any():
        problems.append(f"{int(np.isnan(scores).sum())} scores are not a number")
    if problems:
        raise MeasureError("; ".join(problems))
    return truth, scores


def _grouped(truth: NDArray[np.float64], scores: NDArray[np.float64]) -> _Groups:
    order = np.argsort(-scores, kind="stable")
    sorted_scores = scores[order]
    last = np.append(sorted_scores[1:] != sorted_scores[:-1], True)
    ends = np.flatnonzero(last) + 1
    return _Groups(ends, np.cumsum(truth[order])[ends - 1], order)
