"""What export papers say of the movements that are lodged, where administrations exchange.

They differ from import declarations without fraud, too: middlemen, other scales, packing, another reading of
the tariff. So a difference is a reason to look, and no proof.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from serai.world import codes
from serai.world.events import Kind
from serai.world.lodged import Lodged, contracts
from serai.world.lodged.clerk import Clerk
from serai.world.lodged.columns import Columns, taken
from serai.world.market import Market
from serai.world.movements import Movements

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]

INVOICED_AGAIN, CODED = 41, 47
"""Salts of what export papers have otherwise."""
SCALES, PACKED, MADE = 53, 59, 67
WEIGHED_ANEW, FAR, PACKED_ANEW, MADE_OTHERWISE = 0.12, 0.08, 0.08, 0.03
"""Shares of movements whose export papers have other masses (by so much at most), packages, and origins, all
honestly; simulated."""
MIDDLEMEN, MARGIN, READ_OTHERWISE = 0.15, 0.4, 0.06
"""Share of movements whose export papers have another invoice, the most by which its value differs, and the share
with another code, all honestly; simulated."""
FIRST_NAMED = 0.3
"""Share of transit movements whose export papers name the first country on the way; simulated."""


def exports(clerk: Clerk, lodged: Lodged, chunks: dict[int, Movements]) -> pl.DataFrame:
    """What was declared at export of the movements that are lodged; columns as `Week.exports`."""
    of, market = Columns(lodged, chunks), clerk.market
    entered = np.flatnonzero(lodged.events.kind != Kind.EXPORT)
    papers = {name: of(f"papers.{name}")[entered] for name in (
        "goods", "origin", "value", "net", "gross", "packages")}  # fmt: skip
    number = of("number")[entered]
    anew, hs = _invoiced_anew(number), _coded(market, papers["goods"], number)
    scales, packed = _weighed_there(number), _packed_there(papers["packages"], number)
    origin = np.where(
        codes.even(number, MADE) < MADE_OTHERWISE, of("dispatch")[entered], papers["origin"]
    )
    return pl.DataFrame(
        {
            "administration": taken(clerk.countries, lodged.events.country[entered]),
            "document": clerk.documents(number),
            "destination": taken(clerk.countries, _named(of, market)[entered]),
            "hs": taken(clerk.hs, hs),
            "origin": taken(clerk.countries, origin),
            "net_mass": np.round(papers["net"] * scales, 1),
            "gross_mass": np.round(papers["gross"] * scales, 1),
            "packages": packed,
            "value": np.round(
                contracts.at_origin_of(papers["value"], papers["gross"], of("freight")[entered])
                * anew,
                2,
            ),
        }
    )


def _coded(market: Market, goods: Ints, number: Ints) -> Ints:
    """As what goods leave: here and there under a neighbouring code, since two tariffs are read by two people."""
    near = market.goods.neighbours
    count = np.array([len(one) for one in near])[goods]
    rows = np.flatnonzero((codes.even(number, CODED) < READ_OTHERWISE) & (count > 0))
    coded = goods.copy()
    pick = codes.scrambled(number[rows], CODED + 2) % count[rows]
    coded[rows] = [near[g][p] for g, p in zip(goods[rows].tolist(), pick.tolist(), strict=True)]
    return coded


def _named(of: Columns, market: Market) -> Ints:
    """The destination that export papers name: now and then the first country on the way."""
    route, ways = of("route"), market.ways
    transit = ways.crossings[route] > 2
    first = transit & (codes.scrambled(of("number"), 5) % 1000 < FIRST_NAMED * 1000)
    return np.where(first, ways.country[route, 1], of("destination"))


def _invoiced_anew(number: Ints) -> Floats:
    """Value at export ÷ that of the goods: another where a middleman invoiced them again on the way."""
    again = codes.even(number, INVOICED_AGAIN) < MIDDLEMEN
    return np.where(again, 1 + MARGIN * (2 * codes.even(number, INVOICED_AGAIN + 2) - 1), 1.0)


def _weighed_there(number: Ints) -> Floats:
    """Mass at export ÷ that of the papers: other scales, wetter pallets."""
    other = codes.even(number, SCALES) < WEIGHED_ANEW
    return np.where(other, 1 + FAR * (2 * codes.even(number, SCALES + 2) - 1), 1.0)


def _packed_there(packages: Floats, number: Ints) -> Floats:
    """Packages at export: others where they were packed anew on the way."""
    again = (codes.even(number, PACKED) < PACKED_ANEW) & (packages > 3)
    return np.where(again, np.ceil(packages * (0.5 + codes.even(number, PACKED + 2))), packages)
