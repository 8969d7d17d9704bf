"""Tailored lectures: which challenge asks for one, who was asked, what they answered."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from serai.portal.people.models import Officer
from serai.portal.programme.models import (
    Author,
    Challenge,
    Contributor,
    Programme,
    Role,
    Session,
    WorkingGroup,
)
from serai.portal.programme.permissions import takes_part
from serai.portal.programme.phases import ChallengePhase, GroupPhase
from serai.portal.programme.queries.challenges import Row, ranked

SPEAKERS = Prefetch(
    "contributors",
    Contributor.objects.filter(part=Contributor.Part.SPEAKER).select_related(
        "officer__administration"
    ),
    to_attr="speakers",
)
CHALLENGES = Prefetch(
    "challenges",
    Challenge.objects.prefetch_related(
        Prefetch("authors", Author.objects.select_related("administration"))
    ),
)


@dataclass(slots=True)
class Wanted:
    """A challenge of the demand, with the lectures that answer it."""

    row: Row
    here: list[Session] = field(default_factory=list)
    """Lectures of the working group the demand is for."""
    elsewhere: list[Session] = field(default_factory=list)


def demand(
    programme: Programme, group: WorkingGroup | None, *, now: dt.datetime | None = None
) -> list[Wanted]:
    """The ranked open challenges, each with its lectures."""
    wanted = {row.pk: Wanted(row) for row in ranked(programme, now=now) if row.is_open}
    lectures = (
        Session.objects.filter(kind=Session.Kind.LECTURE, challenges__in=wanted)
        .select_related("working_group")
        .prefetch_related(SPEAKERS)
        .distinct()
        .order_by("working_group__order", "start", "pk")
    )
    known = {lecture.pk: lecture for lecture in lectures}
    links = Session.challenges.through.objects.filter(
        session__in=known, challenge__in=wanted
    ).order_by("pk")
    for session, challenge in links.values_list("session_id", "challenge_id"):
        lecture = known[session]
        one = wanted[challenge]
        (one.here if group and lecture.working_group_id == group.pk else one.elsewhere).append(
            lecture
        )
    return list(wanted.values())


def lectures_asked_of(user: Any) -> list[Contributor]:
    """Lectures the user is asked for and has not answered, soonest first, with the challenges they answer."""
    return list(
        asked()
        .filter(officer=user.pk)
        .select_related("session__working_group__programme")
        .prefetch_related("session__challenges")
        .order_by("session__working_group__start", "pk")
    )


def asked() -> QuerySet[Contributor]:
    """Requests that wait for an answer, of working groups to come."""
    return Contributor.objects.filter(
        answer=Contributor.Answer.ASKED,
        part=Contributor.Part.SPEAKER,
        session__working_group__phase__in=(GroupPhase.TO_PLAN, GroupPhase.PLANNED),
    )


def lecture_for(user: Any, slug: str, pk: int) -> Session:
    """A session that takes up challenges or that speakers were asked for, in a living programme the user is in."""
    lecture = (
        Session.objects.select_related("working_group__programme", "room")
        .prefetch_related(SPEAKERS, CHALLENGES)
        .get(pk=pk, working_group__programme__slug=slug)
    )
    programme = lecture.working_group.programme
    if not (programme.is_living and takes_part(user, programme)):
        raise Session.DoesNotExist
    return lecture


def request_for(user: Any, slug: str, pk: int, contributor: int) -> Contributor:
    """One officer's part in a session, if the user may know of it."""
    lecture = lecture_for(user, slug, pk)
    found = Contributor.objects.select_related("officer").get(pk=contributor, session=lecture)
    found.session = lecture
    return found


def experts_of(programme: Programme) -> QuerySet[Officer]:
    """Officers who can be asked for a lecture: the programme's experts."""
    experts = Role.objects.filter(programme=programme, kind=Role.Kind.EXPERT)
    return Officer.objects.filter(pk__in=experts.values("officer"), is_active=True)


def linkable_sessions(challenge: Challenge) -> dict[str, list[Session]]:
    """Sessions of the programme that can take up a challenge, by working group.

    Breaks are left out, and groups that are reported: what was taken up there stays.
    """
    sessions = (
        Session.objects.filter(working_group__programme=challenge.programme)
        .exclude(working_group__phase=GroupPhase.CLOSED)
        .exclude(kind__in=(Session.Kind.BREAK, Session.Kind.OPENING))
        .select_related("working_group")
        .order_by("working_group__order", "start", "pk")
    )
    found: dict[str, list[Session]] = defaultdict(list)
    for session in sessions:
        found[session.working_group.code].append(session)
    return dict(found)


def open_challenges(programme: Programme) -> QuerySet[Challenge]:
    """What a lecture can be asked for on."""
    return Challenge.objects.filter(Q(programme=programme), phase=ChallengePhase.OPEN)
