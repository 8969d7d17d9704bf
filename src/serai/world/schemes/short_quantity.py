"""More is on board than the papers say."""

from typing import ClassVar

import numpy as np

from serai.world.controls import Control
from serai.world.lines import Lines
from serai.world.market import Market
from serai.world.schemes.scheme import Consignments, Flags, Floats, Ints, Scheme, Since, rate_of

LEAST, MORE = 0.10, 0.40


class ShortQuantity(Scheme):
    """Mass, units, packages and value are declared short together, so that prices look right."""

    name: ClassVar = "short-quantity"
    title: ClassVar = "short quantity"
    title_ru: ClassVar = "занижение количества"
    since: ClassVar = Since.ORIGIN
    effort: ClassVar = 0.05
    finds: ClassVar = {
        Control.DOCUMENTS: 0.05, Control.SCAN: 0.45, Control.GOODS: 0.85, Control.AUDIT: 0.20,
    }  # fmt: skip

    def open_to(self, lines: Lines, market: Market) -> Flags:
        return np.asarray(rate_of(lines, market) >= 0.10)

    def gain(self, lines: Lines, market: Market) -> Floats:
        return rate_of(lines, market) * (LEAST + MORE * lines.depth)

    def falsify(
        self, all_: Consignments, rows: Ints, market: Market, rng: np.random.Generator
    ) -> None:
        declared = all_.declared
        share = (LEAST + MORE * all_.depth[rows]) * (0.5 + 0.5 * rng.random(len(rows)))
        for facts in (declared.value, declared.net, declared.gross):
            facts[rows] *= 1 - share
        for facts in (declared.packages, declared.units):
            facts[rows] = np.maximum(np.rint(facts[rows] * (1 - share)), 1.0)
