"""Votes: whose they are, how many are left, and until when they are taken."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from serai.portal.people.models import Administration
from serai.portal.programme.models import Participation, Programme, Vote, WorkingGroup
from serai.portal.programme.permissions import place
from serai.portal.programme.phases import ChallengePhase, GroupPhase
from serai.portal.ui.prepared import Given, Prepared


@dataclass(frozen=True, slots=True)
class Pot:
    """The votes of one administration: how many, and how many of them each open challenge has."""

    administration: Administration
    votes: int
    given: Mapping[int, int]

    @property
    def spent(self) -> int:
        return sum(self.given.values())

    @property
    def left(self) -> int:
        return max(self.votes - self.spent, 0)


def pots_for(user: Any, programme: Programme) -> list[Participation]:
    """The participations whose votes the user may give; nearly always one."""
    own = place(user, programme).administrations
    if not own:
        return []
    return list(
        programme.participations.filter(administration__in=own).select_related("administration")
    )


def pot_of(participation: Participation) -> Pot:
    """What an administration has given so far; votes on answered challenges are spent and no longer count."""
    given = votes_given(
        programme=participation.programme_id, administration=participation.administration_id
    )
    return Pot(participation.administration, participation.votes, dict(given))


votes_given = Prepared(
    lambda: Vote.objects.filter(
        administration=Given("administration"),
        challenge__programme=Given("programme"),
        challenge__phase=ChallengePhase.OPEN,
    ).values_list("challenge_id", "count")
)


def votes_and_spent() -> QuerySet[Participation, Any]:
    """The votes of an administration in a programme, and how many of them open challenges have."""
    given = Vote.objects.filter(
        administration=OuterRef("administration"),
        challenge__programme=OuterRef("programme"),
        challenge__phase=ChallengePhase.OPEN,
    )
    spent = given.order_by().values("administration").annotate(n=Sum("count")).values("n")
    return Participation.objects.filter(
        programme=Given("programme"), administration=Given("administration")
    ).values_list("votes", Coalesce(Subquery(spent), 0))


votes_of = Prepared(votes_and_spent)


def votes_left_of(programme: Programme, administration: int) -> int:
    """How many votes an administration can still give; one query."""
    votes, spent = votes_of.one(programme=programme.pk, administration=administration) or (0, 0)
    return max(votes - spent, 0)


def coming_groups(programme: Programme) -> list[WorkingGroup]:
    """Working groups that were not held yet, the next one first."""
    return groups_to_come(programme=programme.pk)


groups_to_come = Prepared(
    lambda: WorkingGroup.objects.filter(
        programme=Given("programme"),
        phase__in=(GroupPhase.TO_PLAN, GroupPhase.PLANNED),
        kind=WorkingGroup.Kind.WORKING_GROUP,
    ).order_by("order", "pk")
)


def voting_group(programme: Programme) -> WorkingGroup | None:
    """The working group whose demand is voted on: the next one that was not held."""
    return next(iter(coming_groups(programme)), None)


def is_voting_open(group: WorkingGroup | None, *, now: dt.datetime | None = None) -> bool:
    """Votes are taken until the working group's time for it; without a time, until the coordinator closes."""
    if group is None:
        return False
    return group.votes_close_at is None or (now or timezone.now()) < group.votes_close_at


def administrations_that_voted(programme: Programme) -> int:
    """How many administrations have given a vote to an open challenge."""
    votes = Vote.objects.filter(
        challenge__programme=programme, challenge__phase=ChallengePhase.OPEN, count__gt=0
    )
    return votes.values("administration").distinct().count()


def votes_on(challenge_pk: int) -> int:
    """All votes on one challenge."""
    return Vote.objects.filter(challenge=challenge_pk).aggregate(given=Sum("count", default=0))[
        "given"
    ]
