"""Reminding owners of items that are due in a week or late.

It may run any number of times a day: a letter's key names the item, its due date and what it says,
so nobody is reminded twice of the same; an item that was moved is a new matter. A late item that no
owner can hear of any more goes to the focal points of its administration, else to the coordinators.
"""

import datetime as dt

from django.db import transaction

from serai.portal.people.letters import write
from serai.portal.people.models import Letter, Officer
from serai.portal.programme.actions.workplan.items import path_of
from serai.portal.programme.models import Membership, Role, WorkItem
from serai.portal.programme.queries.roles import coordinators, focal_points
from serai.portal.programme.queries.workplan import open_items

AHEAD = dt.timedelta(days=7)


def remind(today: dt.date) -> int:
    """Write to whom each item concerns; returns how many letters were written."""
    items = list(open_items().filter(due_on__lte=today + AHEAD).order_by("due_on", "pk"))
    inside = still_inside({item.goal.programme_id for item in items})
    written = 0
    for item in items:
        owners = [
            owner
            for owner in item.owners.all()
            if owner.is_active and (item.goal.programme_id, owner.pk) in inside
        ]
        written += sum(write_about(item, owner, today=today) for owner in owners)
        if not owners and item.due_on < today:
            written += write_about_unowned(item)
    return written


def still_inside(programmes: set[int]) -> set[tuple[int, int]]:
    """Programme and officer of everyone with a role or an active membership."""
    roles = Role.objects.filter(programme__in=programmes).values_list("programme_id", "officer_id")
    members = Membership.objects.filter(programme__in=programmes, left_on=None)
    return {*roles, *members.values_list("programme_id", "officer_id")}


def write_about(item: WorkItem, owner: Officer, *, today: dt.date) -> bool:
    """Write that an item is late or due soon, unless that was written before."""
    late = item.due_on < today
    letter = write(
        owner,
        key=f"{'item_late' if late else 'item_due'}:{item.pk}:{item.due_on:%Y-%m-%d}",
        template="item_late" if late else "item_due",
        context={"item": item, "programme": item.goal.programme, "path": path_of(item)},
    )
    return letter is not None


@transaction.atomic
def write_about_unowned(item: WorkItem) -> int:
    """Write to those who can give a late item an owner, unless anybody was written to about it before."""
    key = f"item_unowned:{item.pk}:{item.due_on:%Y-%m-%d}"
    if Letter.objects.filter(key=key).exists():
        return 0
    programme = item.goal.programme
    context = {"item": item, "programme": programme, "path": path_of(item)}
    letters = [
        write(officer, key=key, template="item_unowned", context=context)
        for officer in who_can_give_it(item)
    ]
    return sum(letter is not None for letter in letters)


def who_can_give_it(item: WorkItem) -> list[Officer]:
    """The focal points of its administration who can be written to, else the coordinators."""
    programme = item.goal.programme
    if item.administration_id:
        near = [one for one in focal_points(programme, item.administration_id) if one.is_active]
        if near:
            return near
    return coordinators(programme)
