"""Who plans work, and who sees what shows it."""

from typing import Any

from serai.portal.programme.models import (
    Programme,
    WorkItem,
)
from serai.portal.programme.permissions.challenges import is_at_work
from serai.portal.programme.permissions.roles import (
    belongs_to,
    is_coordinator,
    place,
    sees_everyone,
    works_in,
)


def can_plan_work(user: Any, programme: Programme) -> bool:
    """Add items: the coordinator for all, focal points and members for their own administration."""
    return is_at_work(programme) and (
        is_coordinator(user, programme) or bool(place(user, programme).administrations)
    )


def can_steer_plan(user: Any, programme: Programme) -> bool:
    """Goals, and adopting the plan."""
    return is_at_work(programme) and is_coordinator(user, programme)


def can_edit_item(user: Any, item: WorkItem) -> bool:
    """The coordinator; focal points and members of the item's administration."""
    programme = item.goal.programme
    return is_at_work(programme) and (
        is_coordinator(user, programme) or belongs_to(user, programme, item.administration_id)
    )


def can_update_item(user: Any, item: WorkItem) -> bool:
    """Say how far it is and show evidence: whoever may edit it, and its owners while they are in the programme."""
    programme = item.goal.programme
    return can_edit_item(user, item) or (
        is_at_work(programme) and works_in(user, programme) and owns(user, item)
    )


def can_see_item_evidence(user: Any, item: WorkItem) -> bool:
    """Evidence is for the item's administration, its owners, coordinators and experts.

    That of the programme's own items is for everyone who works in it.
    """
    programme = item.goal.programme
    if sees_everyone(user, programme) or belongs_to(user, programme, item.administration_id):
        return True
    return works_in(user, programme) and (item.administration_id is None or owns(user, item))


def owns(user: Any, item: WorkItem) -> bool:
    """Whether the item is theirs to do, alone or with others."""
    return any(owner.pk == user.pk for owner in item.owners.all())
