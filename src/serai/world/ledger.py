"""The truth, kept apart from what was declared. It is opened when the game is over."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from serai.world.events import Events, Kind
from serai.world.goods import NONE
from serai.world.lines import HONEST
from serai.world.market import Market
from serai.world.movements import Movements
from serai.world.schemes import SCHEMES

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]
type Flags = NDArray[np.bool_]

MISTAKE, COMPLIANT = "mistake", "compliant"
TRUTH = pl.Enum([COMPLIANT, MISTAKE, *(one.name for one in SCHEMES)])
"""What a declaration is, in truth."""


@dataclass(frozen=True)
class Dues:
    """USD, for each movement: what is due in truth where it ends, and what is declared there."""

    due: Floats
    known: Floats
    """Of this, what is due on goods that are not hidden: all there is once hidden ones have been found."""
    declared: Floats
    stolen: Floats
    """Due where it was diverted."""

    @classmethod
    def of(cls, movements: Movements, market: Market) -> "Dues":
        """By the rates as they stand."""
        goods = movements.goods
        true, said, end = goods.true, goods.declared, goods.destination
        honest = market.free[end, true.origin]
        due = true.value * market.rate(end, true.goods, true.origin, honest)
        hidden = goods.hidden != NONE
        at = np.maximum(goods.hidden, 0)
        worth = goods.hidden_net * market.price[at]
        never = np.zeros(len(end), np.bool_)
        known = due
        due = due + np.where(hidden, worth * market.rate(end, at, true.origin, never), 0.0)
        declared = said.value * market.rate(end, said.goods, said.origin, said.preference)
        astray = goods.diverted != NONE
        ways = market.ways
        where = ways.country[goods.route, np.maximum(goods.diverted, 0)]
        stolen = true.value * market.rate(where, true.goods, true.origin, never)
        return cls(
            np.where(astray, 0.0, np.round(due, 2)),
            np.where(astray, 0.0, np.round(known, 2)),
            np.where(astray, 0.0, np.round(declared, 2)),
            np.where(astray, np.round(stolen, 2), 0.0),
        )


def is_false_at(movements: Movements, events: Events) -> Flags:
    """Whether there is something false that could be found where a declaration is lodged."""
    rows = events.movement
    scheme = movements.scheme[rows]
    at_import = events.kind == Kind.IMPORT
    from_origin = np.array([str(one.since) == "origin" for one in SCHEMES])[scheme]
    astray = movements.goods.diverted[rows]
    there = np.where(
        astray != NONE,
        (events.kind == Kind.TRANSIT) & (events.crossing == astray),
        at_import | from_origin,
    )
    return (scheme != HONEST) & there & ~movements.settled[rows]


@dataclass
class Ledger:
    """What happened: a frame for each week, and what traders did."""

    weeks: list[pl.DataFrame] = field(default_factory=list)
    """One row for each declaration: `declaration`, `document`, `administration`, `week`, `kind`, `office`,
    `truth`, `value` (true), `due`, `declared` (USD), `control`, `found`, `alarm` (a false one), `recovered`,
    `fine`, `held` (hours), `cost` (of being held, USD)."""
    _behaviour: list[dict[str, float | int]] = field(default_factory=list)

    def __repr__(self) -> str:
        lodged = sum(map(len, self.weeks))
        weeks = f"{len(self.weeks)} week{'' if len(self.weeks) == 1 else 's'}"
        return f"<Ledger: {weeks}, {lodged:,} declarations>"

    def note_behaviour(self, week: int, moves: dict[str, int], active: dict[str, float]) -> None:
        """What traders did after a week."""
        self._behaviour.append({"week": week, **moves, **active})

    @property
    def declarations(self) -> pl.DataFrame:
        """All weeks in one; columns as in `weeks`."""
        return pl.concat(self.weeks) if self.weeks else pl.DataFrame()

    @property
    def behaviour(self) -> pl.DataFrame:
        """One row for each week: lines that moved, by move; `cheating`, `lines`, `trading`, `on SCHEME`."""
        return pl.DataFrame(self._behaviour, infer_schema_length=None).fill_null(0)
