"""Adopting the work plan, and what changed since."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from serai.portal.programme.actions.workplan import adopt_plan
from serai.portal.programme.engine.changes import Kind, Stand, changes
from serai.portal.programme.errors import EmptyPlanError
from serai.portal.programme.models import Adoption, Decision, Event, Goal, WorkItem
from serai.portal.programme.queries.since import told
from serai.portal.programme.queries.workplan import changes_since_adoption

DAY = dt.date(2025, 2, 7)


@st.composite
def stands(draw):
    dates = st.dates(dt.date(2025, 1, 1), dt.date(2025, 1, 9))
    keys = draw(st.sets(st.integers(1, 6)))
    return [
        Stand(
            pk,
            due_on=draw(dates),
            begins_on=draw(st.none() | dates),
            phase=draw(st.sampled_from(["planned", "under_way", "done", "dropped"])),
            owners=frozenset(draw(st.sets(st.integers(1, 3)))),
        )
        for pk in sorted(keys)
    ]


# What differs


@given(stands())
def test_a_plan_does_not_differ_from_itself(plan):
    assert changes(plan, plan) == []


@given(stands(), stands())
def test_every_item_that_differs_is_told_and_no_other(then, now):
    before, after = (
        {stand.pk: stand for stand in plan if stand.phase != "dropped"} for plan in (then, now)
    )
    told_of = {change.pk for change in changes(then, now)}
    for pk in before.keys() | after.keys():
        was, is_ = before.get(pk), after.get(pk)
        same = (
            was is not None
            and is_ is not None
            and (was.due_on, was.begins_on, was.owners, was.phase == "done")
            == (is_.due_on, is_.begins_on, is_.owners, is_.phase == "done")
        )
        assert (pk in told_of) is not same
    assert told_of <= before.keys() | after.keys()


@given(stands(), stands())
def test_told_backwards_new_and_dropped_change_places(then, now):
    def keys(kind, one, other):
        return {change.pk for change in changes(one, other) if change.kind is kind}

    assert keys(Kind.NEW, then, now) == keys(Kind.DROPPED, now, then)
    assert keys(Kind.DONE, then, now) == keys(Kind.REOPENED, now, then)
    assert keys(Kind.MOVED, then, now) == keys(Kind.MOVED, now, then)
    assert keys(Kind.OWNERS, then, now) == keys(Kind.OWNERS, now, then)


@given(stands(), stands())
def test_changes_come_by_kind_each_once_an_item(then, now):
    found = changes(then, now)
    order = list(Kind)
    places = [order.index(change.kind) for change in found]
    assert places == sorted(places)
    assert len({(change.kind, change.pk) for change in found}) == len(found)


@given(stands(), stands())
def test_moves_add_up(then, now):
    for change in changes(then, now):
        if change.kind is Kind.MOVED:
            assert change.was.due_on + dt.timedelta(change.days) == change.now.due_on


# Adopting


@pytest.fixture
def plan(cast):
    goal = Goal.objects.create(programme=cast.programme, title_en="Regional materials")
    items = [
        WorkItem.objects.create(goal=goal, title_en=f"Item {n}", due_on=DAY + dt.timedelta(30 * n))
        for n in range(4)
    ]
    for item in items[:3]:
        item.owners.add(cast.member)
    WorkItem.objects.filter(pk=items[3].pk).update(phase="dropped")
    return items


def adopt(cast, group="WG2", on=DAY):
    return adopt_plan(cast.groups[group], on=on, by=cast.coordinator)


def test_adopting_keeps_the_plan_as_it_stands_without_what_was_dropped(cast, plan):
    adoption = adopt(cast)
    assert {kept.item for kept in adoption.items.all()} == set(plan[:3])
    assert {tuple(kept.owners) for kept in adoption.items.all()} == {(cast.member.pk,)}
    assert changes_since_adoption(cast.programme).changes == []


def test_the_decision_is_recorded_in_both_languages(cast, plan):
    adopt(cast)
    decision = Decision.objects.get()
    assert (decision.working_group, decision.decided_on) == (cast.groups["WG2"], DAY)
    assert decision.text_en == "Work plan adopted: 3 items."
    assert decision.text_ru
    assert Event.objects.get().kind == "plan_adopted"


def test_what_changed_since_is_told_in_words(cast, plan):
    adopt(cast)
    moved, handed_over, dropped, brought_back = plan
    moved.due_on += dt.timedelta(7)
    moved.save()
    handed_over.owners.set([cast.second_membership.officer])
    WorkItem.objects.filter(pk=dropped.pk).update(phase="dropped")
    WorkItem.objects.filter(pk=brought_back.pk).update(phase="planned")
    said = told(changes_since_adoption(cast.programme))
    assert said.group == "WG2"
    assert said.changed == 4
    assert {heading: [one.text for one in those] for heading, those in said.kinds} == {
        "1 item moved": ["7 Feb 2025 → 14 Feb 2025, 7 days later"],
        "1 item is new": ["due 8 May 2025"],
        "1 item was dropped": ["was due 8 Apr 2025"],
        "1 item has other owners": ["Giorgi Member → Nino Member"],
    }


def test_changes_take_two_queries(cast, plan, django_assert_num_queries):
    adopt(cast)
    plan[0].due_on += dt.timedelta(1)
    plan[0].save()
    with django_assert_num_queries(2):
        assert changes_since_adoption(cast.programme).changes


def test_adopting_again_is_a_new_baseline_and_keeps_the_old(cast, plan):
    adopt(cast)
    WorkItem.objects.filter(pk=plan[0].pk).update(due_on=DAY + dt.timedelta(9))
    adopt(cast, "WG3", DAY + dt.timedelta(70))
    assert Adoption.objects.count() == 2
    since = changes_since_adoption(cast.programme)
    assert (since.group, since.changes) == ("WG3", [])


def test_of_two_adoptions_on_one_day_the_later_counts(cast, plan):
    adopt(cast)
    WorkItem.objects.filter(pk=plan[0].pk).update(due_on=DAY + dt.timedelta(9))
    adopt(cast)
    assert changes_since_adoption(cast.programme).changes == []


def test_a_plan_that_was_never_adopted_has_no_changes(cast, plan):
    assert changes_since_adoption(cast.programme) is None


def test_an_empty_plan_is_not_adopted(cast):
    with pytest.raises(EmptyPlanError):
        adopt(cast)
    assert not Decision.objects.exists()


# The pages


@pytest.fixture
def page(cast):
    return reverse("adopt_work_plan", kwargs={"slug": cast.programme.slug})


def test_the_confirmation_says_how_many_and_what_is_late(cast, client, plan, page):
    client.force_login(cast.coordinator)
    shown = client.get(page).content.decode()
    assert "Adopt a work plan of 3 items?" in shown
    assert "3 items are late" in shown
    client.post(page, {"group": cast.groups["WG3"].pk, "on": "2025-04-18"})
    assert Adoption.objects.get().working_group == cast.groups["WG3"]


def test_nothing_is_adopted_in_the_future_or_at_anothers_group(cast, client, plan, page):
    client.force_login(cast.coordinator)
    future = (timezone.localdate() + dt.timedelta(2)).isoformat()
    assert client.post(page, {"group": cast.groups["WG3"].pk, "on": future}).status_code == 200
    assert client.post(page, {"group": 0, "on": "2025-04-18"}).status_code == 200
    assert not Adoption.objects.exists()


def test_a_second_click_adopts_once(cast, client, plan, page):
    client.force_login(cast.coordinator)
    typed = {"group": cast.groups["WG3"].pk, "on": "2025-04-18", "once": "a" * 32}
    for _ in range(2):
        assert client.post(page, typed).status_code == 302
    assert Adoption.objects.count() == 1


@pytest.mark.parametrize("role", ["member", "focal_point", "expert", "observer"])
def test_only_the_coordinator_adopts(cast, client, page, role):
    client.force_login(cast.who(role))
    assert client.get(page).status_code == 403


def test_the_plan_shows_the_adopted_dates_beside_todays(cast, client, plan):
    adopt(cast)
    WorkItem.objects.filter(pk=plan[0].pk).update(due_on=DAY + dt.timedelta(9))
    client.force_login(cast.member)
    shown = client.get(reverse("work_plan", kwargs={"slug": cast.programme.slug})).content.decode()
    assert "1 item changed since WG2" in shown
    assert "adopted:" in shown
    assert 'class="ghost"' in shown
