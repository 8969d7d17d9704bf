"""Published programmes as a picture and in figures."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from serai.portal.programme.models import Programme, PublishedTotal, WorkingGroup
from serai.portal.programme.queries.programmes import programmes_for


@dataclass(frozen=True)
class Mark:
    """A working group on the picture, from `x` to `to` in per cent of the width."""

    group: WorkingGroup
    x: float
    to: float


@dataclass(frozen=True)
class Row:
    """A programme on the picture of all programmes."""

    programme: Programme
    groups: list[WorkingGroup]
    marks: list[Mark]
    x: float
    to: float

    @property
    def certified(self) -> int | None:
        """Published number of certified Master Trainers; None when none was published."""
        return max(
            (g.published_certified for g in self.groups if g.published_certified), default=None
        )

    @property
    def members(self) -> list[int]:
        """Published numbers of members, in the order of the activities."""
        return [g.published_members for g in self.groups if g.published_members]

    @property
    def first(self) -> dt.date | None:
        return min((g.start for g in self.groups if g.start), default=None)

    @property
    def last(self) -> WorkingGroup | None:
        return max(
            (g for g in self.groups if g.start), key=lambda g: g.start or dt.date.min, default=None
        )


@dataclass(frozen=True)
class Picture:
    """All programmes the user may see, on one scale of years."""

    rows: list[Row]
    years: list[tuple[int, float]]
    """Each year with its place in per cent of the width."""


def picture_for(user: Any, *, today: dt.date) -> Picture:
    """Every programme with its activities in time; three queries or fewer."""
    groups = Prefetch("working_groups", WorkingGroup.objects.order_by("start", "order"))
    return draw(list(programmes_for(user).prefetch_related(groups)), today=today)


def draw(programmes: list[Programme], *, today: dt.date) -> Picture:
    """Place programmes on a scale from the first year anything happened to the end of the last."""
    held = [g.start for p in programmes for g in p.working_groups.all() if g.start]
    if not held:
        return Picture(
            [row(p, dt.date(today.year, 1, 1), dt.date(today.year + 1, 1, 1)) for p in programmes],
            [],
        )
    first = dt.date(min(held).year, 1, 1)
    end = dt.date(max(held).year + 1, 1, 1)
    rows = sorted(
        (row(p, first, end) for p in programmes), key=lambda r: (r.first or end, r.programme.slug)
    )
    years = [(year, share(dt.date(year, 1, 1), first, end)) for year in range(first.year, end.year)]
    return Picture(rows, years)


def row(programme: Programme, first: dt.date, end: dt.date) -> Row:
    """One programme's line of the picture, from its first working group to its last."""
    groups = list(programme.working_groups.all())
    marks = [mark(g, first, end) for g in groups if g.start]
    x = min((m.x for m in marks), default=0.0)
    return Row(programme, groups, marks, x, max((m.to for m in marks), default=0.0))


def mark(group: WorkingGroup, first: dt.date, end: dt.date) -> Mark:
    """Where a working group lies between two days; one known by its month takes thirty days."""
    assert group.start is not None
    last = group.end or (
        group.start + dt.timedelta(days=29) if group.precision == "month" else group.start
    )
    return Mark(group, share(group.start, first, end), share(last, first, end))


def share(day: dt.date, first: dt.date, end: dt.date) -> float:
    """How far a day lies between two others, in per cent of the width."""
    return round(100 * (day - first).days / (end - first).days, 2)


def newest_total() -> PublishedTotal | None:
    """The newest published total of Master Trainers and people trained."""
    return PublishedTotal.objects.order_by("-as_of").first()
