"""Shocks are done to a running world."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from serai.world.lines import Character
from serai.world.market import Market
from serai.world.scenario import Scenario
from serai.world.schemes import BY_NAME, SCHEMES
from serai.world.schemes.transit_diversion import TransitDiversion
from serai.world.shocks import (
    ClosedBorder,
    Diversion,
    NewDuty,
    NewGroup,
    NewRoute,
    PriceShock,
    Shock,
    SmallParcels,
)
from serai.world.traders.population import Population, elsewhere, opening, routes_for

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]
type Flags = NDArray[np.bool_]


@dataclass
class Shaken:
    """What shocks change."""

    market: Market
    population: Population
    extra: Floats
    """By line: times the usual trade."""
    closed: Flags
    """By route."""
    unopened: Flags
    """By route: those that open only later, and those that take no part."""
    networks: Ints
    """By trader; see `Decisions`."""
    schemes: Flags
    """By scheme: whether it is known here; see `Decisions`."""
    shut: list[str] = field(default_factory=list)
    """Nodes that are closed, as often as they are."""
    home: dict[int, int] = field(default_factory=dict)
    """By line that took another route: the one it had."""

    def begin(self, shock: Shock, rng: np.random.Generator) -> None:
        """The shock's week has come."""
        lines = self.population.lines
        match shock:
            case PriceShock():
                self.market.price[self._goods(shock.goods)] *= shock.factor
                self.market.settle()
            case NewDuty():
                place = self.market.country(shock.at)
                self.market.duty[place, self._goods(shock.goods)] = shock.duty
                self.market.settle()
            case NewRoute():
                codes = [one.code for one in self.market.places.routes]
                self.unopened[codes.index(shock.route)] = False
                self.reroute(rng)
            case ClosedBorder():
                self.shut.append(shock.node)
                self.reroute(rng)
            case SmallParcels():
                here = self.population.parcels.copy()
                if shock.at:
                    here &= lines.destination == self.market.country(shock.at)
                self.extra[here] *= shock.factor
            case Diversion():
                there = lines.destination == self.market.country(shock.to)
                self.extra[there & self._goods(shock.goods)[lines.goods]] *= shock.factor
            case NewGroup():
                self._group(shock, rng)

    def end(self, shock: Shock, rng: np.random.Generator) -> None:
        """A border that was closed opens again, and those who went elsewhere come back."""
        if isinstance(shock, ClosedBorder):
            self.shut.remove(shock.node)
            self.reroute(rng)

    def reroute(self, rng: np.random.Generator) -> None:
        """Lines leave routes that are closed, and go back to theirs once it is open."""
        lines = self.population.lines
        self.closed[:] = self.unopened
        for node in self.shut:
            self.closed[:] |= self._through(node)
        for line, route in list(self.home.items()):
            if not self.closed[route]:
                lines.route[line] = self.home.pop(line)
        rows = np.flatnonzero(self.closed[lines.route])
        other = routes_for(
            lines.dispatch[rows], lines.destination[rows], self.market, rng, self.closed
        )
        moved = other >= 0
        for line, route in zip(
            rows[moved].tolist(), lines.route[rows[moved]].tolist(), strict=True
        ):
            self.home.setdefault(line, route)
        lines.route[rows[moved]] = other[moved]

    def _goods(self, beginning: str) -> Flags:
        return np.array([hs.startswith(beginning) for hs in self.market.goods.hs])

    def _through(self, node: str) -> Flags:
        return np.array([node in route.nodes for route in self.market.places.routes])

    def _group(self, shock: NewGroup, rng: np.random.Generator) -> None:
        """Traders whose goods suit the scheme become one organised group, and start at once."""
        traders, lines = self.population.traders, self.population.lines
        place = BY_NAME[shock.scheme]
        # A group may bring a way to cheat that nobody here knew.
        self.schemes[place] = True
        suits = SCHEMES[place].open_to(lines, self.market)
        suits &= self._where(place) == self.market.country(shock.at)
        suits &= traders.trades[lines.trader]
        able = np.unique(lines.trader[suits])
        # Middling traders: large enough to matter, small enough to be nobody.
        able = able[np.argsort(traders.size[able], kind="stable")]
        middle = able[len(able) // 2 :][: max(4 * shock.traders, 1)]
        chosen = rng.permutation(middle)[: shock.traders]
        if not len(chosen):
            return
        traders.character[chosen] = Character.ORGANISED
        traders.network[chosen] = traders.network.max() + 1
        traders.fear[chosen] = 0.5
        # They learn as one: the first place that was free for those who never cheated.
        self.networks[chosen] = self.networks.max() + 1
        theirs = np.isin(lines.trader, chosen) & suits
        lines.scheme[theirs] = place
        lines.intensity[theirs] = 0.6
        lines.depth[theirs] = np.maximum(lines.depth[theirs], 0.6)
        self.extra[theirs] *= 3.0

    def _where(self, scheme: int) -> Ints:
        """The country in which a scheme would show, by line."""
        lines, ways = self.population.lines, self.market.ways
        if SCHEMES[scheme].name != TransitDiversion.name:
            return lines.destination
        return ways.country[lines.route, np.maximum(ways.through[lines.route], 0)]


def starts_closed(scenario: Scenario, market: Market) -> Flags:
    """Routes that open only later, and those that pass an office that takes no part."""
    return opening(scenario, market) | elsewhere(scenario, market)
