"""The published history is loaded as published: nothing lost, nothing invented, nothing overwritten."""

import csv
import datetime as dt
import io
from collections import Counter
from importlib.resources import files

import pytest
from django.core.management import call_command
from django.utils import translation

from serai.portal.people.models import Administration, Officer
from serai.portal.programme.actions.published import Loaded, load_published
from serai.portal.programme.data import country_name, rows, table
from serai.portal.programme.models import Programme, PublishedTotal, WorkingGroup

pytestmark = pytest.mark.django_db

DATA = files("serai.portal.programme.data")


def listed(name):
    """The rows as a plain reader of the file sees them."""
    return list(csv.DictReader(io.StringIO((DATA / name).read_text(encoding="utf-8"))))


@pytest.fixture
def history():
    load_published()
    return {programme.published_name: programme for programme in Programme.objects.all()}


@pytest.fixture
def living(history):
    return history["Central Asia and Caucasus RM"]


def test_every_row_of_the_list_is_an_activity_of_its_programme(history):
    wanted = Counter(row["programme"] for row in listed("mtp_activities.csv"))
    published = WorkingGroup.objects.exclude(source="")
    assert Counter(published.values_list("programme__published_name", flat=True)) == wanted
    assert set(history) == set(wanted)


def test_every_activity_carries_the_figures_and_the_source_of_its_row(history):
    figures = (
        "published_members",
        "published_trainees",
        "published_certified",
        "country",
        "city_en",
        "source",
    )
    loaded = Counter(
        WorkingGroup.objects.exclude(source="").values_list("programme__published_name", *figures)
    )
    assert loaded == Counter(
        (
            row["programme"],
            *(
                int(row[name]) if row[name] else None
                for name in ("working_group_members", "trainees", "certified")
            ),
            row["country"],
            row["city"],
            row["source"],
        )
        for row in listed("mtp_activities.csv")
    )


def test_totals_are_those_of_the_list(history):
    loaded = {
        (str(t.as_of), t.master_trainers, t.people_trained, t.source)
        for t in PublishedTotal.objects.all()
    }
    assert loaded == {
        (row["as_of"], int(row["master_trainers"]), int(row["people_trained"]), row["source"])
        for row in listed("mtp_totals.csv")
    }


def test_a_month_is_shown_as_a_month(living):
    group = living.working_groups.get(code="WG1")
    assert (group.start, group.end, group.precision) == (
        dt.date(2024, 9, 1),
        None,
        WorkingGroup.Precision.MONTH,
    )
    assert group.days == []
    assert (group.city, group.country, group.mode, group.host) == ("", "", "", None)


@pytest.mark.parametrize(
    ("programme", "code", "first"),
    [
        ("West Africa RM&IA", "WG1", dt.date(2019, 2, 11)),
        ("Pacific CV and HS", "Launch", dt.date(2021, 9, 6)),
    ],
)
def test_a_first_day_without_a_last_one_gets_none(history, programme, code, first):
    group = history[programme].working_groups.get(code=code)
    assert (group.start, group.end, group.precision) == (first, None, WorkingGroup.Precision.DAY)


def test_only_the_living_programme_is_running(history, living):
    assert [p.slug for p in history.values() if p.is_living] == ["central-asia-caucasus"]
    assert living.phase == "running"


def test_the_living_programme_has_its_steps_and_eight_administrations(living):
    steps = living.working_groups.order_by("order").values_list("code", "phase")
    held = [(code, "held") for code in ("Explanatory", "WG1", "WG2", "WG3")]
    assert list(steps) == [*held, ("WG4", "to_plan"), ("WG5", "to_plan")]
    takes_part = living.participations.values_list("administration__code", "quota", "votes")
    assert set(takes_part) == {
        (code, 2, 5) for code in ("am", "az", "ge", "kz", "kg", "tj", "tm", "uz")
    }
    assert living.nominations_close_on < dt.date(2024, 9, 1)
    assert living.replacements_close_on is None


