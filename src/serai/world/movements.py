"""A week's consignments set out: what is true of them, what is declared, and when they will be where."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from serai.world import exact
from serai.world.facts import Facts
from serai.world.goods import NONE
from serai.world.lines import HONEST
from serai.world.market import Market
from serai.world.mistakes import err
from serai.world.packing import packages, units
from serai.world.places.ways import Ways
from serai.world.schemes import SCHEMES
from serai.world.schemes.scheme import Consignments, Since
from serai.world.traders.population import Population

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]
type Flags = NDArray[np.bool_]

HOURS = 168
"""In a week."""
WITHIN = 0.6
"""Of the spread of prices, within a line; its square and that of `population.BETWEEN` add up to 1."""
WEEKDAYS = np.cumsum([0.19, 0.19, 0.19, 0.18, 0.17, 0.05, 0.03])
"""When consignments set out, Monday first; simulated."""
FLIGHT = 4.0
"""USD for a kg by air; simulated."""
FREIGHT, FREIGHT_DAY, BULK = 0.02, 0.008, 0.15
"""USD for a kg, and for a kg and day on the way: a lorry of 20 t over twelve days costs 2,300 USD; and in bulk the
share of it. Simulated."""
BARGAINS = 0.4
"""Standard deviation of the logarithm of what freight costs one and another; simulated."""
LOAD = 24_000.0
"""kg gross: of a lorry or a container."""
WAGONS, SHIP = 130_000.0, 6_000_000.0
"""kg gross: what goes by rail or sea at most under one declaration: two wagons of packages, and in bulk a ship of the
Caspian; simulated."""
HAULIERS = np.cumsum([0.55, 0.25, 0.15, 0.05])
"""Shares of those who carry for a line; simulated."""
OTHER_ORIGIN = 0.03
"""Share of consignments of which the supplier's goods are of another origin than usual; simulated."""
TRAIN = 8.0
"""Consignments in bulk by rail and sea ÷ those by road, before a lorry's limit; simulated."""
PACKING = 0.5
"""Standard deviation of the logarithm of the tare of a consignment."""
LIGHTEST = 0.05
"""kg."""


@dataclass
class Movements:
    """Consignments of a week, with their way."""

    goods: Consignments
    papers: Facts
    """What export and transit papers say."""
    scheme: Ints
    mistaken: Flags
    number: Ints
    """Of the transport document; it runs through the whole world."""
    trader: Ints
    identity: Ints
    partner: Ints
    broker: Ints
    carrier: Ints
    exports: Flags
    """Whether the trader is the consignor."""
    freight: Floats
    """USD for a kg gross, from origin to destination."""
    container: Ints
    """Its number in the fleet; NONE for none."""
    hour: Floats
    """Movements × nodes: hours since the world began at which it is there."""
    settled: Flags
    """What was false has been found and put right."""

    def __len__(self) -> int:
        return len(self.number)


def weights(population: Population, market: Market, day: int, extra: Floats) -> Floats:
    """Of the lines in a week that begins on a day of the year: season, and whether they trade at all."""
    goods, lines = market.goods, population.lines
    season = 1 + goods.swing * _cosine((day - goods.peak) / 365.25)
    trades = population.traders.trades[lines.trader]
    return np.where(trades, lines.weight * lines.parts * season[lines.goods] * extra, 0.0)


def _cosine(turns: Floats) -> Floats:
    """Of full turns, to two thousandths, after Bhaskara I (7th century): no library's cosine is needed."""
    near = np.abs(turns - np.rint(turns))
    high = near <= 0.25
    square = 4 * np.where(high, near, 0.5 - near) ** 2
    cosine = (1 - 4 * square) / (1 + square)
    return np.where(high, cosine, -cosine)


