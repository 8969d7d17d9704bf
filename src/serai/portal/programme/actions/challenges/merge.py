"""Merging a challenge into another. It can't be taken back.

- The one that stays gets the authors, the thread and the sessions of both.
- Votes are joined by administration, never over what its pot has left.
- The merged one stays readable and points to the other.
"""

from django.db import transaction
from django.db.models import Sum

from serai.portal.people.models import Officer
from serai.portal.programme.actions.challenges.raise_challenge import path_of
from serai.portal.programme.actions.events import record, titled
from serai.portal.programme.engine.ranking import join_votes
from serai.portal.programme.errors import MergeRefusedError, PhaseError
from serai.portal.programme.models import Author, Challenge, Participation, Vote
from serai.portal.programme.phases import CHALLENGE_NEXT, ChallengePhase


@transaction.atomic
def merge_challenges(challenge: Challenge, *, into: Challenge, by: Officer) -> Challenge:
    """Merge a challenge into another and return that one.

    Raises MergeRefusedError for itself, for a merged one, and for one of another programme;
    PhaseError when the challenge is not open.
    """
    if challenge.pk == into.pk:
        raise MergeRefusedError(challenge, into, why="itself")
    # Voting locks participations before challenges; the same order here, so nobody waits in a circle.
    participations = list(
        Participation.objects.select_for_update()
        .filter(programme=challenge.programme_id)
        .order_by("pk")
    )
    locked = (
        Challenge.objects.select_for_update(of=("self",))
        .select_related("programme")
        .order_by("pk")
        .in_bulk([challenge.pk, into.pk])
    )
    merged, kept = locked[challenge.pk], locked[into.pk]
    refuse(merged, kept)
    join(merged, kept, participations=participations, by=by)
    add_authors(merged, kept)
    merged.thread.update(challenge=kept)
    kept.sessions.add(*merged.sessions.all())
    merged.sessions.clear()
    merged.merged_from.update(merged_into=kept)
    merged.phase, merged.merged_into = ChallengePhase.MERGED, kept
    merged.save(update_fields=["phase", "merged_into"])
    record(
        kept.programme,
        "challenge_merged",
        actor=by,
        path=path_of(kept),
        merged=titled(merged),
        challenge=titled(kept),
    )
    return kept


def refuse(merged: Challenge, kept: Challenge) -> None:
    """Raise why these two can't become one."""
    if merged.programme_id != kept.programme_id:
        raise MergeRefusedError(merged, kept, why="elsewhere")
    if kept.phase == ChallengePhase.MERGED:
        raise MergeRefusedError(merged, kept, why="merged")
    if ChallengePhase.MERGED not in CHALLENGE_NEXT[ChallengePhase(merged.phase)]:
        raise PhaseError(
            merged, now=merged.get_phase_display(), wanted=str(ChallengePhase.MERGED.label)
        )


def add_authors(merged: Challenge, kept: Challenge) -> None:
    """Let the authors of the merged one be authors of the other too; both keep their own."""
    known = set(kept.authors.values_list("officer_id", flat=True))
    Author.objects.bulk_create(
        Author(
            challenge=kept, officer_id=author.officer_id, administration_id=author.administration_id
        )
        for author in merged.authors.all()
        if author.officer_id not in known
    )


def join(
    merged: Challenge, kept: Challenge, *, participations: list[Participation], by: Officer
) -> None:
    """Join the votes of both on the one that stays."""
    given = dict(merged.votes.values_list("administration_id", "count"))
    before = dict(kept.votes.values_list("administration_id", "count"))
    others = Vote.objects.filter(
        challenge__programme=kept.programme_id, challenge__phase=ChallengePhase.OPEN
    )
    elsewhere = (
        others.exclude(challenge__in=(merged.pk, kept.pk))
        .order_by()
        .values("administration_id")
        .annotate(sum=Sum("count"))
    )
    joined = join_votes(
        before,
        given,
        # An answered challenge takes nothing from the pot, so votes elsewhere do not narrow it.
        elsewhere={row["administration_id"]: row["sum"] for row in elsewhere}
        if kept.phase == ChallengePhase.OPEN
        else {},
        pots={p.administration_id: p.votes for p in participations},
    )
    merged.votes.all().delete()
    for administration, count in joined.items():
        if count and count != before.get(administration):
            Vote.objects.update_or_create(
                challenge=kept,
                administration_id=administration,
                defaults={"count": count},
                create_defaults={"count": count, "cast_by": by},
            )
