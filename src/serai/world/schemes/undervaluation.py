"""The invoice shows less than was paid."""

from typing import ClassVar

import numpy as np

from serai.world.controls import Control
from serai.world.lines import Lines
from serai.world.market import Market
from serai.world.schemes.scheme import Consignments, Flags, Floats, Ints, Scheme, rate_of

LEAST, MORE = 0.15, 0.55
"""Of the value: what the timidest leaves out, and how much more the most brazen."""


def cut(depth: Floats) -> Floats:
    """Share of the value that is left out."""
    return LEAST + MORE * depth


class Undervaluation(Scheme):
    """Duties and VAT are saved on what the second invoice hides."""

    name: ClassVar = "undervaluation"
    title: ClassVar = "undervaluation"
    title_ru: ClassVar = "занижение стоимости"
    effort: ClassVar = 0.05
    finds: ClassVar = {Control.DOCUMENTS: 0.45, Control.GOODS: 0.40, Control.AUDIT: 0.75}

    def open_to(self, lines: Lines, market: Market) -> Flags:
        return np.asarray(rate_of(lines, market) >= 0.08)

    def gain(self, lines: Lines, market: Market) -> Floats:
        return rate_of(lines, market) * cut(lines.depth)

    def falsify(
        self, all_: Consignments, rows: Ints, market: Market, rng: np.random.Generator
    ) -> None:
        # No two invoices are cut alike: between half and the whole of what the line dares.
        share = cut(all_.depth[rows]) * (0.5 + 0.5 * rng.random(len(rows)))
        all_.declared.value[rows] *= 1 - share
