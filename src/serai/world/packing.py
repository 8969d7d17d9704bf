"""Packages and supplementary units of goods, as a line of trade packs them."""

import numpy as np
from numpy.typing import NDArray

from serai.world import exact
from serai.world.facts import Facts
from serai.world.goods import CARTON, Goods

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]

CUSTOM = 0.6
"""Standard deviation of the logarithm of what a line puts into a package ÷ what is usual."""
GOLDEN = 0.6180339887498949


def custom(line: Ints) -> Floats:
    """What each line puts into a package ÷ what is usual: always the same for a line."""
    spread = (line * GOLDEN) % 1.0
    return exact.exp(CUSTOM * exact.quantile(np.asarray(0.005 + 0.99 * spread)))


def packages(goods: Ints, net: Floats, line: Ints, table: Goods) -> Floats:
    """How many; 1 in bulk."""
    usual = table.package_kg[goods]
    # A car is a package, whoever sends it.
    piece = np.abs(usual - table.unit_kg[goods]) <= 0.01 * np.nan_to_num(usual)
    each = np.where(np.isnan(usual), CARTON, usual) * np.where(piece, 1.0, custom(line))
    return np.where(np.isnan(usual), 1.0, np.maximum(np.ceil(net / each), 1.0))


def units(goods: Ints, net: Floats, table: Goods) -> Floats:
    """Supplementary units, at least 1; NaN where the tariff has none."""
    return np.maximum(np.rint(net / table.unit_kg[goods]), 1.0)


def declare_as(declared: Facts, rows: Ints, other: Ints, line: Ints, table: Goods) -> None:
    """Declare goods as others: code, units and packages go with it, mass and value stay."""
    declared.goods[rows] = other
    declared.units[rows] = units(other, declared.net[rows], table)
    declared.packages[rows] = packages(other, declared.net[rows], line, table)
