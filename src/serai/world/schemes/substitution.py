"""Between arrival and declaration, dear goods in a warehouse become cheap ones."""

from typing import ClassVar

import numpy as np

from serai.world.controls import Control
from serai.world.goods import NONE
from serai.world.lines import Lines
from serai.world.market import Market
from serai.world.packing import declare_as
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
        other = market.shown(lines.destination, lines.goods, lines.origin, lines.number)
        return np.asarray(kinds[lines.route] & (other != NONE))

    def gain(self, lines: Lines, market: Market) -> Floats:
        other = market.shown(lines.destination, lines.goods, lines.origin, lines.number)
        other = np.where(other != NONE, other, lines.goods)
        claimed = market.free[lines.destination, lines.origin]
        cheap = market.price[other] / market.price[lines.goods]
        left = market.rate(lines.destination, other, lines.origin, claimed) * cheap
        return np.maximum(rate_of(lines, market) - left, 0.0)

    def falsify(
        self, all_: Consignments, rows: Ints, market: Market, rng: np.random.Generator
    ) -> None:
        declared, true = all_.declared, all_.true.where(rows)
        other = market.shown(all_.destination[rows], true.goods, true.origin, all_.line[rows])
        # After a price shock nothing may be cheap enough any more.
        other = np.where(other != NONE, other, true.goods)
        changed = np.flatnonzero(other != true.goods)
        rows, other, own = rows[changed], other[changed], true.goods[changed]
        declared.value[rows] *= market.price[other] / market.price[own]
        declare_as(declared, rows, other, all_.line[rows], market.goods)
        # What is shown was packed as what it is.
        tare = market.goods.tare
        declared.gross[rows] *= (1 + tare[other]) / (1 + tare[own])
        declared.permit[rows] = True
