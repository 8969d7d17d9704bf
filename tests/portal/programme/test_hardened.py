"""What somebody tried in order to break a programme, and what now holds."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from serai.portal.programme.actions.members import withdraw
from serai.portal.programme.errors import WithdrawalDayError
from serai.portal.programme.forms.groups import GroupForm
from serai.portal.programme.forms.programmes import ProgrammeForm, StepForm
from serai.portal.programme.models import AttendanceMark, Goal, Session, WorkItem
from serai.portal.programme.permissions import can_sign_off

pytestmark = pytest.mark.django_db


def test_nobody_leaves_before_a_session_they_came_to(cast):
    start = dt.datetime(2025, 2, 6, 4, tzinfo=dt.UTC)
    session = Session.objects.create(
        working_group=cast.groups["WG2"],
        title_en="Lecture",
        start=start,
        end=start + dt.timedelta(hours=1),
    )
    AttendanceMark.objects.create(
        session=session, officer=cast.member, how="list", marked_by=cast.coordinator
    )
    with pytest.raises(WithdrawalDayError):
        withdraw(
            cast.membership,
            left_on=dt.date(2025, 2, 5),
            reason="moved",
            by=cast.member,
            now=timezone.now(),
        )
    cast.membership.refresh_from_db()
    assert cast.membership.is_active


def test_who_left_is_not_signed_off(cast):
    assert can_sign_off(cast.expert, cast.membership)
    cast.membership.left_on = dt.date(2025, 6, 1)
    assert not can_sign_off(cast.expert, cast.membership)


@pytest.mark.parametrize("who", ["member", "focal_point"])
def test_a_new_item_is_the_own_administrations_without_being_asked(client, cast, who):
    goal = Goal.objects.create(programme=cast.programme, title_en="Goal")
    client.force_login(cast.who(who))
    address = reverse("add_work_item", args=["corridor"])
    form = client.get(address).context["form"]
    typed = {"goal": goal.pk, "title_en": "Glossary", "due_on": "2026-12-01"}
    answer = client.post(address, typed | {"administration": form["administration"].value()})
    assert answer.status_code == 302
    assert WorkItem.objects.get().administration == cast.georgia


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_no_programme_can_mean_is_refused(client, cast, day):
    goal = Goal.objects.create(programme=cast.programme, title_en="Goal")
    client.force_login(cast.coordinator)
    answer = client.post(
        reverse("add_work_item", args=["corridor"]),
        {"goal": goal.pk, "title_en": "Odd", "due_on": day},
    )
    assert "due_on" in answer.context["form"].errors
    assert not WorkItem.objects.exists()


def test_a_working_group_does_not_last_for_ever(cast):
    form = GroupForm({"start": "2027-02-01", "end": "2027-12-31"}, instance=cast.groups["WG4"])
    assert "end" in form.errors


@pytest.mark.parametrize(
    ("code", "taken"),
    [("WG4", True), ("Catch-up", True), ("..", False), ("rooms?x", False), ("a/b", False)],
)
def test_a_code_is_fit_for_an_address(code, taken):
    assert ("code" not in StepForm({"code": code}).errors) is taken


def test_a_programme_cannot_take_the_address_of_another_page():
    assert "slug" in ProgrammeForm({"slug": "new"}).errors
