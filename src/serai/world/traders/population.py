"""Traders and their lines of trade are drawn from what a scenario trades.

What can be traded is a table of atoms: a good, its origin, its destination, with the weight the trade
has there. A trader has a home, a sector and a size whose tail is heavy (Pareto); its lines are drawn from
the atoms of its home and sector, each with a supplier, route, broker, carrier and price of its own.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from serai.world import exact
from serai.world.lines import HONEST, Character, Lines, Traders
from serai.world.market import Market
from serai.world.scenario import Characters, Scenario
from serai.world.shocks import NewRoute

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]
type Flags = NDArray[np.bool_]

TRADERS = 1.0
"""For each declaration a week."""
TAIL, LARGEST = 1.2, 400.0
"""Of the sizes of traders: the share above x falls as x to this power; the largest ÷ the smallest."""
GREAT = 25.0
"""Size beyond which half of the traders are careful, whatever they would be."""
BETWEEN = 0.8
"""Of the spread of prices, between lines: who has a supplier pays much the same again."""
VARIED = 0.4
"""Share of the consignments of a line that are of other goods, at most; half of it on the mean. Simulated."""
TRIANGULAR = 0.15
"""Share of lines whose goods come by way of a third country."""
PARCELS = 0.08
"""Share of lines that send parcels of a few kilograms."""
FLOWN = 0.8
"""Share of them that come by air where there is a flight."""
PARCEL, LARGE = 3.0, 15.0
"""kg net of a parcel, median; and of a piece, beyond which nobody sends it in one."""
LAX = 0.5
"""Share of opportunists' lines with a broker who asks no questions."""
NEVER = -10_000
"""A week before all others."""
BROKERS = 40
"""Declarations a week for each broker."""


@dataclass(frozen=True)
class Population:
    """Who trades, and what."""

    traders: Traders
    lines: Lines
    parcels: NDArray[np.bool_]
    """By line."""
    brokers: Ints
    """Country of each broker."""
    carriers: int
    """How many there are."""
    sectors: tuple[str, ...]


@dataclass(frozen=True)
class _Atoms:
    goods: Ints
    origin: Ints
    destination: Ints
    weight: Floats


def populate(scenario: Scenario, market: Market, rng: np.random.Generator) -> Population:
    """Draw all traders and lines. Raises ValueError where the scenario leaves no trade."""
    closed = elsewhere(scenario, market)
    atoms = _atoms(scenario, market, closed)
    sectors = tuple(sorted(set(market.goods.sector)))
    sector_of = np.array([sectors.index(one) for one in market.goods.sector])
    home = atoms.destination * len(sectors) + sector_of[atoms.goods]
    count = max(round(scenario.weekly * TRADERS), 50)
    homes = _drawn(np.bincount(home, atoms.weight), count, rng)
    traders = _traders(scenario, homes, len(sectors), rng)
    each = 1 + np.minimum(np.floor(exact.log(traders.size) * 1.2 * rng.random(count)), 8)
    trader = np.repeat(np.arange(count), each.astype(np.int64))
    atom = _atoms_for(homes[trader], home, atoms, rng)
    lines = _lines(trader, atom, atoms, traders, market, scenario, rng, closed)
    # What comes in bulk comes in no parcel.
    packed = ~np.isnan(market.goods.package_kg[lines.goods])
    small = packed & ~(market.goods.unit_kg[lines.goods] > LARGE)
    parcels = (rng.random(len(lines)) < PARCELS) & small
    flown = parcels & (rng.random(len(lines)) < FLOWN)
    way = routes_for(lines.dispatch, lines.destination, market, rng, closed, market.ways.by_air)
    lines.route[:] = np.where(flown & (way >= 0), way, lines.route)
    each = PARCEL * exact.exp(0.7 * exact.normal(rng, len(lines)))
    lines.mass[parcels] = (each / market.goods.mass[lines.goods])[parcels]
    lines.varied[parcels] = 0.0
    lines.weight[parcels] *= 0.5
    lines.container[parcels] = 0.0
    brokers = _brokers(lines, traders, scenario, market, rng)
    return Population(traders, lines, parcels, brokers, carriers_of(scenario), sectors)


