"""The goods are declared under a code that pays less."""

from typing import ClassVar

import numpy as np

from serai.world.controls import Control
from serai.world.lines import Lines
from serai.world.market import Market
from serai.world.packing import declare_as
from serai.world.schemes.scheme import Consignments, Flags, Floats, Ints, Scheme, rate_of

WORTH = 0.02
"""Of the value: what the code has to save, VAT included."""


class Misclassification(Scheme):
    """Another code, with the same value and mass."""

    name: ClassVar = "misclassification"
    title: ClassVar = "misclassification"
    title_ru: ClassVar = "недостоверное декларирование кода ТН ВЭД"
    effort: ClassVar = 0.03
    finds: ClassVar = {Control.DOCUMENTS: 0.30, Control.GOODS: 0.80, Control.AUDIT: 0.45}

    def open_to(self, lines: Lines, market: Market) -> Flags:
        return np.asarray(self.gain(lines, market) >= WORTH)

    def gain(self, lines: Lines, market: Market) -> Floats:
        other = market.code(lines.destination, lines.goods, lines.origin, lines.number)
        claimed = market.free[lines.destination, lines.origin]
        return rate_of(lines, market) - market.rate(lines.destination, other, lines.origin, claimed)

    def falsify(
        self, all_: Consignments, rows: Ints, market: Market, rng: np.random.Generator
    ) -> None:
        true = all_.true.where(rows)
        other = market.code(all_.destination[rows], true.goods, true.origin, all_.line[rows])
        declare_as(all_.declared, rows, other, all_.line[rows], market.goods)
        all_.declared.permit[rows] = True
