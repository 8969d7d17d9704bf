"""Programmes: who sees which, their administrations, their steps."""

import datetime as dt

import pytest
from django.urls import reverse

from serai.portal.programme.actions.programmes import (
    edit_steps,
    found_programme,
    set_participations,
)
from serai.portal.programme.errors import QuotaTooSmallError, StepInUseError
from serai.portal.programme.models import Programme, Requirement
from serai.portal.programme.queries.programmes import programmes_for
from tests.factories import make_administration, make_group, make_programme

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("coordinator", {"corridor", "history"}),
        ("focal_point", {"corridor", "history"}),
        ("expert", {"corridor", "history"}),
        ("member", {"corridor", "history"}),
        ("observer", {"corridor", "history"}),
        ("stranger", {"history"}),
        ("administrator", {"corridor", "history", "elsewhere"}),
    ],
)
def test_a_living_programme_is_seen_by_those_in_it_and_history_by_everyone(cast, who, seen):
    make_programme("history", phase="published")
    make_programme("elsewhere")
    assert {p.slug for p in programmes_for(cast.who(who))} == seen


def test_a_programme_somebody_has_no_part_in_is_not_found(client, cast):
    client.force_login(cast.stranger)
    assert client.get(reverse("programme", args=["corridor"])).status_code == 404


@pytest.mark.parametrize("page", ["edit_programme", "participations", "steps"])
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("coordinator", 200),
        ("administrator", 200),
        ("focal_point", 403),
        ("member", 403),
        ("stranger", 404),
    ],
)
def test_only_its_coordinator_changes_a_programme(client, cast, page, who, status):
    client.force_login(cast.who(who))
    assert client.get(reverse(page, args=["corridor"])).status_code == status


def test_a_new_programme_consists_of_five_working_groups():
    founded = found_programme(Programme(slug="new", topic_en="Valuation", region_en="Pacific"))
    assert [g.code for g in founded.working_groups.all()] == ["WG1", "WG2", "WG3", "WG4", "WG5"]


def test_a_quota_below_the_active_members_is_refused_and_nothing_changes(cast):
    with pytest.raises(QuotaTooSmallError) as refusal:
        set_participations(cast.programme, quotas={cast.georgia: (1, 9), cast.armenia: (3, 9)})
    assert "Georgia (2)" in str(refusal.value)
    assert set(cast.programme.participations.values_list("quota", "votes")) == {(3, 5)}


def test_an_administration_without_members_can_be_left_out(cast):
    japan = make_administration("jp")
    quotas = {cast.georgia: (3, 5), cast.armenia: (3, 5)}
    set_participations(cast.programme, quotas={**quotas, japan: (2, 4)})
    set_participations(cast.programme, quotas=quotas)
    assert cast.programme.participations.count() == 2


def test_a_step_that_was_held_stays(cast):
    with pytest.raises(StepInUseError):
        edit_steps(cast.programme, steps=[], removed=[cast.groups["WG2"]])
    edit_steps(cast.programme, steps=[], removed=[cast.groups["WG5"]])
    assert not cast.programme.working_groups.filter(code="WG5").exists()


def test_what_counts_from_a_step_goes_on_counting_from_it_under_its_new_code(cast):
    kind = Requirement.Kind
    asked = [
        Requirement.objects.create(step=cast.groups["WG4"], kind=each, counts_from=codes)
        for each, codes in ((kind.ATTENDANCE, ["WG2", "WG3"]), (kind.TAUGHT, ["WG3"]))
    ]
    step = cast.groups["WG3"]
    step.code = "Tbilisi"
    edit_steps(cast.programme, steps=[step], removed=[])
    for requirement in asked:
        requirement.refresh_from_db()
    assert [one.counts_from for one in asked] == [["WG2", "Tbilisi"], ["Tbilisi"]]


def test_two_steps_swap_their_codes_and_what_counts_from_them_follows(cast):
    asked = Requirement.objects.create(
        step=cast.groups["WG5"], kind=Requirement.Kind.ATTENDANCE, counts_from=["WG3"]
    )
    third, fourth = cast.groups["WG3"], cast.groups["WG4"]
    third.code, fourth.code = fourth.code, third.code
    edit_steps(cast.programme, steps=[third, fourth], removed=[])
    assert cast.programme.working_groups.get(code="WG4") == third
    asked.refresh_from_db()
    assert asked.counts_from == ["WG4"]


def test_the_steps_page_adds_a_step(client, cast):
    client.force_login(cast.coordinator)
    groups = list(cast.programme.working_groups.all())
    data = {"form-TOTAL_FORMS": len(groups) + 1, "form-INITIAL_FORMS": len(groups)}
    for n, group in enumerate(groups):
        data |= {
            f"form-{n}-{name}": getattr(group, name)
            for name in ("id", "order", "code", "kind", "aim_en", "aim_ru")
        }
    n = len(groups)
    data |= {f"form-{n}-order": 6, f"form-{n}-code": "WG6", f"form-{n}-kind": "working_group"}
    assert client.post(reverse("steps", args=["corridor"]), data).status_code == 302
    assert cast.programme.working_groups.get(code="WG6").order == 6


def test_the_page_of_a_published_programme_shows_its_source(client, cast):
    programme = make_programme("past", phase="published")
    make_group(
        programme,
        "WG5",
        phase="held",
        start=dt.date(2021, 6, 4),
        published_certified=18,
        source="newsroom 2021-06",
    )
    client.force_login(cast.stranger)
    page = client.get(reverse("programme", args=["past"])).content.decode()
    assert "18 members were certified (June 2021)." in page
    assert "newsroom 2021-06" in page


def test_the_list_of_programmes_asks_the_same_number_of_questions_for_one_and_three(
    client, cast, django_assert_max_num_queries
):
    client.force_login(cast.stranger)
    counts = []
    for number in range(3):
        programme = make_programme(f"past-{number}", phase="published")
        make_group(programme, "WG1", phase="held", start=dt.date(2020, 1, 6))
        with django_assert_max_num_queries(20) as asked:
            client.get(reverse("programmes"))
        counts.append(len(asked))
    assert counts[0] == counts[2]
