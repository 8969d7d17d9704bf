"""Nominations, and the places they are for."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet

from serai.portal.people.actions.officers import NewOfficer
from serai.portal.people.models import Administration, Officer
from serai.portal.people.queries.officers import matching
from serai.portal.programme.engine.nominations import Calendar, Candidate, Places
from serai.portal.programme.models import Membership, Nomination, Participation, Programme
from serai.portal.programme.permissions import (
    can_see_nomination,
    can_see_nominations,
    is_coordinator,
    place,
)
from serai.portal.programme.phases import NominationPhase, ProgrammePhase
from serai.portal.programme.queries.programmes import living_programme_for

SHOWN = 12
"""Officers found by a search: whoever needs more types another word."""


def nominating_programme_for(user: Any, slug: str) -> Programme:
    """A programme whose nominations the user may see some of."""
    programme = living_programme_for(user, slug)
    if not can_see_nominations(user, programme):
        raise Programme.DoesNotExist
    return programme


def nomination_for(user: Any, slug: str, pk: int) -> Nomination:
    """A nomination the user may see, with all that its page names."""
    nomination = (
        Nomination.objects.select_related(
            "programme",
            "administration",
            "officer__administration",
            "nominated_by",
            "answered_by",
            "replaces__officer",
            "membership",
        )
        .exclude(programme__phase=ProgrammePhase.PUBLISHED)
        .get(pk=pk, programme__slug=slug)
    )
    if not can_see_nomination(user, nomination):
        raise Nomination.DoesNotExist
    return nomination


def nominations_for(user: Any, programme: Programme) -> QuerySet[Nomination]:
    """All nominations for the coordinator, the own administration's for a focal point."""
    found = Nomination.objects.filter(programme=programme).select_related(
        "administration", "officer__administration", "nominated_by", "replaces__officer"
    )
    if is_coordinator(user, programme):
        return found
    return found.filter(administration__in=place(user, programme).administrations)


def participations_for(user: Any, programme: Programme) -> QuerySet[Participation]:
    """The administrations the user may nominate for."""
    found = (
        Participation.objects.filter(programme=programme)
        .select_related("administration")
        .order_by("administration__country_name_en")
    )
    if is_coordinator(user, programme):
        return found
    return found.filter(administration__in=place(user, programme).administrations)


# Places


@dataclass
class Quota:
    """An administration's places in a programme, and who takes them."""

    participation: Participation
    members: list[Membership] = field(default_factory=list)
    waiting: list[Nomination] = field(default_factory=list)
    vacancies: list[Membership] = field(default_factory=list)
    """Members who left and whom nobody replaces yet, not even a waiting nomination."""

    @property
    def administration(self) -> Administration:
        return self.participation.administration

    @property
    def places(self) -> Places:
        return Places(
            quota=self.participation.quota, members=len(self.members), waiting=len(self.waiting)
        )

    @property
    def free(self) -> int:
        return self.places.free


def quotas_for(user: Any, programme: Programme) -> list[Quota]:
    """The places of the administrations the user may nominate for, in three queries."""
    quotas = {part.administration_id: Quota(part) for part in participations_for(user, programme)}
    waiting = Nomination.objects.filter(
        programme=programme, phase=NominationPhase.SENT
    ).select_related("officer")
    promised = set()
    for nomination in waiting.order_by("nominated_at"):
        promised.add(nomination.replaces_id)
        if nomination.administration_id in quotas:
            quotas[nomination.administration_id].waiting.append(nomination)
    members = Membership.objects.filter(
        programme=programme, administration__in=quotas
    ).select_related("officer__administration", "replaced_by")
    for member in members.order_by("joined_on", "officer__name_latin"):
        quota = quotas[member.administration_id]
        if member.is_active:
            quota.members.append(member)
        elif not hasattr(member, "replaced_by") and member.pk not in promised:
            quota.vacancies.append(member)
    return list(quotas.values())


def vacancies(participation: Participation) -> QuerySet[Membership]:
    """Members of the administration who left and whom nobody replaces yet."""
    promised = Nomination.objects.filter(phase=NominationPhase.SENT, replaces__isnull=False).values(
        "replaces"
    )
    return (
        Membership.objects.filter(
            programme=participation.programme_id,
            administration=participation.administration_id,
            left_on__isnull=False,
            replaced_by=None,
        )
        .exclude(pk__in=promised)
        .select_related("officer")
        .order_by("-left_on")
    )


