"""What was held, reported or merged is not changed by what comes later, or not without a word."""

import datetime as dt

import pytest
from django.urls import reverse

from serai.portal.programme.actions.challenges import raise_challenge
from serai.portal.programme.actions.groups import close_group, reopen_group
from serai.portal.programme.actions.programmes import edit_steps
from serai.portal.programme.actions.roles import give_role, take_role
from serai.portal.programme.errors import (
    GroupReportedError,
    StepCountedError,
    StepInUseError,
    StepOrderError,
)
from serai.portal.programme.models import (
    AttendanceMark,
    Challenge,
    Event,
    IntersessionalEntry,
    Requirement,
    Role,
    SignOff,
)
from serai.portal.programme.queries.events import sentence
from serai.portal.programme.queries.participants import attendance, presence
from tests.factories.agenda import make_session
from tests.portal.programme.test_two_windows import opened

pytestmark = pytest.mark.django_db


def url(name: str, code: str = "", **more) -> str:
    return reverse(name, kwargs={"slug": "corridor"} | ({"code": code} if code else {}) | more)


# Requirements of a step that was held


@pytest.fixture
def hours(cast) -> Requirement:
    """To go on to WG3, held, ten hours are asked; Giorgi has twelve confirmed."""
    IntersessionalEntry.objects.create(
        membership=cast.membership,
        kind="course",
        title="Course",
        hours=12,
        begun_on=dt.date(2025, 3, 1),
        ended_on=dt.date(2025, 3, 2),
        phase="confirmed",
    )
    return Requirement.objects.create(
        step=cast.groups["WG3"], kind="hours", title_en="Hours", threshold=10
    )


def test_a_stricter_requirement_of_a_held_step_is_asked_about_first(client, cast, hours):
    client.force_login(cast.coordinator)
    address = url("edit_requirement", "WG3", pk=hours.pk)
    page = client.get(address).content.decode()
    assert "WG3 was held. Who went on to it is judged anew by what stands here." in page
    typed = opened(client, address) | {"threshold": "20"}
    page = client.post(address, typed).content.decode()
    assert "Whether they may go on changes for 1 member: Giorgi Member." in page
    assert 'value="20"' in page
    hours.refresh_from_db()
    assert hours.threshold == 10
    assert client.post(address, typed | {"anyway": "1"}).status_code == 302
    hours.refresh_from_db()
    assert hours.threshold == 20
    event = Event.objects.get(kind="requirement_judged_anew")
    assert sentence(event) == (
        "The requirements for WG3 were changed after it was held. Members judged differently since: 1."
    )
    history = client.get(url("history"), {"kind": "requirements"}).content.decode()
    assert "WG3 was held; members judged differently since: 1" in history


def test_what_changes_nobody_is_kept_without_asking(client, cast, hours):
    client.force_login(cast.coordinator)
    address = url("edit_requirement", "WG3", pk=hours.pk)
    assert client.post(address, opened(client, address) | {"threshold": "11"}).status_code == 302
    assert Event.objects.get().kind == "requirement_changed"


def test_a_step_to_come_is_not_warned_of(client, cast, hours):
    Requirement.objects.filter(pk=hours.pk).update(step=cast.groups["WG4"])
    client.force_login(cast.coordinator)
    address = url("edit_requirement", "WG4", pk=hours.pk)
    assert "judged anew" not in client.get(address).content.decode()
    assert client.post(address, opened(client, address) | {"threshold": "99"}).status_code == 302


@pytest.mark.parametrize("deed", ["remove", "add", "copy"])
def test_removing_adding_and_copying_ask_first_too(client, cast, hours, deed):
    client.force_login(cast.coordinator)
    Requirement.objects.create(
        step=cast.groups["WG4"], kind="hours", title_en="More", threshold=100
    )
    address, typed = {
        "remove": (url("remove_requirement", "WG3", pk=hours.pk), {}),
        "add": (
            url("add_requirement", "WG3") + "?kind=hours",
            {"title_en": "More", "threshold": "100"},
        ),
        "copy": (url("copy_requirements", "WG3"), {"source": cast.groups["WG4"].pk}),
    }[deed]
    before = cast.groups["WG3"].requirements.count()
    page = client.post(address, typed)
    assert page.status_code == 200
    assert "Whether they may go on changes for" in page.content.decode()
    assert cast.groups["WG3"].requirements.count() == before
    assert client.post(address, typed | {"anyway": "1"}).status_code == 302
    assert cast.groups["WG3"].requirements.count() != before


# Steps


