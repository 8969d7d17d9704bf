"""The work plan: its items, what is late, what changed since it was adopted, whose it is."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from serai.portal.people.models import Officer
from serai.portal.programme.engine.changes import Change, Kind, Stand, changes
from serai.portal.programme.engine.dependencies import due_too_early
from serai.portal.programme.models import (
    AdoptedItem,
    Adoption,
    Goal,
    ItemEvidence,
    Programme,
    WorkItem,
)
from serai.portal.programme.permissions import can_see_item_evidence, standing, takes_part
from serai.portal.programme.phases import ItemPhase, ProgrammePhase

OPEN = (ItemPhase.PLANNED, ItemPhase.UNDER_WAY)
SOON = dt.timedelta(days=30)


def is_late(item: WorkItem, today: dt.date) -> bool:
    """Neither done nor dropped, and due before today."""
    return item.phase in OPEN and item.due_on < today


@dataclass(slots=True)
class Line:
    """An item in the plan, with what the page says about it."""

    item: WorkItem
    late: bool
    owners: list[Officer]
    after: Sequence[WorkItem] = ()
    too_early_for: Sequence[WorkItem] = ()
    """Items it comes after that are due later than itself."""
    was: Stand | None = None
    """As adopted, when its dates have changed since."""
    is_new: bool = False
    evidence: int = 0

    @property
    def look(self) -> str:
        """How its mark and bar are drawn."""
        return "late" if self.late else self.item.phase


def item_for(user: Any, slug: str, pk: int) -> WorkItem:
    """An item of a living programme the user is in, with its owners and what it comes after."""
    item = (
        WorkItem.objects.select_related("goal__programme", "administration")
        .prefetch_related(
            Prefetch("owners", Officer.objects.select_related("administration")),
            Prefetch("after", WorkItem.objects.order_by("due_on")),
        )
        .get(pk=pk, goal__programme__slug=slug)
    )
    if not (item.goal.programme.is_living and takes_part(user, item.goal.programme)):
        raise WorkItem.DoesNotExist
    return item


def goal_for(user: Any, slug: str, pk: int) -> Goal:
    """A goal of a living programme the user is in."""
    goal = Goal.objects.select_related("programme").get(pk=pk, programme__slug=slug)
    if not (goal.programme.is_living and takes_part(user, goal.programme)):
        raise Goal.DoesNotExist
    return goal


def evidence_for(user: Any, slug: str, pk: int, evidence: int) -> ItemEvidence:
    """Evidence of an item, if the user may see it: another administration's is not there for them."""
    item = item_for(user, slug, pk)
    if not can_see_item_evidence(user, item):
        raise ItemEvidence.DoesNotExist
    found = ItemEvidence.objects.select_related("stored", "added_by").get(pk=evidence, item=item)
    found.item = item
    return found


def plan_of(programme: Programme, *, today: dt.date, since: "Since | None" = None) -> list[Line]:
    """All items in the order of the plan; three queries."""
    items = list(
        WorkItem.objects.filter(goal__programme=programme)
        .select_related("goal", "administration")
        .prefetch_related("owners")
        .annotate(shown=Count("evidence"))
    )
    known = {item.pk: item for item in items}
    after = dependencies(programme)
    early = defaultdict(list)
    for found in due_too_early({i.pk: i.due_on for i in items if i.phase in OPEN}, after):
        early[found.item].append(known[found.earlier])
    moved = (
        {change.pk: change.was for change in since.changes if change.kind is Kind.MOVED}
        if since
        else {}
    )
    new = {change.pk for change in since.changes if change.kind is Kind.NEW} if since else set()
    return [
        Line(
            item=item,
            late=is_late(item, today),
            owners=list(item.owners.all()),
            after=[known[pk] for pk in after.get(item.pk, ()) if pk in known],
            too_early_for=early[item.pk],
            was=moved.get(item.pk),
            is_new=item.pk in new,
            evidence=item.shown,
        )
        for item in items
    ]


def dependencies(programme: Programme) -> dict[int, list[int]]:
    """What each item comes after, by primary key; one query."""
    links = WorkItem.after.through.objects.filter(
        from_workitem__goal__programme=programme
    ).order_by("to_workitem")
    found: dict[int, list[int]] = defaultdict(list)
    for later, earlier in links.values_list("from_workitem_id", "to_workitem_id"):
        found[later].append(earlier)
    return found


@dataclass(frozen=True)
class Filter:
    """Which items are asked for; empty parts let everything through."""

    administration: str = ""
    """A code, or "programme" for the items of no administration."""
    owner: int | None = None
    state: str = ""
    """A phase, or "late"."""

    @property
    def is_empty(self) -> bool:
        return not (self.administration or self.owner or self.state)

    def lets(self, line: Line) -> bool:
        """Whether a line passes."""
        item = line.item
        code = item.administration.code if item.administration else "programme"
        return (
            self.administration in ("", code)
            and (self.owner is None or any(owner.pk == self.owner for owner in line.owners))
            and (self.state in ("", item.phase) or (self.state == "late" and line.late))
        )