def places_of(participation: Participation) -> Places:
    """How an administration's quota is taken, in two queries."""
    of_it = Q(programme=participation.programme_id, administration=participation.administration_id)
    members = Membership.objects.filter(of_it, left_on=None).count()
    waiting = Nomination.objects.filter(of_it, phase=NominationPhase.SENT).count()
    return Places(quota=participation.quota, members=members, waiting=waiting)


def calendar_of(programme: Programme) -> Calendar:
    """Until when the programme takes members."""
    return Calendar(
        is_running=programme.phase == ProgrammePhase.RUNNING,
        nominations_close_on=programme.nominations_close_on,
        replacements_close_on=programme.replacements_close_on,
    )


# Candidates


def found_officers(participation: Participation, words: str) -> list[Officer]:
    """Officers of the administration whose names have these words and who could be nominated."""
    if not words.strip():
        return []
    engaged = Q(memberships__programme=participation.programme_id, memberships__left_on=None) | Q(
        nominations__programme=participation.programme_id, nominations__phase=NominationPhase.SENT
    )
    officers = Officer.objects.filter(
        matching(words), administration=participation.administration_id, erased_at=None
    )
    return list(
        officers.annotate(engaged=Count("pk", filter=engaged))
        .filter(engaged=0)
        .order_by("name_latin")[:SHOWN]
    )


def candidate(
    participation: Participation, officer: Officer | NewOfficer, *, replaces: Membership | None
) -> Candidate:
    """What is known of an officer who is to be nominated for an administration."""
    administration = participation.administration
    names: dict[str, object] = {
        "officer": officer.name_latin,
        "administration": administration.short,
        "email": officer.email,
        "replaced": replaces.officer.name_latin if replaces else "",
    }
    replaceable = replaces is None or vacancies(participation).filter(pk=replaces.pk).exists()
    if isinstance(officer, NewOfficer):
        holder = Officer.objects.filter(email=officer.email.lower()).first()
        known = holder is not None and holder.administration_id == administration.pk
        return Candidate(
            email_is_taken="" if holder is None else "email_known" if known else "email_elsewhere",
            replaces=replaces is not None,
            is_replaceable=replaceable,
            names=names | ({"officer": holder.name_latin} if holder and known else {}),
        )
    return Candidate(
        is_member=Membership.objects.filter(
            programme=participation.programme_id, officer=officer, left_on=None
        ).exists(),
        is_waiting=Nomination.objects.filter(
            programme=participation.programme_id, officer=officer, phase=NominationPhase.SENT
        ).exists(),
        works_elsewhere=officer.administration_id != administration.pk,
        replaces=replaces is not None,
        is_replaceable=replaceable,
        names=names,
    )


def accepted_candidate(nomination: Nomination, participation: Participation) -> Candidate:
    """What is known of a nominated officer now; the nomination itself does not hold its own vacancy."""
    replaces = nomination.replaces
    open_still = replaces is None or (
        replaces.left_on is not None and not Membership.objects.filter(replaces=replaces).exists()
    )
    return Candidate(
        is_member=Membership.objects.filter(
            programme=nomination.programme_id, officer=nomination.officer_id, left_on=None
        ).exists(),
        replaces=replaces is not None,
        is_replaceable=open_still,
        names={
            "officer": nomination.officer.name_latin,
            "administration": participation.administration.short,
            "replaced": replaces.officer.name_latin if replaces else "",
        },
    )


# What happened to one


@dataclass(frozen=True)
class Change:
    """A state of a nomination in its history."""

    at: dt.datetime
    by: Officer | None
    phase: str
    reason: str


def history_of(nomination: Nomination) -> list[Change]:
    """Who did what to a nomination, the first thing first."""
    states = nomination.history.select_related("history_user").order_by(
        "history_date", "history_id"
    )
    return [
        Change(state.history_date, state.history_user, state.get_phase_display(), state.reason)
        for state in states
    ]
