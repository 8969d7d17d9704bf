"""Working groups and their sessions as entries of a calendar, in the active language."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from serai.portal.programme.engine.calendar import Entry
from serai.portal.programme.models import Contributor, Session, WorkingGroup
from serai.portal.programme.permissions import standing
from serai.portal.programme.phases import GroupPhase
from serai.portal.programme.queries.groups import address_of


def entries_for(user: Any) -> list[Entry]:
    """The personal feed: announced groups of the user's programmes and their placed sessions."""
    groups = list(groups_in_calendar(user))
    sessions = sessions_in_calendar(groups)
    return [entry for group in groups for entry in entries_of(group, sessions[group.pk])]


def entries_of(group: WorkingGroup, sessions: Iterable[Session]) -> list[Entry]:
    """A group as days, then its sessions."""
    agenda = settings.ADDRESS + address_of(group, "agenda")
    entries = [group_entry(group)] if group.days else []
    return entries + [session_entry(group, session, agenda=agenda) for session in sessions]


def group_entry(group: WorkingGroup, *, about: str = "", is_cancelled: bool = False) -> Entry:
    """The days of a group. Its SEQUENCE is the version of the agenda, so a later letter updates an earlier one."""
    days = group.days
    return Entry(
        uid=f"group-{group.pk}@{group.programme.calendar_name}.serai",
        title=f"{group.name} · {group.programme.topic}",
        start=days[0],
        end=days[-1],
        sequence=group.agenda_version,
        place=place_of(group),
        about=about or group.aim,
        url=settings.ADDRESS + address_of(group, "agenda"),
        is_busy=False,
        is_cancelled=is_cancelled or group.phase == GroupPhase.TO_PLAN,
    )


def session_entry(group: WorkingGroup, session: Session, *, agenda: str) -> Entry:
    """A session at its time on the host's wall."""
    assert session.start is not None  # only placed sessions are asked for
    assert session.end is not None
    return Entry(
        uid=f"session-{session.pk}@{group.programme.calendar_name}.serai",
        title=f"{group.code}: {session.title}",
        start=session.start.astimezone(group.zone),
        end=session.end.astimezone(group.zone),
        sequence=session.sequence,
        place=place_of(group, session),
        about="\n".join(about(group, session)),
        url=f"{agenda}{session.pk}/",
    )


def about(group: WorkingGroup, session: Session) -> list[str]:
    """What it is, who speaks, in which language, and where to join."""
    lines = [str(session.get_kind_display())]
    people = ", ".join(each.officer.name_latin for each in session.contributors.all())
    if people:
        lines.append(people)
    lines += [text for text in (session.spoken, session.about) if text]
    if group.meeting_link:
        lines.append(_("Join online: %(link)s") % {"link": group.meeting_link})
    return lines


def place_of(group: WorkingGroup, session: Session | None = None) -> str:
    """Room, venue, city; for a group online, that."""
    parts: Sequence[str] = [
        session.room.name if session and session.room else "",
        group.venue,
        group.city,
    ]
    if group.mode == WorkingGroup.Mode.ONLINE:
        parts = [parts[0], str(WorkingGroup.Mode.ONLINE.label)]
    return ", ".join(part for part in parts if part)


def groups_in_calendar(user: Any) -> QuerySet[WorkingGroup]:
    """Working groups with announced days, of the programmes the user takes part in; none by being an administrator."""
    programmes = [key for key, here in standing(user).places.items() if here.roles]
    return (
        WorkingGroup.objects.filter(programme__in=programmes, precision=WorkingGroup.Precision.DAY)
        .exclude(start=None)
        .exclude(phase="to_plan")
        .exclude(programme__phase="published")
        .select_related("programme", "host")
        .order_by("start", "pk")
    )


def sessions_in_calendar(groups: Sequence[WorkingGroup]) -> dict[int, list[Session]]:
    """The placed sessions of groups by group, with room and people."""
    contributors = Contributor.objects.exclude(answer=Contributor.Answer.REFUSED).select_related(
        "officer"
    )
    found: dict[int, list[Session]] = {group.pk: [] for group in groups}
    sessions = (
        Session.objects.filter(working_group__in=groups, start__isnull=False)
        .select_related("room")
        .prefetch_related(Prefetch("contributors", contributors))
        .order_by("start", "pk")
    )
    for session in sessions:
        found[session.working_group_id].append(session)
    return found
