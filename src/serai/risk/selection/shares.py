"""Probabilities of being examined that add up to a capacity."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]


def fill(value: Floats, left: Floats, slots: float) -> Floats:
    """Give slots to the highest values first, at most `left` of one to each declaration.

    All are arrays of one length, `left` from 0 to 1; the sum given is `slots`, or all that is left.
    Declarations of one value get the same share of what is left of each: no order of rows decides.
    A value of minus infinity gets nothing.
    """
    given = np.zeros(len(value))
    wanted = np.flatnonzero(value > -np.inf)
    if not len(wanted) or slots <= 0:
        return given
    order = wanted[np.argsort(-value[wanted], kind="stable")]
    sorted_values = value[order]
    starts = np.flatnonzero(np.append(True, sorted_values[1:] != sorted_values[:-1]))
    mass = np.add.reduceat(left[order], starts)
    before = np.cumsum(mass) - mass
    with np.errstate(invalid="ignore", divide="ignore"):
        part = np.clip((slots - before) / mass, 0.0, 1.0)
    part = np.where(mass > 0, part, 0.0)
    sizes = np.diff(np.append(starts, len(order)))
    given[order] = left[order] * np.repeat(part, sizes)
    return given


def in_turn(values: Sequence[Floats], left: Floats, slots: Floats) -> Floats:
    """The first control to its highest values, the next to its own of what remains, and so on.

    `values` has an array for each control. Returns declarations × controls.
    """
    remains = left.copy()
    given = np.zeros((len(left), len(slots)))
    for place, (value, count) in enumerate(zip(values, slots, strict=True)):
        given[:, place] = fill(value, remains, count)
        remains = np.maximum(remains - given[:, place], 0.0)
    return given
