"""Adding and editing the items of a work plan. Their state and evidence are `update.py`'s."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.urls import reverse

from serai.portal.people.letters import write
from serai.portal.people.models import Officer
from serai.portal.programme.actions.events import record, titled
from serai.portal.programme.actions.meanwhile import refuse_edited
from serai.portal.programme.engine.dependencies import circle
from serai.portal.programme.errors import CircleError
from serai.portal.programme.models import Event, Programme, WorkItem
from serai.portal.programme.queries.edited import ITEM
from serai.portal.programme.queries.workplan import dependencies


@transaction.atomic
def add_item(
    item: WorkItem, *, owners: Iterable[Officer], after: Sequence[WorkItem], by: Officer
) -> WorkItem:
    """Save a new item with its owners and what it comes after; new owners get a letter."""
    lock_plan(item)
    item.save()
    owners = list(owners)
    item.owners.set(owners)
    item.after.set(after)
    event = tell(item, "item_added", by=by)
    write_to_owners(item, owners, event=event, by=by)
    return item


@transaction.atomic
def edit_item(
    item: WorkItem,
    *,
    owners: Iterable[Officer],
    after: Sequence[WorkItem],
    seen: str,
    by: Officer,
) -> None:
    """Save a changed item; owners who are new to it get a letter.

    Raises ChangedMeanwhileError when somebody else changed it since `seen`, and CircleError when items
    would come after each other in a circle; nothing is changed then.
    """
    lock_plan(item)
    before = WorkItem.objects.select_for_update().get(pk=item.pk)
    refuse_edited(before, seen, ITEM)
    refuse_circle(item, after)
    known, wanted = set(before.owners.all()), list(owners)
    item.phase, item.done_on = (
        before.phase,
        before.done_on,
    )  # what `update.py` may have changed meanwhile
    item.save(update_fields=ITEM.columns)
    item.owners.set(wanted)
    item.after.set(after)
    event = tell(item, "item_moved" if item.due_on != before.due_on else "item_changed", by=by)
    write_to_owners(item, [owner for owner in wanted if owner not in known], event=event, by=by)


def lock_plan(item: WorkItem) -> None:
    """Let nobody else change the plan's dependencies while they are checked."""
    Programme.objects.select_for_update().get(pk=item.goal.programme_id)


def refuse_circle(item: WorkItem, after: Sequence[WorkItem]) -> None:
    """Raise CircleError, naming the items, when `after` would close a circle."""
    links = dependencies(item.goal.programme) | {item.pk: [earlier.pk for earlier in after]}
    if found := circle(links, item.pk):
        known = WorkItem.objects.in_bulk(set(found))
        raise CircleError([known[pk] for pk in found])


def tell(item: WorkItem, kind: str, *, by: Officer) -> Event:
    """Keep what happened to an item, for everyone in the programme."""
    return record(item.goal.programme, kind, actor=by, path=path_of(item), item=titled(item))


def path_of(item: WorkItem) -> str:
    """The address of an item's page."""
    return reverse("work_item", kwargs={"slug": item.goal.programme.slug, "pk": item.pk})


def write_to_owners(
    item: WorkItem, owners: Iterable[Officer], *, event: Event, by: Officer
) -> None:
    """Tell officers that an item is theirs now; not the one who made it so."""
    for owner in owners:
        if owner != by:
            write(
                owner,
                key=f"item_given:{event.pk}",
                template="item_given",
                context={
                    "item": item,
                    "programme": item.goal.programme,
                    "by": by,
                    "path": path_of(item),
                },
            )
