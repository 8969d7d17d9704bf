"""What a unit remembers, and the score it makes of it: quick, since it is made anew every week.

A declaration is described by what was known when it was lodged: how its price stands among its peers' (of
the last weeks, examined or not), how often examinations of the same consignee, declarant, goods, office
or origin found something, and what messages say. These descriptions are kept with the results, so nothing
that came later can be in them. A logistic regression on them is the score; it begins with what officers believe.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from serai.world import exact

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]
type Flags = NDArray[np.bool_]

PLAIN = 5
"""Columns between records and signals."""
CODED = ("consignee", "consignor", "declarant", "office", "hs", "origin", "dispatch", "type")
RECORDS: tuple[tuple[str, ...], ...] = (
    ("consignee",),
    ("consignor",),
    ("consignee", "hs"),
    ("declarant", "type"),
    ("hs", "type"),
    ("hs", "origin"),
    ("hs", "dispatch"),
    ("office", "hs"),
    ("origin", "dispatch"),
)
"""Of whose results a record is kept."""
LEANS = 6.0
"""Results of the overall rate that a record starts with."""
PRICE, RECORD, TAX, SIGNAL = -0.6, 0.35, 1.0, 1.5
"""What officers believe before any result, in log odds: for each standard deviation of the price, for each
record, for each 100 % of rates, for a signal. The weights begin there, and results move them."""
FADES = 0.97
"""What is left of a result's weight a week later."""
PEERS = 12
"""Weeks of prices that are remembered."""
MOST_PRICES = 40_000
FEWEST = 8
"""Prices below which a good and origin have no peers."""
TO_SIGMA = 1.4826
"""Median absolute deviation to standard deviation."""
FIRMNESS = 4.0
"""How firmly they believe it: the precision of each weight beforehand."""
STEPS, LATEST = 12, 6_000
"""Steps of the search for the likeliest weights, and results it looks at."""


@dataclass
class Memory:
    """Grows week by week."""

    prices: list[tuple[Ints, Ints, Floats]] = field(default_factory=list)
    """By week: good, good with origin, and the logarithm of the price per kg."""
    records: list[tuple[Ints, Floats, Floats]] = field(default_factory=list)
    """For each of `RECORDS`: keys, sorted, with results and findings."""
    rate: float = 0.03
    blank: bool = False
    """Whether nothing is believed beforehand: all is learned."""
    weights: Floats | None = None
    """Of what describes a declaration, and last of all of nothing; see `describe`."""

    @staticmethod
    def codes(batch: pl.DataFrame) -> dict[str, Ints]:
        """A number for each value: its hash. Numbers are compared, never counted with."""
        return {name: batch[name].hash().to_numpy().view(np.int64) for name in CODED}

    def describe(
        self, batch: pl.DataFrame, codes: Mapping[str, Ints], shown: Mapping[str, Flags]
    ) -> Floats:
        """Declarations × what counts."""
        overall = _odds(np.array([self.rate]))[0]
        columns = [self._price(batch, codes)]
        for place, names in enumerate(RECORDS):
            key = _key([codes[name] for name in names])
            results, findings = self._record(place, key)
            rate = (findings + LEANS * self.rate) / (results + LEANS)
            columns += [_odds(rate) - overall]
        # PLAIN columns without a record: the rates, and what kind of movement it is.
        tax = batch["tax_rate"].fill_null(0.0).to_numpy() / 100
        differs = codes["origin"] != codes["dispatch"]
        flags = (
            batch["container"].fill_null(value=False).to_numpy(),
            differs,
            (batch["type"] == "IM").to_numpy(),
            (batch["type"] == "TR").to_numpy(),
        )
        columns += [np.minimum(tax, 1.0), *(one.astype(np.float64) for one in flags)]
        columns += [one.astype(np.float64) for one in shown.values()]
        return np.column_stack(columns)

    def score(self, described: Floats) -> Floats:
        """Probability of non-compliance."""
        weights = self._beliefs(described.shape[1]) if self.weights is None else self.weights
        # Column by column, not as a product of matrices: declarations that are alike score alike, to the
        # last bit, so that chance decides between them.
        log_odds = np.full(len(described), weights[-1])
        for column, one in zip(described.T, weights[:-1].tolist(), strict=True):
            log_odds += column * one
        return 1 / (1 + exact.exp(-np.clip(log_odds, -20, 20)))

    def _beliefs(self, columns: int) -> Floats:
        """The weights before any result."""
        weights = np.zeros(columns + 1)
        weights[-1] = _odds(np.array([self.rate]))[0]
        if self.blank:
            return weights
        weights[0] = PRICE
        weights[1 : 1 + len(RECORDS)] = RECORD
        weights[1 + len(RECORDS)] = TAX
        weights[1 + len(RECORDS) + PLAIN : columns] = SIGNAL
        return weights

    def see(self, batch: pl.DataFrame, codes: Mapping[str, Ints]) -> None:
        """Remember the prices of a week."""
        goods = codes["hs"], _key([codes["hs"], codes["origin"]])
        self.prices.append((*goods, _log_price(batch)))
        # The latest weeks, and of these no more prices than say something new.
        while len(self.prices) > 1 and (
            len(self.prices) > PEERS or sum(len(one) for one, _, _ in self.prices) > MOST_PRICES
        ):
            del self.prices[0]

    def learn(
        self,
        codes: Mapping[str, Ints],
        described: Floats,
        found: Floats,
        age: Floats,
        *,
        weigh: bool,
    ) -> None:
        """All results that are known, with their age in weeks; `weigh` learns the weights anew."""
        weight = FADES**age
        self.rate = float(((found * weight).sum() + 1.0) / (weight.sum() + 30.0))
        self.records = []
        for names in RECORDS:
            keys, at = np.unique(_key([codes[name] for name in names]), return_inverse=True)
            self.records.append((keys, np.bincount(at, weight), np.bincount(at, weight * found)))
        if weigh:
            beliefs = self._beliefs(described.shape[1])
            some = slice(-LATEST, None)
            self.weights = _weighed(
                described[some], found[some], weight[some], beliefs, self.weights
            )

    def _price(self, batch: pl.DataFrame, codes: Mapping[str, Ints]) -> Floats:
        """How far the price lies from the median of its peers, in robust standard deviations; 0 without."""
        if not self.prices:
            return np.zeros(len(batch))
        wide, narrow, price = (np.concatenate(one) for one in zip(*self.prices, strict=True))
        own = _log_price(batch)
        by_good = _away(wide, price, codes["hs"], own)
        narrow_key = _key([codes["hs"], codes["origin"]])
        by_origin = _away(narrow, price, narrow_key, own)
        away = np.where(np.isnan(by_origin), by_good, by_origin)
        return np.clip(np.nan_to_num(away), -4.0, 4.0)

    def _record(self, place: int, key: Ints) -> tuple[Floats, Floats]:
        if not self.records:
            return np.zeros(len(key)), np.zeros(len(key))
        keys, results, findings = self.records[place]
        at = np.minimum(np.searchsorted(keys, key), len(keys) - 1)
        there = keys[at] == key
        return np.where(there, results[at], 0.0), np.where(there, findings[at], 0.0)


