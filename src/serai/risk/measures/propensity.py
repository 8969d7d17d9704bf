"""What a log of choices says about declarations nobody has looked at.

Each declaration of the log had a propensity: the logged probability, above 0 and at most 1, with which
it was to be examined. Results of the examined, each for the 1 ÷ propensity declarations it stands for,
tell of all (Horvitz and Thompson 1952, doi:10.1080/01621459.1952.10483446); divided by the sum of these
weights they are steadier (Hájek 1971, in Godambe and Sprott, Foundations of Statistical Inference).

The declarations are taken as they are: chance is in the choice alone, each made on its own (Poisson
sampling). Variances are linearised (Särndal, Swensson and Wretman 1992,
doi:10.1007/978-1-4612-4378-6). With few found, an estimate that is too low comes with
a variance that is too low. So each bound lies where the estimate would be the quantile's number of
standard errors away, with the variance that goes with the bound: Wilson's interval, for weighted results.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from serai.risk.measures.proportion import Estimate, exact
from serai.risk.measures.ranking import MeasureError

type Floats = NDArray[np.float64]
type Flags = NDArray[np.bool_]

WEAK = 30
"""Examined declarations, effectively, below which an estimate says little."""


@dataclass(frozen=True)
class OffPolicy:
    """What a strategy that was not played would have found, by the log of the one that was."""

    rate: Estimate
    """Found (or recovered) per examination."""
    total: Estimate
    """Found (or recovered) by all of its examinations."""
    examined: float
    """Declarations it examines, in the mean."""
    effective: float
    """Examined declarations of the same weight that would say as much (Kish 1965, Survey Sampling)."""

    @property
    def weak(self) -> bool:
        """Whether the log says too little about this strategy to go by."""
        return self.effective < WEAK


def compliance(found: ArrayLike, drawn: ArrayLike, *, level: float = 0.95) -> Estimate:
    """The share of compliant declarations, by those the random draw picked.

    `found` is 0 or 1 for each declaration, NaN where it was not examined; `drawn` flags those the
    draw picked, each with the same chance: the share is that of the declarations the draw was made
    from. The interval is exact (`proportion.exact`); that their number is finite is left out of it,
    so it is a little too wide where much of them is drawn. Of nothing drawn nothing is known: NaN
    between 0 and 1. Raises MeasureError for arrays of other lengths or values, a level outside of
    (0, 1), and drawn declarations without a result: leaving them out would bias the share.
    """
    results, picked = np.asarray(found, np.float64), np.asarray(drawn)
    problems = _problems(level, results=results, draws=picked)
    if picked.dtype != np.bool_:
        problems.append("drawn is a flag")
    elif not problems:
        problems += _results(results[picked], "drawn")
    if problems:
        raise MeasureError("; ".join(problems))
    rate = exact(int(results[picked].sum()), int(picked.sum()), level=level)
    return Estimate(1 - rate.value, 1 - rate.high, 1 - rate.low, level)


def weighted_rate(
    found: ArrayLike,
    propensity: ArrayLike,
    total: int,
    *,
    normalised: bool = True,
    level: float = 0.95,
) -> Estimate:
    """The non-compliance rate of all `total` declarations, by the examined ones.

    `found` is 0 or 1 for each examined declaration, `propensity` its own. Normalised, the weighted
    results are divided by the weights (Hájek), else by `total` (Horvitz and Thompson), which is free
    of bias and less steady. Neither value nor bounds contradict the results themselves. A declaration
    that could not have been examined is not spoken for: the weights, 1 ÷ propensity, add up to about
    `total` only where there is none. Of nothing examined nothing is known: NaN between 0 and 1.

    Raises MeasureError for arrays of other lengths or values, propensities outside of (0, 1], more
    examined than there are, and a level outside of (0, 1).
    """
    results, chance = np.asarray(found, np.float64), np.asarray(propensity, np.float64)
    problems = _problems(level, results=results, propensities=chance) + _results(results)
    problems += _propensities(chance)
    if results.size > total:
        problems.append(f"{results.size} examined of {total}")
    if problems:
        raise MeasureError("; ".join(problems))
    if not results.size:
        return Estimate(float("nan"), 0.0, 1.0, level)
    weights = 1 / chance
    if normalised:
        size, value = float(weights.sum()), float(np.average(results, weights=weights))
        bounds = _bounds(results - value, chance, _skew(results, weights), level)
    else:
        size, value = float(total), float(np.sum(results * weights) / total)
        bounds = _bounds(results, chance, 1.0, level)
    least, most = results.sum() / total, 1 - np.sum(1 - results) / total
    return _estimate(value, bounds, size, least, most, level)


def off_policy(
    found: ArrayLike,
    propensity: ArrayLike,
    target_propensity: ArrayLike,
    *,
    amounts: bool = False,
    level: float = 0.95,
) -> OffPolicy:
    """What a strategy would have found that examines each declaration with its own probability.

    Over the whole log: `found` is 0 or 1, or with `amounts` any number from 0 on (revenue), NaN where
    not examined; `propensity` what was logged, `target_propensity` from 0 to 1 what the other
    strategy has. Self-normalised inverse propensities: Swaminathan and Joachims 2015 (The
    self-normalized estimator for counterfactual learning, NIPS 28). Intervals hold the mean over the
    other strategy's own chance. Where the log has examined nothing the strategy would, the rate is
    NaN; amounts that are all 0 have no upper bound: infinity.

    Raises MeasureError for arrays of other lengths or values, a level outside of (0, 1), a strategy
    that examines nothing, and one that examines declarations the log never could have (propensity 0):
    nothing is known of these.
    """
    results, chance = np.asarray(found, np.float64), np.asarray(propensity, np.float64)
    target = np.asarray(target_propensity, np.float64)
    problems = _problems(level, results=results, propensities=chance, targets=target)
    if not problems:
        problems = _off_policy_problems(results, chance, target, amounts=amounts)
    if problems:
        raise MeasureError("; ".join(problems))
    expected = float(target.sum())
    used = ~np.isnan(results) & (target > 0)
    results, chance, target = results[used], chance[used], target[used]
    most = np.inf if amounts else 1.0
    if not results.size:
        nothing = Estimate(float("nan"), 0.0, most, level)
        return OffPolicy(nothing, _times(nothing, expected), expected, 0.0)
    weights = target / chance
    value = float(np.average(results, weights=weights))
    if amounts and not results.any():
        rate = Estimate(0.0, 0.0, most, level)
    else:
        skew = _skew(results, weights)
        bounds = _bounds(results - value, chance, skew, level, reach=target)
        rate = _estimate(value, bounds, weights.sum(), 0.0, most, level)
    effective = float(weights.sum() ** 2 / np.sum(weights**2))
    return OffPolicy(rate, _times(rate, expected), expected, effective)


def missed(
    found: ArrayLike, propensity: ArrayLike, examined: ArrayLike, *, level: float = 0.95
) -> Estimate:
    """How many non-compliant declarations are among those that were not examined: false negatives.

    Over the whole log: `found` is 0 or 1 where `examined`, else whatever. Each examined declaration
    stands for (1 - propensity) ÷ propensity that were not; normalised to as many as there are, so
    from 0 to that number. Of examined declarations that stand for none nothing is known: NaN within
    these bounds. Raises MeasureError for arrays of other lengths or values, propensities outside of
    (0, 1], a level outside of (0, 1), and declarations not examined in spite of a propensity of 1.
    """
    results, chance = np.asarray(found, np.float64), np.asarray(propensity, np.float64)
    seen = np.asarray(examined)
    problems = _problems(level, results=results, propensities=chance, examinations=seen)
    problems += _propensities(chance)
    if seen.dtype != np.bool_:
        problems.append("examined is a flag")
    elif not problems:
        problems += _results(results[seen], "examined")
        if certain := int(np.sum(~seen & (chance == 1))):
            problems.append(f"{certain} declarations of propensity 1 were not examined")
    if problems:
        raise MeasureError("; ".join(problems))
    unseen = int(np.sum(~seen))
    results, chance = results[seen], chance[seen]
    weights = (1 - chance) / chance
    if not unseen:
        return Estimate(0.0, 0.0, 0.0, level)
    if not weights.any():
        return Estimate(float("nan"), 0.0, float(unseen), level)
    value = float(np.average(results, weights=weights))
    # Their number is known, which of them are non-compliant is chance too: the error is that of all.
    bounds = _bounds(results - value, chance, _skew(results, weights), level)
    return _times(_estimate(value, bounds, weights.sum(), 0.0, 1.0, level), unseen)


def _bounds(
    errors: Floats, chance: Floats, skew: float, level: float, *, reach: Floats | float = 1.0
) -> tuple[float, float]:
    """How far below and above a weighted sum of results its bounds lie.

    `errors` are the results less what they are compared with, `reach` what an examination counts
    before it is divided by its chance. With the variance V of the sum, and its slope b over the sum
    (the third moment ÷ V), a bound at the distance d solves d² = z²(V + bd). On the side where much may be
    hidden, b is at least what results would give that go by chance alone: `skew`, third ÷ second
    moment of the results, times the mean weight. It counts where little or nothing was found among
    declarations of a low propensity.
    """
    side = 1 if skew >= 0 else -1
    squares = np.broadcast_to(reach**2 * (1 - chance) / chance**2, errors.shape)
    cubes = squares * reach * (1 - chance) / chance
    variance = float(np.sum(squares * errors**2))
    slope = max(side * float(np.sum(cubes * errors**3)) / variance, 0.0) if variance else 0.0
    by_chance = float(np.sum(cubes) / np.sum(squares)) if squares.any() else 0.0
    z = float(ndtri((1 + level) / 2))
    near, far = slope * z * z / 2, max(slope, abs(skew) * by_chance) * z * z / 2
    short = float(np.sqrt(near**2 + z * z * variance)) - near
    long = float(np.sqrt(far**2 + z * z * variance)) + far
    return (short, long) if side > 0 else (long, short)


def _skew(results: Floats, weights: Floats) -> float:
    """Third ÷ second central moment; of equal results, as if the next one were another."""
    mean = np.average(results, weights=weights)
    square = float(np.average((results - mean) ** 2, weights=weights))
    if not square:
        return -float(mean) if mean else 1.0
    return float(np.average((results - mean) ** 3, weights=weights)) / square


def _estimate(
    value: float,
    bounds: tuple[float, float],
    size: float,
    least: float,
    most: float,
    level: float,
) -> Estimate:
    """A sum's estimate as a share of `size`, within what is possible."""
    value, low, high = (
        float(min(max(place, least), most))
        for place in (value, value - bounds[0] / size, value + bounds[1] / size)
    )
    return Estimate(value, low, high, level)


