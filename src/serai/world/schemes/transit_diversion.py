"""Goods in transit leave the corridor on the way, and the transit is closed on paper."""

from typing import ClassVar

import numpy as np

from serai.world.controls import Control
from serai.world.lines import Lines
from serai.world.market import Market
from serai.world.schemes.scheme import Consignments, Flags, Floats, Ints, Scheme, Since

WORTH = 0.10
DISCOUNT = 0.8
"""Of the rates saved: what stolen transit earns its organiser."""


class TransitDiversion(Scheme):
    """No rates are paid where the goods stay; where they were bound for, nobody waits for them."""

    name: ClassVar = "transit-diversion"
    title: ClassVar = "transit diversion and fictitious termination"
    title_ru: ClassVar = "недоставка товаров при транзите и фиктивное завершение"
    since: ClassVar = Since.ORIGIN
    effort: ClassVar = 0.15
    finds: ClassVar = {
        Control.DOCUMENTS: 0.10, Control.SCAN: 0.30, Control.GOODS: 0.60, Control.AUDIT: 0.75,
    }  # fmt: skip

    def open_to(self, lines: Lines, market: Market) -> Flags:
        through = market.ways.through[lines.route]
        return np.asarray((through >= 0) & (self.gain(lines, market) >= WORTH * DISCOUNT))

    def gain(self, lines: Lines, market: Market) -> Floats:
        place = np.maximum(market.ways.through[lines.route], 0)
        where = market.ways.country[lines.route, place]
        never = np.zeros(len(lines), np.bool_)
        return DISCOUNT * market.rate(where, lines.goods, lines.origin, never)

    def falsify(
        self, all_: Consignments, rows: Ints, market: Market, rng: np.random.Generator
    ) -> None:
        all_.diverted[rows] = market.ways.through[all_.route[rows]]
