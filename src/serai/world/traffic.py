"""How full each leg of the network is, and how many times the usual one waits for it.

A leg that is nearly full has a queue: the mean wait grows with 1 ÷ (1 − share of the capacity in use), as in
the simplest queue there is (Erlang 1909; M/M/1). Waits in the tables are those of usual trade, so what
changes them is only how the share differs from the usual one: a border that closes fills the others, and
where trade stops nobody queues.

What is sent is counted in loads of a lorry or container: parcels are a small part of one, and a train of ore is
one, since trains in bulk have tracks and wagons of their own. Seasons are left out: carriers plan for them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from serai.world.places import Places
from serai.world.places.ways import Ways

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]

FULLEST = 0.80
"""Share of its capacity in use on the leg of a played administration that is fullest in usual trade.

A scenario is as large as it says, not as large as trade is: capacities are held against each other.
"""
FULL, LONGEST = 0.97, 4.0
"""A queue is no longer than on a leg as full as this, and no wait longer than so many times the usual: what is beyond
finds its way, and is not told apart."""


@dataclass(frozen=True)
class Traffic:
    """What goes over each leg, as shares of its capacity."""

    route: Ints
    """Of each passage of a route over a leg."""
    place: Ints
    """Which of the route's legs it is."""
    leg: Ints
    """Number of the leg, the same for all routes."""
    capacity: Floats
    """By leg, in the same unit as what is sent."""
    usual: Floats
    """By leg: share of it in use in usual trade."""
    ways: Ways

    @classmethod
    def of(
        cls, places: Places, ways: Ways, sent: Floats, played: Collection[str] | None = None
    ) -> "Traffic":
        """As it usually is; `sent` is how many loads go by each route, in any unit.

        Legs that touch `played` administrations set the unit of capacities (all where none is named).
        """
        numbers: dict[tuple[str, str], int] = {}
        rows = [
            (route, place, numbers.setdefault(ends, len(numbers)))
            for route, one in enumerate(places.routes)
            for place, ends in enumerate(pairwise(one.nodes))
        ]
        route, place, leg = np.array(rows, np.int64).T
        table = np.array([places.legs[ends].capacity for ends in numbers])
        load = np.bincount(leg, sent[route], len(table))
        near = [
            played is None or bool({places.nodes[end].administration for end in ends} & {*played})
            for ends in numbers
        ]
        unit = FULLEST / max(float((load / table)[near].max()), 1e-300)
        # Elsewhere a leg has room for what usually goes over it, whatever the table says.
        capacity = np.maximum(table / unit, load / FULLEST)
        return cls(route, place, leg, capacity, load / capacity, ways)

    def times(self, sent: Floats) -> Floats:
        """Routes × legs: times the usual wait, where so many loads go by each route; 1 beyond a route's end."""
        load = np.bincount(self.leg, sent[self.route], len(self.capacity)) / self.capacity
        queue = (1 - self.usual) / (1 - np.minimum(load, FULL))
        table = np.ones(self.ways.wait.shape)
        table[self.route, self.place] = np.minimum(queue, LONGEST)[self.leg]
        return table

    def delay(self, times: Floats) -> Floats:
        """By route: days longer than usual from end to end, on the median; negative where it is quicker."""
        longer: Floats = ((times - 1) * self.ways.wait).sum(axis=1) / 24
        return longer
