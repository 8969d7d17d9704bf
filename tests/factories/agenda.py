"""A working group with days and an agenda."""

import datetime as dt
from typing import Any

from serai.portal.programme.engine.walltime import moment
from serai.portal.programme.models import Contributor, Room, Session, WorkingGroup
from tests.factories import Cast

MONDAY = dt.date(2027, 5, 3)


def plan(cast: Cast, code: str = "WG4", **fields: Any) -> WorkingGroup:
    """The group meets in Almaty from 3 to 7 May 2027, or as `fields` say."""
    group = cast.groups[code]
    defaults = {
        "phase": "planned",
        "start": MONDAY,
        "end": MONDAY + dt.timedelta(4),
        "mode": "in_person",
        "city_en": "Almaty",
        "city_ru": "Алматы",
        "country": "KZ",
        "time_zone": "Asia/Almaty",
    }
    for name, value in (defaults | fields).items():
        setattr(group, name, value)
    group.save()
    return group


def make_room(group: WorkingGroup, name: str = "Hall", **fields: Any) -> Room:
    return Room.objects.create(working_group=group, name=name, **fields)


def at(group: WorkingGroup, time: str, *, day: int = 0) -> dt.datetime:
    """A time of the wall on the group's first day, or `day` days later."""
    assert group.start is not None
    return moment(group.start + dt.timedelta(day), dt.time.fromisoformat(time), group.zone, fold=0)


def make_session(
    group: WorkingGroup,
    title: str = "Risk profiles",
    times: str = "09:00-10:30",
    *,
    day: int = 0,
    speakers: tuple = (),
    chairs: tuple = (),
    **fields: Any,
) -> Session:
    """A session at its time; with `times=""` it has none yet."""
    if times:
        start, end = times.split("-")
        fields = {"start": at(group, start, day=day), "end": at(group, end, day=day)} | fields
    session = Session.objects.create(working_group=group, title_en=title, **fields)
    for part, officers in (("speaker", speakers), ("chair", chairs)):
        for officer in officers:
            Contributor.objects.create(session=session, officer=officer, part=part, answer="agreed")
    return session
