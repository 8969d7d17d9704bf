"""What falls due in the plan, and which members owe their intersessional record."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import DateField, Exists, OuterRef, QuerySet

from serai.portal.programme.models import (
    IntersessionalEntry,
    Membership,
    Programme,
    WorkingGroup,
    WorkItem,
)
from serai.portal.programme.permissions import is_focal_point, place, sees_everyone
from serai.portal.programme.phases import EntryPhase, ItemPhase
from serai.portal.ui.bilingual import speaks_russian
from serai.portal.ui.prepared import Given, Prepared

OPEN_ITEMS = (ItemPhase.PLANNED, ItemPhase.UNDER_WAY)


def owing(user: Any, programme: Programme, last: WorkingGroup | None) -> list[Membership]:
    """Members without an intersessional entry since the last working group; a focal point's own, a member's self."""
    if last is None or last.start is None:
        return []
    since_then = {"programme": programme.pk, "day": last.end or last.start}
    if sees_everyone(user, programme):
        return owing_in(**since_then)
    if not is_focal_point(user, programme):
        return owing_self(**since_then, officer=user.pk)
    own = place(user, programme).administrations
    members = programme.memberships.filter(left_on=None, administration__in=own)
    return list(members.filter(~logged_since(last.end or last.start)).select_related("officer"))


def logged_since(day: Any) -> Exists:
    """Whether a member has an intersessional entry that ended after a day."""
    logged = IntersessionalEntry.objects.filter(membership=OuterRef("pk"), ended_on__gt=day)
    return Exists(logged.exclude(phase=EntryPhase.RETURNED))


owing_in = Prepared(
    lambda: (
        Membership.objects.filter(programme=Given("programme"), left_on=None)
        .filter(~logged_since(Given("day", DateField())))
        .select_related("officer")
    )
)
owing_self = Prepared(
    lambda: Membership.objects.filter(
        programme=Given("programme"), officer=Given("officer"), left_on=None
    ).filter(~logged_since(Given("day", DateField())))
)
own_membership = Prepared(
    lambda: Membership.objects.filter(
        programme=Given("programme"), officer=Given("officer"), left_on=None
    )
)


@dataclass(frozen=True)
class Due:
    """An open work item that is late or due within a month."""

    pk: int
    title: str
    due_on: dt.date
    is_own: bool


def open_items() -> QuerySet[WorkItem, Any]:
    """Open items of a programme due before a day: key, titles, day, and whether an officer owns them."""
    own = WorkItem.owners.through.objects.filter(workitem=OuterRef("pk"), officer=Given("officer"))
    return (
        WorkItem.objects.filter(
            goal__programme=Given("programme"),
            phase__in=OPEN_ITEMS,
            due_on__lt=Given("before", DateField()),
        )
        .order_by("due_on", "pk")
        .values_list("pk", "title_en", "title_ru", "due_on", Exists(own))
    )


items_soon = Prepared(open_items)


def due_items(user: Any, programme: Programme, *, today: dt.date) -> list[Due]:
    """Open items of the plan that are late or due within a month, the oldest first; one query."""
    rows = items_soon(programme=programme.pk, officer=user.pk, before=today + dt.timedelta(30))
    russian = speaks_russian()
    return [
        Due(pk, (ru or en) if russian else (en or ru), due_on, is_own)
        for pk, en, ru, due_on, is_own in rows
    ]
