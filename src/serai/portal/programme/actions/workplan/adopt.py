"""Adopting the work plan at a working group: what stands now becomes what later changes are seen against."""

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from serai.portal.people.models import Officer
from serai.portal.programme.actions.events import record
from serai.portal.programme.actions.groups import unreported
from serai.portal.programme.errors import EmptyPlanError
from serai.portal.programme.models import (
    AdoptedItem,
    Adoption,
    Decision,
    Programme,
    WorkingGroup,
    WorkItem,
)
from serai.portal.programme.phases import ItemPhase


@transaction.atomic
def adopt_plan(group: WorkingGroup, *, on: dt.date, by: Officer) -> Adoption:
    """Keep the plan as it stands, dropped items left out, and the decision of the working group.

    Adopting again makes a new baseline; earlier ones are kept. Raises EmptyPlanError without items,
    GroupReportedError at a reported group.
    """
    programme = Programme.objects.select_for_update().get(pk=group.programme_id)
    unreported(group)
    planned = WorkItem.objects.filter(goal__programme=programme).exclude(phase=ItemPhase.DROPPED)
    items = list(planned.prefetch_related("owners"))
    if not items:
        raise EmptyPlanError
    adoption = Adoption.objects.create(
        programme=programme, working_group=group, adopted_on=on, adopted_by=by
    )
    AdoptedItem.objects.bulk_create(as_it_stands(adoption, item) for item in items)
    Decision.objects.create(
        working_group=group, decided_on=on, recorded_by=by, **decision(len(items))
    )
    record(
        programme,
        "plan_adopted",
        actor=by,
        path=reverse("work_plan", kwargs={"slug": programme.slug}),
        group=group.code,
        items=len(items),
    )
    return adoption


def as_it_stands(adoption: Adoption, item: WorkItem) -> AdoptedItem:
    """The row that keeps an item."""
    return AdoptedItem(
        adoption=adoption,
        item=item,
        title_en=item.title_en,
        title_ru=item.title_ru,
        begins_on=item.begins_on,
        due_on=item.due_on,
        phase=item.phase,
        owners=sorted(owner.pk for owner in item.owners.all()),
    )


def decision(items: int) -> dict[str, str]:
    """The sentence that goes into the minutes, in both languages."""
    texts = {}
    for language in ("en", "ru"):
        with translation.override(language):
            texts[f"text_{language}"] = ngettext(
                "Work plan adopted: %(n)s item.", "Work plan adopted: %(n)s items.", items
            ) % {"n": items}
    return texts
