"""Inspectors: check that a plan can be done, give its controls, and say what they found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from serai.world import inspection
from serai.world.books import Book
from serai.world.controls import CONTROLS, PLACE, Control
from serai.world.errors import OverCapacityError, UnknownDeclarationsError
from serai.world.inspection import MINUTES
from serai.world.lines import HONEST
from serai.world.lodged import Lodged, number
from serai.world.lodged.clerk import Clerk
from serai.world.market import Market
from serai.world.movements import Movements
from serai.world.officers import Officers
from serai.world.schemes import SCHEMES
from serai.world.week import OUTCOMES

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]
type Flags = NDArray[np.bool_]

AUDITED = 26
"""Weeks after which no declaration is audited any more."""
LISTED = 20
"""Problems of a kind that are told with their row; the rest are counted."""


def placed(
    plan: pl.DataFrame, books: Sequence[Book], countries: Sequence[str]
) -> tuple[Ints, Ints, Ints]:
    """Book, row and control of each line of a plan.

    Raises TypeError where it is no frame, UnknownDeclarationsError with all that is wrong.
    """
    if not isinstance(plan, pl.DataFrame):
        raise TypeError(
            "a plan is a polars.DataFrame with text columns “declaration” (numbers as in `Week.declarations`) "
            f"and “control” ({', '.join(CONTROLS)}); this is {type(plan).__name__}"
        )
    if problems := _columns(plan):
        raise UnknownDeclarationsError(problems)
    names = plan["declaration"].cast(pl.String)
    control = _controls(plan["control"])
    there, book, row = _found(names, books, countries)
    before = np.zeros(len(names), np.bool_)
    for place in np.flatnonzero(there).tolist():
        one, at = books[int(book[place])], int(row[place])
        code = countries[int(one.lodged.events.country[at])]
        there[place] = names[place] == number(code, one.lodged.serial[at])
        # Documents may lead to goods, and both to an audit; what has been found is found.
        before[place] = one.found[at] or one.control[at] >= max(int(control[place]), 0)
    audit = control == PLACE[Control.AUDIT]
    late = there & ~audit & (book != len(books) - 1)
    problems = [
        *_listed(names, ~there, "was never lodged"),
        *_listed(names, late, "has been released: only an audit is possible"),
        *_listed(names, there & (book < len(books) - AUDITED), f"is older than {AUDITED} weeks"),
        *_listed(names, names.is_duplicated().to_numpy(), "stands in the plan twice"),
        *_listed(names, there & before, "has had this control or more, or a finding"),
        *_listed(names, control < 0, f"gets no control: there are {', '.join(CONTROLS)}"),
    ]
    if problems:
        raise UnknownDeclarationsError(problems)
    return book, row, control


def _found(
    names: pl.Series, books: Sequence[Book], countries: Sequence[str]
) -> tuple[Flags, Ints, Ints]:
    """Which numbers may have been given, and by which book and row."""
    serial = names.str.slice(2).cast(pl.Int64, strict=False).fill_null(-1).to_numpy()
    codes = names.str.slice(0, 2)
    there = np.zeros(len(names), np.bool_)
    book, row = np.zeros(len(names), np.int64), np.zeros(len(names), np.int64)
    for country, code in enumerate(countries):
        rows = np.flatnonzero((codes == code).fill_null(value=False).to_numpy())
        if not len(rows) or not books:
            continue
        firsts = np.array([one.lodged.first[country] for one in books])
        ends = firsts[-1] + books[-1].lodged.many[country]
        rows = rows[(serial[rows] >= firsts[0]) & (serial[rows] < ends)]
        there[rows] = True
        book[rows] = np.searchsorted(firsts, serial[rows], side="right") - 1
        for place in np.unique(book[rows]).tolist():
            some = rows[book[rows] == place]
            row[some] = books[place].lodged.rows_of(country, serial[some])
    return there, book, row


def _columns(plan: pl.DataFrame) -> list[str]:
    """What is wrong with them."""
    problems = []
    for name in ("control", "declaration"):
        if name not in plan.columns:
            problems.append(f"a plan has a column “{name}”")
        # A column of an empty list has no type yet.
        elif not isinstance(
            kind := plan[name].dtype, pl.String | pl.Categorical | pl.Enum | pl.Null
        ):
            problems.append(f"the column “{name}” of a plan holds text, not {kind}")
    return problems


def _controls(column: pl.Series) -> Ints:
    places = {str(one): place for one, place in PLACE.items()}
    found = column.cast(pl.String).replace_strict(places, default=-1, return_dtype=pl.Int64)
    return found.fill_null(-1).to_numpy()


def _listed(names: pl.Series, wrong: Flags, why: str) -> list[str]:
    rows = np.flatnonzero(wrong)
    listed = [f"row {place + 1}: {names[place]} {why}" for place in rows[:LISTED].tolist()]
    return [*listed, f"… and {len(rows) - LISTED} more"] if len(rows) > LISTED else listed


@dataclass
class Inspectors:
    """Of all administrations."""

    market: Market
    officers: Officers
    clerk: Clerk
    fine: float
    """Times what was evaded."""
    _found: list[Ints] = field(default_factory=list)

    def taken(self) -> Ints:
        """Lines on which fraud was found since this was asked last; a line as often as it was found."""
        found = np.concatenate([np.zeros(0, np.int64), *self._found])
        self._found.clear()
        return found

    def within_hours(
        self, books: Sequence[Book], book_of: Ints, row: Ints, control: Ints, week: int
    ) -> None:
        """Take the hours of a plan. Raises OverCapacityError, and then none are taken."""
        offices = np.zeros(len(row), np.int64)
        countries = np.zeros(len(row), np.int64)
        for place in np.unique(book_of).tolist():
            some = book_of == place
            lodged = books[place].lodged
            offices[some] = lodged.office[row[some]]
            countries[some] = lodged.events.country[row[some]]
        problems = self.officers.spend(week, countries, offices, control)
        if problems:
            raise OverCapacityError(problems)

    def control(
        self,
        book: Book,
        rows: Ints,
        control: Ints,
        week: int,
        chunks: Mapping[int, Movements],
        luck: Floats,
    ) -> pl.DataFrame:
        """Give controls to declarations of one week; `week` is that of the plan. Columns as `OUTCOMES`."""
        lodged = book.lodged
        office, country = lodged.office[rows], lodged.events.country[rows]
        sector = np.array(self.market.goods.sector)[book.goods[rows]]
        longer = np.array([inspection.LONGER.get(one, 1.0) for one in sector.tolist()])
        found, alarm = inspection.found(
            control, book.scheme[rows], book.depth[rows], book.mistaken[rows],
            self.officers.skill[office], luck,
        )  # fmt: skip
        book.control[rows] = control
        book.found[rows], book.alarm[rows] = found, alarm
        true = found & ~alarm
        evaded = np.maximum(book.due[rows] - book.declared[rows], 0.0)
        book.recovered[rows] = np.where(true, evaded, 0.0)
        fraud = true & (book.scheme[rows] != HONEST)
        flat = inspection.FLAT_FINE * book.value[rows]
        fine = np.where(evaded > 0, self.fine * evaded, flat)
        book.fine[rows] = np.round(np.where(fraud, fine, 0.0), 2)
        use = self.officers.use(week, country, office, control)
        held = inspection.held(control, longer, use)
        # Nobody waits for a book-keeping audit.
        book.held[rows] += held
        book.cost[rows] += held / 24 * inspection.DAY_COSTS * book.value[rows]
        _settle(lodged, rows[true], chunks)
        self._found.append(book.line[rows[fraud]])
        day = np.floor(lodged.events.hour[rows] / 24).astype(np.int64)
        audit = control == PLACE[Control.AUDIT]
        day = np.where(audit, 7 * week - 1, day)
        day = day + np.array([inspection.DAYS[one] for one in CONTROLS])[control]
        offences = [*(one.name for one in SCHEMES), "mistake"]
        offence = np.where(fraud, book.scheme[rows], len(SCHEMES))
        minutes = np.array([MINUTES[one] for one in CONTROLS])[control]
        return pl.DataFrame(
            {
                "administration": self.clerk.countries[country],
                "declaration": self.clerk.numbers(country, lodged.serial[rows]),
                "control": pl.Series(list(map(str, CONTROLS)))[control],
                "found": found,
                "offence": pl.Series([a if f else None for a, f in zip(
                    [offences[o] for o in offence.tolist()], found.tolist(), strict=True)]),
                "recovered": book.recovered[rows],
                "fine": book.fine[rows],
                "minutes": minutes,
                "known": self.clerk.dates(day * 24.0),
            },
            schema=OUTCOMES,
        )  # fmt: skip


def _settle(lodged: Lodged, rows: Ints, chunks: Mapping[int, Movements]) -> None:
    """What was found is put right: papers that follow tell the truth."""
    for week in np.unique(lodged.chunk[rows]).tolist():
        if week in chunks:
            some = rows[lodged.chunk[rows] == week]
            chunks[week].settled[lodged.events.movement[some]] = True
