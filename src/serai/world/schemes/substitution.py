"""Between arrival and declaration, dear goods in a warehouse become cheap ones."""

from typing import ClassVar

import numpy as np

from serai.world.controls import Control
from serai.world.lines import Lines
from serai.world.market import Market
from serai.world.schemes.scheme import Consignments, Flags, Floats, Ints, Scheme, rate_of

WAREHOUSES = frozenset({"port", "rail", "inland", "dry-port"})
"""Kinds of nodes with temporary storage."""


class Substitution(Scheme):
    """What arrived is sold; what is declared is rubbish of the same mass, at an honest price."""

    name: ClassVar = "substitution"
    title: ClassVar = "substitution in storage"
    title_ru: ClassVar = "подмена товара на складе временного хранения"
    effort: ClassVar = 0.09
    finds: ClassVar = {
        Control.DOCUMENTS: 0.05, Control.SCAN: 0.40, Control.GOODS: 0.70, Control.AUDIT: 0.45,
    }  # fmt: skip

    def open_to(self, lines: Lines, market: Market) -> Flags:
        nodes = market.places.nodes
        kinds = np.array([nodes[one.nodes[-1]].kind in WAREHOUSES for one in market.places.routes])
        return np.asarray(kinds[lines.route] & (market.instead[lines.goods] >= 0))

    def gain(self, lines: Lines, market: Market) -> Floats:
        other = np.maximum(market.instead[lines.goods], 0)
        claimed = market.free[lines.destination, lines.origin]
        cheap = market.price[other] / market.price[lines.goods]
        left = market.rate(lines.destination, other, lines.origin, claimed) * cheap
        return np.maximum(rate_of(lines, market) - left, 0.0)

    def falsify(
        self, all_: Consignments, rows: Ints, market: Market, rng: np.random.Generator
    ) -> None:
        declared, goods = all_.declared, market.goods
        # After a price shock nothing may be cheap enough any more.
        other = market.instead[all_.true.goods[rows]]
        other = np.where(other >= 0, other, all_.true.goods[rows])
        cheap = market.price[other] / market.price[all_.true.goods[rows]]
        declared.goods[rows] = other
        declared.value[rows] *= cheap
        units = np.rint(declared.net[rows] / goods.unit_kg[other])
        declared.units[rows] = np.maximum(units, 1.0)
        declared.permit[rows] = True
