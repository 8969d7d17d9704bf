"""The work plan as a picture of time."""

import calendar
import datetime as dt
from collections.abc import Iterator, Sequence

from serai.portal.programme.engine.timeline import Meeting, Span, Timeline, draw
from serai.portal.programme.models import Programme, WorkingGroup
from serai.portal.programme.phases import ItemPhase
from serai.portal.programme.queries.workplan import Line, Since

LABEL = 38
"""Characters of a title that fit beside the bars."""


def picture_of(
    lines: Sequence[Line], programme: Programme, *, since: Since | None, today: dt.date
) -> Timeline | None:
    """Bars of the items that were not dropped, with the adopted dates and the working groups; one query."""
    drawn = [line for line in lines if line.item.phase != ItemPhase.DROPPED]
    if not drawn:
        return None
    return draw([span_of(line) for line in drawn], meetings=meetings(programme), today=today)


def span_of(line: Line) -> Span:
    """An item as the picture draws it, its title cut to what fits."""
    item = line.item
    return Span(
        pk=item.pk,
        label=item.title if len(item.title) <= LABEL else f"{item.title[: LABEL - 1].rstrip()}…",
        due_on=item.due_on,
        begins_on=item.begins_on,
        adopted_begins_on=line.was.begins_on if line.was else None,
        adopted_due_on=line.was.due_on if line.was else None,
        look=line.look,
        after=tuple(earlier.pk for earlier in line.after),
    )


def meetings(programme: Programme) -> Iterator[Meeting]:
    """Working groups with dates; where only the month is known, the whole month."""
    groups = programme.working_groups.filter(kind=WorkingGroup.Kind.WORKING_GROUP).exclude(
        start=None
    )
    for group in groups:
        if group.start is None:
            continue
        if group.precision == WorkingGroup.Precision.MONTH:
            last = calendar.monthrange(group.start.year, group.start.month)[1]
            yield Meeting(group.code, group.start, group.start.replace(day=last))
        else:
            yield Meeting(group.code, group.start, group.end or group.start)
