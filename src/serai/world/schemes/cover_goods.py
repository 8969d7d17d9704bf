"""Something is hidden behind goods nobody looks at twice."""

from typing import ClassVar

import numpy as np

from serai.world.controls import Control
from serai.world.lines import Lines
from serai.world.market import Market
from serai.world.schemes.scheme import Consignments, Flags, Floats, Ints, Scheme, Since

LEAST, MORE = 60.0, 900.0
"""kg that are hidden: by the timidest, and how much more by the most brazen."""
SHARE = 0.08
"""Of the mass of the cover: more would be seen."""
WORTH = 60_000.0
"""USD: nobody risks more in one consignment; simulated."""
MARGIN = 0.15
"""Of the value of what is hidden: earned beyond the rates that are saved; simulated."""
MOST = 3.0
"""Gain as a share of the value of the cover: beyond, nobody finds buyers."""


class CoverGoods(Scheme):
    """Cigarettes behind tiles, telephones behind apples: the papers know only tiles and apples."""

    name: ClassVar = "cover-goods"
    title: ClassVar = "smuggling behind cover goods"
    title_ru: ClassVar = "контрабанда под прикрытием других товаров"
    since: ClassVar = Since.ORIGIN
    effort: ClassVar = 0.16
    finds: ClassVar = {
        Control.DOCUMENTS: 0.02, Control.SCAN: 0.70, Control.GOODS: 0.80, Control.AUDIT: 0.05,
    }  # fmt: skip

    def open_to(self, lines: Lines, market: Market) -> Flags:
        return np.asarray(market.goods.cover[lines.goods])

    def gain(self, lines: Lines, market: Market) -> Floats:
        hidden = np.flatnonzero(market.goods.hidden)
        rate = market.duty[:, hidden] + market.goods.excise[hidden] + market.vat[:, None]
        mass = market.goods.mass[lines.goods] * lines.mass
        net = np.minimum(LEAST + MORE * lines.depth, SHARE * mass)
        # What is hidden is not known beforehand: the mean of what it may be counts.
        worth = np.minimum(net[:, None] * market.price[hidden], WORTH)
        earned = (worth * (rate[lines.destination] + MARGIN)).mean(axis=1)
        return np.minimum(earned / (market.price[lines.goods] * mass), MOST)

    def falsify(
        self, all_: Consignments, rows: Ints, market: Market, rng: np.random.Generator
    ) -> None:
        hidden = np.flatnonzero(market.goods.hidden)
        wanted = (LEAST + MORE * all_.depth[rows]) * (0.5 + 0.5 * rng.random(len(rows)))
        goods = hidden[rng.integers(len(hidden), size=len(rows))]
        most = np.minimum(SHARE * all_.true.net[rows], WORTH / market.price[goods])
        all_.hidden[rows] = goods
        all_.hidden_net[rows] = np.maximum(np.round(np.minimum(wanted, most), 1), 0.1)
        # It is on board, and on no paper.
        all_.true.gross[rows] += all_.hidden_net[rows]
