"""Goods repacked in a country with an agreement are declared as made there."""

from typing import ClassVar

import numpy as np

from serai.world.controls import Control
from serai.world.lines import Lines
from serai.world.market import Market
from serai.world.schemes.scheme import Consignments, Flags, Floats, Ints, Scheme

WORTH = 0.03


class FalseOrigin(Scheme):
    """The country of dispatch is claimed as the origin, and the duty falls away."""

    name: ClassVar = "false-origin"
    title: ClassVar = "false origin"
    title_ru: ClassVar = "недостоверное происхождение"
    effort: ClassVar = 0.03
    finds: ClassVar = {Control.DOCUMENTS: 0.30, Control.GOODS: 0.40, Control.AUDIT: 0.50}

    def open_to(self, lines: Lines, market: Market) -> Flags:
        triangular = lines.dispatch != lines.origin
        claimed = market.free[lines.destination, lines.dispatch]
        return np.asarray(triangular & claimed & (self.gain(lines, market) >= WORTH))

    def gain(self, lines: Lines, market: Market) -> Floats:
        destination = lines.destination
        own = market.free[destination, lines.origin]
        with_duty = market.rate(destination, lines.goods, lines.origin, own)
        claimed = market.free[destination, lines.dispatch]
        return with_duty - market.rate(destination, lines.goods, lines.dispatch, claimed)

    def falsify(
        self, all_: Consignments, rows: Ints, market: Market, rng: np.random.Generator
    ) -> None:
        all_.declared.origin[rows] = all_.dispatch[rows]
        all_.declared.preference[rows] = True
