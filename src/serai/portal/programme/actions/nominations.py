"""Nominating officers, and answering nominations.

The participation is locked first: two nominations for an administration's last place come one after
the other, and the second is refused.
"""

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from serai.portal.people.actions.officers import NewOfficer, open_account, register_officer
from serai.portal.people.errors import EmailTakenError
from serai.portal.people.letters import write
from serai.portal.people.models import Officer
from serai.portal.programme.actions.events import record
from serai.portal.programme.actions.signing import signed
from serai.portal.programme.engine.nominations import against_accepting, against_nominating
from serai.portal.programme.errors import (
    NominationRefusedError,
    PhaseError,
    Reason,
    ReasonMissingError,
)
from serai.portal.programme.models import Membership, Nomination, Participation
from serai.portal.programme.phases import NOMINATION_NEXT, NominationPhase
from serai.portal.programme.queries.catch_up import has_missed_anything
from serai.portal.programme.queries.nominations import (
    accepted_candidate,
    calendar_of,
    candidate,
    places_of,
)
from serai.portal.programme.queries.roles import coordinators, focal_points


@transaction.atomic
def nominate(
    participation: Participation,
    *,
    officer: Officer | NewOfficer,
    why: str,
    by: Officer,
    now: dt.datetime,
    replaces: Membership | None = None,
) -> Nomination:
    """Propose an officer of an administration; a new one is entered, and can't sign in until accepted.

    Raises NominationRefusedError with every reason against it.
    """
    participation = locked(participation.pk)
    programme = participation.programme
    reasons = against_nominating(
        candidate(participation, officer, replaces=replaces),
        calendar_of(programme),
        places_of(participation),
        today=timezone.localdate(now),
    )
    if reasons:
        raise NominationRefusedError(reasons)
    nomination = Nomination(
        programme=programme,
        administration=participation.administration,
        officer=entered(officer, participation),
        why=why,
        replaces=replaces,
        nominated_by=by,
        nominated_at=now,
    )
    keep(nomination, by=by)
    tell(
        nomination,
        "nomination_sent",
        by=by,
        officers=[*coordinators(programme), *own_focal_points(nomination)],
    )
    note(nomination, "nomination_sent", by=by, now=now)
    return nomination


@transaction.atomic
def accept(nomination: Nomination, *, by: Officer, now: dt.datetime) -> Membership:
    """Make the nominated officer a member from today on, and invite them.

    Raises PhaseError when it was answered already, and NominationRefusedError with every reason.
    """
    participation, nomination = locked_with_participation(nomination)
    go_on(nomination, NominationPhase.ACCEPTED)
    programme = participation.programme
    reasons = against_accepting(
        accepted_candidate(nomination, participation),
        calendar_of(programme),
        places_of(participation),
    )
    if reasons:
        raise NominationRefusedError(reasons)
    nomination.membership = Membership.objects.create(
        programme=programme,
        officer=nomination.officer,
        administration=participation.administration,
        joined_on=timezone.localdate(now),
        replaces=nomination.replaces,
    )
    answer(nomination, by=by, now=now)
    open_account(nomination.officer)
    tell(nomination, "nomination_accepted", by=by, officers=own_focal_points(nomination))
    welcome(nomination)
    note(nomination, "nomination_accepted", by=by, now=now)
    return nomination.membership


@transaction.atomic
def decline(nomination: Nomination, *, reason: str, by: Officer, now: dt.datetime) -> Nomination:
    """Decline a nomination; raises ReasonMissingError without a reason, PhaseError when it was answered already."""
    if not reason.strip():
        raise ReasonMissingError
    _, nomination = locked_with_participation(nomination)
    go_on(nomination, NominationPhase.DECLINED)
    nomination.reason = reason.strip()
    answer(nomination, by=by, now=now)
    tell(
        nomination,
        "nomination_declined",
        by=by,
        officers=[*own_focal_points(nomination), nomination.nominated_by],
    )
    note(nomination, "nomination_declined", by=by, now=now)
    return nomination


