"""A late item whose owners are gone: somebody hears of it, once."""

import datetime as dt

import pytest
from django.utils import timezone

from serai.portal.people.actions.erasure import erase
from serai.portal.people.models import Letter
from serai.portal.programme.actions.workplan import remind
from serai.portal.programme.models import Goal, Role, WorkItem
from tests.factories import make_officer

pytestmark = pytest.mark.django_db

TODAY = dt.date(2025, 5, 20)


@pytest.fixture
def item(cast):
    goal = Goal.objects.create(programme=cast.programme, title_en="Goal")
    item = WorkItem.objects.create(
        goal=goal, title_en="Glossary", administration=cast.georgia, due_on=dt.date(2025, 5, 1)
    )
    item.owners.add(cast.member)
    return item


def leave(cast):
    cast.membership.left_on = dt.date(2025, 5, 2)
    cast.membership.save()


def told(today=TODAY):
    """Who is written to on a day."""
    before = list(Letter.objects.values_list("pk", flat=True))
    remind(today)
    return [letter.to for letter in Letter.objects.exclude(pk__in=before).order_by("pk")]


def test_when_the_owner_left_the_focal_points_are_told_once(cast, item):
    leave(cast)
    assert told() == [cast.focal_point]
    letter = Letter.objects.get()
    assert letter.subject == "“Glossary” is late and has no owner"
    assert f"/work-plan/items/{item.pk}/" in letter.text
    assert told() == []
    assert told(TODAY + dt.timedelta(1)) == []


def test_of_an_erased_owner_too(cast, item):
    erase(cast.member, by=cast.administrator, now=timezone.now())
    Letter.objects.all().delete()
    assert told() == [cast.focal_point]


def test_an_owner_who_may_not_sign_in_hears_nothing_so_others_do(cast, item):
    cast.member.is_active = False
    cast.member.save()
    assert told() == [cast.focal_point]


@pytest.mark.parametrize("how", ["no role", "may not sign in", "the programme's own"])
def test_without_focal_points_it_is_the_coordinators(cast, item, how):
    leave(cast)
    if how == "no role":
        cast.focal_point.programme_roles.all().delete()
    elif how == "may not sign in":
        cast.focal_point.is_active = False
        cast.focal_point.save()
    else:
        WorkItem.objects.update(administration=None)
    second = make_officer("Zoe Coordinator")
    Role.objects.create(programme=cast.programme, officer=second, kind="coordinator")
    assert told() == [cast.coordinator, second]
    assert told() == []


def test_a_focal_point_named_later_is_not_told_again(cast, item):
    leave(cast)
    role = cast.focal_point.programme_roles.get()
    role.delete()
    assert told() == [cast.coordinator]
    Role.objects.create(
        programme=cast.programme,
        officer=cast.focal_point,
        kind="focal_point",
        administration=cast.georgia,
    )
    assert told() == []


def test_an_owner_who_stayed_is_enough(cast, item):
    item.owners.add(cast.second_membership.officer)
    leave(cast)
    assert told() == [cast.second_membership.officer]


def test_what_is_only_due_soon_or_was_moved_is_another_matter(cast, item):
    leave(cast)
    WorkItem.objects.update(due_on=TODAY + dt.timedelta(3))
    assert told() == []
    assert told(TODAY + dt.timedelta(4)) == [cast.focal_point]
    WorkItem.objects.update(due_on=TODAY + dt.timedelta(5))
    assert told(TODAY + dt.timedelta(6)) == [cast.focal_point]
