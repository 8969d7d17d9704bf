"""Raising a challenge or a training need, and putting its words right."""

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from serai.portal.people.models import Administration, Officer
from serai.portal.programme.actions.events import record, titled
from serai.portal.programme.actions.groups import unreported
from serai.portal.programme.actions.meanwhile import refuse_edited
from serai.portal.programme.errors import PhaseError
from serai.portal.programme.models import Author, Challenge
from serai.portal.programme.phases import ChallengePhase
from serai.portal.programme.queries.edited import CHALLENGE


@transaction.atomic
def raise_challenge(
    challenge: Challenge,
    *,
    author: Officer,
    administration: Administration | None,
    by: Officer,
    now: dt.datetime | None = None,
) -> Challenge:
    """Save a new challenge with its author; `by` is who wrote it down, often the author.

    Raises GroupReportedError for a reported group: its report counts what was raised there.
    """
    if challenge.raised_at:
        unreported(challenge.raised_at)
    challenge.raised_on = now or timezone.now()
    challenge.save()
    Author.objects.create(challenge=challenge, officer=author, administration=administration)
    record(
        challenge.programme,
        "challenge_raised",
        actor=author,
        path=path_of(challenge),
        at=challenge.raised_on,
        challenge=titled(challenge),
        written_by=by.pk,
    )
    return challenge


@transaction.atomic
def edit_challenge(challenge: Challenge, *, seen: str) -> None:
    """Save changed words of an open challenge.

    Raises PhaseError when it is no longer open, ChangedMeanwhileError when somebody else changed it
    since `seen`, GroupReportedError when it would go to or from a reported group.
    """
    now = Challenge.objects.select_for_update().get(pk=challenge.pk)
    if now.phase != ChallengePhase.OPEN:
        raise PhaseError(now, now=now.get_phase_display(), wanted=str(ChallengePhase.OPEN.label))
    refuse_edited(now, seen, CHALLENGE)
    if challenge.raised_at_id != now.raised_at_id:
        for group in (now.raised_at, challenge.raised_at):
            if group:
                unreported(group)
    challenge.phase = now.phase
    challenge.save(update_fields=CHALLENGE.columns)


def path_of(challenge: Challenge) -> str:
    """The address of a challenge's page."""
    return reverse("challenge", kwargs={"slug": challenge.programme.slug, "pk": challenge.pk})