def set_out(
    population: Population,
    market: Market,
    weight: Floats,
    count: int,
    week: int,
    first: int,
    times: Floats,
    rng: np.random.Generator,
) -> Movements:
    """Draw consignments of a week; `first` is the number of the first document, `times` as in `hours_on`."""
    lines, traders = population.lines, population.traders
    sums = np.cumsum(weight)
    drawn = np.sort(rng.random(count)) * sums[-1]
    line = np.minimum(np.searchsorted(sums, drawn, side="right"), len(sums) - 1)
    line = line[rng.permutation(count)]
    boxed = rng.random(count) < lines.container[line]
    good = np.where(rng.random(count) < lines.varied[line], lines.also[line], lines.goods[line])
    origin = _origins(good, line, population, market, rng)
    true = _true(population, market, line, good, origin, rng, boxed)
    goods = Consignments(
        true,
        true.copy(),
        line,
        lines.dispatch[line],
        lines.destination[line],
        lines.route[line],
        lines.depth[line],
        np.full(count, NONE),
        np.zeros(count),
        np.full(count, NONE),
    )
    # Who cheats does so with the goods it knows.
    usual = (true.goods == lines.goods[line]) & (true.origin == lines.origin[line])
    cheats = (rng.random(count) < lines.intensity[line]) & usual
    scheme = np.where(cheats, lines.scheme[line], HONEST)
    scheme = _falsified(goods, scheme, market, rng)
    mistaken = (scheme == HONEST) & (rng.random(count) < traders.mistakes[lines.trader[line]])
    mistaken[mistaken] = err(goods, np.flatnonzero(mistaken), market, rng)
    _rounded(true)
    _rounded(goods.declared)
    since_origin = np.array([one.since is Since.ORIGIN for one in SCHEMES])
    false_papers = (scheme != HONEST) & since_origin[scheme]
    trader = lines.trader[line]
    hour = hours_on(goods.route, market.ways, week, rng, times)
    days = (hour[np.arange(count), market.ways.legs[goods.route]] - hour[:, 0]) / 24
    return Movements(
        goods,
        _either(false_papers, goods.declared, true),
        scheme,
        mistaken,
        first + np.arange(count),
        trader,
        traders.identity[trader],
        lines.partner[line],
        lines.broker[line],
        _carriers(population, line, rng),
        traders.country[trader] != goods.destination,
        _freight(true.goods, goods.route, days, market, rng),
        np.where(boxed, 0, NONE),
        hour,
        np.zeros(count, np.bool_),
    )


def usual_mass(population: Population, market: Market) -> Floats:
    """kg net, by line: the median of its consignments, before a lorry's limit."""
    lines, goods = population.lines, market.goods
    mass: Floats = goods.mass[lines.goods] * lines.mass / lines.parts
    return mass


def _true(
    population: Population, market: Market, line: Ints, good: Ints, origin: Ints,
    rng: np.random.Generator, boxed: Flags | None = None,
) -> Facts:  # fmt: skip
    """What is truly sent; `boxed` in a container."""
    lines, goods = population.lines, market.goods
    count = len(line)
    tare = goods.tare[good] * exact.exp(PACKING * exact.normal(rng, count))
    mass = goods.mass[good] * lines.mass[line] / lines.parts[line]
    limited = market.ways.by_road[lines.route[line]]
    if boxed is not None:
        limited = limited | boxed
    # What needs no packages and no lorry comes by the train.
    bulk = np.isnan(goods.package_kg[good]) & ~limited
    mass = np.where(bulk, mass * TRAIN, mass)
    net = mass * exact.exp(0.6 * goods.mass_spread[good] * exact.normal(rng, count))
    most = np.where(limited, LOAD, np.where(bulk, SHIP, WAGONS))
    most = most * (0.3 + 0.7 * rng.random(count)) / (1 + tare)
    net = np.maximum(np.minimum(net, most), LIGHTEST)
    price = market.price[good] * lines.price[line]
    price = price * exact.exp(WITHIN * goods.spread[good] * exact.normal(rng, count))
    claimed = market.free[lines.destination[line], origin]
    return Facts(
        good,
        origin,
        price * net,
        net,
        net * (1 + tare),
        packages(good, net, line, goods),
        units(good, net, goods),
        np.ones(count, np.bool_),
        claimed.copy(),
    )


def _carriers(population: Population, line: Ints, rng: np.random.Generator) -> Ints:
    """Who carries each: one of the few that the line has."""
    which = np.searchsorted(HAULIERS[:-1], rng.random(len(line)), side="right")
    return (population.lines.carrier[line] + which * (1 + line % 11)) % population.carriers


