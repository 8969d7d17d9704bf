"""The plan is adopted at a working group, so not before it began."""

import datetime as dt

import pytest
from django.urls import reverse

from serai.portal.programme.models import Adoption, Goal, WorkItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def adopt(client, cast):
    goal = Goal.objects.create(programme=cast.programme, title_en="Regional materials")
    WorkItem.objects.create(goal=goal, title_en="Handbook", due_on=dt.date(2025, 6, 1))
    client.force_login(cast.coordinator)

    def post(group: str, on: str):
        return client.post(
            reverse("adopt_work_plan", args=["corridor"]),
            {"group": cast.groups[group].pk, "on": on},
        )

    return post


def test_a_day_before_the_group_is_refused_beside_the_field(adopt):
    answer = adopt("WG3", "2025-04-13")
    assert answer.status_code == 200
    assert answer.context["form"].errors == {"on": ["This day is before WG3 (14–18 April 2025)."]}
    assert not Adoption.objects.exists()


@pytest.mark.parametrize(
    ("group", "on"),
    [("WG3", "2025-04-14"), ("WG3", "2025-05-02"), ("WG1", "2024-09-01"), ("WG1", "2024-09-20")],
)
def test_the_first_day_and_later_ones_are_taken(adopt, group, on):
    assert adopt(group, on).status_code == 302
    assert Adoption.objects.get().adopted_on == dt.date.fromisoformat(on)


def test_of_a_month_no_day_is_invented(adopt):
    errors = adopt("WG1", "2024-08-31").context["form"].errors
    assert errors == {"on": ["This day is before WG1 (September 2024)."]}


def test_a_group_without_dates_refuses_no_day(adopt):
    assert adopt("WG4", "2025-04-18").status_code == 302
