"""Planning a working group: its place, days and rooms, and its way from planned to reported."""

import datetime as dt
import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from serai.portal.people.models import Officer
from serai.portal.programme.actions.events import record
from serai.portal.programme.actions.invitations import call_off
from serai.portal.programme.actions.meanwhile import refuse_when_changed
from serai.portal.programme.engine.walltime import moved
from serai.portal.programme.errors import (
    GroupIncompleteError,
    GroupNotOverError,
    GroupReportedError,
    PhaseError,
    RoomNameTakenError,
)
from serai.portal.programme.models import Room, Session, WorkingGroup
from serai.portal.programme.phases import GROUP_NEXT, GroupPhase
from serai.portal.programme.queries.groups import (
    address_of,
    group_labels,
    group_state,
    group_told,
    missing_in,
)

# What an invitation tells: a change of these is a new version of it.
TOLD = {
    "start",
    "end",
    "city_en",
    "city_ru",
    "country",
    "venue",
    "mode",
    "meeting_link",
    "time_zone",
    "host",
}


@dataclass(frozen=True)
class Saved:
    """A group as it was saved, how many sessions moved with its dates or zone, and how many of them
    have another time on the wall, because the clocks jump over the one they had.
    """

    group: WorkingGroup
    moved: int
    jumped: int = 0


@transaction.atomic
def save_group(
    group: WorkingGroup,
    *,
    values: Mapping[str, Any],
    seen: str,
    by: Officer,
    announce: bool = False,
    now: dt.datetime | None = None,
) -> Saved:
    """Keep what the coordinator typed; with `announce`, the dates stand from now on.

    When the first day or the time zone changes, placed sessions keep their times on the wall and move
    along. Raises ChangedMeanwhileError when somebody else changed it since `seen`,
    GroupIncompleteError when it cannot be announced, and GroupReportedError.
    """
    fresh = unreported(group)
    refuse_when_changed(
        fresh,
        seen,
        state=group_state(fresh),
        told=lambda: (group_labels(), group_told(fresh)),
        subject=fresh.name,
    )
    was_start, was_zone, told_before = fresh.start, fresh.zone, told_of(fresh)
    for name, value in values.items():
        setattr(fresh, name, value)
    if fresh.start and "start" in values:
        fresh.precision = WorkingGroup.Precision.DAY
    if fresh.phase != GroupPhase.TO_PLAN or announce:
        refuse_incomplete(fresh)
    if announce and fresh.phase == GroupPhase.TO_PLAN:
        announce_dates(fresh, by=by, now=now)
    fresh.save()
    if told_of(fresh) != told_before:
        count_change(fresh)
    days = (fresh.start - was_start).days if fresh.start and was_start else 0
    return Saved(fresh, *shift_sessions(fresh, was=was_zone, days=days, by=by, now=now))


def told_of(group: WorkingGroup) -> dict[str, str]:
    """What an invitation tells of the group."""
    return {name: value for name, value in group_state(group).items() if name in TOLD}


def refuse_incomplete(group: WorkingGroup) -> None:
    """Announced dates need a place."""
    missing = missing_in(group)
    if missing:
        raise GroupIncompleteError(group, missing=missing)


def announce_dates(group: WorkingGroup, *, by: Officer, now: dt.datetime | None) -> None:
    """From proposed to planned, with the event that says so."""
    step(group, GroupPhase.PLANNED)
    record(
        group.programme,
        "group_planned",
        actor=by,
        path=address_of(group),
        at=now,
        group=group.code,
        # Figures only: the sentence is read in more than one language.
        dates=f"{group.start:%d.%m.%Y} – {group.end or group.start:%d.%m.%Y}",
    )


def shift_sessions(
    group: WorkingGroup,
    *,
    was: zoneinfo.ZoneInfo,
    days: int,
    by: Officer,
    now: dt.datetime | None,
) -> tuple[int, int]:
    """Keep the wall-clock times of all placed sessions; returns how many moved, and how many of them
    have other times now.
    """
    if not days and was.key == group.zone.key:
        return 0, 0
    jumped = 0
    sessions = list(group.sessions.filter(start__isnull=False))
    for session in sessions:
        assert session.start is not None  # by the query
        assert session.end is not None
        length = session.end - session.start
        before = on_the_wall(session, was)
        session.start = moved(session.start, was=was, now=group.zone, days=days)
        # Over the night the clocks change the end keeps its own time of the wall.
        end = moved(session.end, was=was, now=group.zone, days=days)
        session.end = end if end > session.start else session.start + length
        session.sequence += 1
        session.save()
        jumped += on_the_wall(session, group.zone) != before
    if sessions:
        count_change(group)
        record(
            group.programme,
            "agenda_shifted",
            actor=by,
            path=address_of(group, "agenda"),
            at=now,
            group=group.code,
        )
    return len(sessions), jumped


def on_the_wall(session: Session, zone: zoneinfo.ZoneInfo) -> list[dt.time]:
    """From when to when, as the clock there shows it."""
    return [moment.astimezone(zone).time() for moment in (session.start, session.end) if moment]