def _origins(
    good: Ints, line: Ints, population: Population, market: Market, rng: np.random.Generator
) -> Ints:
    """True origins: now and then another country in which the goods are made."""
    usual = population.lines.origin[line]
    rows = np.flatnonzero(rng.random(len(line)) < OTHER_ORIGIN)
    pick = rng.random(len(rows))
    others = market.made_in
    count = others.count[good[rows]]
    other = others.table[good[rows], np.floor(pick * count).astype(np.int64)]
    origin = usual.copy()
    # What is made where it is wanted is no import.
    fits = other != population.lines.destination[line[rows]]
    origin[rows[fits]] = other[fits]
    return origin


def _freight(
    good: Ints, route: Ints, days: Floats, market: Market, rng: np.random.Generator
) -> Floats:
    """USD for a kg gross: by days on the way or by air, dearer for one and cheaper for another."""
    bulk = np.isnan(market.goods.package_kg[good])
    each = (FREIGHT + FREIGHT_DAY * days) * np.where(bulk, BULK, 1.0)
    each = np.where(market.ways.by_air[route] > 0, FLIGHT, each)
    paid: Floats = each * exact.exp(BARGAINS * exact.normal(rng, len(good)))
    return paid


def _falsified(goods: Consignments, scheme: Ints, market: Market, rng: np.random.Generator) -> Ints:
    for place, one in enumerate(SCHEMES):
        rows = np.flatnonzero(scheme == place)
        if len(rows):
            one.falsify(goods, rows, market, rng)
    traces = np.array([one.leaves_traces for one in SCHEMES])
    nothing = (scheme != HONEST) & traces[scheme] & _same(goods)
    return np.where(nothing, HONEST, scheme)


def _same(goods: Consignments) -> Flags:
    """Where a scheme found nothing to do: no cheaper neighbour any more, no administration on the way."""
    true, declared = goods.true, goods.declared
    same = (true.goods == declared.goods) & (true.origin == declared.origin)
    same &= (true.value == declared.value) & (true.net == declared.net)
    same &= true.permit & (goods.hidden == NONE) & (goods.diverted == NONE)
    return same


def _rounded(facts: Facts) -> None:
    """As scales and invoices have them: 0.1 kg, below 10 kg 0.01 kg; cents."""
    for name in ("net", "gross"):
        kg = getattr(facts, name)
        setattr(facts, name, np.where(kg < 10, np.round(kg, 2), np.round(kg, 1)))
    facts.value = np.maximum(np.round(facts.value, 2), 0.01)


def _either(chosen: Flags, one: Facts, other: Facts) -> Facts:
    made = other.copy()
    for name in vars(made):
        setattr(made, name, np.where(chosen, getattr(one, name), getattr(other, name)))
    return made


def hours_on(route: Ints, ways: Ways, week: int, rng: np.random.Generator, times: Floats) -> Floats:
    """When each movement that sets out in a week is at each node of its route: movements × nodes, hours.

    `times` has, by route and leg, how many times the usual one waits.
    """
    waits = ways.wait * times
    count = len(route)
    day = np.searchsorted(WEEKDAYS, rng.random(count), side="right")
    start = week * HOURS + day * 24 + np.floor(rng.random(count) * 24)
    hour = np.zeros((count, ways.hours.shape[1] + 1))
    hour[:, 0] = start
    for leg in range(ways.hours.shape[1]):
        rows = np.flatnonzero(ways.legs[route] > leg)
        if not len(rows):
            break
        on = route[rows]
        wait = waits[on, leg] * exact.exp(ways.wait_spread[on, leg] * exact.normal(rng, len(rows)))
        # Moving varies evenly, with the same standard deviation.
        spread = np.minimum(ways.spread[on, leg] * 1.7320508, 0.8)
        moving = ways.hours[on, leg] * (1 + spread * (2 * rng.random(len(rows)) - 1))
        hour[rows, leg + 1] = hour[rows, leg] + wait + moving
    return hour
