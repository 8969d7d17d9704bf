"""Who saves second is told what the first changed; what they typed stays, and saving again keeps it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from serai.portal.programme.models import Challenge, Decision, Goal, Requirement, WorkItem

pytestmark = pytest.mark.django_db


def opened(client, address: str) -> dict:
    """What the form of a page sends when nothing is typed."""
    form = client.get(address).context["form"]
    values = {}
    for field in form:
        value = field.value()
        values[field.html_name] = (
            [getattr(each, "pk", each) for each in value]
            if isinstance(value, list)
            else ""
            if value is None
            else value
        )
    return values


def item(cast) -> tuple[WorkItem, str]:
    goal = Goal.objects.create(programme=cast.programme, order=1, title_en="Material")
    made = WorkItem.objects.create(
        goal=goal, title_en="Glossary", due_on=dt.date(2027, 3, 1), administration=cast.georgia
    )
    made.owners.set([cast.member])
    return made, reverse("edit_work_item", args=["corridor", made.pk])


def requirement(cast) -> tuple[Requirement, str]:
    made = Requirement.objects.create(
        step=cast.groups["WG4"], kind="attendance", title_en="Attendance", threshold=80
    )
    return made, reverse("edit_requirement", args=["corridor", "WG4", made.pk])


def challenge(cast) -> tuple[Challenge, str]:
    made = Challenge.objects.create(
        programme=cast.programme, title_en="Parcels", raised_on=timezone.now()
    )
    return made, reverse("edit_challenge", args=["corridor", made.pk])


def programme(cast):
    return cast.programme, reverse("edit_programme", args=["corridor"])


def decision(cast) -> tuple[Decision, str]:
    made = Decision.objects.create(
        working_group=cast.groups["WG3"],
        text_en="Meet monthly.",
        decided_on=dt.date(2025, 4, 18),
        recorded_by=cast.coordinator,
    )
    return made, reverse("edit_decision", args=["corridor", "WG3", made.pk])


@pytest.mark.parametrize(
    ("make", "first", "second", "says", "stays"),
    [
        (
            item,
            {"due_on": "2027-04-01"},
            {"note": "Mine"},
            "Ada Admin changed “Glossary” while you had it open. It is now: due on: 1 April 2027.",
            {"due_on": dt.date(2027, 4, 1), "note": ""},
        ),
        (
            requirement,
            {"threshold": "100"},
            {"title_en": "Mine"},
            "Ada Admin changed “Attendance” while you had it open. It is now: at least: 100.",
            {"threshold": Decimal(100), "title_en": "Attendance"},
        ),
        (
            challenge,
            {"about_en": "Theirs"},
            {"title_en": "Mine"},
            "Ada Admin changed “Parcels” while you had it open. It is now: description in English: Theirs.",
            {"about_en": "Theirs", "title_en": "Parcels"},
        ),
        (
            programme,
            {"partners": "Theirs"},
            {"topic_en": "Mine"},
            "was changed while you had it open. It is now: partners: Theirs.",
            {"partners": "Theirs", "topic_en": "Risk management"},
        ),
        (
            decision,
            {"text_ru": "Их"},
            {"text_en": "Mine"},
            "Ada Admin changed “Meet monthly.” while you had it open. It is now: decision in Russian: Их.",
            {"text_ru": "Их", "text_en": "Meet monthly."},
        ),
    ],
)
def test_who_saves_second_is_told_and_may_save_again(
    client, cast, make, first, second, says, stays
):
    record, address = make(cast)
    client.force_login(cast.coordinator)
    typed = opened(client, address) | second
    client.force_login(cast.administrator)
    assert client.post(address, opened(client, address) | first).status_code == 302
    client.force_login(cast.coordinator)
    page = client.post(address, typed)
    assert page.status_code == 200
    assert says in page.content.decode()
    assert "Save again to keep what stands here." in page.content.decode()
    assert "Mine" in page.content.decode()
    record.refresh_from_db()
    assert {name: getattr(record, name) for name in stays} == stays
    again = {name: page.context["form"][name].value() for name in ("seen", *second)}
    assert client.post(address, typed | again).status_code == 302
    record.refresh_from_db()
    assert {name: getattr(record, name) for name in second} == second


def test_an_owner_given_meanwhile_is_a_change_too(client, cast):
    made, address = item(cast)
    client.force_login(cast.coordinator)
    typed = opened(client, address) | {"note": "Mine"}
    made.owners.set([cast.second_membership.officer])
    page = client.post(address, typed).content.decode()
    assert "It is now: owners: Nino Member." in page
    assert list(made.owners.all()) == [cast.second_membership.officer]


def test_how_far_an_item_is_does_not_stand_in_its_form(client, cast):
    made, address = item(cast)
    client.force_login(cast.coordinator)
    typed = opened(client, address) | {"note": "Mine"}
    WorkItem.objects.filter(pk=made.pk).update(phase="under_way")
    assert client.post(address, typed).status_code == 302
    made.refresh_from_db()
    assert (made.phase, made.note) == ("under_way", "Mine")
