"""Following a challenge: what became of it, and whether it is answered."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from serai.portal.people.models import Officer
from serai.portal.programme.actions.challenges.raise_challenge import path_of
from serai.portal.programme.actions.events import record, titled
from serai.portal.programme.errors import GroupReportedError, MergedChallengeError, PhaseError
from serai.portal.programme.models import (
    Challenge,
    Participation,
    Session,
    ThreadEntry,
    Vote,
    WorkingGroup,
)
from serai.portal.programme.phases import CHALLENGE_NEXT, ChallengePhase, GroupPhase


@transaction.atomic
def add_thread_entry(challenge: Challenge, *, entry: ThreadEntry, by: Officer) -> ThreadEntry:
    """Add what became of a challenge; raises MergedChallengeError when that is told elsewhere by now."""
    challenge = unmerged(challenge)
    entry.challenge, entry.added_by = challenge, by
    entry.save()
    record(
        challenge.programme,
        "thread_entry_added",
        actor=by,
        path=path_of(challenge),
        challenge=titled(challenge),
        stage=entry.stage,
    )
    return entry


@transaction.atomic
def change_thread_entry(entry: ThreadEntry) -> None:
    """Save what was put right in an entry."""
    ThreadEntry.objects.select_for_update().get(pk=entry.pk)
    entry.save(update_fields=["stage", "text", "link", "on"])


@transaction.atomic
def remove_thread_entry(entry: ThreadEntry) -> None:
    """Take an entry out of the thread."""
    ThreadEntry.objects.filter(pk=entry.pk).delete()


@transaction.atomic
def link_sessions(challenge: Challenge, *, sessions: Iterable[Session]) -> None:
    """Let exactly these sessions of the programme take up a challenge.

    What sessions of a reported group took up stays. Raises GroupReportedError for another one of it.
    """
    challenge = unmerged(challenge)
    wanted = [
        session
        for session in sessions
        if session.working_group.programme_id == challenge.programme_id
    ]
    kept = list(challenge.sessions.filter(working_group__phase=GroupPhase.CLOSED))
    new = {session.working_group_id for session in wanted if session not in kept}
    reported = WorkingGroup.objects.filter(pk__in=new, phase=GroupPhase.CLOSED).first()
    if reported:
        raise GroupReportedError(reported)
    challenge.sessions.set([*wanted, *kept])


def unmerged(challenge: Challenge) -> Challenge:
    """The challenge, locked; raises MergedChallengeError for one that was merged."""
    challenge = (
        Challenge.objects.select_for_update(of=("self",))
        .select_related("programme")
        .get(pk=challenge.pk)
    )
    if challenge.phase == ChallengePhase.MERGED:
        raise MergedChallengeError(challenge)
    return challenge


@transaction.atomic
def mark_answered(challenge: Challenge, *, by: Officer, now: dt.datetime | None = None) -> None:
    """Say that a challenge is answered: its votes stay as a record and no longer take from the pots."""
    challenge = go(challenge, ChallengePhase.ANSWERED)
    record(
        challenge.programme,
        "challenge_answered",
        actor=by,
        path=path_of(challenge),
        at=now or timezone.now(),
        challenge=titled(challenge),
    )


@transaction.atomic
def reopen_challenge(challenge: Challenge, *, by: Officer, now: dt.datetime | None = None) -> None:
    """Open an answered challenge again, with as many of its votes as the pots have left."""
    participations = list(
        Participation.objects.select_for_update()
        .filter(programme=challenge.programme_id)
        .order_by("pk")
    )
    challenge = go(challenge, ChallengePhase.OPEN)
    for participation in participations:
        fit_votes(challenge, participation)
    record(
        challenge.programme,
        "challenge_reopened",
        actor=by,
        path=path_of(challenge),
        at=now or timezone.now(),
        challenge=titled(challenge),
    )


def go(challenge: Challenge, phase: ChallengePhase) -> Challenge:
    """The challenge, locked and in the new phase; raises PhaseError where the table has no such way."""
    challenge = (
        Challenge.objects.select_for_update(of=("self",))
        .select_related("programme")
        .get(pk=challenge.pk)
    )
    # To be merged is a deed of its own: it needs the challenge it goes into.
    if phase not in CHALLENGE_NEXT[ChallengePhase(challenge.phase)]:
        raise PhaseError(challenge, now=challenge.get_phase_display(), wanted=str(phase.label))
    challenge.phase = phase
    challenge.save(update_fields=["phase"])
    return challenge


def fit_votes(challenge: Challenge, participation: Participation) -> None:
    """Lower an administration's votes on a reopened challenge to what its pot has left."""
    votes = Vote.objects.filter(
        administration=participation.administration_id,
        challenge__programme=participation.programme_id,
        challenge__phase=ChallengePhase.OPEN,
    )
    given = dict(votes.values_list("challenge_id", "count"))
    here = given.pop(challenge.pk, 0)
    left = max(participation.votes - sum(given.values()), 0)
    if here > left:
        own = votes.filter(challenge=challenge)
        own.update(count=left) if left else own.delete()
