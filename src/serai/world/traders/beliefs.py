"""What traders believe of controls: learned from their own consignments and their network's, by what an office sees.

The belief that a consignment will be examined is the rate of the network's own past, times how much more
or less often that office, chapter, origin and broker met controls. Each rate leans on the wider one as on
so many further consignments, and the past fades.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from serai.world import exact

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]

FADES = 0.95
"""What is left of a week's experience a week later."""
RUMOUR = 0.05
"""Rate of examinations that everybody believes in before any experience."""
LEANS, NARROW = 20.0, 4.0
"""Consignments that the network's rate, and those of office, chapter, origin and broker, start with."""
PART = 0.45
"""Of what office, chapter, origin and broker say together: 1 would take them for unrelated, 0.25 for one."""
FINDING = 4.0
"""Examinations that one with a finding counts as: it is talked about."""
LEAST, MOST = 0.002, 0.95


@dataclass(frozen=True)
class Seen:
    """Of consignments, side by side: whose they are, and what an office sees of them."""

    network: Ints
    office: Ints
    chapter: Ints
    origin: Ints
    broker: Ints


@dataclass
class Experience:
    """Sums over the past, by network and by network with each of the three; brokers serve all networks."""

    sizes: dict[str, int]
    """Offices, chapters, origins, brokers."""
    networks: int
    weight: float = 1.0
    """Of this week's consignments: it grows, so that the past need not be made to fade."""
    sent: dict[str, Floats] = field(default_factory=dict)
    met: dict[str, Floats] = field(default_factory=dict)
    """Examinations met."""

    def __post_init__(self) -> None:
        lengths = {"network": self.networks, "broker": self.sizes["broker"]}
        for name in ("office", "chapter", "origin"):
            lengths[name] = self.networks * self.sizes[name]
        self.sent = {name: np.zeros(length) for name, length in lengths.items()}
        self.met = {name: np.zeros(length) for name, length in lengths.items()}

    def _at(self, name: str, seen: Seen) -> Ints:
        if name == "network":
            return seen.network
        values: Ints = getattr(seen, name)
        return values if name == "broker" else seen.network * self.sizes[name] + values

    def record(self, seen: Seen, examined: Floats) -> None:
        """Consignments of a week; `examined` is 0, 1, or FINDING where something was found."""
        for name, sums in self.sent.items():
            at = self._at(name, seen)
            np.add.at(sums, at, self.weight)
            np.add.at(self.met[name], at, self.weight * examined)

    def week_passes(self) -> None:
        """What came before counts a little less."""
        self.weight /= FADES
        if self.weight > 1e6:
            for sums in (self.sent, self.met):
                for name in sums:
                    sums[name] /= self.weight
            self.weight = 1.0

    def expected(self, seen: Seen) -> Floats:
        """The believed probability that each consignment is examined."""
        base = self._rate("network", seen, RUMOUR, LEANS)
        more = np.ones(len(base))
        for name in ("office", "chapter", "origin", "broker"):
            more *= self._rate(name, seen, base, NARROW) / base
        # The four speak of the same consignments: each counts for a part of what it says.
        return np.clip(base * exact.power(more, PART), LEAST, MOST)

    def _rate(self, name: str, seen: Seen, wider: Floats | float, leans: float) -> Floats:
        at = self._at(name, seen)
        start = leans * self.weight
        found: Floats = (self.met[name][at] + start * wider) / (self.sent[name][at] + start)
        return found
