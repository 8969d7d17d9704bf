"""Prices, rates and agreements as they stand in a week: what shocks change, and traders reckon with."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from serai.world.disguises import Disguises
from serai.world.goods import Goods
from serai.world.places import Places
from serai.world.places.ways import Ways, ways_of

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]


@dataclass(frozen=True)
class MadeIn:
    """Countries of origin of all goods."""

    table: Ints
    """Goods × places; beyond `count` it is filled with the first."""
    count: Ints

    @classmethod
    def of(cls, goods: Goods, countries: tuple[str, ...]) -> "MadeIn":
        """As the table of goods has them."""
        made = [[countries.index(one.country) for one in some] for some in goods.origins]
        most = max(map(len, made))
        table = np.array([one + one[:1] * (most - len(one)) for one in made])
        return cls(table, np.array(list(map(len, made))))


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
    inside: NDArray[np.bool_]
    """Country × country: whether both are of one customs union, so that nothing is declared."""
    made_in: MadeIn
    price: Floats
    """USD per kg, by goods."""
    disguises: Disguises

    @classmethod
    def of(cls, goods: Goods, places: Places) -> "Market":
        """Before any shock."""
        countries = tuple(sorted(places.administrations))
        made = [places.administrations[code] for code in countries]
        return cls(
            goods,
            places,
            ways_of(places),
            countries,
            np.tile(goods.duty, (len(countries), 1)),
            np.array([[origin in one.agreements for origin in countries] for one in made]),
            np.array([one.vat for one in made]),
            np.array([[bool(a.union) and a.union == b.union for b in made] for a in made]),
            MadeIn.of(goods, countries),
            goods.price.copy(),
            Disguises(goods, np.ones((len(countries), len(goods), len(countries)))),
        )

    def settle(self) -> None:
        """Rates or prices have changed: what follows from them is worked out again."""
        self.disguises.forget()

    def code(self, destination: Ints, goods: Ints, origin: Ints, line: Ints) -> Ints:
        """The good that each line declares where it declares a false code; itself where none pays less."""
        rate = self.duty + self.goods.excise
        return self.disguises.code(destination, goods, origin, line, self.price, rate)

    def shown(self, destination: Ints, goods: Ints, origin: Ints, line: Ints) -> Ints:
        """What each line shows instead of dear goods; NONE where nothing is cheap enough."""
        return self.disguises.shown(destination, goods, origin, line, self.price)

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
