"""What an item of the work plan comes after, as it is read: also when that was dropped."""

import datetime as dt

import pytest
from django.urls import reverse

from serai.portal.people.models import Officer
from serai.portal.programme.models import Goal, WorkItem
from serai.portal.programme.phases import ItemPhase

DUE = dt.date(2027, 5, 20)


@pytest.fixture
def waiting(cast) -> WorkItem:
    """An item that comes after a dropped one and after a planned one."""
    goal = Goal.objects.create(programme=cast.programme, title_en="Materials", title_ru="Материалы")
    outline, tests, course = (
        WorkItem.objects.create(goal=goal, title_en=en, title_ru=ru, due_on=DUE)
        for en, ru in (("Outline", "План"), ("Tests", "Тесты"), ("Course guide", "Руководство"))
    )
    WorkItem.objects.filter(pk=outline.pk).update(phase=ItemPhase.DROPPED)
    course.after.set([outline, tests])
    return course


def test_the_plan_says_that_what_an_item_waits_for_was_dropped(client, cast, waiting):
    client.force_login(cast.coordinator)
    page = client.get(reverse("work_plan", args=["corridor"])).text
    assert "Outline (dropped)" in page
    assert "Tests (" not in page


def test_the_page_of_the_item_says_it_too(client, cast, waiting):
    client.force_login(cast.coordinator)
    page = client.get(reverse("work_item", args=["corridor", waiting.pk])).text
    assert page.count(">dropped<") == 1


def test_no_english_quotation_marks_stand_around_russian_titles(client, cast, waiting):
    Officer.objects.filter(pk=cast.coordinator.pk).update(language="ru")
    client.force_login(Officer.objects.get(pk=cast.coordinator.pk))
    page = client.get(reverse("work_plan", args=["corridor"])).text
    assert "План (снято)" in page
    assert "“" not in page
