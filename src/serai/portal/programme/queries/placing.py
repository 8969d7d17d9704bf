"""What the form of a session needs: the days, rooms and people to choose from, and how the session stands."""

import datetime as dt
import zoneinfo
from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from serai.portal.people.models import Officer
from serai.portal.programme.engine.placing import Frame
from serai.portal.programme.models import Contributor, Role, Session, WorkingGroup
from serai.portal.programme.queries.groups import people_of


def frame_of(group: WorkingGroup) -> Frame:
    """What the group offers its sessions: days, rooms, people."""
    return Frame(
        days=group.days,
        zone=group.zone,
        rooms=set(group.rooms.values_list("pk", flat=True)),
        people=set(people_of(group).values_list("pk", flat=True)) | set(named_in(group)),
    )


def named_in(group: WorkingGroup) -> QuerySet[Contributor, int]:
    """Officers already named on the agenda: one who left the programme since stays where they were."""
    return Contributor.objects.filter(session__working_group=group).values_list(
        "officer_id", flat=True
    )


def people_by_part(
    group: WorkingGroup, *, first: Sequence[int] = ()
) -> list[tuple[str, list[tuple[int, str]]]]:
    """Who can speak or chair, as grouped choices: who is named, experts and coordinators, then by administration."""
    leading = set(
        Role.objects.filter(
            programme=group.programme_id, kind__in=(Role.Kind.EXPERT, Role.Kind.COORDINATOR)
        ).values_list("officer_id", flat=True)
    )
    named, leaders = str(_("Named so far")), str(_("Experts and coordinators"))
    grouped: dict[str, list[tuple[int, str]]] = {named: [], leaders: []}
    people = people_of(group) | Officer.objects.filter(pk__in=named_in(group))
    ordered = people.distinct().select_related("administration")
    for officer in ordered.order_by("administration__country_name_en", "name_latin"):
        heading = str(officer.administration or _("Others"))
        if officer.pk in leading:
            heading = leaders
        if officer.pk in first:
            heading = named
        grouped.setdefault(heading, []).append((officer.pk, officer.name_latin))
    return [(heading, chosen) for heading, chosen in grouped.items() if chosen]


def session_state(session: Session) -> dict[str, str]:
    """What the form of a session holds, as bare texts: to tell whether somebody else changed it."""
    own = (
        "kind",
        "title_en",
        "title_ru",
        "about_en",
        "about_ru",
        "start",
        "end",
        "interpretation",
        "takes_attendance",
    )
    named = named_of(session)
    return {name: str(getattr(session, name)) for name in own} | {
        "room": str(session.room_id),
        "speakers": str(
            sorted(pk for part, pk, _name in named if part == Contributor.Part.SPEAKER)
        ),
        "chairs": str(sorted(pk for part, pk, _name in named if part == Contributor.Part.CHAIR)),
    }


def session_told(session: Session) -> dict[str, str]:
    """The same, in the reader's words."""
    zone = session.working_group.zone
    named = named_of(session)
    return {
        "kind": str(session.get_kind_display()),
        "title_en": session.title_en,
        "title_ru": session.title_ru,
        "about_en": session.about_en,
        "about_ru": session.about_ru,
        "start": told_moment(session.start, zone),
        "end": told_moment(session.end, zone),
        "room": session.room.name if session.room else "",
        "interpretation": session.spoken,
        "takes_attendance": _("yes") if session.takes_attendance else _("no"),
        "speakers": ", ".join(
            name for part, _pk, name in named if part == Contributor.Part.SPEAKER
        ),
        "chairs": ", ".join(name for part, _pk, name in named if part == Contributor.Part.CHAIR),
    }


def named_of(session: Session) -> list[tuple[str, int, str]]:
    """Part, officer and name of everyone who did not refuse."""
    return list(
        session.contributors.exclude(answer=Contributor.Answer.REFUSED)
        .order_by("officer__name_latin")
        .values_list("part", "officer_id", "officer__name_latin")
    )


def told_moment(moment: dt.datetime | None, zone: zoneinfo.ZoneInfo) -> str:
    """A moment as the wall shows it there; empty for none."""
    return date_format(moment.astimezone(zone), "SHORT_DATETIME_FORMAT") if moment else ""


def session_labels() -> dict[str, str]:
    """What the fields are called."""
    labels = {field.name: str(field.verbose_name) for field in Session._meta.fields}
    return labels | {"speakers": _("speakers"), "chairs": _("chairs")}