@transaction.atomic
def postpone_group(
    group: WorkingGroup, *, by: Officer, now: dt.datetime | None = None
) -> WorkingGroup:
    """Take announced dates back; whoever was sent the agenda is told that it is off."""
    fresh = locked(group)
    step(fresh, GroupPhase.TO_PLAN)
    fresh.save()
    count_change(fresh)
    call_off(fresh, by=by)
    record(
        fresh.programme,
        "group_postponed",
        actor=by,
        path=address_of(fresh),
        at=now,
        group=fresh.code,
    )
    return fresh


@transaction.atomic
def hold_group(group: WorkingGroup, *, by: Officer, now: dt.datetime | None = None) -> WorkingGroup:
    """Note that a working group was held. Raises GroupNotOverError before its last day."""
    fresh = locked(group)
    last = fresh.end or fresh.start
    step(fresh, GroupPhase.HELD)
    if last is None or (now or timezone.now()).astimezone(fresh.zone).date() < last:
        raise GroupNotOverError(fresh)
    fresh.save()
    record(
        fresh.programme, "group_held", actor=by, path=address_of(fresh), at=now, group=fresh.code
    )
    return fresh


@transaction.atomic
def close_group(
    group: WorkingGroup, *, by: Officer, now: dt.datetime | None = None
) -> WorkingGroup:
    """Close a held group as reported: its agenda, files, attendance and decisions stand."""
    fresh = locked(group)
    step(fresh, GroupPhase.CLOSED)
    fresh.save()
    record(
        fresh.programme, "group_closed", actor=by, path=address_of(fresh), at=now, group=fresh.code
    )
    return fresh


@transaction.atomic
def reopen_group(
    group: WorkingGroup, *, by: Officer, reason: str, now: dt.datetime | None = None
) -> WorkingGroup:
    """Open a reported group again, to correct what stands in its report; the history keeps why."""
    fresh = locked(group)
    step(fresh, GroupPhase.HELD)
    fresh._change_reason = reason[:100]  # type: ignore[attr-defined]  # read by the history
    fresh.save()
    record(
        fresh.programme,
        "group_reopened",
        actor=by,
        path=address_of(fresh),
        at=now,
        group=fresh.code,
        reason=reason,
    )
    return fresh


def step(group: WorkingGroup, wanted: GroupPhase) -> None:
    """Set the phase, if the table has the way there. Raises PhaseError."""
    if wanted not in GROUP_NEXT[GroupPhase(group.phase)]:
        raise PhaseError(group.name, now=group.get_phase_display(), wanted=str(wanted.label))
    group.phase = wanted


def locked(group: WorkingGroup) -> WorkingGroup:
    """The group as the database has it now, with the programme that was loaded with it."""
    fresh = WorkingGroup.objects.select_for_update().get(pk=group.pk)
    fresh.programme = group.programme
    return fresh


def unreported(group: WorkingGroup) -> WorkingGroup:
    """The group, locked; raises GroupReportedError for a reported one."""
    fresh = locked(group)
    if fresh.phase == GroupPhase.CLOSED:
        raise GroupReportedError(fresh)
    return fresh


def count_change(group: WorkingGroup) -> None:
    """A new version of the agenda: the next letter is an update."""
    WorkingGroup.objects.filter(pk=group.pk).update(agenda_version=F("agenda_version") + 1)
    group.refresh_from_db(fields=["agenda_version"])


@dataclass(frozen=True)
class RoomWish:
    """A room as somebody wants it; without a key it is new, with `removed` it goes."""

    key: int | None
    name: str
    seats: int | None = None
    removed: bool = False


@transaction.atomic
def save_rooms(group: WorkingGroup, *, rooms: Sequence[RoomWish]) -> int:
    """Make these the rooms, in this order; returns how many sessions lost theirs.

    Raises RoomNameTakenError, GroupReportedError. Keys that are not rooms of this group are left alone.
    """
    fresh = unreported(group)
    kept = [room for room in rooms if not room.removed]
    names = [room.name.casefold() for room in kept]
    double = next((room.name for room in kept if names.count(room.name.casefold()) > 1), None)
    if double:
        raise RoomNameTakenError(double)
    gone = Room.objects.filter(
        working_group=fresh, pk__in=[room.key for room in rooms if room.removed]
    )
    homeless = Session.objects.filter(room__in=gone).count()
    before = list(fresh.rooms.values_list("pk", "name"))
    gone.delete()
    existing = {room.pk: room for room in fresh.rooms.all()}
    set_names(fresh, kept, existing)
    if before != list(fresh.rooms.values_list("pk", "name")):
        count_change(fresh)
    return homeless


def set_names(
    group: WorkingGroup, wishes: Sequence[RoomWish], existing: Mapping[int, Room]
) -> None:
    """Two rooms may swap names: none keeps its old one while the new ones are written."""
    for room in existing.values():
        Room.objects.filter(pk=room.pk).update(name=f"\x7f{room.pk}")
    for order, wish in enumerate(wishes, start=1):
        kept = existing.get(wish.key) if wish.key is not None else Room(working_group=group)
        if kept is not None:
            kept.name, kept.seats, kept.order = wish.name, wish.seats, order
            kept.save()
    unnamed = {room.pk for room in existing.values()} - {wish.key for wish in wishes}
    for pk in unnamed:
        Room.objects.filter(pk=pk).update(name=existing[pk].name)
