"""Prices, rates and agreements as they stand in a week: what shocks change, and traders reckon with."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from serai.world import exact
from serai.world.goods import NONE, Goods
from serai.world.places import Places
from serai.world.places.ways import Ways, ways_of

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]

ODD = 0.05
"""Of the value: what a price that is e times too high or low for its code costs in nerves; simulated."""
CHEAPER = 0.5
"""What is shown instead of dear goods costs at most this share of their price."""


@dataclass
class Market:
    """Goods and places with what may change in the course of a season."""

    goods: Goods
    places: Places
    ways: Ways
    countries: tuple[str, ...]
    """Codes, sorted; their place stands for them in arrays."""
    duty: Floats
    """Destination × goods, as a share of the value."""
    free: NDArray[np.bool_]
    """Destination × origin: whether an agreement lets the origin in without duty."""
    vat: Floats
    """By destination."""
    price: Floats
    """USD per kg, by goods."""
    cheapest: Ints
    """Destination × goods: the neighbour it is best declared as; the good itself where none pays less."""
    instead: Ints
    """By goods: one of the same sector that is far cheaper and needs no permit; NONE for none."""

    @classmethod
    def of(cls, goods: Goods, places: Places) -> "Market":
        """Before any shock."""
        countries = tuple(sorted(places.administrations))
        made = [places.administrations[code] for code in countries]
        market = cls(
            goods,
            places,
            ways_of(places),
            countries,
            np.tile(goods.duty, (len(countries), 1)),
            np.array([[origin in one.agreements for origin in countries] for one in made]),
            np.array([one.vat for one in made]),
            goods.price.copy(),
            np.zeros((len(countries), len(goods)), np.int64),
            np.zeros(len(goods), np.int64),
        )
        market.settle()
        return market

    def settle(self) -> None:
        """Work out again what follows from the rates."""
        bare = self.duty + self.goods.excise
        self.cheapest = np.tile(np.arange(len(self.goods)), (len(self.countries), 1))
        rows = np.arange(len(self.countries))
        for place, others in enumerate(self.goods.neighbours):
            if not len(others):
                continue
            # A neighbour of about the same price raises no eyebrows.
            odd = np.abs(exact.log(self.price[others] / self.price[place]))
            best = others[(bare[:, others] + ODD * odd).argmin(axis=1)]
            lower = bare[rows, best] < bare[:, place]
            self.cheapest[lower, place] = best[lower]
        self.instead = self._instead()

    def _instead(self) -> Ints:
        goods = self.goods
        found = np.full(len(goods), NONE)
        sector, free = np.array(goods.sector), np.array([not one for one in goods.permit])
        for place in range(len(goods)):
            cheap = np.flatnonzero(
                (sector == sector[place]) & (self.price <= CHEAPER * self.price[place]) & free
            )
            if len(cheap):
                found[place] = cheap[goods.weekly[cheap].argmax()]
        return found

    def country(self, code: str) -> int:
        """Its place. Raises ValueError for one that is not on the map."""
        return self.countries.index(code)

    def rate(
        self, destination: Ints, goods: Ints, origin: Ints, preference: NDArray[np.bool_]
    ) -> Floats:
        """Duty, excise and VAT together, as a share of the value."""
        waived = preference & self.free[destination, origin]
        before = np.where(waived, 0.0, self.duty[destination, goods]) + self.goods.excise[goods]
        vat = self.vat[destination]
        whole: Floats = before + vat * (1 + before)
        return whole