def late_items(
    programme: Programme | None = None, *, owner: Any = None, today: dt.date | None = None
) -> list[WorkItem]:
    """Late items of a programme, of an owner or of both, the longest late first, with owners; two queries."""
    items = open_items(programme, owner=owner).filter(due_on__lt=today or timezone.localdate())
    return list(items.order_by("due_on", "pk"))


def open_items(programme: Programme | None = None, *, owner: Any = None) -> QuerySet[WorkItem]:
    """Items neither done nor dropped, of programmes that are at work."""
    items = WorkItem.objects.filter(
        phase__in=OPEN, goal__programme__phase__in=(ProgrammePhase.PREPARED, ProgrammePhase.RUNNING)
    )
    if programme is not None:
        items = items.filter(goal__programme=programme)
    if owner is not None:
        items = items.filter(owners=owner.pk)
    return items.select_related("goal__programme", "administration").prefetch_related("owners")


# Since adoption


@dataclass(frozen=True)
class Since:
    """The plan that was adopted last, and how today's differs from it."""

    group: str
    adopted_on: dt.date
    changes: Sequence[Change]
    titles: Mapping[int, tuple[str, str]]
    """English and Russian titles of all items, by primary key."""

    def by_kind(self) -> dict[Kind, list[Change]]:
        """The changes of each kind that occurs."""
        found: dict[Kind, list[Change]] = {}
        for change in self.changes:
            found.setdefault(change.kind, []).append(change)
        return found


def changes_since_adoption(programme: Programme) -> Since | None:
    """How the plan differs from the one adopted last, or None when none was; two queries."""
    last = Adoption.objects.filter(programme=programme).values("pk")[:1]
    columns = (
        "adoption__working_group__code",
        "adoption__adopted_on",
        "item_id",
        "begins_on",
        "due_on",
        "phase",
        "owners",
        "title_en",
        "title_ru",
    )
    adopted = list(
        AdoptedItem.objects.filter(adoption=last)
        .order_by("item__goal__order", "due_on", "pk")
        .values_list(*columns)
    )
    if not adopted:
        return None
    then = [
        Stand(item, due, begins, phase, frozenset(owners))
        for _, _, item, begins, due, phase, owners, _, _ in adopted
    ]
    now, titles = stands_of(programme)
    titles = {row[2]: (row[7], row[8]) for row in adopted} | titles
    return Since(adopted[0][0], adopted[0][1], changes(then, now), titles)


def stands_of(programme: Programme) -> tuple[list[Stand], dict[int, tuple[str, str]]]:
    """Every item as it stands now, and the titles; one query."""
    rows = WorkItem.objects.filter(goal__programme=programme).values_list(
        "pk", "begins_on", "due_on", "phase", "title_en", "title_ru", "owners__pk"
    )
    owners: dict[int, set[int]] = defaultdict(set)
    found: dict[int, tuple[Any, ...]] = {}
    for pk, *columns, owner in rows:
        found[pk] = tuple(columns)
        if owner:
            owners[pk].add(owner)
    stands = [
        Stand(pk, due, begins, phase, frozenset(owners[pk]))
        for pk, (begins, due, phase, _, _) in found.items()
    ]
    return stands, {pk: (en, ru) for pk, (_, _, _, en, ru) in found.items()}


# Each owner's own list


@dataclass
class Mine:
    """An owner's items in all programmes, by what is to be done first."""

    late: list[WorkItem] = field(default_factory=list)
    soon: list[WorkItem] = field(default_factory=list)
    later: list[WorkItem] = field(default_factory=list)
    done: list[WorkItem] = field(default_factory=list)

    @property
    def open(self) -> int:
        return len(self.late) + len(self.soon) + len(self.later)


def items_of(user: Any, *, today: dt.date) -> Mine:
    """Items the user owns in living programmes they are still in; dropped ones are left out."""
    items = (
        WorkItem.objects.filter(owners=user.pk, goal__programme__in=standing(user).places)
        .exclude(Q(phase=ItemPhase.DROPPED) | Q(goal__programme__phase=ProgrammePhase.PUBLISHED))
        .select_related("goal__programme", "administration")
        .order_by("due_on", "pk")
    )
    mine = Mine()
    for item in items:
        part_of(mine, item, today=today).append(item)
    mine.done.reverse()
    return mine


def part_of(mine: Mine, item: WorkItem, *, today: dt.date) -> list[WorkItem]:
    """The part of the list an item belongs to."""
    if item.phase == ItemPhase.DONE:
        return mine.done
    if is_late(item, today):
        return mine.late
    return mine.soon if item.due_on <= today + SOON else mine.later


def names_of(officers: Iterable[int]) -> dict[int, str]:
    """Latin names by primary key; one query, or none when nobody is asked for."""
    keys = set(officers)
    return dict(Officer.objects.filter(pk__in=keys).values_list("pk", "name_latin")) if keys else {}
