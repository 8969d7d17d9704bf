"""What is wrong with a session as somebody wants to keep it: every reason at once, by field."""

import datetime as dt
import zoneinfo
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

NARROWEST, LONGEST = dt.timedelta(minutes=5), dt.timedelta(hours=14)


@dataclass(frozen=True)
class Frame:
    """What a working group offers its sessions: days, rooms and people by primary key, and its zone."""

    days: Sequence[dt.date]
    zone: zoneinfo.ZoneInfo
    rooms: Collection[int]
    people: Collection[int]


@dataclass(frozen=True)
class Wish:
    """A session as somebody wants it. `start` and `end` are moments, or both None: not placed."""

    title: str
    start: dt.datetime | None
    end: dt.datetime | None
    room: int | None = None
    speakers: frozenset[int] = frozenset()
    chairs: frozenset[int] = frozenset()


def problems(wish: Wish, frame: Frame) -> list[tuple[str, str]]:
    """(field, sentence) for everything that does not fit."""
    found = []
    if not wish.title.strip():
        found.append(("title_en", _("Give it a title in English or in Russian.")))
    if wish.start is not None and wish.end is not None:
        found += of_time(wish.start, wish.end, frame)
    if wish.room is not None and wish.room not in frame.rooms:
        found.append(("room", _("This is not a room of this working group.")))
    if wish.speakers & wish.chairs:
        found.append(
            (
                "chairs",
                _("Someone is named as a speaker and as the chair. Choose one part for each."),
            )
        )
    if not (wish.speakers | wish.chairs) <= set(frame.people):
        found.append(("speakers", _("Someone chosen is not in this programme.")))
    return found


def of_time(start: dt.datetime, end: dt.datetime, frame: Frame) -> list[tuple[str, str]]:
    """What is wrong with when it is."""
    found = []
    day = start.astimezone(frame.zone).date()
    if not frame.days:
        found.append(("day", _("The working group has no days yet: set its dates first.")))
    elif day not in frame.days:
        facts = {"first": date_format(frame.days[0]), "last": date_format(frame.days[-1])}
        found.append(("day", _("The working group lasts from %(first)s to %(last)s.") % facts))
    if end <= start:
        found.append(("end", _("It ends before it begins.")))
    elif end - start < NARROWEST:
        found.append(("end", _("It lasts less than five minutes.")))
    elif end - start > LONGEST:
        found.append(("end", _("It lasts more than fourteen hours.")))
    return found
