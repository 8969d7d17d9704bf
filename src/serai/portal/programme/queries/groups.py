"""A working group: what its page shows, its files, and who may be told of it."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from serai.portal.people.models import Administration, Officer
from serai.portal.programme.models import (
    Challenge,
    Contributor,
    Decision,
    GroupFile,
    Membership,
    Programme,
    Role,
    Room,
    Session,
    WorkingGroup,
)
from serai.portal.programme.permissions import sees_everyone, takes_part
from serai.portal.programme.phases import ChallengePhase
from serai.portal.programme.queries.participants import Numbers, numbers

LISTED = 6


@dataclass(frozen=True)
class Teacher:
    """Someone who speaks or chairs at a working group, and in how many sessions."""

    officer: Officer
    speaks: int
    chairs: int


@dataclass(frozen=True)
class GroupPage:
    """All that the page of a working group tells."""

    days: dict[dt.date, int]
    """How many sessions each day of the agenda has, by the host's calendar."""
    unplaced: int
    rooms: list[Room]
    teachers: list[Teacher]
    files: list[GroupFile]
    numbers: Numbers
    decisions: list[Decision]
    challenges: list[Challenge]

    @property
    def placed(self) -> int:
        return sum(self.days.values())


def address_of(group: WorkingGroup, name: str = "group", **more: Any) -> str:
    """The path of a page of a working group; its programme must be loaded."""
    return reverse(name, kwargs={"slug": group.programme.slug, "code": group.code, **more})


def group_page(user: Any, group: WorkingGroup) -> GroupPage:
    """The page in nine queries, however much the group has."""
    starts = list(
        Session.objects.filter(working_group=group)
        .order_by("start")
        .values_list("start", flat=True)
    )
    return GroupPage(
        days=dict(Counter(start.astimezone(group.zone).date() for start in starts if start)),
        unplaced=starts.count(None),
        rooms=list(group.rooms.all()),
        teachers=teachers_of(group),
        files=list(files_for(user, group)),
        numbers=numbers(group),
        decisions=list(group.decisions.all()[:LISTED]),
        challenges=list(
            group.challenges.exclude(phase=ChallengePhase.MERGED)
            .annotate(votes_cast=Count("votes"))
            .order_by("-votes_cast", "pk")[:LISTED]
        ),
    )


def teachers_of(group: WorkingGroup) -> list[Teacher]:
    """Speakers and chairs of the agenda, those who refused left out; the busiest first."""
    contributors = (
        Contributor.objects.filter(session__working_group=group)
        .exclude(answer=Contributor.Answer.REFUSED)
        .select_related("officer__administration")
        .order_by("officer__name_latin")
    )
    officers: dict[int, Officer] = {}
    parts: dict[int, list[str]] = {}
    for each in contributors:
        officers[each.officer_id] = each.officer
        parts.setdefault(each.officer_id, []).append(each.part)
    teachers = [
        Teacher(
            officers[pk], done.count(Contributor.Part.SPEAKER), done.count(Contributor.Part.CHAIR)
        )
        for pk, done in parts.items()
    ]
    return sorted(teachers, key=lambda teacher: -(teacher.speaks + teacher.chairs))


def files_for(user: Any, group: WorkingGroup) -> QuerySet[GroupFile]:
    """The files of a group and its sessions; signed attendance sheets for those who see everyone."""
    files = (
        GroupFile.objects.filter(working_group=group)
        .select_related("stored", "session", "added_by")
        .order_by("session__start", "title")
    )
    return files if sees_everyone(user, group.programme) else files.filter(sheet_of=None)


def sheets_of(user: Any, group: WorkingGroup) -> list[GroupFile]:
    """Scans of signed attendance sheets, by day; none for those who do not see everyone."""
    return [file for file in files_for(user, group).order_by("sheet_of", "pk") if file.sheet_of]


def file_for(user: Any, slug: str, code: str, pk: int) -> GroupFile:
    """A file the user may see; raises `GroupFile.DoesNotExist`."""
    file = GroupFile.objects.select_related("working_group__programme", "stored", "session").get(
        pk=pk, working_group__programme__slug=slug, working_group__code=code
    )
    programme = file.working_group.programme
    hidden = file.sheet_of and not sees_everyone(user, programme)
    if hidden or not (programme.is_living and takes_part(user, programme)):
        raise GroupFile.DoesNotExist
    return file


