"""The agenda of a working group, as it is read: by day, in blocks, in the host's time and the reader's.

It is read as bare values and laid out in strings, so that a week of it costs a page little.
"""

import datetime as dt
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from serai.portal.programme.engine.blocks import Block, blocks
from serai.portal.programme.engine.walltime import apart, fold_of
from serai.portal.programme.models import Contributor, Room, Session, WorkingGroup
from serai.portal.ui.bilingual import speaks_russian
from serai.portal.ui.languages import in_readers_language
from serai.portal.ui.prepared import Given, Prepared
from serai.portal.ui.templatetags.ui import offset

COLUMNS = (
    "pk",
    "kind",
    "title_en",
    "title_ru",
    "start",
    "end",
    "room_id",
    "room__name",
    "interpretation",
)


EVER = dt.datetime.max.replace(tzinfo=dt.UTC)
"""Sorts what has no time to the end."""


@dataclass(frozen=True, slots=True)
class Times:
    """When a session is, as its host's wall and its reader's show it."""

    day: str
    from_time: str
    to_time: str
    yours: str
    """The beginning by the reader's clock, with the day where it is another; empty when it is the same."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A session of the agenda, in strings."""

    pk: int
    title: str
    start: dt.datetime | None
    end: dt.datetime | None
    room_id: int | None
    is_pause: bool
    from_time: str
    to_time: str
    yours: str
    room: str
    what: str
    """Its kind, and its room."""
    who: str
    """Speakers, chairs as such."""
    waiting: str
    """Of these, who has not answered yet."""
    more: str
    """What it answers, its languages, its files."""


@dataclass(frozen=True)
class Day:
    """A day of the agenda. `shift` says how far the reader's clock is from the host's, in words."""

    date: dt.date
    blocks: list[Block[Entry]]
    shift: str

    @property
    def entries(self) -> list[Entry]:
        """The sessions of the day by their beginning, whatever the room."""
        found = [entry for block in self.blocks for column in block.columns for entry in column]
        return sorted(found, key=lambda entry: (entry.start or EVER, entry.end or EVER))

    @property
    def next_start(self) -> str:
        """When the last session of the day ends: where one more would begin."""
        last = max(self.entries, key=lambda entry: entry.end or EVER, default=None)
        return last.to_time[: len("00:00")] if last else ""  # without the offset it may have


@dataclass(frozen=True)
class Agenda:
    """Days with their blocks; sessions without a time; sessions outside the group's days."""

    days: list[Day]
    unplaced: list[Entry]
    outside: list[Entry]

    @property
    def placed(self) -> int:
        """How many sessions have their time on one of the days."""
        return sum(
            len(column) for day in self.days for block in day.blocks for column in block.columns
        )


@dataclass(frozen=True)
class Read:
    """An agenda as it was read, to be laid out for one reader or for many."""

    sessions: list[dict[str, Any]]
    named: dict[int, list[tuple[str, str, str]]]
    """Name, part and answer of everyone who did not refuse, by session."""
    rooms: list[int]


def agenda_of(group: WorkingGroup, *, reader: zoneinfo.ZoneInfo | None = None) -> Agenda:
    """The whole agenda in three queries; with `reader`, each session also has its time there."""
    return laid_out(group, read(group), reader=reader)


def read(group: WorkingGroup) -> Read:
    """Sessions with how many challenges and files they have, people and rooms; three queries."""
    named: dict[int, list[tuple[str, str, str]]] = {}
    for session, *told in people_named(group=group.pk):
        named.setdefault(session, []).append(tuple(told))  # type: ignore[arg-type]  # of three
    return Read(sessions_read(group=group.pk), named, rooms_in_order(group=group.pk))


sessions_read = Prepared(
    lambda: (
        Session.objects.filter(working_group=Given("group"))
        .order_by("start", "room__order", "pk")
        .values(*COLUMNS)
        .annotate(
            answers=Count("challenges", distinct=True),
            documents=Count("files", distinct=True, filter=Q(files__sheet_of=None)),
        )
    )
)
people_named = Prepared(
    lambda: (
        Contributor.objects.filter(session__working_group=Given("group"))
        .exclude(answer=Contributor.Answer.REFUSED)
        .order_by("-part", "pk")
        .values_list("session_id", "officer__name_latin", "part", "answer")
    )
)
rooms_in_order = Prepared(
    lambda: Room.objects.filter(working_group=Given("group")).values_list("pk", flat=True)
)


def laid_out(
    group: WorkingGroup, agenda: Read, *, reader: zoneinfo.ZoneInfo | None = None
) -> Agenda:
    """What was read, for one reader in the active language; asks the database nothing."""
    zone, words = group.zone, Words()
    by_day: dict[dt.date, list[Entry]] = {day: [] for day in group.days}
    unplaced: list[Entry] = []
    outside: list[Entry] = []
    for row in agenda.sessions:
        entry = words.entry(row, agenda.named.get(row["pk"], []), zone, reader)
        if entry.start is None:
            unplaced.append(entry)
        else:
            by_day.get(entry.start.astimezone(zone).date(), outside).append(entry)
    days = [
        Day(day, blocks(placed, rooms=agenda.rooms), shift_of(placed, zone, reader))
        for day, placed in by_day.items()
    ]
    return Agenda(days, unplaced, outside)


