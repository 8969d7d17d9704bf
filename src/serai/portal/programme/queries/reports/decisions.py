"""What working groups decided."""

from typing import Any

from django.db.models import QuerySet

from serai.portal.programme.models import Decision, WorkingGroup
from serai.portal.programme.queries.programmes import group_for


def decisions_of(group: WorkingGroup) -> QuerySet[Decision]:
    """The decisions of a group in their order, with who recorded them."""
    return group.decisions.select_related("recorded_by").order_by("decided_on", "pk")


def decision_for(user: Any, slug: str, code: str, pk: int) -> Decision:
    """A decision of a group of a programme the user takes part in."""
    group = group_for(user, slug, code)
    decision = Decision.objects.select_related("recorded_by").get(pk=pk, working_group=group)
    decision.working_group = group
    return decision
