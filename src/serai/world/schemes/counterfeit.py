"""Goods that bear a brand without right."""

from typing import ClassVar

import numpy as np

from serai.world.controls import Control
from serai.world.lines import Lines
from serai.world.market import Market
from serai.world.schemes.scheme import Consignments, Flags, Floats, Ints, Scheme, Since

EARNED = 0.35
"""Of the value: what the brand's name earns; simulated."""


class Counterfeit(Scheme):
    """Made cheaply, declared cheaply, sold dear."""

    name: ClassVar = "counterfeit"
    title: ClassVar = "counterfeit goods"
    title_ru: ClassVar = "контрафакт"
    since: ClassVar = Since.ORIGIN
    leaves_traces: ClassVar = False
    effort: ClassVar = 0.2
    finds: ClassVar = {
        Control.DOCUMENTS: 0.08, Control.SCAN: 0.05, Control.GOODS: 0.60, Control.AUDIT: 0.25,
    }  # fmt: skip

    def open_to(self, lines: Lines, market: Market) -> Flags:
        return np.asarray(market.goods.brand[lines.goods])

    def gain(self, lines: Lines, market: Market) -> Floats:
        return EARNED * (0.5 + 0.5 * lines.depth)

    def falsify(
        self, all_: Consignments, rows: Ints, market: Market, rng: np.random.Generator
    ) -> None:
        # What they are worth is what was paid for them, and that is what is declared.
        share = (0.2 + 0.4 * all_.depth[rows]) * (0.5 + 0.5 * rng.random(len(rows)))
        all_.true.value[rows] *= 1 - share
        all_.declared.value[rows] *= 1 - share