def _times(one: Estimate, count: float) -> Estimate:
    return Estimate(one.value * count, one.low * count, one.high * count, one.level)


def _problems(level: float, **arrays: NDArray[np.generic]) -> list[str]:
    problems = []
    shapes = [one.shape for one in arrays.values()]
    if len(set(shapes)) > 1 or len(shapes[0]) != 1:
        said = [f"{name} {one.shape}" for name, one in arrays.items()]
        problems.append(f"{', '.join(said[:-1])} and {said[-1]} are not of one length")
    if not 0 < level < 1:
        problems.append(f"a level lies between 0 and 1, not at {level}")
    return problems


def _results(results: Floats, of: str = "examined", *, amounts: bool = False) -> list[str]:
    problems = []
    if missing := int(np.isnan(results).sum()):
        problems.append(f"{missing} {of} declarations have no result")
    there = results[~np.isnan(results)]
    if amounts and not ((there >= 0) & np.isfinite(there)).all():
        problems.append("an amount is a finite number from 0 on")
    if not amounts and not np.isin(there, (0.0, 1.0)).all():
        problems.append("a result is 0 or 1")
    return problems


def _propensities(chance: Floats) -> list[str]:
    wrong = int(np.sum(~((chance > 0) & (chance <= 1))))
    return [f"{wrong} propensities are not above 0 and at most 1"] if wrong else []


def _off_policy_problems(
    results: Floats, chance: Floats, target: Floats, *, amounts: bool
) -> list[str]:
    seen = ~np.isnan(results)
    problems = _results(results[seen], amounts=amounts)
    if not ((chance >= 0) & (chance <= 1)).all() or not ((target >= 0) & (target <= 1)).all():
        problems.append("a propensity lies from 0 to 1")
    if impossible := int(np.sum(seen & (chance == 0))):
        problems.append(f"{impossible} declarations of propensity 0 were examined")
    if not (target > 0).any():
        problems.append("the strategy examines nothing")
    if unknown := int(np.sum((target > 0) & (chance == 0))):
        problems.append(
            f"the strategy examines {unknown} declarations that the log never could have"
        )
    return problems
