"""Whether a score means what it says: of declarations scored 0.3, about 3 in 10 are non-compliant."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from serai.risk.measures.proportion import Estimate, exact
from serai.risk.measures.ranking import MeasureError, checked


@dataclass(frozen=True)
class Bin:
    """Declarations of about the same score."""

    count: int
    score: float
    """Mean of their scores."""
    rate: Estimate
    """Hit rate: non-compliant ÷ count, with its exact interval."""


def reliability(
    found: ArrayLike, score: ArrayLike, bins: int = 10, *, level: float = 0.95
) -> list[Bin]:
    """Mean score and hit rate of bins of about the same count, lowest scores first.

    `found` is 0 or 1 (or a flag) for each declaration, `score` any finite number. Each cut is made
    at the end of a score that is nearest to an equal count, of two as near at the later one, so that
    equal scores stay together: there may be fewer bins than asked for. Bins of equal count are those
    of Hosmer and Lemeshow 1980 (doi:10.1080/03610928008827941). Raises MeasureError for arrays of
    other lengths or values, infinite scores, no declarations, less than one bin, and a level outside
    of (0, 1).
    """
    truth, scores = _checked(found, score, bins, level, probabilities=False)
    order = np.argsort(scores, kind="stable")
    truth, scores = truth[order], scores[order]
    ends = np.flatnonzero(np.append(scores[1:] != scores[:-1], True)) + 1
    wanted = np.arange(1, bins) * len(truth) / bins
    after = np.searchsorted(ends, wanted)
    before = np.maximum(after - 1, 0)
    nearer = np.where(wanted - ends[before] < ends[after] - wanted, before, after)
    cuts = np.unique(np.append(ends[nearer], len(truth))).tolist()
    return [
        Bin(
            count=end - start,
            score=float(scores[start:end].mean()),
            rate=exact(int(truth[start:end].sum()), end - start, level=level),
        )
        for start, end in pairwise([0, *cuts])
    ]


def ece(found: ArrayLike, score: ArrayLike, bins: int = 15) -> float:
    """Expected calibration error: by how much mean score and hit rate differ, over all declarations.

    The binning is that of Guo et al. 2017 (arXiv:1706.04599) after Naeini et al. 2015
    (doi:10.1609/aaai.v29i1.9602): [0, 1] in bins of equal width, each with its upper end; a bin
    counts by its declarations. `score` is a probability. 0 is best. The figure depends on the
    number of bins and is above 0 by chance alone: compare scores of the same declarations only.
    Raises MeasureError as `reliability` does, and for scores outside of [0, 1].
    """
    truth, scores = _checked(found, score, bins)
    place = np.searchsorted(np.arange(1, bins) / bins, scores)
    gaps = np.bincount(place, scores - truth, minlength=bins)
    return float(np.abs(gaps).sum() / len(truth))


def brier(found: ArrayLike, score: ArrayLike) -> float:
    """Mean squared distance of score and result; 0 is best, always saying 0.5 gives 0.25.

    Brier 1950 (doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2), the half of it that concerns
    one of two outcomes. Raises MeasureError as `ece` does.
    """
    truth, scores = _checked(found, score)
    return float(np.mean((scores - truth) ** 2))


def _checked(
    found: ArrayLike,
    score: ArrayLike,
    bins: int = 1,
    level: float = 0.95,
    *,
    probabilities: bool = True,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    scores = np.asarray(score, np.float64)
    problems = []
    if bins < 1:
        problems.append(f"there is at least one bin, not {bins}")
    if probabilities and ((scores < 0) | (scores > 1)).any():
        problems.append("a score is a probability from 0 to 1")
    if not probabilities and np.isinf(scores).any():
        problems.append(f"{int(np.isinf(scores).sum())} scores are infinite")
    if not 0 < level < 1:
        problems.append(f"a level lies between 0 and 1, not at {level}")
    try:
        pair = checked(found, scores)
    except MeasureError as error:
        raise MeasureError("; ".join([str(error), *problems])) from None
    if problems:
        raise MeasureError("; ".join(problems))
    return pair