def elsewhere(scenario: Scenario, market: Market) -> Flags:
    """By route: whether an administration that is played would clear it at an office that takes no part.

    A route that a shock opens takes part wherever it leads.
    """
    ways = market.ways
    found = np.zeros(len(ways.legs), np.bool_)
    for code, played in scenario.administrations.items():
        if played.offices:
            known = np.isin(ways.office_codes, played.offices)
            here = ways.country == market.country(code)
            found |= (here & ~np.append(known, False)[ways.office]).any(axis=1)
    return found & ~opening(scenario, market)


def opening(scenario: Scenario, market: Market) -> Flags:
    """By route: whether a shock opens it."""
    later = {one.route for one in scenario.shocks if isinstance(one, NewRoute)}
    return np.array([route.code in later for route in market.places.routes])


def _atoms(scenario: Scenario, market: Market, closed: Flags) -> _Atoms:
    played = {market.country(code) for code in scenario.administrations}
    ways, goods = market.ways, market.goods
    seen = {
        (int(ways.dispatch[r]), int(ways.destination[r]))
        for r in np.flatnonzero(~closed & (ways.share > 0)).tolist()
        if played & set(ways.country[r][: ways.crossings[r]].tolist())
    }
    rows = []
    for place in range(len(goods)):
        usual = goods.weekly[place] * scenario.sectors.get(goods.sector[place], scenario.elsewhere)
        wanted = sum(goods.demand[place].values())
        for origin in goods.origins[place]:
            begin = market.country(origin.country)
            much = usual * origin.share * scenario.origins.get(origin.country, 1.0)
            for code, weight in goods.demand[place].items():
                end = market.country(code)
                if (begin, end) in seen and much > 0 and not market.inside[begin, end]:
                    rows.append((place, begin, end, much * weight / wanted))
    if not rows:
        raise ValueError(f"{scenario.name}: nothing is traded")
    made = np.array(rows)
    first, second, third = (made[:, at].astype(np.int64) for at in range(3))
    return _Atoms(first, second, third, made[:, 3])


def _traders(scenario: Scenario, homes: Ints, sectors: int, rng: np.random.Generator) -> Traders:
    count = len(homes)
    shares = scenario.characters
    # In a small market nobody is a hundredth of the whole.
    size = exact.pareto(rng, count, tail=TAIL, most=min(LARGEST, 10 + count / 10))
    group = _groups(homes, shares, rng)
    organised = group >= 0
    rest = max(1 - shares.organised, 1e-9)
    edges = np.cumsum([shares.opportunist / rest, shares.careless / rest])
    drawn = np.searchsorted(edges, rng.random(count), side="right")
    kinds = (Character.OPPORTUNIST, Character.CARELESS, Character.CAREFUL)
    character = np.array([int(one) for one in kinds])[drawn]
    character[organised] = Character.ORGANISED
    # The largest have much to lose: half of them have people who see to it.
    known = (size > GREAT) & (rng.random(count) < 0.5)
    character[known] = Character.CAREFUL
    organised &= ~known
    network = np.where(organised, count + group, np.arange(count))
    # Everybody errs; the careless err often, and how often differs from one to the next.
    usual = np.array([0.006, 0.05, 0.02, 0.015])[character]
    mistakes = np.minimum(usual * exact.exp(0.7 * exact.normal(rng, count)), 0.4)
    return Traders(
        homes // sectors,
        homes % sectors,
        character,
        size,
        network,
        exact.exp(0.8 * exact.normal(rng, count)),
        mistakes,
        np.arange(count),
        np.ones(count, np.bool_),
        np.full(count, NEVER),
    )


def _groups(homes: Ints, shares: Characters, rng: np.random.Generator) -> Ints:
    """The organised group of each trader; -1 for none. A group is of one country and sector."""
    count = max(shares.networks, 1)
    seats = homes[rng.integers(len(homes), size=count)]
    group = np.full(len(homes), -1)
    members = np.isin(homes, seats)
    if not members.any() or not shares.organised:
        return group
    joins = members & (rng.random(len(homes)) < shares.organised / members.mean())
    order = np.argsort(seats, kind="stable")
    # Several groups of one seat divide its traders among themselves.
    begin = np.searchsorted(seats[order], homes[joins], side="left")
    end = np.searchsorted(seats[order], homes[joins], side="right")
    pick = np.floor(rng.random(len(begin)) * (end - begin)).astype(np.int64)
    group[joins] = order[begin + pick]
    return group


