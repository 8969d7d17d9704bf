"""The goals of a work plan."""

from django.db import transaction
from django.db.models import Max

from serai.portal.programme.errors import GoalInUseError
from serai.portal.programme.models import Goal, Programme


@transaction.atomic
def save_goal(goal: Goal) -> Goal:
    """Save a goal; a new one without a place goes to the end of the plan."""
    Programme.objects.select_for_update().get(pk=goal.programme_id)
    if goal.pk is None and not goal.order:
        last = Goal.objects.filter(programme=goal.programme_id).aggregate(last=Max("order"))["last"]
        goal.order = (last or 0) + 1
    goal.save()
    return goal


@transaction.atomic
def remove_goal(goal: Goal) -> None:
    """Remove a goal without items; raises GoalInUseError for one with items, dropped ones included."""
    goal = Goal.objects.select_for_update().get(pk=goal.pk)
    if items := goal.items.count():
        raise GoalInUseError(goal, items)
    goal.delete()
