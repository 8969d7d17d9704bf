"""The work plan as WG2 adopted it, and what became of it since."""

import datetime as dt

from serai.portal.people.models import Officer
from serai.portal.programme.demonstration.scene import Row, Scene, by, content
from serai.portal.programme.models import AdoptedItem, Adoption, Goal, ItemEvidence, WorkItem
from serai.portal.programme.phases import ItemPhase

ADOPTED_AT, LOOKED_AT = "WG2", "WG3"
KINDS: dict[str, str] = {ItemPhase.DONE: "item_done", ItemPhase.DROPPED: "item_dropped"}


def make(scene: Scene) -> None:
    """Goals and items, the adoption, then what was done, moved, added and dropped."""
    adoption = Adoption.objects.create(
        programme=scene.programme,
        working_group=scene.groups[ADOPTED_AT],
        adopted_on=scene.groups[ADOPTED_AT].days[-1],
        adopted_by=scene.coordinator,
    )
    rows: list[tuple[WorkItem, Row]] = []
    for place, row in enumerate(content("work_plan")["goal"], start=1):
        goal = Goal.objects.create(
            programme=scene.programme,
            order=place,
            title_en=row["title_en"],
            title_ru=row["title_ru"],
        )
        rows += [(planned(scene, goal, item), item) for item in row["item"]]
    AdoptedItem.objects.bulk_create(
        adopted(adoption, item, owners(scene, row)) for item, row in rows if "is_new" not in row
    )
    items = {row["key"]: item for item, row in rows}
    link = WorkItem.after.through
    link.objects.bulk_create(
        link(from_workitem=item, to_workitem=items[key])
        for item, row in rows
        for key in row.get("after", ())
    )
    for item, row in rows:
        bring_to_today(scene, item, row)
    scene.tell(
        "plan_adopted",
        at=scene.moment(adoption.adopted_on, hour=8),
        actor=scene.coordinator,
        path=scene.path("work_plan"),
        group=ADOPTED_AT,
    )


def owners(scene: Scene, row: Row) -> list[Officer]:
    """Those who answer for an item."""
    return [scene.people[key] for key in row["owners"]]


def planned(scene: Scene, goal: Goal, row: Row) -> WorkItem:
    """An item as it stood in the plan that was adopted; saved one by one, so that its history is kept."""
    was = row.get("adopted", {})
    begins = was.get("begins", row.get("begins"))
    item = WorkItem(
        goal=goal,
        title_en=row["title_en"],
        title_ru=row["title_ru"],
        administration=scene.administrations.get(row.get("administration", "")),
        begins_on=scene.working_day(begins) if begins else None,
        due_on=scene.working_day(was.get("due", row["due"])),
    )
    day = scene.groups[LOOKED_AT if "is_new" in row else ADOPTED_AT].days[-1]
    by(scene.coordinator, item, at=scene.moment(day, hour=8))
    item.save()
    item.owners.set(owners(scene, row))
    return item


def adopted(adoption: Adoption, item: WorkItem, those: list[Officer]) -> AdoptedItem:
    """The item as the adoption keeps it."""
    return AdoptedItem(
        adoption=adoption,
        item=item,
        title_en=item.title_en,
        title_ru=item.title_ru,
        begins_on=item.begins_on,
        due_on=item.due_on,
        phase=item.phase,
        owners=sorted(owner.pk for owner in those),
    )


def bring_to_today(scene: Scene, item: WorkItem, row: Row) -> None:
    """What changed since, with the sentence the owner wrote about it."""
    author = scene.people[row["owners"][0]]
    done_on = scene.working_day(row["done_on"]) if "done_on" in row else None
    columns = {
        "due_on": scene.working_day(row["due"]),
        "phase": row["phase"],
        "done_on": done_on,
        "note": scene.words(author, row, "note"),
    }
    if all(getattr(item, name) == value for name, value in columns.items()):
        return
    for name, value in columns.items():
        setattr(item, name, value)
    at = scene.moment(changed_on(scene, row, done_on), hour=10)
    by(author, item, at=at).save()
    if done_on:
        evidence = scene.words(author, row, "evidence")
        ItemEvidence.objects.create(item=item, text=evidence, added_by=author, added_at=at)
    scene.tell(
        KINDS.get(item.phase, "item_changed"),
        at=at,
        actor=author,
        path=scene.path("work_item", pk=item.pk),
        item={"en": item.title_en, "ru": item.title_ru},
    )


def changed_on(scene: Scene, row: Row, done_on: dt.date | None) -> dt.date:
    """When the last change was made: when it was done, on the day the file names, or at WG3's end."""
    if "changed_on" in row:
        return scene.working_day(row["changed_on"])
    return done_on or scene.groups[LOOKED_AT].days[-1]
