"""Giving votes, and closing the vote.

- Members and focal points of an administration share its votes; the row of its participation is
  locked while they are counted, so two of them at once can't give more than there are.
- Votes on challenges that are no longer open stay as they are and cost nothing any more.
- Once the vote is closed the ranking stands as the demand of the working group.
"""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone

from serai.portal.people.models import Administration, Officer
from serai.portal.programme.actions.events import record
from serai.portal.programme.errors import NotOpenForVotesError, NoVotesLeftError, VotingClosedError
from serai.portal.programme.models import Challenge, Participation, Programme, Vote, WorkingGroup
from serai.portal.programme.phases import ChallengePhase
from serai.portal.programme.queries.votes import is_voting_open, voting_group


@transaction.atomic
def give_votes(
    programme: Programme,
    *,
    administration: Administration,
    counts: Mapping[int, int],
    by: Officer,
    now: dt.datetime | None = None,
) -> None:
    """Set how many votes an administration gives to the challenges of `counts`; others stay as they are.

    Raises VotingClosedError after the vote, NotOpenForVotesError for a challenge that is not open,
    NoVotesLeftError when the sum over open challenges would be more than the administration has.
    """
    now = now or timezone.now()
    participation = Participation.objects.select_for_update().get(
        programme=programme, administration=administration
    )
    group = voting_group(programme)
    if not is_voting_open(group, now=now):
        raise VotingClosedError(group)
    # Locked too: a challenge must not be answered or merged between the check and the vote.
    challenges = {
        c.pk: c
        for c in Challenge.objects.select_for_update()
        .filter(programme=programme, pk__in=counts)
        .order_by("pk")
    }
    for pk, count in counts.items():
        challenge = challenges[pk]
        if challenge.phase != ChallengePhase.OPEN:
            raise NotOpenForVotesError(challenge)
        set_votes(challenge, administration=administration, count=count, by=by, now=now)
    refuse_overspending(participation)


def set_votes(
    challenge: Challenge,
    *,
    administration: Administration,
    count: int,
    by: Officer,
    now: dt.datetime,
) -> None:
    """Keep, change or remove the votes of an administration on one challenge."""
    row = Vote.objects.filter(challenge=challenge, administration=administration)
    if count <= 0:
        row.delete()
        return
    Vote.objects.update_or_create(
        challenge=challenge,
        administration=administration,
        defaults={"count": count, "cast_by": by, "cast_at": now},
    )


def refuse_overspending(participation: Participation) -> None:
    """Raise NoVotesLeftError when the votes on open challenges are more than the administration has."""
    spent = Vote.objects.filter(
        administration=participation.administration_id,
        challenge__programme=participation.programme_id,
        challenge__phase=ChallengePhase.OPEN,
    ).aggregate(spent=Sum("count", default=0))["spent"]
    if spent > participation.votes:
        raise NoVotesLeftError(participation.administration, pot=participation.votes, wanted=spent)


@transaction.atomic
def close_votes(
    group: WorkingGroup, *, by: Officer, at: dt.datetime, now: dt.datetime | None = None
) -> None:
    """Let the vote close at `at`; at once when that is not in the future. The ranking is kept with the event."""
    now = now or timezone.now()
    group = lock(group)
    group.votes_close_at = at
    group.save(update_fields=["votes_close_at"])
    if at <= now:
        ranking = (
            Challenge.objects.filter(programme=group.programme, phase=ChallengePhase.OPEN)
            .annotate(given=Sum("votes__count", default=0))
            .order_by("-given", "raised_on")
        )
        record(
            group.programme,
            "votes_closed",
            actor=by,
            path=reverse("lecture_demand", kwargs={"slug": group.programme.slug}),
            at=now,
            group=group.code,
            ranking=[[challenge.pk, challenge.given] for challenge in ranking],
        )


@transaction.atomic
def reopen_votes(group: WorkingGroup, *, by: Officer) -> None:
    """Take votes again, without a time of closing."""
    group = lock(group)
    group.votes_close_at = None
    group.save(update_fields=["votes_close_at"])
    record(
        group.programme,
        "votes_reopened",
        actor=by,
        path=reverse("votes", kwargs={"slug": group.programme.slug}),
        group=group.code,
    )


def lock(group: WorkingGroup) -> WorkingGroup:
    """The working group, locked; raises VotingClosedError when it was held meanwhile."""
    group = (
        WorkingGroup.objects.select_for_update(of=("self",))
        .select_related("programme")
        .get(pk=group.pk)
    )
    if group.is_held:
        raise VotingClosedError(group)
    return group