def test_a_held_step_does_not_come_after_one_to_come(client, cast):
    client.force_login(cast.coordinator)
    groups = list(cast.programme.working_groups.all())
    data = {"form-TOTAL_FORMS": len(groups), "form-INITIAL_FORMS": len(groups)}
    for n, group in enumerate(groups):
        data |= {
            f"form-{n}-{name}": getattr(group, name)
            for name in ("id", "order", "code", "kind", "aim_en", "aim_ru")
        }
    page = client.post(url("steps"), data | {"form-2-order": "9"})
    assert page.context["formset"].forms[2].errors["order"] == [
        "WG3 was held: it can't come after WG4, which is to come."
    ]
    cast.groups["WG3"].refresh_from_db()
    assert cast.groups["WG3"].order == 3
    cast.groups["WG4"].order = 1
    with pytest.raises(StepOrderError):
        edit_steps(cast.programme, steps=[cast.groups["WG4"]], removed=[])


def test_a_step_that_others_count_from_stays(cast):
    asked = Requirement.objects.create(
        step=cast.groups["WG5"], kind="attendance", title_en="Presence", counts_from=["WG4"]
    )
    with pytest.raises(StepCountedError, match=r"“Presence” \(WG5\)"):
        edit_steps(cast.programme, steps=[], removed=[cast.groups["WG4"]])
    assert cast.programme.working_groups.filter(code="WG4").exists()
    asked.delete()
    edit_steps(cast.programme, steps=[], removed=[cast.groups["WG4"]])
    assert not cast.programme.working_groups.filter(code="WG4").exists()


def test_two_steps_of_which_one_counts_the_other_go_together(cast):
    Requirement.objects.create(step=cast.groups["WG5"], kind="attendance", counts_from=["WG4"])
    edit_steps(cast.programme, steps=[], removed=[cast.groups["WG4"], cast.groups["WG5"]])
    assert cast.programme.working_groups.count() == 3


def test_a_step_that_somebody_was_signed_off_for_stays(cast):
    asked = Requirement.objects.create(step=cast.groups["WG5"], kind="sign_off")
    SignOff.objects.create(
        requirement=asked,
        membership=cast.membership,
        outcome="met",
        why="Seen.",
        signed_by=cast.expert,
    )
    with pytest.raises(StepInUseError):
        edit_steps(cast.programme, steps=[], removed=[cast.groups["WG5"]])


# What was reported


def expected(cast, group) -> dict[str, int]:
    table = attendance(cast.coordinator, group)
    return {row.participant.officer.name_latin: len(row.expected) for row in table.rows}


def test_roles_given_and_taken_later_leave_a_reported_list_as_it_was(cast):
    group = cast.groups["WG3"]
    session = make_session(group)
    session.working_group = group
    AttendanceMark.objects.create(
        session=session, officer=cast.expert, how="list", marked_by=cast.expert
    )
    group = close_group(group, by=cast.coordinator)
    session.working_group = group
    before, seen = expected(cast, group), presence(session)
    assert "Ed Expert" in before
    give_role(cast.programme, officer=cast.stranger, kind="expert", by=cast.coordinator)
    role = Role.objects.get(officer=cast.expert, kind="expert")
    take_role(role, by=cast.coordinator)
    assert expected(cast, group) == before
    assert presence(session) == seen
    give_role(cast.programme, officer=cast.expert, kind="expert", by=cast.coordinator)
    assert expected(cast, group) == before
    group = reopen_group(group, by=cast.coordinator, reason="A wrong mark")
    assert "Sam Stranger" in expected(cast, group)
    take_role(Role.objects.get(officer=cast.stranger), by=cast.coordinator)
    group = close_group(group, by=cast.coordinator)
    give_role(cast.programme, officer=cast.stranger, kind="expert", by=cast.coordinator)
    assert expected(cast, group) == before


def test_a_challenge_is_not_raised_at_a_reported_group(client, cast):
    group = cast.groups["WG3"]
    group.phase = "closed"
    group.save()
    client.force_login(cast.member)
    form = client.get(url("raise_challenge")).context["form"]
    assert group not in form.fields["raised_at"].queryset
    assert form.initial["raised_at"] == cast.groups["WG2"]
    with pytest.raises(GroupReportedError):
        raise_challenge(
            Challenge(programme=cast.programme, title_en="New", raised_at=group),
            author=cast.member,
            administration=cast.georgia,
            by=cast.member,
        )


def test_one_raised_at_a_group_reported_since_stays_there(client, cast):
    group = cast.groups["WG3"]
    made = Challenge.objects.create(
        programme=cast.programme, title_en="Parcels", raised_at=group, kind="challenge"
    )
    group.phase = "closed"
    group.save()
    client.force_login(cast.coordinator)
    address = url("edit_challenge", pk=made.pk)
    typed = opened(client, address) | {"title_en": "Small parcels", "raised_at": ""}
    assert client.post(address, typed).status_code == 302
    made.refresh_from_db()
    assert (made.title_en, made.raised_at) == ("Small parcels", group)
