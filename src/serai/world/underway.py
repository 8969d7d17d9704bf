"""What is under way: consignments that have set out, and what will be seen of them in weeks to come."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from serai.world.events import Events, Kind
from serai.world.fleet import Fleet
from serai.world.goods import NONE
from serai.world.ledger import Dues
from serai.world.market import Market
from serai.world.movements import HOURS, Movements
from serai.world.shocks import ClosedBorder

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]

QUEUE = 96.0
"""Hours within which what waited at a border passes once it is open; simulated."""


@dataclass
class UnderWay:
    """By the week in which they set out: its chunk of movements."""

    market: Market
    fleet: Fleet
    chunks: dict[int, Movements] = field(default_factory=dict)
    dues: dict[int, Dues] = field(default_factory=dict)
    _due: dict[int, list[tuple[int, Events]]] = field(default_factory=dict)
    """By the week in which they happen: events, each with its chunk."""

    def add(self, week: int, made: Movements, events: Events) -> None:
        """A week's movements set out, in containers of the fleet."""
        made.container = self.fleet.lend(made.container != NONE, self._end_of(made), week)
        self.chunks[week] = made
        self.dues[week] = Dues.of(made, self.market)
        self._await(week, events, week)

    def due(self, week: int) -> list[tuple[int, Events]]:
        """What happens in a week, once."""
        return self._due.pop(week, [])

    def of_kinds(
        self, due: Sequence[tuple[int, Events]], kinds: set[Kind]
    ) -> list[tuple[int, Movements, Events]]:
        """Events of some kinds, with the movements they are of, by the week in which these set out."""
        wanted = [int(one) for one in kinds]
        return [
            (week, self.chunks[week], part)
            for week, events in due
            if len(part := events.where(np.isin(events.kind, wanted)))
        ]

    def owe_anew(self) -> None:
        """Rates have changed: what is under way pays those of the day on which it is declared."""
        self.dues = {week: Dues.of(made, self.market) for week, made in self.chunks.items()}

    def forget(self, week: int) -> None:
        """What no declaration of this week or later refers to any more."""
        needed = {one for parts in self._due.values() for one, _ in parts}
        for one in [x for x in self.chunks if x not in needed and x < week - 1]:
            del self.chunks[one], self.dues[one]

    def hold(self, shut: Sequence[ClosedBorder], rng: np.random.Generator) -> None:
        """What is under way and reaches a closed node waits there until it opens, and for its turn then."""
        ways = self.market.ways
        closures = [
            (ways.node_codes.index(one.node), HOURS * (one.week - 1), HOURS * (one.ends - 1))
            for one in shut
        ]
        shifts: dict[int, tuple[Floats, Floats]] = {}
        for week, made in self.chunks.items():
            nodes, before = ways.nodes[made.goods.route], made.hour.copy()
            turn = QUEUE * rng.random(len(made))
            # Node by node: who is held at one may find the next one open, or closed by then.
            for place in range(nodes.shape[1]):
                for node, begin, opens in closures:
                    hour = made.hour[:, place]
                    held = (nodes[:, place] == node) & (hour >= begin) & (hour < opens)
                    made.hour[:, place:] += np.where(held, opens - hour + turn, 0.0)[:, None]
            beyond = np.arange(nodes.shape[1]) > ways.legs[made.goods.route][:, None]
            made.hour[beyond] = before[beyond]
            shift = made.hour - before
            shifts[week] = shift, turn
            boxed = np.flatnonzero(shift.any(axis=1) & (made.container != NONE))
            self.fleet.keep(made.container[boxed], self._end_of(made)[boxed])
        due, self._due = self._due, {}
        for least, week, events in [(w, *one) for w, some in due.items() for one in some]:
            made, (shift, turn) = self.chunks[week], shifts[week]
            stop = self._places_of(made, events)
            hour = events.hour + shift[events.movement, stop]
            at = ways.nodes[made.goods.route[events.movement], stop]
            for node, begin, opens in closures:
                # What has arrived and is declared only on Monday waits as well.
                waits = (
                    (at == node) & (events.kind <= Kind.IMPORT) & (hour >= begin) & (hour < opens)
                )
                hour = np.where(waits, opens + turn[events.movement], hour)
            self._await(week, replace(events, hour=hour), least)

    def _places_of(self, made: Movements, events: Events) -> Ints:
        """At which of the route's nodes each happens."""
        ways, route = self.market.ways, made.goods.route[events.movement]
        last = events.crossing == ways.crossings[route] - 1
        leaves = (events.kind == Kind.EXIT) | (last & (events.kind <= Kind.IMPORT))
        next_ = events.crossing + (events.kind == Kind.CONFIRMED)
        return np.where(leaves, ways.last[route, events.crossing], ways.first[route, next_])

    def _end_of(self, made: Movements) -> Ints:
        """Week in which each movement arrives."""
        last = self.market.ways.legs[made.goods.route]
        return np.floor(made.hour[np.arange(len(made)), last] / HOURS).astype(np.int64)

    def _await(self, week: int, events: Events, least: int) -> None:
        """Events of a week's consignments come in their weeks, and in none before `least`."""
        when = np.maximum(events.week, least)
        order = np.argsort(when, kind="stable")
        edges = np.flatnonzero(np.diff(when[order], prepend=-(10**6), append=10**6))
        for begin, end in pairwise(edges.tolist()):
            part = events.where(order[begin:end])
            self._due.setdefault(int(when[order[begin]]), []).append((week, part))
