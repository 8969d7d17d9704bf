"""Honest mistakes: they look like fraud, and nobody gains by them on purpose."""

import numpy as np
from numpy.typing import NDArray

from serai.world import exact
from serai.world.controls import Control
from serai.world.market import Market
from serai.world.packing import declare_as
from serai.world.schemes.scheme import Consignments

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]
type Flags = NDArray[np.bool_]

FINDS = {
    Control.DOCUMENTS: 0.35, Control.SCAN: 0.05, Control.GOODS: 0.50, Control.AUDIT: 0.55,
}  # fmt: skip
"""Probability that a control finds a mistake; simulated."""
CODE, VALUE, MASS = 0.40, 0.75, 0.92
"""Up to here a wrong code, a wrong value, a wrong mass; beyond, a document that lacks."""


def err(all_: Consignments, rows: Ints, market: Market, rng: np.random.Generator) -> Flags:
    """Make a mistake in each of these declarations. Returns where one could be made.

    A wrong code is any neighbour, dearer or cheaper; values and masses are wrong in both directions.
    """
    declared, goods = all_.declared, market.goods
    kind, slip = rng.random(len(rows)), 0.25 * exact.normal(rng, len(rows))
    slip = np.where(np.abs(slip) < 0.05, 0.05, slip)
    made = np.ones(len(rows), np.bool_)
    pick = rng.random(len(rows))
    other = declared.goods[rows]
    for at in np.flatnonzero(kind < CODE).tolist():
        others = goods.neighbours[other[at]]
        made[at] = len(others) > 0
        if len(others):
            other[at] = others[int(pick[at] * len(others))]
    wrong = np.flatnonzero((kind < CODE) & made)
    declare_as(declared, rows[wrong], other[wrong], all_.line[rows[wrong]], goods)
    values = rows[(kind >= CODE) & (kind < VALUE)]
    declared.value[values] *= exact.exp(slip[(kind >= CODE) & (kind < VALUE)])
    masses = (kind >= VALUE) & (kind < MASS)
    factor = exact.exp(0.6 * slip[masses])
    declared.net[rows[masses]] *= factor
    declared.gross[rows[masses]] *= factor
    lacks = rows[kind >= MASS]
    needed = np.array([bool(one) for one in goods.permit])[declared.goods[lacks]]
    declared.permit[lacks] = ~needed
    made[kind >= MASS] = needed
    return made
