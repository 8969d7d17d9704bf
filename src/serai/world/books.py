"""The running account of a week's declarations: what is true of each, and what controls have done."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from serai.world.controls import CONTROLS
from serai.world.ledger import TRUTH, Dues, is_false_at
from serai.world.lodged import TYPES, Clerk, Lodged
from serai.world.movements import Movements
from serai.world.traders.lines import HONEST

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]
type Flags = NDArray[np.bool_]


@dataclass
class Book:
    """Side by side, in the order of `Lodged`."""

    lodged: Lodged
    number: Ints
    line: Ints
    scheme: Ints
    """That could be found here; HONEST for none."""
    mistaken: Flags
    """That could be found here."""
    depth: Floats
    due: Floats
    """USD, in truth: at import, and where a transit is diverted."""
    declared: Floats
    value: Floats
    """USD, true."""
    control: Ints
    """-1 for none."""
    found: Flags
    alarm: Flags
    recovered: Floats
    fine: Floats
    held: Floats
    cost: Floats

    @classmethod
    def of(cls, lodged: Lodged, chunks: dict[int, Movements], dues: dict[int, Dues]) -> "Book":
        """Of a week, before any control."""
        count = len(lodged)
        whole = {
            name: np.zeros(count, np.int64) for name in ("number", "line", "scheme")
        } | {name: np.zeros(count) for name in ("depth", "due", "declared", "value")}
        mistaken = np.zeros(count, np.bool_)
        for week in np.unique(lodged.chunk).tolist():
            rows = np.flatnonzero(lodged.chunk == week)
            m, events = chunks[week], lodged.events.where(rows)
            at = events.movement
            guilty = is_false_at(m, events)
            at_import = events.kind == TYPES.index("IM")
            astray = guilty & (m.goods.diverted[at] >= 0)
            settled = m.settled[at]
            due, declared = dues[week].due[at], dues[week].declared[at]
            whole["number"][rows] = m.number[at]
            whole["line"][rows] = m.goods.line[at]
            whole["scheme"][rows] = np.where(guilty, m.scheme[at], HONEST)
            mistaken[rows] = m.mistaken[at] & at_import & ~settled
            whole["depth"][rows] = m.goods.depth[at]
            whole["due"][rows] = np.where(at_import, due, np.where(astray, dues[week].stolen[at], 0))
            whole["declared"][rows] = np.where(at_import, np.where(settled, due, declared), 0.0)
            whole["value"][rows] = m.goods.true.value[at]
        none = {name: np.zeros(count) for name in ("recovered", "fine", "held", "cost")}
        never = np.zeros(count, np.bool_)
        return cls(
            lodged, control=np.full(count, -1), found=never, alarm=never.copy(),
            mistaken=mistaken, **whole, **none,
        )  # fmt: skip

    def frame(self, clerk: Clerk) -> pl.DataFrame:
        """As the ledger has it."""
        events = self.lodged.events
        truth = np.where(self.scheme != HONEST, self.scheme + 2, np.where(self.mistaken, 1, 0))
        controls = pl.Enum([*map(str, CONTROLS)])
        return pl.DataFrame(
            {
                "declaration": clerk.numbers(events.country, self.lodged.serial),
                "document": clerk.documents(self.number),
                "administration": clerk.countries.gather(pl.Series(events.country)),
                "week": np.full(len(self.number), self.lodged.week + 1, np.int32),
                "kind": pl.Series(TYPES).gather(pl.Series(events.kind)),
                "office": clerk.offices.gather(pl.Series(self.lodged.office % len(clerk.offices))),
                "truth": pl.Series(list(TRUTH.categories)).gather(pl.Series(truth)).cast(TRUTH),
                "value": self.value,
                "due": self.due,
                "declared": self.declared,
                "control": pl.Series([*map(str, CONTROLS), None])
                .gather(pl.Series(np.where(self.control < 0, len(CONTROLS), self.control)))
                .cast(controls),
                "found": self.found,
                "alarm": self.alarm,
                "recovered": self.recovered,
                "fine": self.fine,
                "held": self.held,
                "cost": self.cost,
            }
        )