@transaction.atomic
def recall(nomination: Nomination, *, by: Officer, now: dt.datetime) -> Nomination:
    """Take a waiting nomination back; raises PhaseError when it was answered already."""
    _, nomination = locked_with_participation(nomination)
    go_on(nomination, NominationPhase.RECALLED)
    answer(nomination, by=by, now=now)
    note(nomination, "nomination_recalled", by=by, now=now)
    return nomination


# Steps of the above


def locked(participation_pk: int) -> Participation:
    """The participation, nobody else can change its places until the end of the transaction."""
    return (
        Participation.objects.select_for_update(of=("self",))
        .select_related("programme", "administration")
        .get(pk=participation_pk)
    )


def locked_with_participation(nomination: Nomination) -> tuple[Participation, Nomination]:
    """Both rows, always locked in this order."""
    key = Participation.objects.values_list("pk", flat=True).get(
        programme=nomination.programme_id, administration=nomination.administration_id
    )
    participation = locked(key)
    nomination = (
        Nomination.objects.select_for_update(of=("self",))
        .select_related(
            "programme", "administration", "officer", "nominated_by", "replaces__officer"
        )
        .get(pk=nomination.pk)
    )
    return participation, nomination


def go_on(nomination: Nomination, phase: NominationPhase) -> None:
    """Bring the nomination to this phase; raises PhaseError when that can’t follow."""
    now = NominationPhase(nomination.phase)
    if phase not in NOMINATION_NEXT[now]:
        raise PhaseError(nomination, now=str(now.label), wanted=str(phase.label))
    nomination.phase = phase


def answer(nomination: Nomination, *, by: Officer, now: dt.datetime) -> None:
    """Keep who answered, and when."""
    nomination.answered_by, nomination.answered_at = by, now
    keep(nomination, by=by)


def keep(nomination: Nomination, *, by: Officer) -> None:
    """Save, with who did it in the history even when no page is involved."""
    signed(nomination, by).save()


def entered(officer: Officer | NewOfficer, participation: Participation) -> Officer:
    """The officer, entered first when they are new."""
    if isinstance(officer, Officer):
        return officer
    try:
        return register_officer(officer, administration=participation.administration)
    except EmailTakenError as taken:  # another administration entered it since we looked
        raise NominationRefusedError([Reason("email_elsewhere", {"email": taken.email})]) from taken


def own_focal_points(nomination: Nomination) -> list[Officer]:
    """Those who speak for the administration of the nomination."""
    return focal_points(nomination.programme, nomination.administration_id)


def tell(nomination: Nomination, event: str, *, by: Officer, officers: list[Officer]) -> None:
    """Write to these officers, but not to the one who did it."""
    context = {
        "nomination": nomination,
        "programme": nomination.programme,
        "by": by,
        "path": path_of(nomination),
    }
    for officer in {officer.pk: officer for officer in officers if officer.pk != by.pk}.values():
        write(officer, key=f"{event}:{nomination.pk}", template=event, context=context)


def welcome(nomination: Nomination) -> None:
    """Invite the new member, with what they have to catch up on."""
    programme, membership = nomination.programme, nomination.membership
    assert membership is not None
    caught = reverse("catch_up", kwargs={"slug": programme.slug, "pk": membership.pk})
    context = {
        "nomination": nomination,
        "programme": programme,
        "path": reverse("programme", kwargs={"slug": programme.slug}),
        "catch_up": caught if has_missed_anything(membership) else "",
        "needs_password": not nomination.officer.has_usable_password(),
    }
    write(nomination.officer, key=f"welcome:{membership.pk}", template="welcome", context=context)


def note(nomination: Nomination, kind: str, *, by: Officer, now: dt.datetime) -> None:
    """Keep that it happened, for the page that says what changed."""
    record(
        nomination.programme,
        kind,
        actor=by,
        administration=nomination.administration,
        at=now,
        path=path_of(nomination),
        officer=nomination.officer.name_latin,
        officer_id=nomination.officer_id,
    )


def path_of(nomination: Nomination) -> str:
    """Where the nomination is seen."""
    return reverse("nomination", kwargs={"slug": nomination.programme.slug, "pk": nomination.pk})