def _away(group: Ints, price: Floats, wanted: Ints, own: Floats) -> Floats:
    """Robust z of each price within its group; NaN where too few are known.

    Median and median absolute deviation: Hampel 1974 (doi:10.2307/2285666).
    """
    order = np.lexsort((price, group))
    group, price = group[order], price[order]
    groups, begin, count = np.unique(group, return_index=True, return_counts=True)
    middle = price[begin + count // 2]
    away = np.abs(price - np.repeat(middle, count))
    spread = away[np.lexsort((away, group))][begin + count // 2] * TO_SIGMA
    at = np.minimum(np.searchsorted(groups, wanted), len(groups) - 1)
    known = (groups[at] == wanted) & (count[at] >= FEWEST)
    return np.where(known, (own - middle[at]) / np.maximum(spread[at], 0.05), np.nan)


def _weighed(
    described: Floats, found: Floats, weight: Floats, beliefs: Floats, begin: Floats | None
) -> Floats:
    """The likeliest weights given results and beliefs: logistic regression with a normal prior.

    Newton's method (McCullagh and Nelder 1989, Generalized Linear Models, 4.4); the last weight, of
    nothing, is believed in not at all.
    """
    table = np.column_stack([described, np.ones(len(described))])
    firm = np.append(np.full(len(beliefs) - 1, FIRMNESS), 1e-3)
    weights = beliefs.copy() if begin is None else begin
    for _ in range(STEPS):
        share = 1 / (1 + np.exp(-np.clip(table @ weights, -20, 20)))
        slope = table.T @ (weight * (found - share)) - firm * (weights - beliefs)
        curve = (table * (weight * share * (1 - share))[:, None]).T @ table + np.diag(firm)
        step = np.linalg.solve(curve, slope)
        # A step too far would overshoot where little is known.
        weights = weights + np.clip(step, -1.0, 1.0)
        if np.abs(step).max() < 1e-4:
            break
    return weights


def _key(parts: list[Ints]) -> Ints:
    key = parts[0]
    for part in parts[1:]:
        key = key * 1_000_003 + part  # it may wrap around: it is a hash
    return key


def _log_price(batch: pl.DataFrame) -> Floats:
    ratio = batch["value"].to_numpy() / np.maximum(batch["net_mass"].to_numpy(), 1e-9)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log(ratio)


def _odds(rate: Floats) -> Floats:
    return np.asarray(np.log(rate / (1 - rate)))
