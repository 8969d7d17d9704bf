"""The demonstration is loaded: the same by the same chance, on any day, and never among real people."""

import datetime as dt
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from serai.portal.people.models import Officer
from serai.portal.programme import demonstration
from serai.portal.programme.actions.published import load_published
from serai.portal.programme.models import (
    AdoptedItem,
    Event,
    IntersessionalEntry,
    Membership,
    Programme,
    WorkItem,
)
from tests.factories import make_officer

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 3, 4)


def test_the_same_chance_makes_the_same_people():
    assert names_made_by(1) == names_made_by(1) != names_made_by(2)


def names_made_by(seed):
    """The names of everyone, in a database that forgets them."""
    with transaction.atomic():
        demonstration.load(today=TODAY, rng=Random(seed))  # noqa: S311 - names of generated people, nothing secret
        names = list(Officer.objects.order_by("pk").values_list("name_native", "name_latin"))
        transaction.set_rollback(True)
    return names


def test_real_members_are_never_mixed_with_generated_ones():
    load_published()
    living = Programme.objects.get(slug="central-asia-caucasus")
    real = make_officer("Real Member", is_generated=False)
    administration = living.participations.first().administration
    Membership.objects.create(
        programme=living, officer=real, administration=administration, joined_on=TODAY
    )
    demonstration.load(today=TODAY)
    assert list(Officer.objects.all()) == [real]


def test_the_command_is_refused_outside_demo_mode():
    with pytest.raises(CommandError):
        call_command("load_demonstration", skip_checks=True)
    assert not Officer.objects.exists()


@pytest.mark.parametrize(
    "today", [dt.date(2020, 1, 1), dt.date(2025, 7, 1), dt.date(2025, 12, 31), dt.date(2028, 2, 29)]
)
def test_what_happened_lies_in_the_past_and_in_order_on_any_day(today):
    demonstration.load(today=today)
    now = dt.datetime.combine(max(today, dt.date(2025, 7, 1)), dt.time(), tzinfo=dt.UTC)
    assert not Event.objects.filter(at__gt=now).exists()
    for entry in IntersessionalEntry.objects.select_related("membership"):
        assert (
            entry.membership.joined_on <= entry.begun_on <= entry.ended_on <= entry.logged_at.date()
        )
        assert entry.answered_at is None or entry.logged_at <= entry.answered_at <= now
        assert entry.logged_at <= now
    for item in WorkItem.objects.all():
        assert item.begins_on is None or item.begins_on <= item.due_on, item
        assert item.done_on is None or item.done_on <= now.date(), item
    for adopted in AdoptedItem.objects.select_related("adoption"):
        assert adopted.due_on > adopted.adoption.adopted_on, adopted.title_en
