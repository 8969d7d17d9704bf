"""What traders do next: go on, go elsewhere, cheat otherwise, split, change broker, rest, or give up.

Every week some traders who would cheat think again about a line. Each option is worth
gain × (1 − fear × believed risk of being found) − what the change costs, as a share of the value; honesty
is worth nothing and costs nothing. They take the best as they see it, which is not always the best: what
they see has noise (a discrete choice after McFadden 1974). Nothing else deters anybody.
"""

from dataclasses import dataclass, fields, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from serai.world import exact
from serai.world.controls import Control
from serai.world.inspection import MINUTES
from serai.world.lines import HONEST, Character, Lines, Traders
from serai.world.market import Market
from serai.world.scenario import Scenario
from serai.world.schemes import BY_NAME, SCHEMES
from serai.world.traders.beliefs import Experience, Seen
from serai.world.traders.population import Population, routes_for

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]
type Flags = NDArray[np.bool_]


class Move(StrEnum):
    """What a trader may do with a line; in the order of the options."""

    STOP = "stop"
    STAY = "stay"
    OFFICE = "other office or route"
    SCHEME = "other scheme"
    BROKER = "other broker"
    LESS = "less at a time"
    """Smaller cuts, less hidden: harder to see."""
    MORE = "more at a time"
    SPLIT = "split"


MOVES = tuple(Move)
START, REST, RENAME, LEAVE, GROW = "start", "rest", "new name", "give up trade", "grow"
NEW = "newcomers"
"""What else is counted: a first scheme on a line, and what follows a finding or a success."""
COST = {
    Move.STOP: 0.0, Move.STAY: 0.0, Move.OFFICE: 0.010, Move.SCHEME: 0.008,
    Move.BROKER: 0.007, Move.LESS: 0.002, Move.MORE: 0.002, Move.SPLIT: 0.010,
}  # fmt: skip
"""Of the value: detours, new papers, new partners; simulated."""
FIRST = 0.01
"""Of the value: what it costs to begin at all."""
DAY = 0.0008
"""Of the value: what a day more on the way costs."""
FEAR = {Character.OPPORTUNIST: 20.0, Character.ORGANISED: 10.0}
"""How many times the gain a finding is felt to cost: duties, fine, goods, name; simulated."""
DIVERSION = BY_NAME["transit-diversion"]
MET = (Control.DOCUMENTS, Control.SCAN, Control.GOODS)
"""Controls that traders reckon with; audits come too late to be reckoned with."""
THINKS = {Character.OPPORTUNIST: 0.15, Character.ORGANISED: 0.5}
"""Share of lines thought about in a week."""
BOUND = 0.30
"""Of the value: nobody believes in a larger gain."""
TIMID = 0.6
"""What is left of the depth where they take less at a time; the other way round, more."""
NOISE = 0.003
"""Of the value: what is seen wrong. Small beside the costs: who has no reason does not move."""
SPLITS, HIDES = 3, 0.8
"""Consignments one is split into; and how much of the risk they hope remains."""
MOST = {Character.OPPORTUNIST: 0.30, Character.ORGANISED: 0.50}
"""Of a line's consignments the scheme is practised on."""
AT_MOST = 0.5
"""Consignments a week a line is cheated on: helpers and buyers are few, however large the business."""
SUCCESS, SHOCK = 1.03, 0.5
"""Intensity grows by this when it goes well, and falls to this share when something is found."""
TURNOVER = 0.004
"""Share of traders that close in a week, each with a newcomer in its place; simulated."""
AFRAID = 1.4
"""A finding multiplies the fear by it."""


def of_characters(table: dict[Character, float], character: Ints) -> Floats:
    """A number by character; 0 for those who do not cheat."""
    values = np.zeros(len(Character))
    for one, value in table.items():
        values[one] = value
    return values[character]


@dataclass
class Decisions:
    """Who decides, about what, and what they know."""

    population: Population
    market: Market
    experience: Experience
    networks: Ints
    """Place of each trader's network in the experience; -1 for those who never cheat."""
    schemes: Flags
    """By scheme: whether the scenario has it."""
    closed: Flags
    """By route."""
    delay: Floats
    """By route: days longer than usual, this week."""
    mix: Floats
    """Countries × `MET`: of the controls their officers have hours for, the share of each."""
    pace: float
    """Consignments a week of a line whose weight is 1."""
    business: float
    """Times the usual share of a line that is cheated on."""

    def seen(self, lines: Lines) -> Seen:
        """What an office sees of a consignment of these lines, honestly declared."""
        ways = self.market.ways
        return Seen(
            self.networks[lines.trader],
            # The last place is for none, as where experience is recorded.
            ways.office[lines.route, ways.crossings[lines.route] - 1]
            % (len(ways.office_codes) + 1),
            self.chapters[lines.goods],
            lines.origin,
            lines.broker,
        )

    def met(self, lines: Lines) -> Floats:
        """Lines × `MET`: which control an examination is, as everybody knows; only containers are scanned."""
        ways = self.market.ways
        through = ways.country[lines.route, np.maximum(ways.through[lines.route], 0)]
        astray = lines.scheme == DIVERSION
        some = self.mix[np.where(astray, through, lines.destination)]
        some[:, MET.index(Control.SCAN)] *= lines.container
        shares: Floats = some / np.maximum(some.sum(axis=1), 1e-9)[:, None]
        return shares

    @property
    def chapters(self) -> Ints:
        """By good: the number of its chapter."""
        return np.array([int(hs[:2]) for hs in self.market.goods.hs])


