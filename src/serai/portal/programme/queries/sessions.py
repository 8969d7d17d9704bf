"""Sessions of an agenda: one with all that is told of it, or all of a group."""

from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from serai.portal.programme.models import Challenge, Contributor, Session, WorkingGroup
from serai.portal.programme.permissions import takes_part


def sessions_of(group: WorkingGroup) -> QuerySet[Session]:
    """The sessions of a group with rooms, people, and how many challenges and files they have."""
    contributors = Contributor.objects.exclude(answer=Contributor.Answer.REFUSED).select_related(
        "officer"
    )
    return (
        Session.objects.filter(working_group=group)
        .select_related("room")
        .prefetch_related(Prefetch("contributors", contributors))
        .annotate(
            answers=Count("challenges", distinct=True),
            documents=Count("files", distinct=True, filter=Q(files__sheet_of=None)),
        )
        .order_by("start", "room__order", "pk")
    )


def session_for(user: Any, slug: str, code: str, pk: int) -> Session:
    """A session of a living programme the user takes part in; raises `Session.DoesNotExist`."""
    session = (
        Session.objects.select_related("working_group__programme", "working_group__host", "room")
        .prefetch_related(
            Prefetch("contributors", Contributor.objects.select_related("officer__administration"))
        )
        .get(pk=pk, working_group__programme__slug=slug, working_group__code=code)
    )
    programme = session.working_group.programme
    if not (programme.is_living and takes_part(user, programme)):
        raise Session.DoesNotExist
    return session


def challenges_of(session: Session) -> list[Challenge]:
    """What a session answers: open and answered challenges, the merged ones by what they were merged into."""
    found = {}
    for challenge in session.challenges.select_related("merged_into").order_by("pk"):
        told = challenge.merged_into or challenge
        found[told.pk] = told
    return list(found.values())
