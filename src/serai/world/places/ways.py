"""Routes as tables of numbers, for many movements at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from serai.world.places import Leg, Places, Route

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]

NONE = -1
BY_AIR = "air"
"""The corridor of routes that only parcels take."""
INLAND = frozenset({"inland", "dry-port"})
SEA, RAIL, ROAD, AIR = "1", "2", "3", "4"
TRANSPORT = {"sea": SEA, "ferry": SEA, "rail": RAIL, "road": ROAD, "air": AIR}
"""Modes as box 25 has them (UN/ECE Recommendation 19)."""


@dataclass(frozen=True)
class Ways:
    """One row for each route; beyond its end a row is filled with 0 or NONE."""

    legs: Ints
    """How many."""
    hours: Floats
    """Routes × legs: moving, median."""
    spread: Floats
    wait: Floats
    """Routes × legs: waiting before it, median hours."""
    wait_spread: Floats
    nodes: Ints
    """Routes × nodes: place in `node_codes`."""
    node_codes: tuple[str, ...]
    crossings: Ints
    """How many administrations see it."""
    country: Ints
    """Routes × crossings: place in the sorted codes of administrations."""
    first: Ints
    """Routes × crossings: place among the route's nodes where it enters."""
    last: Ints
    """Where it leaves or ends."""
    office: Ints
    """Routes × crossings: place in `office_codes` of the office that clears; NONE where none is known."""
    office_codes: tuple[str, ...]
    transport: tuple[tuple[str, ...], ...]
    """By route and crossing: the mode in which it comes in, or goes out from the first."""
    inland: NDArray[np.bool_]
    """Whether it ends at an inland terminal, which rests at weekends."""
    by_road: NDArray[np.bool_]
    """Whether a lorry carries it on a part of the way."""
    pair: Ints
    """Number of the pair of dispatch and destination."""
    share: Floats
    """Of the routes over land and sea; 0 of those by air."""
    by_air: Floats
    """The same the other way round."""
    dispatch: Ints
    destination: Ints
    through: Ints
    """The first crossing by a member between the ends; NONE for none."""
    days: Floats
    """Median days from end to end, waiting included."""

    @classmethod
    def of(cls, places: Places) -> "Ways":
        """All routes of the map."""
        routes = places.routes
        countries = sorted(places.administrations)
        node_codes = tuple(sorted(places.nodes))
        office_codes = tuple(sorted(places.offices))
        legs = [places.legs_of(one) for one in routes]
        crossings = [places.crossings(one) for one in routes]
        node_at = {code: place for place, code in enumerate(node_codes)}
        pairs = sorted({(one.dispatch, one.destination) for one in routes})
        return cls(
            np.array([len(one) for one in legs]),
            _of_legs(legs, "hours"),
            _of_legs(legs, "spread"),
            _of_legs(legs, "wait"),
            _of_legs(legs, "wait_spread"),
            _whole([[node_at[code] for code in one.nodes] for one in routes]),
            node_codes,
            np.array([len(one) for one in crossings]),
            _whole([[countries.index(c.administration) for c in one] for one in crossings]),
            _whole([[c.first for c in one] for one in crossings]),
            _whole([[c.last for c in one] for one in crossings]),
            _whole(
                [
                    [_office(places, route, place, office_codes) for place in range(len(one))]
                    for route, one in zip(routes, crossings, strict=True)
                ]
            ),
            office_codes,
            tuple(
                tuple(TRANSPORT[travelled[max(c.first - 1, 0)].mode] for c in one)
                for travelled, one in zip(legs, crossings, strict=True)
            ),
            np.array([places.nodes[one.nodes[-1]].kind in INLAND for one in routes]),
            np.array([any(leg.mode == "road" for leg in one) for one in legs]),
            np.array([pairs.index((one.dispatch, one.destination)) for one in routes]),
            np.array([one.share * (one.corridor != BY_AIR) for one in routes]),
            np.array([one.share * (one.corridor == BY_AIR) for one in routes]),
            np.array([countries.index(one.dispatch) for one in routes]),
            np.array([countries.index(one.destination) for one in routes]),
            np.array([_through(places, one) for one in routes]),
            np.array([sum(map(_hours, one)) / 24 for one in legs]),
        )  # fmt: skip


@cache
def ways_of(places: Places) -> Ways:
    """Of a map; worked out once for each."""
    return Ways.of(places)


def _office(places: Places, route: Route, place: int, codes: tuple[str, ...]) -> int:
    """That clears at a crossing: of the last node where it ends, else the first on the way."""
    found = places.crossings(route)
    crossing = found[place]
    here = [places.nodes[code] for code in route.nodes[crossing.first : crossing.last + 1]]
    ordered = reversed(here) if place == len(found) - 1 else here
    office = next((one.office for one in ordered if one.office), "")
    return codes.index(office) if office else NONE


def _through(places: Places, route: Route) -> int:
    between = places.crossings(route)[1:-1]
    for place, one in enumerate(between, start=1):
        if places.administrations[one.administration].is_member:
            return place
    return NONE


def _of_legs(legs: Sequence[Sequence[Leg]], name: str) -> Floats:
    return _table([[getattr(leg, name) for leg in one] for one in legs], 0.0)


def _hours(leg: Leg) -> float:
    return leg.hours + leg.wait


def _table(rows: list[list[float]], filler: float) -> Floats:
    table = np.full((len(rows), max(map(len, rows))), filler)
    for place, row in enumerate(rows):
        table[place, : len(row)] = row
    return table


def _whole(rows: list[list[int]]) -> Ints:
    table = np.full((len(rows), max(map(len, rows))), NONE)
    for place, row in enumerate(rows):
        table[place, : len(row)] = row
    return table
