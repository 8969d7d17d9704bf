"""When each administration sees a movement, and which week that is."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from serai.world.goods import NONE
from serai.world.market import Market
from serai.world.movements import HOURS, Movements

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]
type Flags = NDArray[np.bool_]


class Kind(IntEnum):
    """What is lodged or reported."""

    EXPORT = 0
    TRANSIT = 1
    IMPORT = 2
    EXIT = 3
    """A message: the movement has left the administration's territory."""
    CONFIRMED = 4
    """A message of the next administration, where they exchange: it has seen the movement enter."""


LOST = 0.03
"""Share of honest exits that are reported late or never: paper is lost."""
UNTOLD = 0.02
"""Share of entries the next administration forgets to confirm."""
WAITS = 0.8
"""Share of arrivals at a weekend that wait for Monday, at inland terminals."""
FORGED = 0.6
"""Share of diverted movements whose transit is closed all the same, with a forged message."""


@dataclass
class Events:
    """One place for each: of which movement, at which crossing, when."""

    movement: Ints
    crossing: Ints
    kind: Ints
    country: Ints
    hour: Floats

    def __len__(self) -> int:
        return len(self.movement)

    @classmethod
    def none(cls) -> "Events":
        """Where nothing happens."""
        nothing = np.zeros(0, np.int64)
        return cls(nothing, nothing, nothing, nothing, np.zeros(0))

    def where(self, rows: Ints | Flags) -> "Events":
        """Some of them."""
        return Events(
            self.movement[rows], self.crossing[rows], self.kind[rows], self.country[rows],
            self.hour[rows],
        )  # fmt: skip

    @property
    def week(self) -> Ints:
        """In which each happens."""
        return np.floor(self.hour / HOURS).astype(np.int64)


def events_of(
    movements: Movements,
    market: Market,
    played: Flags,
    rng: np.random.Generator,
    *,
    exchange: bool = False,
) -> Events:
    """All declarations and exits that played administrations will see of these movements."""
    ways, route = market.ways, movements.goods.route
    count = ways.crossings[route]
    movement = np.repeat(np.arange(len(movements)), count)
    crossing = np.arange(len(movement)) - np.repeat(np.cumsum(count) - count, count)
    on = route[movement]
    country = ways.country[on, crossing]
    last = crossing == count[movement] - 1
    kind = np.where(crossing == 0, Kind.EXPORT, np.where(last, Kind.IMPORT, Kind.TRANSIT))
    at = np.where(last, ways.last[on, crossing], ways.first[on, crossing])
    hour = movements.hour[movement, at]
    rests = last & ways.inland[on]
    hour = np.where(rests, _working(hour, rng), hour)
    diverted = movements.goods.diverted[movement]
    # Beyond the place where the goods leave, nobody sees them.
    there = played[country] & ((diverted == NONE) | (crossing <= diverted))
    declared = Events(movement, crossing, kind, country, hour).where(there)
    messages = [_exits(declared, movements, market, rng)]
    if exchange:
        messages.append(_confirmed(declared, movements, market, rng))
    return _joined(declared, *messages)


def _working(hour: Floats, rng: np.random.Generator) -> Floats:
    """What arrives at a weekend is mostly declared on Monday."""
    day = np.floor(hour / 24) % 7
    waits = rng.random(len(hour)) < WAITS
    return hour + np.where(waits & (day == 5), 48.0, np.where(waits & (day == 6), 24.0, 0.0))


def _exits(
    declared: Events, movements: Movements, market: Market, rng: np.random.Generator
) -> Events:
    transit = declared.where(declared.kind == Kind.TRANSIT)
    ways, route = market.ways, movements.goods.route[transit.movement]
    hour = movements.hour[transit.movement, ways.last[route, transit.crossing]]
    late = np.where(rng.random(len(transit)) < 0.5, 24 * 7 * (1 + 3 * rng.random(len(transit))), 0)
    lost = rng.random(len(transit)) < LOST
    astray = movements.goods.diverted[transit.movement] == transit.crossing
    reported = np.where(astray, rng.random(len(transit)) < FORGED, ~lost | (late > 0))
    exits = Events(
        transit.movement,
        transit.crossing,
        np.full(len(transit), int(Kind.EXIT)),
        transit.country,
        hour + np.where(lost & ~astray, late, 1.0 + 5.0 * rng.random(len(transit))),
    )
    return exits.where(reported)


def _confirmed(
    declared: Events, movements: Movements, market: Market, rng: np.random.Generator
) -> Events:
    transit = declared.where(declared.kind == Kind.TRANSIT)
    ways, route = market.ways, movements.goods.route[transit.movement]
    hour = movements.hour[transit.movement, ways.first[route, transit.crossing + 1]]
    arrives = movements.goods.diverted[transit.movement] != transit.crossing
    told = rng.random(len(transit)) >= UNTOLD
    confirmed = Events(
        transit.movement,
        transit.crossing,
        np.full(len(transit), int(Kind.CONFIRMED)),
        transit.country,
        hour + 12.0 * rng.random(len(transit)),
    )
    return confirmed.where(arrives & told)


def _joined(*parts: Events) -> Events:
    return Events(
        *(
            np.concatenate([getattr(one, name) for one in parts])
            for name in ("movement", "crossing", "kind", "country", "hour")
        )
    )