class Words:
    """What recurs in every entry, looked up in the active language once."""

    def __init__(self) -> None:
        self.kinds = {value: str(label) for value, label in Session.Kind.choices}
        self.chair = _("%(person)s (chair)")
        self.is_russian = speaks_russian()

    def entry(
        self,
        row: dict[str, Any],
        named: Sequence[tuple[str, str, str]],
        zone: zoneinfo.ZoneInfo,
        reader: zoneinfo.ZoneInfo | None,
    ) -> Entry:
        """A session as it is read."""
        titles = (
            (row["title_ru"], row["title_en"])
            if self.is_russian
            else (row["title_en"], row["title_ru"])
        )
        start, end = row["start"], row["end"]
        room = row["room__name"] or ""
        kind = self.kinds[row["kind"]]
        names = [
            self.chair % {"person": name} if part == Contributor.Part.CHAIR else name
            for name, part, _a in named
        ]
        return Entry(
            pk=row["pk"],
            title=titles[0] or titles[1],
            start=start,
            end=end,
            room_id=row["room_id"],
            is_pause=row["kind"] == Session.Kind.BREAK,
            from_time=wall(start, zone) if start else "",
            to_time=wall(end, zone) if end else "",
            yours=yours(start, zone, reader) if start else "",
            room=room,
            what=f"{kind} · {room}" if room else kind,
            who=", ".join(names),
            waiting=", ".join(
                name for name, _part, answer in named if answer == Contributor.Answer.ASKED
            ),
            more=self.more(row),
        )

    def more(self, row: dict[str, Any]) -> str:
        """What it answers, its languages, its files."""
        answers, documents = row["answers"], row["documents"]
        parts = []
        if answers:
            parts.append(
                ngettext("answers %(n)s challenge", "answers %(n)s challenges", answers)
                % {"n": answers}
            )
        if row["interpretation"]:
            parts.append(in_readers_language(row["interpretation"]))
        if documents:
            parts.append(ngettext("%(n)s file", "%(n)s files", documents) % {"n": documents})
        return " · ".join(parts)


def wall(moment: dt.datetime, zone: zoneinfo.ZoneInfo) -> str:
    """The time there: “09:30”; where the wall shows it twice, with the offset: “02:30 (UTC+2)”."""
    time = moment.astimezone(zone).strftime("%H:%M")
    return time if fold_of(moment, zone) is None else f"{time} ({offset(moment, zone)})"


def yours(moment: dt.datetime, zone: zoneinfo.ZoneInfo, reader: zoneinfo.ZoneInfo | None) -> str:
    """The time by the reader's clock, with the day of the week where it is another day; empty when equal."""
    if reader is None or not apart(moment, zone, reader):
        return ""
    there = moment.astimezone(reader)
    if there.date() == moment.astimezone(zone).date():
        return wall(moment, reader)
    return f"{date_format(there, 'D')} {wall(moment, reader)}"


def times_of(session: Session, zone: zoneinfo.ZoneInfo, reader: zoneinfo.ZoneInfo) -> Times | None:
    """When a session is; None while it has no time."""
    if session.start is None or session.end is None:
        return None
    return Times(
        day=date_format(session.start.astimezone(zone), "WEEKDAY_FORMAT"),
        from_time=wall(session.start, zone),
        to_time=wall(session.end, zone),
        yours=yours(session.start, zone, reader),
    )


def shift_of(
    entries: Sequence[Entry], zone: zoneinfo.ZoneInfo, reader: zoneinfo.ZoneInfo | None
) -> str:
    """How the reader's clock stands to the host's on a day: “your clock is 1 h 30 min behind”; empty when equal."""
    if reader is None or not entries or entries[0].start is None:
        return ""
    minutes = int(apart(entries[0].start, zone, reader).total_seconds()) // 60
    if not minutes:
        return ""
    length = {"length": length_of(abs(minutes))}
    if minutes > 0:
        return _("your clock is %(length)s ahead") % length
    return _("your clock is %(length)s behind") % length


def length_of(minutes: int) -> str:
    """Hours and minutes, the shorter the better: “2 h”, “1 h 30 min”, “30 min”."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(_("%(n)s h") % {"n": hours})
    if rest:
        parts.append(_("%(n)s min") % {"n": rest})
    return " ".join(parts)


def zone_name(group: WorkingGroup) -> str:
    """How the host's time is called: by the city, else by the zone: “Astana time”, “Almaty time”."""
    city = group.city or group.time_zone.rpartition("/")[2].replace("_", " ")
    return _("%(city)s time") % {"city": city}


def zone_told(group: WorkingGroup) -> str:
    """“Astana time, UTC+5”; with both offsets when the clocks change while the group meets."""
    if not group.days:
        return zone_name(group)
    ends = (group.days[0], group.days[-1])
    noons = [dt.datetime.combine(day, dt.time(12), group.zone) for day in ends]
    offsets = dict.fromkeys(offset(noon, group.zone) for noon in noons)
    return ", ".join([zone_name(group), " → ".join(offsets)])


def now_in(group: WorkingGroup, now: dt.datetime | None = None) -> dt.date:
    """Today, where the group meets."""
    return (now or timezone.now()).astimezone(group.zone).date()
