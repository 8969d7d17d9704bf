"""A share of declarations, and between which bounds the true one lies.

The random share of what is examined is the only unbiased look at compliance: these are the intervals
that go with it.
"""

from dataclasses import dataclass
from math import sqrt

from scipy.special import betaincinv, ndtri

from serai.risk.measures.ranking import MeasureError


@dataclass(frozen=True)
class Estimate:
    """A value between its bounds."""

    value: float
    low: float
    high: float
    level: float = 0.95


def exact(hits: int, of: int, *, level: float = 0.95) -> Estimate:
    """A share with its exact interval: it covers the true share at least as often as `level` says.

    Clopper and Pearson 1934 (doi:10.1093/biomet/26.4.404), by quantiles of the beta distribution. Of
    nothing examined nothing is known: NaN between 0 and 1. Raises MeasureError for counts below zero,
    more hits than examined, and a level outside of (0, 1).
    """
    _check(hits, of, level)
    if not of:
        return Estimate(float("nan"), 0.0, 1.0, level)
    tail = (1 - level) / 2
    low = float(betaincinv(hits, of - hits + 1, tail)) if hits else 0.0
    high = float(betaincinv(hits + 1, of - hits, 1 - tail)) if hits < of else 1.0
    return Estimate(hits / of, low, high, level)


def wilson(hits: int, of: int, *, level: float = 0.95) -> Estimate:
    """A share with the score interval of Wilson 1927 (doi:10.1080/01621459.1927.10502953).

    It covers the true share about as often as `level` says: narrower than `exact`, and no promise.
    Raises MeasureError as `exact` does.
    """
    _check(hits, of, level)
    if not of:
        return Estimate(float("nan"), 0.0, 1.0, level)
    z = float(ndtri((1 + level) / 2))
    share = hits / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    low = 0.0 if not hits else max(0.0, middle - half)
    high = 1.0 if hits == of else min(1.0, middle + half)
    return Estimate(share, low, high, level)


def difference(
    hits: int, of: int, other_hits: int, other_of: int, *, level: float = 0.95
) -> Estimate:
    """How much higher the first share is than the other, as targeted against random.

    Newcombe 1998, method 10 (doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I): the
    distances to Wilson's bounds, put together. Of nothing examined NaN between -1 and 1. Raises
    MeasureError as `exact` does.
    """
    one = wilson(hits, of, level=level)
    other = wilson(other_hits, other_of, level=level)
    if not of or not other_of:
        return Estimate(float("nan"), -1.0, 1.0, level)
    value = one.value - other.value
    low = value - sqrt((one.value - one.low) ** 2 + (other.high - other.value) ** 2)
    high = value + sqrt((one.high - one.value) ** 2 + (other.value - other.low) ** 2)
    return Estimate(value, low, high, level)


def _check(hits: int, of: int, level: float) -> None:
    problems = []
    if hits < 0 or of < 0:
        problems.append("a count is not below zero")
    if hits > of:
        problems.append(f"{hits} hits of {of} examined")
    if not 0 < level < 1:
        problems.append(f"a level lies between 0 and 1, not at {level}")
    if problems:
        raise MeasureError("; ".join(problems))
