"""Where trade goes: administrations, nodes with their offices, legs between nodes, and routes of legs.

README.md beside the tables says what is fact and what is simulated.
"""

import csv
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from itertools import pairwise

MEMBER = "member"


@dataclass(frozen=True)
class Administration:
    """A country's Customs administration."""

    code: str
    """ISO 3166-1 alpha-2."""
    name: str
    name_ru: str
    is_member: bool
    """One of the eight of the programme: it can be played."""
    vat: float
    """Share of value, duty and excise."""
    currency: str
    per_usd: float
    agreements: frozenset[str]
    """Origins that enter without duty."""
    union: str
    """Customs union; empty for none. Between its members nothing is declared."""


@dataclass(frozen=True)
class Node:
    """A border post, port, rail station, inland terminal or airport."""

    code: str
    name: str
    name_ru: str
    administration: str
    kind: str
    lat: float
    lon: float
    office: str
    """Code of its Customs office; empty where nothing is cleared."""


@dataclass(frozen=True)
class Leg:
    """From one node to the next: moving, after waiting."""

    begin: str
    end: str
    mode: str
    """rail, road, ferry, sea or air."""
    km: float
    hours: float
    """Moving, median."""
    spread: float
    """Standard deviation of the logarithm."""
    wait: float
    """Hours of waiting and border formalities before it, median."""
    wait_spread: float
    capacity: float
    """TEU a week."""


@dataclass(frozen=True)
class Route:
    """A way from one country to another."""

    code: str
    dispatch: str
    destination: str
    corridor: str
    share: float
    """Of the consignments between the two countries that go over land and sea, or by air."""
    nodes: tuple[str, ...]


@dataclass(frozen=True)
class Crossing:
    """What an administration sees of a route: where a movement enters, and where it leaves or ends."""

    administration: str
    first: int
    """Place among the route's nodes."""
    last: int


@dataclass(frozen=True, eq=False)
class Places:
    """The map. Two maps are the same where they are one object."""

    administrations: dict[str, Administration]
    nodes: dict[str, Node]
    legs: dict[tuple[str, str], Leg]
    routes: tuple[Route, ...]

    def legs_of(self, route: Route) -> tuple[Leg, ...]:
        """In the order they are travelled."""
        return tuple(self.legs[pair] for pair in pairwise(route.nodes))

    def crossings(self, route: Route) -> tuple[Crossing, ...]:
        """Administrations on the way, the dispatching one first."""
        found: list[Crossing] = []
        for place, code in enumerate(route.nodes):
            administration = self.nodes[code].administration
            if found and found[-1].administration == administration:
                found[-1] = Crossing(administration, found[-1].first, place)
            else:
                found.append(Crossing(administration, place, place))
        return tuple(found)

    @cached_property
    def members(self) -> tuple[str, ...]:
        """Codes of the administrations that can be played."""
        return tuple(sorted(c for c, one in self.administrations.items() if one.is_member))

    @cached_property
    def offices(self) -> dict[str, Node]:
        """Nodes by the code of their office."""
        return {one.office: one for one in self.nodes.values() if one.office}


@lru_cache(maxsize=1)
def places() -> Places:
    """The map as it ships."""
    return Places(
        {
            row["code"]: Administration(
                row["code"], row["name"], row["name_ru"], row["region"] == MEMBER,
                float(row["vat"] or 0) / 100, row["currency"], float(row["per_usd"]),
                frozenset(row["trade_agreements"].split()), row["union"],
            )
            for row in _rows("administrations")
        },
        {
            row["code"]: Node(
                row["code"], row["name"], row["name_ru"], row["administration"], row["kind"],
                float(row["lat"]), float(row["lon"]), row["office"],
            )
            for row in _rows("nodes")
        },
        {
            (row["from"], row["to"]): Leg(
                row["from"], row["to"], row["mode"], *(
                    float(row[name])
                    for name in ("km", "hours", "spread", "wait", "wait_spread", "capacity")
                ),
            )
            for row in _rows("legs")
        },
        tuple(
            Route(
                row["code"], row["dispatch"], row["destination"], row["corridor"],
                float(row["share"]), tuple(row["nodes"].split()),
            )
            for row in _rows("routes")
        ),
    )  # fmt: skip


def _rows(name: str) -> list[dict[str, str]]:
    with files(__package__).joinpath(f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))
