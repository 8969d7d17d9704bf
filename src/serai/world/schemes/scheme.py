"""The contract of a scheme: who can practise it, what it gains, how it falsifies, and what finds it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from serai.world.controls import Control
from serai.world.facts import Facts
from serai.world.lines import Lines
from serai.world.market import Market

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]
type Flags = NDArray[np.bool_]


class Since(StrEnum):
    """From which paper on the falsehood is told."""

    ORIGIN = "origin"
    """All papers of the movement agree: only goods, seals and weights do not."""
    ARRIVAL = "arrival"
    """Export and transit papers are true, and the import declaration is not."""


@dataclass
class Consignments:
    """What a scheme works on: consignments with what is true and what is declared."""

    true: Facts
    declared: Facts
    line: Ints
    dispatch: Ints
    destination: Ints
    route: Ints
    depth: Floats
    hidden: Ints
    """Goods that are in no paper; NONE for none."""
    hidden_net: Floats
    """kg of them."""
    diverted: Ints
    """Place among the route's crossings where the goods leave; -1 for none."""


class Scheme(ABC):
    """One way to cheat. Its arrays are as long as the consignments or lines they speak of."""

    name: ClassVar[str]
    """As scenarios and tables have it."""
    title: ClassVar[str]
    title_ru: ClassVar[str]
    since: ClassVar[Since] = Since.ARRIVAL
    leaves_traces: ClassVar[bool] = True
    """Whether what is declared differs from what is true, or something is hidden or goes astray."""
    effort: ClassVar[float]
    """What practising it costs, as a share of the value: papers, helpers, buyers; simulated."""
    finds: ClassVar[Mapping[Control, float]]
    """Probability that a control finds it, for a middling depth; simulated."""

    @abstractmethod
    def open_to(self, lines: Lines, market: Market) -> Flags:
        """Which lines can practise it."""

    @abstractmethod
    def gain(self, lines: Lines, market: Market) -> Floats:
        """What it saves or earns on a line, as a share of the true value, at the line's depth."""

    @abstractmethod
    def falsify(
        self, all_: Consignments, rows: Ints, market: Market, rng: np.random.Generator
    ) -> None:
        """Change what is declared (or what is hidden) of some consignments."""

    def found_by(self, control: Control, depth: Floats) -> Floats:
        """Probability that a control finds it: half as much again when brazen, half when timid."""
        chance: Floats = np.minimum(self.finds.get(control, 0.0) * (0.5 + depth), 0.98)
        return chance


def rate_of(lines: Lines, market: Market) -> Floats:
    """What a line honestly pays, as a share of the value."""
    return market.rate(
        lines.destination, lines.goods, lines.origin, market.free[lines.destination, lines.origin]
    )
