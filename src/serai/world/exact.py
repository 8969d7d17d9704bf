"""Exponential, logarithm and normal numbers that are the same on every machine, to the last bit.

NumPy's own `exp`, `log` and `standard_normal` differ in the last place from one processor or C library
to another, and a season would drift apart from there. Here is nothing but +, −, ×, ÷ and √, which
IEEE 754 rounds the same everywhere, one operation at a time.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]

BLOCK = 8192
"""Numbers that are worked on together: they stay in the fastest memory."""
LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
"""ln 2 in two parts, the first with few enough bits to be multiplied without rounding (fdlibm)."""
TAYLOR = tuple(1.0 / n for n in range(13, 1, -1))
ATANH = tuple(1.0 / n for n in range(21, 0, -2))
ROOT_HALF = 0.7071067811865476
HIGHEST = 700.0


def exp(x: Floats) -> Floats:
    """e to each power; powers beyond ±700 count as ±700. Relative error below 1e-15."""
    return _by_blocks(_exp, x)


def log(x: Floats) -> Floats:
    """Natural logarithm of numbers above zero; relative error below 1e-15 away from 1."""
    return _by_blocks(_log, x)


def normal(rng: np.random.Generator, size: int | tuple[int, ...]) -> Floats:
    """Standard normal numbers, by inversion: Wichura 1988, algorithm AS 241 (doi:10.2307/2347330)."""
    return quantile(rng.random(size))


def quantile(p: Floats) -> Floats:
    """The standard normal number below which a share p lies; 0 and 1 count as 1e-300 and 1 − 1e-16."""
    return _by_blocks(_quantile, np.clip(p, 1e-300, 1 - 2.0**-53))


def power(base: Floats, exponent: Floats | float) -> Floats:
    """Each base above zero, raised."""
    return exp(log(base) * exponent)


def poisson(mean: Floats, rng: np.random.Generator) -> NDArray[np.int64]:
    """Whole numbers with these means, by inversion; means above 30 as rounded normal numbers."""
    chance = rng.random(mean.shape)
    small = np.minimum(mean, 30.0)
    term = exp(-small)
    reached, count = term.copy(), np.zeros(mean.shape, np.int64)
    for n in range(1, 120):
        more = chance > reached
        if not more.any():
            break
        count += more
        term = term * small / n
        reached += term
    large = mean > 30
    if large.any():
        drawn = mean[large] + np.sqrt(mean[large]) * quantile(chance[large])
        count[large] = np.maximum(np.rint(drawn), 0).astype(np.int64)
    return count


def pareto(rng: np.random.Generator, size: int, *, tail: float, most: float) -> Floats:
    """Numbers from 1 to `most` whose share above x falls as x to the power of −`tail`."""
    cut = float(power(np.array([most]), -tail)[0])
    return power(1 - rng.random(size) * (1 - cut), -1 / tail)


def _by_blocks(function: Callable[[Floats], Floats], x: Floats) -> Floats:
    flat = np.ascontiguousarray(x, np.float64).ravel()
    out = np.empty_like(flat)
    for start in range(0, len(flat), BLOCK):
        out[start : start + BLOCK] = function(flat[start : start + BLOCK])
    return out.reshape(np.shape(x))


def _exp(x: Floats) -> Floats:
    x = np.minimum(np.maximum(x, -HIGHEST), HIGHEST)
    twos = np.rint(x * 1.4426950408889634)
    rest = (x - twos * LN2_HIGH) - twos * LN2_LOW
    sum_ = np.ones_like(rest)
    for part in TAYLOR:
        sum_ *= rest
        sum_ *= part
        sum_ += 1.0
    sum_ *= rest
    sum_ += 1.0
    return np.ldexp(sum_, twos.astype(np.int32))


def _log(x: Floats) -> Floats:
    mantissa, twos = np.frexp(x)
    low = mantissa < ROOT_HALF
    mantissa = np.where(low, mantissa * 2, mantissa)
    twos = twos - low
    ratio = (mantissa - 1) / (mantissa + 1)
    square = ratio * ratio
    sum_ = np.zeros_like(ratio)
    for part in ATANH:
        sum_ *= square
        sum_ += part
    sum_ *= ratio
    sum_ *= 2
    whole: Floats = (sum_ + twos * LN2_LOW) + twos * LN2_HIGH
    return whole


CENTRE = (
    (2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
     13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608),
    (5226.495278852545925, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
     5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1.0),
)  # fmt: skip
TAIL = (
    (7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177,
     1.27045825245236838258, 3.64784832476320460504, 5.7694972214606914055,
     4.6303378461565452959, 1.42343711074968357734),
    (1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966,
     0.14810397642748007459, 0.68976733498510000455, 1.6763848301838038494,
     2.05319162663775882187, 1.0),
)  # fmt: skip
FAR = (
    (2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386,
     0.026532189526576123093, 0.29656057182850489123, 1.7848265399172913358,
     5.4637849111641143699, 6.6579046435011037772),
    (2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5,
     7.868691311456132591e-4, 0.0148753612908506148525, 0.13692988092273580531,
     0.59983220655588793769, 1.0),
)  # fmt: skip


def _quantile(p: Floats) -> Floats:
    q = p - 0.5
    out = np.empty_like(p)
    centre = np.abs(q) <= 0.425
    some = q[centre]
    out[centre] = some * _ratio(0.180625 - some * some, CENTRE)
    tail = ~centre
    if tail.any():
        some = q[tail]
        depth = np.sqrt(-_log(np.where(some < 0, p[tail], 1 - p[tail])))
        near = _ratio(np.minimum(depth, 5.0) - 1.6, TAIL)
        far = _ratio(np.maximum(depth, 5.0) - 5.0, FAR)
        found = np.where(depth <= 5.0, near, far)
        out[tail] = np.where(some < 0, -found, found)
    return out


def _ratio(x: Floats, parts: tuple[tuple[float, ...], tuple[float, ...]]) -> Floats:
    above, below = (_polynomial(x, one) for one in parts)
    return above / below


def _polynomial(x: Floats, parts: tuple[float, ...]) -> Floats:
    sum_ = np.full_like(x, parts[0])
    for part in parts[1:]:
        sum_ *= x
        sum_ += part
    return sum_