def session_in(group: WorkingGroup, key: str) -> Session | None:
    """A session of the group by what an address says of it; None when it says nothing. Raises Http404."""
    if not key:
        return None
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        raise Http404
    return get_object_or_404(Session, pk=int(key), working_group=group)


def people_of(group: WorkingGroup) -> QuerySet[Officer]:
    """Everyone with a role or an active membership in the group's programme, who may sign in."""
    programme = group.programme_id
    roles = Role.objects.filter(programme=programme).values("officer")
    members = Membership.objects.filter(programme=programme, left_on=None).values("officer")
    return Officer.objects.filter(
        Q(pk__in=roles) | Q(pk__in=members), is_active=True
    ).select_related("administration")


def what_follows(group: WorkingGroup, page: GroupPage, *, plans: bool) -> str:
    """The sentence under the headline; whoever `plans` it is told what is still open."""
    if group.precision == WorkingGroup.Precision.MONTH:
        return _("Only the month is published: no day and no place are known.")
    if group.is_held:
        return what_came_of_it(group, page)
    if group.start is None:
        return group.aim
    if page.unplaced and plans:
        return ngettext(
            "%(n)s session has no time yet.", "%(n)s sessions have no time yet.", page.unplaced
        ) % {"n": page.unplaced}
    if not page.placed:
        return _("Its agenda is still empty.")
    return ngettext(
        "Its agenda has %(n)s session.", "Its agenda has %(n)s sessions.", page.placed
    ) % {"n": page.placed}


def what_came_of_it(group: WorkingGroup, page: GroupPage) -> str:
    """How many came, as marked, else as published."""
    if page.numbers.people:
        return ngettext(
            "%(n)s member came; %(share)s %% of all places at its sessions were taken.",
            "%(n)s members came; %(share)s %% of all places at its sessions were taken.",
            page.numbers.people,
        ) % {"n": page.numbers.people, "share": page.numbers.share}
    if group.published_members:
        return ngettext(
            "%(n)s member took part.", "%(n)s members took part.", group.published_members
        ) % {"n": group.published_members}
    return group.aim


# Editing

EDITED = (
    "aim_en",
    "aim_ru",
    "host",
    "city_en",
    "city_ru",
    "country",
    "venue",
    "mode",
    "meeting_link",
    "time_zone",
    "start",
    "end",
    "languages",
)


def group_state(group: WorkingGroup) -> dict[str, str]:
    """What the form of a group holds, as bare texts: to tell whether somebody else changed it."""
    columns = {name: name for name in EDITED} | {"host": "host_id"}
    values = {name: getattr(group, column) for name, column in columns.items()}
    return {name: "" if value is None else str(value) for name, value in values.items()}


def group_told(group: WorkingGroup) -> dict[str, str]:
    """The same, in the reader's words."""
    told = group_state(group) | {
        "host": str(group.host or ""),
        "mode": str(group.get_mode_display()),
        "languages": group.spoken,
    }
    for name in ("start", "end"):
        told[name] = date_format(getattr(group, name)) if getattr(group, name) else ""
    return told


def group_labels() -> dict[str, str]:
    """What the fields are called."""
    return {field.name: str(field.verbose_name) for field in WorkingGroup._meta.fields}


def missing_in(group: WorkingGroup) -> dict[str, str]:
    """What a group lacks for its dates to stand: labels by field.

    What was held once, and published perhaps with a month only, needs no more than its first day.
    """
    labels = group_labels()
    if group.is_held:
        return {} if group.start else {"start": labels["start"]}
    on_site = group.mode != WorkingGroup.Mode.ONLINE
    needed = ("start", "end", "mode", "country") if on_site else ("start", "end", "mode")
    missing = {name: labels[name] for name in needed if not getattr(group, name)}
    if on_site and not group.city:
        missing["city_en"] = _("city")
    return missing


def hosts_for(programme: Programme) -> QuerySet[Administration]:
    """Who can host: the programme's administrations, and partner organisations."""
    partner = Q(kind=Administration.Kind.PARTNER)
    return Administration.objects.filter(
        Q(participations__programme=programme) | partner
    ).distinct()


def zones_nearby() -> list[str]:
    """Time zones of all administrations: offered first."""
    return list(
        Administration.objects.order_by("time_zone").values_list("time_zone", flat=True).distinct()
    )