def mix_of(scenario: Scenario, market: Market) -> Floats:
    """Countries × `MET`: shares of the controls officers have hours for; documents and goods where none."""
    none = np.where(np.array(MET) == Control.SCAN, 0.0, 0.5)
    mix = np.tile(none, (len(market.countries), 1))
    for code, played in scenario.administrations.items():
        hours = played.hours.values()
        many = np.array([sum(by.get(one, 0.0) for by in hours) / MINUTES[one] for one in MET])
        if many.any():
            mix[market.country(code)] = many / many.sum()
    return mix


def where(lines: Lines, rows: Ints) -> Lines:
    """Some lines, as a copy."""
    return replace(lines, **{one.name: getattr(lines, one.name)[rows] for one in fields(lines)})


def think(
    about: Decisions,
    week: int,
    rng: np.random.Generator,
    *,
    all_: bool = False,
    examined: Ints | None = None,
) -> dict[str, int]:
    """Let traders think again and act on it; those of `examined` lines all do. Returns how many did what."""
    traders, lines = about.population.traders, about.population.lines
    character = traders.character[lines.trader]
    share = of_characters(THINKS, character)
    able = (share > 0) & traders.trades[lines.trader] & (traders.rests_until[lines.trader] < week)
    minded = np.asarray(all_ | (rng.random(len(lines)) < share))
    if examined is not None:
        minded[examined] = True
    rows = np.flatnonzero(able & minded)
    if not len(rows):
        return {}
    options = _options(about, rows, rng)
    worth = _worth(about, options, np.tile(rows, len(MOVES)), traders)
    worth = worth.reshape(len(MOVES), len(rows))
    _rule_out(worth, lines, rows, traders)
    worth -= NOISE * exact.log(-exact.log(np.maximum(rng.random(worth.shape), 1e-12)))
    chosen = worth.argmax(axis=0)
    return _act(about, rows, chosen, options, rng)


def _options(about: Decisions, rows: Ints, rng: np.random.Generator) -> Lines:
    """The lines as each move would make them, moves after one another."""
    lines, market = about.population.lines, about.market
    count = len(rows)
    every = where(lines, np.tile(rows, len(MOVES)))

    def of(move: Move) -> slice:
        place = MOVES.index(move)
        return slice(place * count, (place + 1) * count)

    every.scheme[of(Move.STOP)] = HONEST
    route = routes_for(lines.dispatch[rows], lines.destination[rows], market, rng, about.closed)
    every.route[of(Move.OFFICE)] = np.where(route >= 0, route, lines.route[rows])
    every.scheme[of(Move.SCHEME)] = _another(about, rows, rng)
    home = about.population.brokers
    starts = np.searchsorted(home, lines.destination[rows], side="left")
    ends = np.searchsorted(home, lines.destination[rows], side="right")
    every.broker[of(Move.BROKER)] = starts + np.floor(rng.random(count) * (ends - starts)).astype(
        np.int64
    )
    every.depth[of(Move.LESS)] = np.maximum(lines.depth[rows] * TIMID, 0.05)
    every.depth[of(Move.MORE)] = np.minimum(lines.depth[rows] / TIMID, 1.0)
    every.parts[of(Move.SPLIT)] = SPLITS
    return every


def _another(about: Decisions, rows: Ints, rng: np.random.Generator) -> Ints:
    """A scheme that is open to each line, drawn evenly; HONEST where none is."""
    part = where(about.population.lines, rows)
    able = np.array(
        [
            scheme.open_to(part, about.market) if allowed else np.zeros(len(rows), np.bool_)
            for scheme, allowed in zip(SCHEMES, about.schemes.tolist(), strict=True)
        ]
    )
    rank = np.where(able, rng.random(able.shape), -1.0)
    return np.where(able.any(axis=0), rank.argmax(axis=0), HONEST)


