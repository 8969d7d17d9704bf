"""The running account of a week's declarations: what is true of each, and what controls have done."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from serai.world.controls import CONTROLS
from serai.world.events import Kind
from serai.world.goods import NONE
from serai.world.ledger import TRUTH, Dues, is_false_at
from serai.world.lines import HONEST
from serai.world.lodged import TYPES, Lodged
from serai.world.lodged.clerk import Clerk
from serai.world.movements import Movements

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]
type Flags = NDArray[np.bool_]


KINDS = pl.Enum(TYPES)


@dataclass
class Book:
    """Side by side, in the order of `Lodged`."""

    lodged: Lodged
    goods: Ints
    """As declared."""
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
        book = cls(
            lodged,
            goods=lodged.facts.goods,
            number=np.zeros(count, np.int64),
            line=np.zeros(count, np.int64),
            scheme=np.zeros(count, np.int64),
            mistaken=np.zeros(count, np.bool_),
            depth=np.zeros(count),
            due=np.zeros(count),
            declared=np.zeros(count),
            value=np.zeros(count),
            control=np.full(count, -1),
            found=np.zeros(count, np.bool_),
            alarm=np.zeros(count, np.bool_),
            recovered=np.zeros(count),
            fine=np.zeros(count),
            held=np.zeros(count),
            cost=np.zeros(count),
        )
        for week in np.unique(lodged.chunk).tolist():
            book._enter(np.flatnonzero(lodged.chunk == week), chunks[week], dues[week])
        return book

    def _enter(self, rows: Ints, movements: Movements, dues: Dues) -> None:
        """What is true of the declarations of movements that set out in one week."""
        events = self.lodged.events.where(rows)
        at = events.movement
        guilty = is_false_at(movements, events)
        imports = events.kind == Kind.IMPORT
        astray = guilty & (movements.goods.diverted[at] != NONE)
        settled = movements.settled[at]
        due = np.where(settled, dues.known[at], dues.due[at])
        self.number[rows] = movements.number[at]
        self.line[rows] = movements.goods.line[at]
        self.scheme[rows] = np.where(guilty, movements.scheme[at], HONEST)
        self.mistaken[rows] = movements.mistaken[at] & imports & ~settled
        self.depth[rows] = movements.goods.depth[at]
        self.due[rows] = np.where(imports, due, np.where(astray, dues.stolen[at], 0.0))
        said = np.where(settled, due, dues.declared[at])
        self.declared[rows] = np.where(imports, said, 0.0)
        self.value[rows] = movements.goods.true.value[at]

    def frame(self, clerk: Clerk) -> pl.DataFrame:
        """As the ledger has it."""
        events = self.lodged.events
        truth = np.where(self.scheme != HONEST, self.scheme + 2, np.where(self.mistaken, 1, 0))
        controls = pl.Enum([*map(str, CONTROLS)])
        return pl.DataFrame(
            {
                "declaration": clerk.numbers(events.country, self.lodged.serial),
                "document": clerk.documents(self.number),
                "administration": clerk.countries[events.country],
                "week": np.full(len(self.number), self.lodged.week + 1, np.int32),
                "kind": pl.Series(TYPES)[events.kind].cast(KINDS),
                "office": clerk.offices[self.lodged.office % len(clerk.offices)],
                "truth": pl.Series(list(TRUTH.categories))[truth].cast(TRUTH),
                "value": self.value,
                "due": self.due,
                "declared": self.declared,
                "control": pl.Series([*map(str, CONTROLS), None])[
                    np.where(self.control < 0, len(CONTROLS), self.control)
                ].cast(controls),
                "found": self.found,
                "alarm": self.alarm,
                "recovered": self.recovered,
                "fine": self.fine,
                "held": self.held,
                "cost": self.cost,
            }
        )