@pytest.mark.parametrize(
    ("code", "host", "zone"), [("WG2", "kz", "Asia/Almaty"), ("WG3", "ge", "Asia/Tbilisi")]
)
def test_hosts_and_time_zones_are_those_of_the_place(living, code, host, zone):
    group = living.working_groups.select_related("host").get(code=code)
    assert (group.host.code, group.time_zone) == (host, zone)


def test_astana_is_five_hours_ahead_since_2024():
    zone = WorkingGroup(time_zone="Asia/Almaty").zone
    assert dt.datetime(2025, 2, 3, 9, tzinfo=zone).utcoffset() == dt.timedelta(hours=5)


def test_no_people_are_made(history):
    assert not Officer.objects.exists()


def test_loading_again_changes_nothing(history, django_assert_max_num_queries):
    versions = WorkingGroup.history.count()
    with django_assert_max_num_queries(25):
        assert load_published() == Loaded()
    assert WorkingGroup.history.count() == versions


def test_a_figure_corrected_in_the_list_is_corrected_here(history):
    group = history["East Africa PCA"].working_groups.get(code="WG5")
    WorkingGroup.objects.filter(pk=group.pk).update(published_certified=3)
    assert load_published().activities == 1
    group.refresh_from_db()
    assert group.published_certified == 18


def test_what_coordinators_changed_stays_as_they_left_it(living):
    living.working_groups.filter(code="WG4").delete()
    living.working_groups.filter(code="WG2").update(venue="Training centre", published_members=15)
    Administration.objects.filter(code="ge").update(name_en="Revenue Service")
    assert load_published() == Loaded()
    assert not living.working_groups.filter(code="WG4").exists()
    assert living.working_groups.get(code="WG2").published_members == 15
    assert Administration.objects.get(code="ge").name_en == "Revenue Service"


def test_a_short_name_taken_by_a_coordinator_is_left_to_them():
    Programme.objects.create(slug="east-africa-ia", topic_en="Own", region_en="Own")
    load_published()
    assert Programme.objects.get(published_name="East Africa IA").slug == "east-africa-ia-published"


def test_everything_has_a_russian_name(history):
    for programme in history.values():
        assert programme.topic_ru, programme
        assert programme.region_ru, programme
    assert not WorkingGroup.objects.exclude(city_en="").filter(city_ru="").exists()
    assert not WorkingGroup.objects.exclude(aim_en="").filter(aim_ru="").exists()
    assert all(total.scope_ru for total in PublishedTotal.objects.all())
    for administration in Administration.objects.all():
        assert administration.name_ru, administration
        assert administration.name_native, administration


def test_every_administration_names_its_source():
    assert all(facts["source"] for facts in table("administrations").values())
    assert all(row["source"] for name in ("mtp_activities", "mtp_totals") for row in rows(name))


def test_codes_can_stand_in_an_address(history):
    assert not WorkingGroup.objects.exclude(code__regex=r"^[A-Za-z0-9-]{1,24}$").exists()


@pytest.mark.parametrize(
    ("code", "english", "russian"),
    [
        ("CI", "Côte d’Ivoire", "Кот-д’Ивуар"),
        ("KG", "Kyrgyzstan", "Кыргызстан"),
        ("MN", "Mongolia", "Монголия"),
        ("", "", ""),
        ("ZZ", "ZZ", "ZZ"),
    ],
)
def test_a_country_is_named_in_the_readers_language(code, english, russian):
    with translation.override("en"):
        assert country_name(code) == english
    with translation.override("ru"):
        assert country_name(code) == russian


def test_the_command_says_what_it_added(capsys):
    call_command("load_published", skip_checks=True)
    call_command("load_published", skip_checks=True)
    first, second = capsys.readouterr().out.splitlines()
    assert first == "Added or corrected: 11 administrations, 9 programmes, 25 activities, 2 totals."
    assert second == "Added or corrected: 0 administrations, 0 programmes, 0 activities, 0 totals."
