"""Traders and their lines of trade, side by side.

A line is one kind of business that repeats: the same trader, supplier, goods, origin, route and
broker. Consignments are drawn from lines; schemes are practised on lines.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]
type Flags = NDArray[np.bool_]

HONEST = -1
"""No scheme."""


class Character(IntEnum):
    """How a trader takes the law."""

    CAREFUL = 0
    CARELESS = 1
    """Honest, with many mistakes."""
    OPPORTUNIST = 2
    """Cheats where it pays."""
    ORGANISED = 3
    """Part of a group that shares what it learns."""


@dataclass
class Traders:
    """One place for each trader: the party whose behaviour is simulated."""

    country: Ints
    sector: Ints
    character: Ints
    size: Floats
    """Relative volume; heavy-tailed."""
    network: Ints
    """Whom it learns from: its own number, or that of its group."""
    fear: Floats
    """Times the usual fear of being found; 1 in the middle of all traders, and more after a finding."""
    mistakes: Floats
    """Share of consignments with an honest mistake."""
    identity: Ints
    """Which name it trades under: organised ones take a new one when theirs is burnt."""
    trades: Flags
    """Whether it still does."""
    rests_until: Ints
    """Week up to which it cheats on nothing."""

    def __len__(self) -> int:
        return len(self.country)


@dataclass
class Lines:
    """One place for each line of trade."""

    number: Ints
    """Its place among all lines: it stays with it where some are looked at."""
    trader: Ints
    partner: Ints
    """The other party, abroad."""
    goods: Ints
    origin: Ints
    dispatch: Ints
    destination: Ints
    route: Ints
    broker: Ints
    carrier: Ints
    """The first of the few who carry for it."""
    weight: Floats
    """Consignments a week, relative to other lines."""
    also: Ints
    """Other goods of the same supplier, of a like code; the same where there are none."""
    varied: Floats
    """Share of the consignments that are of these."""
    price: Floats
    """Honest price level of the line ÷ that of the goods and origin."""
    mass: Floats
    """Median net mass of the line ÷ that of the goods."""
    container: Floats
    """Share carried in containers."""
    scheme: Ints
    """Practised now; HONEST for none."""
    intensity: Floats
    """Share of the consignments it is practised on."""
    depth: Floats
    """0 to 1: from timid to brazen."""
    parts: Floats
    """Consignments that one is split into."""

    def __len__(self) -> int:
        return len(self.trader)
