"""What is lodged in a week: which declarations, where, and what each says.

How they are written down is in `clerk.py`; what invoices ask in `contracts.py`, what export papers have
otherwise in `exported.py`, and scales and seals in `messages.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from serai.world.events import Events, Kind
from serai.world.facts import Facts
from serai.world.market import Market
from serai.world.movements import Movements

type Ints = NDArray[np.int64]

TYPES = ("EX", "TR", "IM")


@dataclass
class Lodged:
    """Declarations of a week side by side, in the order of time."""

    week: int
    serial: Ints
    """Runs through all weeks of an administration."""
    first: Ints
    """By country: the serial of the week's first."""
    by_country: Ints
    """Rows, country by country."""
    chunk: Ints
    """Week in which the movement set out."""
    events: Events
    office: Ints
    facts: Facts
    """As declared here."""

    def __len__(self) -> int:
        return len(self.serial)

    @property
    def many(self) -> Ints:
        """By country: how many."""
        return np.bincount(self.events.country, minlength=len(self.first))

    def rows_of(self, country: int, serial: Ints) -> Ints:
        """Where an administration's serials of this week stand."""
        begin = int(self.many[:country].sum())
        return self.by_country[begin + serial - self.first[country]]


def gather[T](parts: Sequence[T], name: str) -> NDArray:
    """One attribute of all, after one another."""
    return np.concatenate([getattr(one, name) for one in parts])


def lodge(
    due: Sequence[tuple[int, Movements, Events]], week: int, first: Ints, market: Market
) -> Lodged:
    """Put the week's declarations in order; `first` has serials by country, `due` has them by chunk."""
    events = Events(*(gather([one for _, _, one in due], one.name) for one in fields(Events)))
    chunk = np.repeat([week_ for week_, _, _ in due], [len(one) for _, _, one in due])
    facts = [_declared(movements, one) for _, movements, one in due]
    joined = Facts(*(gather(facts, one.name) for one in fields(Facts)))
    number = np.concatenate([m.number[one.movement] for _, m, one in due])
    order = np.lexsort((events.crossing, number, events.hour))
    events, chunk = events.where(order), chunk[order]
    route = np.concatenate([m.goods.route[one.movement] for _, m, one in due])[order]
    by_country = np.argsort(events.country, kind="stable")
    many = np.bincount(events.country, minlength=len(first))
    serial = np.zeros(len(order), np.int64)
    serial[by_country] = np.arange(len(order)) + np.repeat(first - np.cumsum(many) + many, many)
    return Lodged(
        week,
        serial,
        first,
        by_country,
        chunk,
        events,
        market.ways.office[route, events.crossing],
        joined.where(order),
    )


def _declared(movements: Movements, events: Events) -> Facts:
    """Import declarations say what is declared, others what the papers say; what is settled, the truth."""
    rows = events.movement
    declared = movements.goods.declared.where(rows)
    papers, true = movements.papers.where(rows), movements.goods.true.where(rows)
    at_import, settled = events.kind == Kind.IMPORT, movements.settled[rows]
    for one in fields(Facts):
        said = np.where(at_import, getattr(declared, one.name), getattr(papers, one.name))
        setattr(declared, one.name, np.where(settled, getattr(true, one.name), said))
    return declared


def number(country: str, serial: int) -> str:
    """Of a declaration: administration and serial, ten digits."""
    return f"{country}{serial:010d}"
