"""iCalendar (RFC 5545) from plain values: a feed to subscribe to, a file, an invitation (RFC 5546).

Times keep their place: `DTSTART;TZID=Asia/Almaty` with a VTIMEZONE beside it, so that a calendar
shows the host's wall clock to whoever asks for it, also over a change of the clocks.
"""

import datetime as dt
import zoneinfo
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from icalendar import (
    Calendar,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
    vDuration,
    vText,
)

PRODUCT = "-//Serai//Master Trainer Programme//EN"
HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Person:
    """Whose name and address an invitation carries."""

    name: str
    email: str


@dataclass(frozen=True)
class Entry:
    """What stands in a calendar. `start` and `end` are both moments in a zone, or both days, the last included."""

    uid: str
    title: str
    start: dt.datetime | dt.date
    end: dt.datetime | dt.date
    sequence: int = 0
    place: str = ""
    about: str = ""
    url: str = ""
    is_busy: bool = True
    is_cancelled: bool = False


def written(
    entries: Iterable[Entry],
    *,
    now: dt.datetime,
    name: str = "",
    method: str = "",
    organiser: Person | None = None,
    guest: Person | None = None,
) -> bytes:
    """The calendar as a file. `method` is REQUEST or CANCEL for an invitation to `guest`, else empty."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    if method:
        calendar.add("method", method)
    else:
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", vDuration(HOUR), parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", vDuration(HOUR))
    events = [event_of(entry, now) for entry in entries]
    for event in events:
        if organiser:
            event.add("organizer", address(organiser))
        if guest:
            event.add(
                "attendee",
                address(guest, ROLE="REQ-PARTICIPANT", PARTSTAT="NEEDS-ACTION", RSVP="FALSE"),
            )
    for zone, first, last in zones_of(events):
        calendar.add_component(zone_part(zone, first, last))
    for event in events:
        calendar.add_component(event)
    return calendar.to_ical()


def event_of(entry: Entry, now: dt.datetime) -> Event:
    """VEVENT of an entry."""
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", now.astimezone(dt.UTC).replace(microsecond=0))
    event.add("sequence", entry.sequence)
    event.add("summary", entry.title)
    event.add("dtstart", unmistaken(entry.start))
    # A day's DTEND is the day after: RFC 5545, 3.6.1.
    is_moment = isinstance(entry.end, dt.datetime)
    event.add("dtend", unmistaken(entry.end) if is_moment else entry.end + dt.timedelta(days=1))
    for field, text in (
        ("location", entry.place),
        ("description", entry.about),
        ("url", entry.url),
    ):
        if text:
            event.add(field, text)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("transp", "OPAQUE" if entry.is_busy else "TRANSPARENT")
    return event


def unmistaken(when: dt.datetime | dt.date) -> dt.datetime | dt.date:
    """In its own zone, but in UTC when it is the second of two equal times: RFC 5545, 3.3.5, would read the first."""
    if isinstance(when, dt.datetime) and when.fold:
        return when.astimezone(dt.UTC)
    return when


def address(person: Person, **parameters: str) -> vCalAddress:
    """A calendar address with its name and parameters."""
    made = vCalAddress(f"mailto:{person.email}")
    made.params["CN"] = vText(person.name)
    for name, value in parameters.items():
        made.params[name] = vText(value)
    return made


def zones_of(events: Iterable[Event]) -> list[tuple[zoneinfo.ZoneInfo, int, int]]:
    """The zones used, each with the first and last year it is used in."""
    years: dict[str, set[int]] = {}
    for event in events:
        for moment in (event.decoded("dtstart"), event.decoded("dtend")):
            if isinstance(moment, dt.datetime) and isinstance(moment.tzinfo, zoneinfo.ZoneInfo):
                years.setdefault(moment.tzinfo.key, set()).add(moment.year)
    return [
        (zoneinfo.ZoneInfo(key), min(of), max(of))
        for key, of in sorted(years.items())
        if key != "UTC"
    ]


@lru_cache(maxsize=64)
def zone_part(zone: zoneinfo.ZoneInfo, first_year: int, last_year: int) -> Timezone:
    """VTIMEZONE with every change of the clocks from the year before the first to the year after the last.

    The onset is written in the clock time before the change, as RFC 5545, 3.6.5 asks.
    """
    part = Timezone()
    part.add("tzid", zone.key)
    begin = dt.datetime(first_year - 1, 1, 1, tzinfo=dt.UTC)
    end = dt.datetime(last_year + 2, 1, 1, tzinfo=dt.UTC)
    part.add_component(observance(zone, begin, was=begin))
    for change in changes(zone, begin, end):
        part.add_component(observance(zone, change, was=change - dt.timedelta(seconds=1)))
    return part


def observance(
    zone: zoneinfo.ZoneInfo, change: dt.datetime, *, was: dt.datetime
) -> TimezoneStandard | TimezoneDaylight:
    """STANDARD or DAYLIGHT from a change of the clocks on; `was` is a moment before it."""
    before, after = was.astimezone(zone), change.astimezone(zone)
    offset_before = before.utcoffset() or dt.timedelta()
    made = TimezoneDaylight() if after.dst() else TimezoneStandard()
    made.add("dtstart", (change + offset_before).replace(tzinfo=None))
    made.add("tzoffsetfrom", offset_before)
    made.add("tzoffsetto", after.utcoffset() or dt.timedelta())
    made.add("tzname", after.tzname() or zone.key)
    return made


def changes(zone: zoneinfo.ZoneInfo, begin: dt.datetime, end: dt.datetime) -> Iterator[dt.datetime]:
    """The moments at which the zone's offset from UTC changes, to the second."""
    day = dt.timedelta(days=1)
    moment = begin
    while moment < end:
        if offset_at(zone, moment) != offset_at(zone, moment + day):
            low, high = moment, moment + day
            while high - low > dt.timedelta(seconds=1):
                middle = low + dt.timedelta(seconds=int((high - low).total_seconds()) // 2)
                low, high = (
                    (middle, high)
                    if offset_at(zone, middle) == offset_at(zone, low)
                    else (low, middle)
                )
            yield high
        moment += day


def offset_at(zone: zoneinfo.ZoneInfo, moment: dt.datetime) -> dt.timedelta | None:
    """The offset from UTC at a moment."""
    return moment.astimezone(zone).utcoffset()
