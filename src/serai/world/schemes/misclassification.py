"""The goods are declared as a neighbour in the tariff that pays less."""

from typing import ClassVar

import numpy as np

from serai.world.controls import Control
from serai.world.lines import Lines
from serai.world.market import Market
from serai.world.schemes.scheme import Consignments, Flags, Floats, Ints, Scheme, rate_of

WORTH = 0.02
"""Of the value: what the neighbour has to save."""


class Misclassification(Scheme):
    """Another code, with the same value and mass."""

    name: ClassVar = "misclassification"
    title: ClassVar = "misclassification"
    title_ru: ClassVar = "недостоверная классификация"
    effort: ClassVar = 0.03
    finds: ClassVar = {Control.DOCUMENTS: 0.30, Control.GOODS: 0.80, Control.AUDIT: 0.45}

    def open_to(self, lines: Lines, market: Market) -> Flags:
        return np.asarray(self.gain(lines, market) >= WORTH)

    def gain(self, lines: Lines, market: Market) -> Floats:
        other = market.cheapest[lines.destination, lines.goods]
        claimed = market.free[lines.destination, lines.origin]
        return rate_of(lines, market) - market.rate(lines.destination, other, lines.origin, claimed)

    def falsify(
        self, all_: Consignments, rows: Ints, market: Market, rng: np.random.Generator
    ) -> None:
        declared = all_.declared
        other = market.cheapest[all_.destination[rows], all_.true.goods[rows]]
        declared.goods[rows] = other
        units = np.rint(declared.net[rows] / market.goods.unit_kg[other])
        declared.units[rows] = np.maximum(units, 1.0)
        declared.permit[rows] = True
