"""A world in which trade goes on, week after week, and answers to what controls do.

    world = World.open("first-steps", seed=7)
    week = world.next_week()
    outcomes = world.inspect(plan)          # a frame with `declaration` and `control`
    ledger = world.debrief()                # the truth; then the world is over

Any number of administrations play in one world; `week.of("KZ")` is what one of them gets.
"""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from serai.world import exact
from serai.world.books import Book
from serai.world.chance import Chance, Purpose, checked
from serai.world.controls import CONTROLS, Control
from serai.world.disguises import crowd_of
from serai.world.errors import (
    WorldOverError,
)
from serai.world.events import Events, Kind, events_of
from serai.world.fleet import BACK, Fleet
from serai.world.goods import goods
from serai.world.inspectors import Inspectors, placed
from serai.world.ledger import Ledger
from serai.world.lines import HONEST, Character
from serai.world.lodged import Lodged, lodge
from serai.world.lodged.clerk import Clerk
from serai.world.lodged.exported import exports
from serai.world.lodged.messages import messages
from serai.world.market import Market
from serai.world.movements import LOAD, set_out, usual_mass, weights
from serai.world.officers import Officers
from serai.world.places import places
from serai.world.places.holidays import rest
from serai.world.scenario import Scenario
from serai.world.scenarios import load
from serai.world.schemes import BY_NAME, SCHEMES
from serai.world.shaking import Shaken, starts_closed
from serai.world.shocks import ClosedBorder, NewDuty, news_of
from serai.world.traders.beliefs import FINDING, Experience, Seen
from serai.world.traders.moves import NEW, Decisions, answer, mix_of, think, turn_over
from serai.world.traders.population import populate
from serai.world.traffic import Traffic
from serai.world.underway import UnderWay
from serai.world.week import EXPORTS, OUTCOMES, Week

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]
type Flags = NDArray[np.bool_]

BURNS_IN = 6
"""Times traders think before the first week: who would cheat does."""
WARMS_UP = 8
"""Weeks of trade before the first one, so that the corridor is full when it begins."""
RESTS = 0.8
"""Share of the trade that does not set out on a holiday of the country it leaves or of the one it is for; simulated."""
SPARE = 1.15
"""Containers beyond those that trade needs on the mean."""
FELT = {
    Control.DOCUMENTS: 0.5, Control.SCAN: 0.8, Control.GOODS: 1.0, Control.AUDIT: 1.0,
}  # fmt: skip
"""How much of an examination a control is felt to be."""


