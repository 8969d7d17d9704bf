"""What is traded: subheadings of HS 2022 with prices, masses, rates and what they are confused with.

`goods.csv` has a line for each; README.md beside it says what is fact and what is simulated.
"""

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]

NONE = -1
"""No good: where a place among the goods is asked for and there is none."""
CARTON = 20.0
"""kg of a package where the table has none."""


@dataclass(frozen=True)
class Origin:
    """Where a good comes from: its share of the trade, and its price level."""

    country: str
    share: float
    factor: float


@dataclass(frozen=True)
class Goods:
    """All goods, side by side: the place in each array is the good."""

    hs: tuple[str, ...]
    """Six digits."""
    name: tuple[str, ...]
    name_ru: tuple[str, ...]
    sector: tuple[str, ...]
    permit: tuple[str, ...]
    """Which document they need; empty for none."""
    price: Floats
    """USD per kg net, customs value."""
    spread: Floats
    """Standard deviation of the logarithm of honest prices."""
    unit_kg: Floats
    """kg of a supplementary unit; NaN where the tariff has none."""
    package_kg: Floats
    """kg net of a package; NaN in bulk."""
    tare: Floats
    """Gross ÷ net − 1."""
    mass: Floats
    """kg net of a consignment, median."""
    mass_spread: Floats
    """Standard deviation of its logarithm."""
    container: Floats
    """Share carried in containers."""
    duty: Floats
    """Share of the value."""
    excise: Floats
    """Share of the value."""
    cover: NDArray[np.bool_]
    """Whether other goods are hidden behind them."""
    hidden: NDArray[np.bool_]
    """Whether they are smuggled behind others."""
    brand: NDArray[np.bool_]
    """Whether they are counterfeited."""
    weekly: Floats
    """Consignments a week, relative to other goods."""
    swing: Floats
    """Of the year: 0.3 is 30 % above the mean at the peak."""
    peak: Floats
    """Day of the year with most trade."""
    neighbours: tuple[Ints, ...]
    """Goods each is confused with."""
    origins: tuple[tuple[Origin, ...], ...]
    demand: tuple[dict[str, float], ...]
    """By country of destination."""

    def __len__(self) -> int:
        return len(self.hs)

    def place(self, hs: str) -> int:
        """Of a subheading. Raises KeyError."""
        return _places()[hs]

    @property
    def rate(self) -> Floats:
        """Duty and excise together, as a share of the value; without VAT."""
        return self.duty + self.excise


@lru_cache(maxsize=1)
def _rows() -> tuple[dict[str, str], ...]:
    with files(__package__).joinpath("goods.csv").open(encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


@lru_cache(maxsize=1)
def _places() -> dict[str, int]:
    return {row["hs"]: place for place, row in enumerate(_rows())}


@lru_cache(maxsize=1)
def goods() -> Goods:
    """The table as it ships."""
    rows, places = _rows(), _places()

    def numbers(name: str, *, missing: float = np.nan, times: float = 1.0) -> Floats:
        return np.array([float(row[name]) * times if row[name] else missing for row in rows])

    def texts(name: str) -> tuple[str, ...]:
        return tuple(row[name] for row in rows)

    def flags(name: str) -> NDArray[np.bool_]:
        return np.array([row[name] == "1" for row in rows])

    return Goods(
        texts("hs"), texts("name"), texts("name_ru"), texts("sector"), texts("permit"),
        numbers("price"), numbers("spread"), numbers("unit_kg"), numbers("package_kg"),
        numbers("tare"), numbers("mass"), numbers("mass_spread"), numbers("container"),
        numbers("duty", times=0.01), numbers("excise", times=0.01),
        flags("cover"), flags("hidden"), flags("brand"),
        numbers("weekly"), numbers("season", missing=0.0),
        (numbers("peak", missing=1.0) - 0.5) * 30.4,
        tuple(np.array([places[one] for one in row["neighbours"].split()], np.int64) for row in rows),
        tuple(tuple(_origin(one) for one in row["origins"].split()) for row in rows),
        tuple({c: float(w) for c, w in (one.split(":") for one in row["demand"].split())} for row in rows),
    )  # fmt: skip


def _origin(text: str) -> Origin:
    country, share, factor = text.split(":")
    return Origin(country, float(share), float(factor))
