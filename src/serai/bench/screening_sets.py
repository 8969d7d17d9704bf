"""Made-up declarations and risk profiles for measuring the screen. Chance is handed in.

Columns are drawn independently: traders, codes and countries by Zipf's law, amounts lognormal. A
profile has two to five conditions on different columns, each sized by its share of the declarations
so that together about 0.1 to 1 % are hit.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.random import Generator
from numpy.typing import NDArray

from serai.declarations.codes import countries
from serai.declarations.lists import ReferenceList
from serai.risk.language.tree import (
    All,
    Between,
    Compare,
    Condition,
    Flagged,
    Listed,
    Missing,
    Not,
    OneOf,
    Operator,
    StartsWith,
    Today,
)
from serai.risk.profiles.profile import Lane, Profile
from serai.risk.profiles.profile_set import ProfileSet

FIRST_DAY = dt.date(2025, 1, 1)
DAYS = 730
TODAY = FIRST_DAY + dt.timedelta(days=DAYS)


@dataclass(frozen=True)
class Market:
    """Values of the code columns, the commonest first, and the share of each."""

    values: dict[str, list[str]]
    shares: dict[str, NDArray[np.float64]]

    @classmethod
    def drawn(cls, rng: Generator) -> "Market":
        """5,000 commodity codes, 180 countries, 60 offices, 30,000 consignees, 8,000 consignors."""
        every = np.arange(101, 9799)
        headings = rng.choice(every[(every // 100 != 77) & (every % 100 > 0)], 1200, replace=False)
        codes = {f"{rng.choice(headings):04d}{rng.integers(10**6):06d}" for _ in range(5000)}
        letters = sorted(countries())
        values = {
            "hs": rng.permutation(sorted(codes)).tolist(),
            "origin": rng.choice(letters, 180, replace=False).tolist(),
            "dispatch": rng.choice(letters, 120, replace=False).tolist(),
            "office": [f"{number:05d}" for number in rng.choice(99999, 60, replace=False)],
            "procedure": [f"{number}00" for number in rng.choice(90, 20, replace=False) + 10],
            "transport": ["30", "20", "40", "10", "50", "70", "80", "90"],
            "preference": ["100", "200", "300", "400"],
            "consignee": [f"T{number:08d}" for number in rng.choice(10**8, 30000, replace=False)],
            "consignor": [f"S{number:08d}" for number in rng.choice(10**8, 8000, replace=False)],
        }
        return cls(values, {name: _zipf(len(many)) for name, many in values.items()})


def _zipf(count: int) -> NDArray[np.float64]:
    weights = 1.0 / (np.arange(count, dtype=np.float64) + 5.0)
    return np.asarray(weights / weights.sum(), np.float64)


LOGNORMAL = {"price": (8.0, 1.8), "net_mass": (6.0, 1.6), "value": (8.1, 1.8), "tax": (6.0, 2.0)}
"""Mean and deviation of the logarithm; amounts in any currency, masses in kg."""


def declarations(rng: Generator, market: Market, rows: int) -> pl.DataFrame:
    """A batch whose codes are categories. About 3 % of preferences, origins and masses are missing."""
    columns: dict[str, pl.Series] = {}
    for name, values in market.values.items():
        codes = np.searchsorted(np.cumsum(market.shares[name])[:-1], rng.random(rows))
        kind = pl.Enum(values)
        columns[name] = pl.Series(name, codes.astype(np.uint32)).cat.to(kind)
    for name, (mean, deviation) in LOGNORMAL.items():
        columns[name] = pl.Series(name, rng.lognormal(mean, deviation, rows))
    columns["gross_mass"] = columns["net_mass"] * rng.uniform(1.0, 1.2, rows)
    days = (FIRST_DAY - dt.date(1970, 1, 1)).days + rng.integers(0, DAYS, rows)
    columns["date"] = pl.Series("date", days.astype(np.int32)).cast(pl.Date)
    columns["container"] = pl.Series("container", rng.random(rows) < 0.6)
    frame = pl.DataFrame({name: column.alias(name) for name, column in columns.items()})
    return frame.with_columns(
        pl.when(pl.Series(rng.random(rows) >= 0.03)).then(pl.col(name)).alias(name)
        for name in ("preference", "origin", "net_mass")
    )


def profile_set(rng: Generator, market: Market, count: int) -> ProfileSet:
    """So many profiles, and 40 lists of consignees that some of them name."""
    lists = {
        f"watch_{number:02d}": ReferenceList(
            f"watch_{number:02d}", frozenset(_sized(rng, market, "consignee", 0.01 + number / 1000))
        )
        for number in range(40)
    }
    maker = _Maker(rng, market, sorted(lists))
    return ProfileSet(tuple(maker.profile(number) for number in range(count)), lists)


def _sized(rng: Generator, market: Market, column: str, share: float, most: int = 60) -> list[str]:
    """Values drawn until they make up about this share; the rarest alone where it is less than any."""
    return _drawn(rng, market.values[column], market.shares[column], share, most)


def _drawn(
    rng: Generator, values: list[str], shares: NDArray[np.float64], share: float, most: int
) -> list[str]:
    order = rng.permutation(len(values))
    order = order[shares[order] <= share]
    if not len(order):
        return [values[int(np.argmin(shares))]]
    reached = np.cumsum(shares[order])
    taken = order[: int(np.searchsorted(reached, share)) + 1]
    return [values[index] for index in taken[:most].tolist()]


class _Maker:
    def __init__(self, rng: Generator, market: Market, lists: list[str]) -> None:
        self.rng = rng
        self.market = market
        self.lists = lists
        self.kinds: list[Callable[[float], Condition]] = [
            self.origin,
            self.worth,
            self.weight,
            self.unit_price,
            self.office,
            self.procedure,
            self.consignee,
            self.period,
            self.flag,
            self.preference,
        ]
        self.beginnings: dict[int, dict[str, float]] = {2: {}, 4: {}, 6: {}}
        for code, part in zip(market.values["hs"], market.shares["hs"].tolist(), strict=True):
            for length, many in self.beginnings.items():
                many[code[:length]] = many.get(code[:length], 0.0) + part
        self.quantiles = {
            name: np.quantile(rng.lognormal(mean, deviation, 100_000), np.linspace(0, 1, 1001))
            for name, (mean, deviation) in LOGNORMAL.items()
        }

    def profile(self, number: int) -> Profile:
        count = int(self.rng.integers(2, 6))
        target = np.exp(self.rng.uniform(np.log(0.00002), np.log(0.002)))
        parts = self.rng.dirichlet(np.ones(count))
        shares = np.exp(np.log(target) * parts)
        picked = self.rng.choice(len(self.kinds), count - 1, replace=False)
        narrow = int(np.argmin(shares))
        conditions = [self.hs(float(shares[narrow]))] + [
            self.kinds[kind](float(share))
            for kind, share in zip(picked, np.delete(shares, narrow), strict=True)
        ]
        return Profile(
            id=f"P{number:05d}",
            title=f"Made up {number}",
            version="1",
            lane=tuple(Lane)[int(self.rng.integers(1, 4))],
            weight=float(self.rng.integers(1, 10)),
            when=All(tuple(conditions)),
        )

    def hs(self, share: float) -> Condition:
        """Chapters, headings or subheadings, whichever are small enough for the share."""
        fitting = [size for size, many in self.beginnings.items() if min(many.values()) <= share]
        length = int(self.rng.choice(fitting or [6]))
        many = self.beginnings[length]
        shares = np.array(list(many.values()))
        beginnings = tuple(sorted(_drawn(self.rng, list(many), shares, share, 12)))
        if self.rng.random() < 0.5:
            return StartsWith("hs", beginnings)
        return OneOf(f"hs{length}", beginnings)

    def origin(self, share: float) -> Condition:
        if share > 0.7:
            return Not(OneOf("origin", tuple(_sized(self.rng, self.market, "origin", 1 - share))))
        return OneOf("origin", tuple(_sized(self.rng, self.market, "origin", share)))

    def office(self, share: float) -> Condition:
        return OneOf("office", tuple(_sized(self.rng, self.market, "office", share)))

    def procedure(self, share: float) -> Condition:
        return OneOf("procedure", tuple(_sized(self.rng, self.market, "procedure", share)))

    def consignee(self, share: float) -> Condition:
        if self.rng.random() < 0.5:
            return Listed("consignee", str(self.rng.choice(self.lists)))
        return Not(OneOf("consignee", tuple(_sized(self.rng, self.market, "consignee", 1 - share))))

    def worth(self, share: float) -> Condition:
        return self.amount(str(self.rng.choice(["price", "value"])), share)

    def weight(self, share: float) -> Condition:
        return self.amount(str(self.rng.choice(["net_mass", "tax"])), share)

    def amount(self, name: str, share: float) -> Condition:
        points = self.quantiles[name]
        if self.rng.random() < 0.5:
            return Compare(name, Operator.BELOW, _rounded(points[int(share * 1000)]))
        return Compare(name, Operator.ABOVE, _rounded(points[1000 - int(share * 1000)]))

    def unit_price(self, share: float) -> Condition:
        spread = float(np.hypot(LOGNORMAL["price"][1], LOGNORMAL["net_mass"][1]))
        drawn = self.rng.lognormal(2.0, spread, 1000)
        return Compare("unit_price", Operator.BELOW, _rounded(float(np.quantile(drawn, share))))

    def period(self, share: float) -> Condition:
        return self.since(share) if self.rng.random() < 0.5 else self.window(share)

    def window(self, share: float) -> Condition:
        days = max(int(DAYS * share), 1)
        first = FIRST_DAY + dt.timedelta(days=int(self.rng.integers(0, DAYS - days + 1)))
        return Between("date", first, first + dt.timedelta(days=days))

    def since(self, share: float) -> Condition:
        return Compare("date", Operator.AT_LEAST, Today(-max(int(DAYS * share), 1)))

    def flag(self, share: float) -> Condition:
        del share
        return Flagged("container")

    def preference(self, share: float) -> Condition:
        return Missing("preference") if share < 0.1 else Not(Missing("preference"))


def _rounded(value: float) -> float:
    """Two digits that count, as people write thresholds."""
    return float(f"{value:.2g}")
