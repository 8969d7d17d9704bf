"""What goods are declared as where they are not declared as themselves.

A false code hides best in a crowd: it is one that other traders honestly declare from the same origin, of
about the same price, and that pays less. What is shown instead of dear goods is a cheap one of the same
sector that is honestly traded, too. Each line keeps to one of the best few.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from serai.world.goods import NONE, Goods
from serai.world.lines import Lines

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]
type Choice = Callable[[int, int, int], Ints]

FEW = 6
"""Codes a line chooses from: those with the largest crowds."""
LIKE = 3.0
"""Times the price, or its part, beyond which a code raises eyebrows."""
WORTH = 0.02
"""Of the value: what a false code has to save."""
CHEAPER = 0.5
"""What is shown instead of dear goods costs at most this share of their price."""


@dataclass
class Disguises:
    """Worked out where they are asked for, and again after a shock."""

    goods: Goods
    crowd: Floats
    """Destination × goods × origin: honest trade."""
    _codes: dict[int, tuple[int, ...]] = field(default_factory=dict)
    _goods: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._sector = np.unique(np.array(self.goods.sector), return_inverse=True)[1]
        self._free = np.array([not one for one in self.goods.permit])

    def forget(self) -> None:
        """Rates or prices have changed."""
        self._codes.clear()
        self._goods.clear()

    def code(
        self, destination: Ints, goods: Ints, origin: Ints, line: Ints, price: Floats, rate: Floats
    ) -> Ints:
        """The good each is declared as; itself where none pays less. `rate`: destination × goods."""

        def choice(end: int, own: int, begin: int) -> Ints:
            ratio = price / price[own]
            like = (ratio <= LIKE) & (ratio >= 1 / LIKE) & (self._sector == self._sector[own])
            like[self.goods.neighbours[own]] = True
            saves = rate[end] <= rate[end, own] - WORTH
            return self._largest(like & saves & (np.arange(len(price)) != own), end, begin)

        return self._chosen(self._codes, choice, destination, goods, origin, line, goods)

    def shown(
        self, destination: Ints, goods: Ints, origin: Ints, line: Ints, price: Floats
    ) -> Ints:
        """A cheap good of the same sector that needs no permit; NONE where there is none."""

        def choice(end: int, own: int, begin: int) -> Ints:
            same = self._sector == self._sector[own]
            return self._largest(same & self._free & (price <= CHEAPER * price[own]), end, begin)

        none = np.full(len(goods), NONE)
        return self._chosen(self._goods, choice, destination, goods, origin, line, none)

    def _largest(self, able: NDArray[np.bool_], end: int, begin: int) -> Ints:
        crowd = np.where(able, self.crowd[end, :, begin], 0.0)
        order = np.argsort(-crowd, kind="stable")[:FEW]
        return order[crowd[order] > 0]

    def _chosen(
        self, known: dict[int, tuple[int, ...]], choice: Choice, destination: Ints,
        goods: Ints, origin: Ints, line: Ints, otherwise: Ints,
    ) -> Ints:  # fmt: skip
        size = self.crowd.shape
        keys = (destination * size[1] + goods) * size[2] + origin
        unique, at = np.unique(keys, return_inverse=True)
        codes = [self._known(known, choice, key) for key in unique.tolist()]
        count = np.array([len(one) for one in codes])
        table = np.array([one + (NONE,) * (FEW - len(one)) for one in codes]).reshape(-1, FEW)
        some = count[at] > 0
        place = line % np.maximum(count[at], 1)
        return np.where(some, table[at, place], otherwise)

    def _known(
        self, known: dict[int, tuple[int, ...]], choice: Choice, key: int
    ) -> tuple[int, ...]:
        """The choice for a destination, good and origin; worked out once."""
        if key not in known:
            _, goods, origins = self.crowd.shape
            end, own, begin = key // origins // goods, key // origins % goods, key % origins
            known[key] = tuple(choice(end, own, begin).tolist())
        return known[key]


def crowd_of(lines: Lines, countries: int, goods: int) -> Floats:
    """Trade of all lines: destination × goods × origin."""
    crowd = np.zeros((countries, goods, countries))
    usual = lines.weight * (1 - lines.varied)
    np.add.at(crowd, (lines.destination, lines.goods, lines.origin), usual)
    np.add.at(crowd, (lines.destination, lines.also, lines.origin), lines.weight - usual)
    return crowd
