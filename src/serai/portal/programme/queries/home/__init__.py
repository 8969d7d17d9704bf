"""The first page: what is next for the reader, what is late, what changed."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from serai.portal.programme.models import Event, Membership, Programme, Role, WorkingGroup
from serai.portal.programme.permissions import works_in
from serai.portal.programme.phases import ProgrammePhase
from serai.portal.programme.queries.events import events_for, path_for, sentence
from serai.portal.programme.queries.headlines import headline
from serai.portal.programme.queries.home.deeds import Deed, Situation, deeds_for, lead, situation
from serai.portal.programme.queries.overview import groups_of, next_group, steps
from serai.portal.ui.prepared import Given, Prepared

RECENT = dt.timedelta(days=14)


@dataclass
class Change:
    """Something that happened, in a sentence."""

    text: str
    at: dt.datetime
    path: str


@dataclass
class Home:
    """The first page of one programme for one reader."""

    programme: Programme
    others: list[Programme]
    heading: str
    lead: str
    steps: list[dict[str, str]]
    deeds: list[Deed]
    changes: list[Change]
    situation: Situation
    groups: list[WorkingGroup] = field(default_factory=list)

    @property
    def next(self) -> list[Deed]:
        return [deed for deed in self.deeds if not deed.late]

    @property
    def late(self) -> list[Deed]:
        return [deed for deed in self.deeds if deed.late]


def living() -> QuerySet[Programme]:
    """Programmes that are no published history."""
    return Programme.objects.exclude(phase=ProgrammePhase.PUBLISHED)


def with_part() -> QuerySet[Programme]:
    """Living programmes in which an officer has a role or is an active member."""
    role = Role.objects.filter(programme=OuterRef("pk"), officer=Given("officer"))
    member = Membership.objects.filter(programme=OuterRef("pk"), officer=Given("officer"))
    return living().filter(Exists(role) | Exists(member.filter(left_on=None)))


programmes_to_run = Prepared(living)
programmes_with = Prepared(with_part)


def living_programmes(user: Any) -> list[Programme]:
    """The living programmes of a reader, running ones first."""
    found = programmes_with(officer=user.pk) if not user.is_staff else programmes_to_run()
    return sorted(found, key=lambda p: (p.phase != ProgrammePhase.RUNNING, p.slug))


def home_for(user: Any, *, slug: str = "", now: dt.datetime | None = None) -> Home | None:
    """The reader's first page; None when they have a part in no living programme.

    With several programmes it is the one of this slug, else the first that runs.
    """
    now = now or timezone.now()
    programmes = living_programmes(user)
    if not programmes:
        return None
    programme = next((p for p in programmes if p.slug == slug), programmes[0])
    groups = groups_of(programme)
    today = timezone.localdate(now)
    here = situation(user, programme, groups, now=now)
    upcoming = next_group(groups)
    return Home(
        programme=programme,
        others=[p for p in programmes if p != programme],
        heading=headline(upcoming, today=today) if upcoming else _("All working groups were held."),
        lead=lead(here),
        steps=steps(programme, groups),
        deeds=deeds_for(user, here, now=now) if works_in(user, programme) else [],
        changes=changes(user, programme, since=now - RECENT),
        situation=here,
        groups=groups,
    )


def changes(user: Any, programme: Programme, *, since: dt.datetime, most: int = 8) -> list[Change]:
    """The newest things that happened and concern the reader; one query."""
    events: list[Event] = list(events_for(user, programme).filter(at__gte=since)[:most])
    return [Change(sentence(event), event.at, path_for(user, programme, event)) for event in events]
