"""The geometry of a work plan's picture: dates in, numbers for an SVG out. All lengths in pixels.

One row an item: its bar from the day it begins to the day it is due, under it the bar of the adopted
plan where that differs, thin lines to what comes after it, the working groups and today as verticals.
An item without a beginning is a short bar that ends on its due date.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

LABELS = 264
"""Width of the column with the items' names."""
DAY_MIN, DAY_MAX = 1.0, 6.0
PICTURE = 880
"""Width the days are stretched or pressed to, within DAY_MIN and DAY_MAX."""
HEAD, ROW, FOOT = 44, 24, 8
BAR, GHOST = 10, 4
MARGIN = dt.timedelta(days=10)
UNKNOWN = dt.timedelta(days=7)
"""How long an item whose beginning is not known is drawn."""

type Scale = Callable[[dt.date], float]


@dataclass(frozen=True, slots=True)
class Span:
    """An item to draw. `look` is its state, for the pattern of the bar."""

    pk: int
    label: str
    due_on: dt.date
    begins_on: dt.date | None = None
    adopted_begins_on: dt.date | None = None
    adopted_due_on: dt.date | None = None
    look: str = "planned"
    after: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Meeting:
    """A working group to draw as a vertical."""

    label: str
    start: dt.date
    end: dt.date


@dataclass(frozen=True, slots=True)
class Bar:
    """A drawn item: bar, label and, where the adopted dates differ, the ghost bar."""

    pk: int
    label: str
    look: str
    x: float
    y: float
    width: float
    label_y: float
    ghost_x: float | None = None
    ghost_y: float = 0
    ghost_width: float = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """A vertical with its word: a month, a working group, today."""

    label: str
    x: float
    width: float = 0


@dataclass(frozen=True, slots=True)
class Month:
    """The first of a month on the scale."""

    first: dt.date
    x: float
    says_year: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything the template draws."""

    width: float
    height: float
    left: float
    head: float
    start: dt.date
    end: dt.date
    bars: Sequence[Bar]
    links: Sequence[str]
    """Paths (SVG `d`) from the end of an item to the beginning of the one after it."""
    months: Sequence[Month]
    meetings: Sequence[Mark]
    today: float | None

    @property
    def body(self) -> float:
        """How far verticals reach down from the head."""
        return self.height - self.head


def draw(
    items: Sequence[Span], *, meetings: Iterable[Meeting] = (), today: dt.date
) -> Timeline | None:
    """The picture of a plan, or None for an empty one."""
    if not items:
        return None
    start, end = bounds(items)
    scale = min(DAY_MAX, max(DAY_MIN, PICTURE / ((end - start).days + 1)))

    def x(day: dt.date) -> float:
        return round(LABELS + (day - start).days * scale, 1)

    bars = [bar_of(item, row, x=x, day=scale) for row, item in enumerate(items)]
    shown = [m for m in meetings if start <= m.end and m.start <= end]
    return Timeline(
        width=round(x(end) + scale, 1),
        height=HEAD + ROW * len(items) + FOOT,
        left=LABELS,
        head=HEAD,
        start=start,
        end=end,
        bars=bars,
        links=links_between(items, bars),
        months=months(start, end, x=x, day=scale),
        meetings=[
            Mark(
                m.label,
                x(max(m.start, start)),
                max(scale * ((min(m.end, end) - max(m.start, start)).days + 1), 2),
            )
            for m in shown
        ],
        today=x(today) if start <= today <= end else None,
    )


def bounds(items: Iterable[Span]) -> tuple[dt.date, dt.date]:
    """The first of the first month and the last day drawn, with room at both ends."""
    days = [
        day
        for item in items
        for day in (*shown_days(item), item.adopted_begins_on, item.adopted_due_on)
        if day
    ]
    return (min(days) - MARGIN).replace(day=1), max(days) + MARGIN


def shown_days(item: Span) -> tuple[dt.date, dt.date]:
    """First and last day of an item's bar; one that begins after it is due is drawn on its due date."""
    begins = item.begins_on or item.due_on - UNKNOWN
    return min(begins, item.due_on), item.due_on


def bar_of(item: Span, row: int, *, x: Scale, day: float) -> Bar:
    """One row of the picture."""
    first, last = shown_days(item)
    top = HEAD + ROW * row
    ghost = ghost_of(item)
    return Bar(
        pk=item.pk,
        label=item.label,
        look=item.look,
        x=x(first),
        y=top + 5,
        width=round(day * ((last - first).days + 1), 1),
        label_y=top + 14,
        ghost_x=x(ghost[0]) if ghost else None,
        ghost_y=top + 5 + BAR + 1,
        ghost_width=round(day * ((ghost[1] - ghost[0]).days + 1), 1) if ghost else 0,
    )


def ghost_of(item: Span) -> tuple[dt.date, dt.date] | None:
    """First and last day as adopted, when they are not as drawn."""
    if item.adopted_due_on is None:
        return None
    adopted = shown_days(Span(0, "", item.adopted_due_on, item.adopted_begins_on))
    return adopted if adopted != shown_days(item) else None


def links_between(items: Sequence[Span], bars: Sequence[Bar]) -> list[str]:
    """Lines from each item to those that come after it; to and from items that are not drawn, none."""
    drawn = {bar.pk: bar for bar in bars}
    paths = []
    for item, bar in zip(items, bars, strict=True):
        for earlier in (drawn[pk] for pk in item.after if pk in drawn):
            begin, middle = earlier.x + earlier.width, earlier.y + BAR / 2
            paths.append(f"M{begin:g} {middle:g}h4V{bar.y + BAR / 2:g}H{bar.x:g}")
    return paths


def months(start: dt.date, end: dt.date, *, x: Scale, day: float) -> list[Month]:
    """Firsts of months, thinned out where they would stand closer than 34 pixels."""
    step = next(step for step in (1, 2, 3, 6, 12, 24, 60) if step == 60 or step * 30 * day >= 34)
    found: list[Month] = []
    first = start.replace(day=1)
    while first <= end:
        if (first.month - 1) % min(step, 12) == 0 or first == start:
            found.append(Month(first, x(first), says_year=not found or first.month == 1))
        first = (first + dt.timedelta(days=32)).replace(day=1)
    return found