def _worth(about: Decisions, options: Lines, rows: Ints, traders: Traders) -> Floats:
    lines, market = about.population.lines, about.market
    gain, finds = np.zeros(len(options)), np.zeros(len(options))
    mix = about.met(options)
    for place, scheme in enumerate(SCHEMES):
        some = np.flatnonzero(options.scheme == place)
        if len(some) and about.schemes[place]:
            part = where(options, some)
            can = scheme.open_to(part, market)
            kept = np.minimum(scheme.gain(part, market), BOUND) - scheme.effort
            gain[some] = np.where(can, kept, -1.0)
            for which, control in enumerate(MET):
                finds[some] += mix[some, which] * scheme.finds.get(control, 0.0)
    character = traders.character[options.trader]
    fear = of_characters(FEAR, character) * traders.fear[options.trader]
    risk = about.experience.expected(about.seen(options)) * finds
    risk *= np.where(options.parts > 1, HIDES, 1.0) * (0.5 + options.depth)
    cost = np.repeat([COST[one] for one in MOVES], len(options) // len(MOVES))
    days = market.ways.days + about.delay
    cost = cost + DAY * (days[options.route] - days[lines.route[rows]])
    begins = (lines.scheme[rows] == HONEST) & (options.scheme != HONEST)
    cost = cost + FIRST * begins
    honest = options.scheme == HONEST
    # What brings nothing is no better where it is feared.
    return np.where(honest, 0.0, np.where(gain > 0, gain * (1 - fear * risk), gain)) - cost


def _rule_out(worth: Floats, lines: Lines, rows: Ints, traders: Traders) -> None:
    """An honest line can only stay so or take up a scheme; only groups split."""
    honest = lines.scheme[rows] == HONEST
    for move in (Move.OFFICE, Move.BROKER, Move.LESS, Move.MORE, Move.SPLIT, Move.STAY):
        worth[MOVES.index(move), honest] = -np.inf
    alone = traders.character[lines.trader[rows]] != Character.ORGANISED
    worth[MOVES.index(Move.SPLIT), alone | (lines.parts[rows] > 1)] = -np.inf


def _act(
    about: Decisions, rows: Ints, chosen: Ints, options: Lines, rng: np.random.Generator
) -> dict[str, int]:
    traders, lines = about.population.traders, about.population.lines
    took = chosen * len(rows) + np.arange(len(rows))
    before, after = lines.scheme[rows], options.scheme[took]
    moved = {"route": options.route[took] != lines.route[rows], "scheme": before != after}
    for name in ("scheme", "route", "broker", "depth", "parts"):
        getattr(lines, name)[rows] = getattr(options, name)[took]
    begins = (before == HONEST) & (after != HONEST)
    character = traders.character[lines.trader[rows]]
    weekly = np.maximum(lines.weight[rows] * about.pace, 1e-9)
    usual = np.minimum(of_characters(MOST, character), AT_MOST / weekly)
    most = np.minimum(usual * about.business, 1.0)
    bold = most * (0.3 + 0.5 * rng.random(len(rows)))
    lines.intensity[rows] = np.where(
        after == HONEST, 0.0, np.where(begins, bold, lines.intensity[rows])
    )
    stays = (before == after) & (after != HONEST)
    grown = np.minimum(lines.intensity[rows] * SUCCESS, most)
    lines.intensity[rows] = np.where(stays, grown, lines.intensity[rows])
    lines.parts[rows[after == HONEST]] = 1.0
    return {
        START: int(begins.sum()),
        str(Move.STOP): int(((before != HONEST) & (after == HONEST)).sum()),
        str(Move.OFFICE): int((moved["route"] & ~begins).sum()),
        str(Move.SCHEME): int((moved["scheme"] & (before != HONEST) & (after != HONEST)).sum()),
        str(Move.BROKER): int((chosen == MOVES.index(Move.BROKER)).sum()),
        str(Move.LESS): int((chosen == MOVES.index(Move.LESS)).sum()),
        str(Move.MORE): int((chosen == MOVES.index(Move.MORE)).sum()),
        str(Move.SPLIT): int((chosen == MOVES.index(Move.SPLIT)).sum()),
        GROW: int((stays & (grown > bold)).sum()),
    }


def answer(
    population: Population, found: Ints, week: int, rng: np.random.Generator
) -> dict[str, int]:
    """What traders do whose fraud was found, once for each line: `found` are its lines."""
    traders, lines = population.traders, population.lines
    rows = np.unique(found)
    who = np.unique(lines.trader[rows])
    lines.intensity[rows] *= SHOCK
    lines.depth[rows] = np.maximum(lines.depth[rows] * 0.85, 0.05)
    traders.fear[who] *= AFRAID
    chance = rng.random(len(who))
    organised = traders.character[who] == Character.ORGANISED
    renamed = who[organised & (chance < 0.5)]
    traders.identity[renamed] = traders.identity.max() + 1 + np.arange(len(renamed))
    rested = who[~organised & (chance < 0.4)]
    traders.rests_until[rested] = week + 4 + rng.integers(9, size=len(rested))
    left = who[~organised & (chance > 0.97)]
    traders.trades[left] = False
    resting = np.isin(lines.trader, rested)
    lines.scheme[resting], lines.intensity[resting] = HONEST, 0.0
    return {REST: len(rested), RENAME: len(renamed), LEAVE: len(left)}


def turn_over(population: Population, rng: np.random.Generator) -> int:
    """Some traders close, and others take their business under names nobody knows. Returns how many."""
    traders, lines = population.traders, population.lines
    who = np.flatnonzero(rng.random(len(traders)) < TURNOVER)
    traders.identity[who] = traders.identity.max() + 1 + np.arange(len(who))
    theirs = np.flatnonzero(np.isin(lines.trader, who))
    lines.partner[theirs] = lines.partner[rng.integers(len(lines), size=len(theirs))]
    return len(who)