class World:
    """Open one with `World.open`."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.scenario, self.seed = scenario, seed
        self._chance = Chance(seed)
        self._market = Market.of(goods(), places())
        rng = self._chance.of(-WARMS_UP, Purpose.POPULATION)
        self._people = populate(scenario, self._market, rng)
        lines = self._people.lines
        self._market.disguises.crowd = crowd_of(
            lines, len(self._market.countries), len(self._market.goods)
        )
        self._clerk = Clerk(self._market, scenario.start)
        self._played = np.isin(self._market.countries, sorted(scenario.administrations))
        self._officers = Officers.of(scenario, self._market, rng)
        self._inspectors = Inspectors(self._market, self._officers, self._clerk, scenario.fine)
        self._shaken = self._unshaken()
        self._decisions = self._deciding()
        self._under_way = UnderWay(self._market, self._containers())
        self._usual = float(self._people.lines.weight.sum())
        self._traffic: Traffic
        self._ledger = Ledger()
        self._books: list[Book] = []
        self._later: dict[int, list[pl.DataFrame]] = {}
        self._documents = 0
        self._serials = np.ones(len(self._market.countries), np.int64)
        self._week = -WARMS_UP
        self._over = False

    @classmethod
    def open(cls, scenario: Scenario | str | Path, seed: int) -> "World":
        """Ready for its first week. The same scenario and seed give the same world, to the last byte.

        `scenario` may be the name of one that ships, or the path of a file; `seed` is a whole number from 0
        up. Raises TypeError and ValueError where they are not, what `serai.world.scenarios.load` raises, and
        ValueError where the scenario leaves no trade.
        """
        seed = checked(seed)
        world = cls(load(scenario), seed)
        for turn in range(BURNS_IN):
            rng = world._chance.of(-WARMS_UP - 1 - turn, Purpose.THOUGHTS)
            think(world._decisions, -WARMS_UP, rng, all_=True)
        world._traffic = Traffic.of(
            world._market.places, world._market.ways, world._loads(), world.scenario.administrations
        )
        for week in range(-WARMS_UP, 0):
            world._set_out(week)
        world._week = 0
        return world

    def __repr__(self) -> str:
        so_far = "over" if self._over else f"week {self._week} of {self.scenario.weeks}"
        return f"<World {self.scenario.name}, seed {self.seed}: {so_far}>"

    @property
    def week(self) -> int:
        """Weeks that have begun."""
        return self._week

    @property
    def officers(self) -> Officers:
        """Their hours."""
        return self._officers

    def next_week(self) -> Week:
        """Let a week pass: its declarations, messages and results.

        A world has no last week: it goes on beyond the weeks of its scenario, as it was at the end of them,
        until the ledger is opened. Raises WorldOverError then.
        """
        self._still_on()
        if self._week:
            self._close()
        week = self._week
        self._shake(week)
        self._set_out(week)
        due = self._under_way.due(week)
        lodged = self._lodge(week, due)
        self._week += 1
        exits = self._under_way.of_kinds(due, {Kind.EXIT, Kind.CONFIRMED})
        chance = self._chance.of(week, Purpose.MESSAGES)
        results = self._later.pop(week, [])
        return Week(
            week + 1,
            self.scenario.start + dt.timedelta(days=7 * week),
            self._clerk.declarations(lodged, self._under_way.chunks),
            messages(self._clerk, exits, lodged, self._under_way.chunks, chance),
            self._exports(lodged),
            pl.concat(results) if results else OUTCOMES.to_frame(),
            news_of(self.scenario.shocks, week + 1),
            tuple(sorted(self.scenario.administrations)),
        )

    def inspect(self, plan: pl.DataFrame) -> pl.DataFrame:
        """Give controls: text columns `declaration` and `control`. Returns what is known by the end of the week.

        A declaration in which nothing was found may get a stronger control, in the order documents, scan,
        goods, audit. Documents, scan and goods are for this week's declarations; an audit for those of the last 26
        weeks. Results that take longer come with a later `Week.results`. Columns as in `OUTCOMES`.

        Raises UnknownDeclarationsError or OverCapacityError with every problem, and then nothing is
        controlled; TypeError where the plan is no frame; WorldOverError when the ledger has been opened.
        """
        self._still_on()
        book_of, row, control = placed(plan, self._books, self._market.countries)
        self._inspectors.within_hours(self._books, book_of, row, control, self._week)
        frames = [
            self._inspectors.control(
                self._books[place],
                row[book_of == place],
                control[book_of == place],
                self._week,
                self._under_way.chunks,
                self._luck(self._books[place])[row[book_of == place]],
            )
            for place in np.unique(book_of).tolist()
        ]
        outcomes = pl.concat([OUTCOMES.to_frame(), *frames])
        ends = self.scenario.start + dt.timedelta(days=7 * self._week)
        for one in outcomes.filter(pl.col("known") >= ends).partition_by(
            "known", maintain_order=True
        ):
            known = one["known"][0]
            assert isinstance(known, dt.date)
            week = (known - self.scenario.start).days // 7
            self._later.setdefault(week, []).append(one)
        return outcomes.filter(pl.col("known") < ends)

    def debrief(self) -> Ledger:
        """Open the ledger: the world is over. Once, at the end."""
        if not self._over:
            if self._week:
                self._close()
            # One after the other, and each is let go: a long season is large.
            while self._books:
                self._ledger.weeks.append(self._books.pop(0).frame(self._clerk))
            self._over = True
        return self._ledger

    def _luck(self, book: Book) -> Floats:
        """Whether what a control can find is found: of each declaration of a week."""
        return self._chance.of(book.lodged.week, Purpose.INSPECTION).random(len(book.lodged))

    def _still_on(self) -> None:
        if self._over:
            raise WorldOverError(["the ledger has been opened: this world is over"])

    def _unshaken(self) -> Shaken:
        traders = self._people.traders
        able = np.isin(traders.character, (Character.OPPORTUNIST, Character.ORGANISED))
        networks = np.zeros(len(traders), np.int64)
        # Those who never cheat learn nothing: they share one place that nobody reads.
        known = np.unique(traders.network[able])
        networks[able] = 1 + np.searchsorted(known, traders.network[able])
        later = starts_closed(self.scenario, self._market)
        shaken = Shaken(
            self._market,
            self._people,
            np.ones(len(self._people.lines)),
            later.copy(),
            later,
            networks,
            np.array([one.name in self.scenario.schemes for one in SCHEMES]),
        )
        shaken.reroute(self._chance.of(-WARMS_UP, Purpose.SHOCKS))
        return shaken

    def _deciding(self) -> Decisions:
        ways, market = self._market.ways, self._market
        sizes = {
            "office": len(ways.office_codes) + 1,
            "chapter": 98,
            "origin": len(market.countries),
            "broker": len(self._people.brokers),
        }
        groups = 1 + len(self.scenario.shocks)
        experience = Experience(sizes, int(self._shaken.networks.max()) + 1 + groups)
        weight = self._people.lines.weight
        pace = self._movements_a_week(weight) / float(weight.sum())
        return Decisions(
            self._people, market, experience, self._shaken.networks, self._shaken.schemes, self._shaken.closed,
            np.zeros(len(ways.legs)),
            mix_of(self.scenario, market),
            pace,
            self.scenario.characters.business,
        )  # fmt: skip

    def _containers(self) -> Fleet:
        lines, ways = self._people.lines, self._market.ways
        each = lines.weight / lines.weight.sum()
        weeks = ways.days[lines.route] / 7 + BACK + 1
        share = float((each * lines.container * weeks).sum())
        return Fleet(int(share * self._movements_a_week(lines.weight) * SPARE) + 10)

    def _times(self) -> Floats:
        """By route and leg: how many times the usual one waits, as things are now."""
        return self._traffic.times(self._loads())

    def _loads(self) -> Floats:
        """By route: how many loads go over it, in the measure of the lines' weights; seasons aside."""
        lines, shaken = self._people.lines, self._shaken
        trades = self._people.traders.trades[lines.trader] & ~shaken.closed[lines.route]
        each = np.minimum(usual_mass(self._people, self._market) / LOAD, 1.0) * lines.parts
        sent = np.where(trades, lines.weight * each * shaken.extra, 0.0)
        return np.bincount(lines.route, sent, len(self._market.ways.legs))

    def _movements_a_week(self, weight: Floats) -> float:
        """So many that the declarations come to what the scenario says."""
        ways, lines = self._market.ways, self._people.lines
        seen = self._played[np.maximum(ways.country, 0)] & (ways.country >= 0)
        each = seen.sum(axis=1)[lines.route]
        mean = float((weight * each).sum() / max(weight.sum(), 1e-12))
        return self.scenario.weekly / max(mean, 1e-9)

    def _shake(self, week: int) -> None:
        rng = self._chance.of(week, Purpose.SHOCKS)
        for shock in self.scenario.shocks:
            if shock.week - 1 == week:
                self._shaken.begin(shock, rng)
                if isinstance(shock, NewDuty):
                    self._under_way.owe_anew()
            if isinstance(shock, ClosedBorder) and shock.ends - 1 == week:
                self._shaken.end(shock, rng)
        shut = [
            one
            for one in self.scenario.shocks
            if isinstance(one, ClosedBorder) and one.week - 1 <= week < one.ends - 1
        ]
        if any(one.week - 1 == week for one in shut):
            self._under_way.hold(shut, rng)

    def _set_out(self, week: int) -> None:
        """The week's consignments begin their way."""
        lines = self._people.lines
        open_ = ~self._shaken.closed[lines.route]
        monday = self.scenario.start + dt.timedelta(days=7 * week)
        resting = RESTS * rest(monday, self._market.countries)
        works = 1 - np.maximum(resting[lines.dispatch], resting[lines.destination])
        day = monday.timetuple().tm_yday
        weight = weights(self._people, self._market, day, self._shaken.extra * open_ * works)
        mean = self._movements_a_week(lines.weight) * float(weight.sum()) / self._usual
        rng = self._chance.of(week, Purpose.TRADE)
        count = int(exact.poisson(np.array([mean]), rng)[0])
        times = self._times()
        self._decisions.delay[:] = self._traffic.delay(times)
        made = set_out(self._people, self._market, weight, count, week, self._documents, times, rng)
        self._documents += count
        events = events_of(
            made,
            self._market,
            self._played,
            self._chance.of(week, Purpose.WAY),
            exchange=self.scenario.exchange,
        )
        self._under_way.add(week, made, events.where(events.hour >= 0))

    def _lodge(self, week: int, due: Sequence[tuple[int, Events]]) -> Lodged:
        declared = self._under_way.of_kinds(due, {Kind.EXPORT, Kind.TRANSIT, Kind.IMPORT})
        # A week in which nobody declares anything is a week all the same.
        declared = declared or [(week, self._under_way.chunks[week], Events.none())]
        lodged = lodge(declared, week, self._serials, self._market)
        self._serials = self._serials + lodged.many
        self._books.append(Book.of(lodged, self._under_way.chunks, self._under_way.dues))
        return lodged

    def _exports(self, lodged: Lodged) -> pl.DataFrame:
        if not self.scenario.exchange:
            return EXPORTS.to_frame()
        return exports(self._clerk, lodged, self._under_way.chunks)

    def _close(self) -> None:
        """The week is over: traders learn from it, and think."""
        week, book = self._week - 1, self._books[-1]
        traders, lines = self._people.traders, self._people.lines
        about = self._decisions
        self._remember(book)
        found = self._inspectors.taken()
        rng = self._chance.of(week, Purpose.THOUGHTS)
        moves = answer(self._people, found, week, rng)
        moves[NEW] = turn_over(self._people, rng)
        about.experience.week_passes()
        examined = book.line[book.control >= 0]
        moves |= think(about, week, rng, examined=examined)
        weight = lines.weight * self._shaken.extra * traders.trades[lines.trader]
        whole = max(float(weight.sum()), 1e-12)
        cheating = lines.scheme != HONEST
        active = {
            "cheating": float((weight * lines.intensity).sum()) / whole,
            "lines": int(cheating.sum()),
            "trading": float(traders.trades.mean()),
        } | {
            f"on {name}": float((weight * lines.intensity)[lines.scheme == place].sum()) / whole
            for name, place in BY_NAME.items()
        }
        self._ledger.note_behaviour(week + 1, moves, active)
        self._forget(week)

    def _remember(self, book: Book) -> None:
        """Those who would cheat learn from what happened to their consignments."""
        about, lodged, lines = self._decisions, book.lodged, self._people.lines
        trader = lines.trader[book.line]
        network = about.networks[trader]
        transit = lodged.events.kind == Kind.TRANSIT
        diverts = lines.scheme[book.line] == BY_NAME["transit-diversion"]
        rows = np.flatnonzero((network > 0) & np.where(transit, diverts, ~diverts))
        felt = np.append([FELT[one] for one in CONTROLS], 0.0)[book.control[rows]]
        facts = lodged.facts
        seen = Seen(
            network[rows],
            lodged.office[rows] % (len(self._market.ways.office_codes) + 1),
            about.chapters[facts.goods[rows]],
            facts.origin[rows],
            lines.broker[book.line[rows]],
        )
        about.experience.record(seen, np.where(book.found[rows], FINDING, felt))

    def _forget(self, week: int) -> None:
        """What no declaration refers to any more."""
        self._under_way.forget(week)
        # A week that is over is known by its book; its papers have been written.
        lodged = self._books[-1].lodged
        lodged.facts = lodged.facts.where(np.zeros(0, np.int64))