def _atoms_for(wanted: Ints, home: Ints, atoms: _Atoms, rng: np.random.Generator) -> Ints:
    """An atom of its home for each line, drawn by weight."""
    order = np.argsort(home, kind="stable")
    found = np.zeros(len(wanted), np.int64)
    chance = rng.random(len(wanted))
    for one in np.unique(wanted):
        here = order[home[order] == one]
        sums = np.cumsum(atoms.weight[here])
        rows = np.flatnonzero(wanted == one)
        at = np.searchsorted(sums, chance[rows] * sums[-1], side="right")
        found[rows] = here[np.minimum(at, len(here) - 1)]
    return found


def _lines(
    trader: Ints,
    atom: Ints,
    atoms: _Atoms,
    traders: Traders,
    market: Market,
    scenario: Scenario,
    rng: np.random.Generator,
    closed: Flags,
) -> Lines:
    count, goods = len(trader), market.goods
    good, origin = atoms.goods[atom], atoms.origin[atom]
    destination = atoms.destination[atom]
    dispatch = _dispatch(good, origin, destination, market, rng, closed)
    route = routes_for(dispatch, destination, market, rng, closed)
    lines = np.bincount(trader)[trader]
    weight = traders.size[trader] / lines * exact.exp(0.6 * exact.normal(rng, count))
    factor = np.array(
        [{market.country(one.country): one.factor for one in of_good} for of_good in goods.origins],
        dtype=object,
    )
    level = np.array(
        [factor[g].get(o, 1.0) for g, o in zip(good.tolist(), origin.tolist(), strict=True)]
    )
    also = _also(good, origin, destination, market, rng)
    # Large traders send large consignments, and get a better price.
    larger = exact.power(traders.size[trader], 0.15)
    return Lines(
        np.arange(count),
        trader,
        rng.integers(max(count // 3, 20), size=count),
        good,
        origin,
        dispatch,
        destination,
        route,
        np.zeros(count, np.int64),
        rng.integers(carriers_of(scenario), size=count),
        weight,
        also,
        VARIED * rng.random(count) * (also != good),
        level
        * exact.exp(BETWEEN * goods.spread[good] * exact.normal(rng, count))
        / exact.power(larger, 0.2),
        exact.exp(0.7 * goods.mass_spread[good] * exact.normal(rng, count)) * larger,
        np.clip(goods.container[good] + 0.2 * exact.normal(rng, count), 0.0, 1.0)
        * (goods.container[good] > 0),
        np.full(count, HONEST),
        np.zeros(count),
        np.clip(scenario.characters.depth + 0.25 * exact.normal(rng, count), 0.05, 1.0),
        np.ones(count),
    )


def _also(
    good: Ints, origin: Ints, destination: Ints, market: Market, rng: np.random.Generator
) -> Ints:
    """Other goods for each line: a tariff neighbour that comes from there and is wanted here, else of the sector."""
    goods = market.goods
    size = len(market.countries)
    comes, wanted = (np.zeros((len(goods), size), np.bool_) for _ in range(2))
    for place in range(len(goods)):
        comes[place, [market.country(one.country) for one in goods.origins[place]]] = True
        wanted[place, [market.country(one) for one in goods.demand[place]]] = True
    sector = np.unique(np.array(goods.sector), return_inverse=True)[1]
    keys, at = np.unique((good * size + origin) * size + destination, return_inverse=True)
    pick, also = rng.random(len(good)), good.copy()
    order = np.argsort(at, kind="stable")
    edges = np.append(0, np.cumsum(np.bincount(at)))
    for place, key in enumerate(keys.tolist()):
        own, begin, end = key // size // size, key // size % size, key % size
        able = comes[:, begin] & wanted[:, end] & (sector == sector[own])
        able[own] = False
        near = goods.neighbours[own]
        some = near[able[near]]
        some = some if len(some) else np.flatnonzero(able)
        rows = order[edges[place] : edges[place + 1]]
        if len(some):
            also[rows] = some[np.floor(pick[rows] * len(some)).astype(np.int64)]
    return also


def carriers_of(scenario: Scenario) -> int:
    """How many there are."""
    return max(scenario.weekly // 6, 40)


def _dispatch(
    good: Ints,
    origin: Ints,
    destination: Ints,
    market: Market,
    rng: np.random.Generator,
    closed: Flags,
) -> Ints:
    """The country of origin; for triangular lines a third one, rather one that makes the goods too."""
    ways = market.ways
    linked = np.zeros((len(market.countries), len(market.countries)), np.bool_)
    open_ = ~closed & (ways.share > 0)
    linked[ways.dispatch[open_], ways.destination[open_]] = True
    hubs = np.unique(ways.dispatch)
    made = np.zeros((len(market.goods), len(market.countries)), np.bool_)
    for place, origins in enumerate(market.goods.origins):
        made[place, [market.country(one.country) for one in origins]] = True
    dispatch = origin.copy()
    wanted = rng.random(len(origin)) < TRIANGULAR
    for _ in range(3):
        hub = hubs[rng.integers(len(hubs), size=len(origin))]
        fits = linked[hub, destination] & (hub != destination) & (hub != origin)
        fits &= ~market.inside[hub, destination]
        fits &= made[good, hub] | (rng.random(len(origin)) < 0.15)
        dispatch = np.where(wanted & (dispatch == origin) & fits, hub, dispatch)
    return dispatch


def routes_for(
    dispatch: Ints, destination: Ints, market: Market, rng: np.random.Generator,
    closed: NDArray[np.bool_] | None = None, share: Floats | None = None,
) -> Ints:  # fmt: skip
    """A route for each pair of countries, drawn by shares; of the closed ones none. Without shares, by land and sea.

    -1 where no route is open.
    """
    ways = market.ways
    share = ways.share if share is None else share
    share = share if closed is None else np.where(closed, 0.0, share)
    size = len(market.countries)
    key_of_route = ways.dispatch * size + ways.destination
    order = np.argsort(key_of_route, kind="stable")
    sums = np.append(0.0, np.cumsum(share[order]))
    key = dispatch * size + destination
    begin = np.searchsorted(key_of_route[order], key, side="left")
    end = np.searchsorted(key_of_route[order], key, side="right")
    width = sums[end] - sums[begin]
    target = sums[begin] + rng.random(len(key)) * width
    at = np.searchsorted(sums, target, side="right") - 1
    at = np.clip(at, begin, np.maximum(end - 1, begin))
    return np.where(width > 0, order[np.minimum(at, len(order) - 1)], -1)


def _brokers(
    lines: Lines, traders: Traders, scenario: Scenario, market: Market, rng: np.random.Generator
) -> Ints:
    """Give each line a broker of its destination; a few have most of the business.

    Some brokers ask no questions: those who would cheat go there rather than elsewhere, and a group has
    two of its own among them.
    """
    volume = np.bincount(lines.destination, lines.weight, minlength=len(market.countries))
    each = 4 + np.floor(scenario.weekly / BROKERS * volume / volume.sum()).astype(np.int64)
    starts = np.append(0, np.cumsum(each))
    here = each[lines.destination]
    rank = np.floor(here * exact.power(rng.random(len(lines)) + 1e-9, 2.2)).astype(np.int64)
    # The last third of each country's brokers asks no questions.
    easy = np.maximum(here // 3, 1)
    lax = here - easy + np.floor(easy * rng.random(len(lines))).astype(np.int64)
    character = traders.character[lines.trader]
    goes = rng.random(len(lines))
    rank = np.where((character == Character.OPPORTUNIST) & (goes < LAX), lax, rank)
    group = traders.network[lines.trader]
    theirs = here - 1 - (group * 7 + (goes < 0.5)) % easy
    rank = np.where(character == Character.ORGANISED, theirs, rank)
    lines.broker[:] = starts[lines.destination] + np.clip(rank, 0, here - 1)
    return np.repeat(np.arange(len(each)), each)


def _drawn(weight: Floats, count: int, rng: np.random.Generator) -> Ints:
    sums = np.cumsum(weight)
    return np.minimum(
        np.searchsorted(sums, rng.random(count) * sums[-1], side="right"), len(sums) - 1
    )
