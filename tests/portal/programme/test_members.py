"""Members: who reads what of them, leaving, catching up, and roles given and taken."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from serai.portal.people.actions.officers import NewOfficer
from serai.portal.people.letters import SET_PASSWORD
from serai.portal.people.models import Letter, Officer
from serai.portal.programme.actions.members import hand_over_items, withdraw
from serai.portal.programme.actions.roles import give_role, take_role
from serai.portal.programme.engine.catch_up import courses_of_most
from serai.portal.programme.errors import (
    LastCoordinatorError,
    NotActiveError,
    RoleRefusedError,
    WithdrawalDayError,
)
from serai.portal.programme.models import (
    AttendanceMark,
    Goal,
    GroupFile,
    IntersessionalEntry,
    Membership,
    Requirement,
    Role,
    Session,
    SignOff,
    WorkItem,
)
from serai.portal.programme.permissions import standing
from serai.portal.programme.queries.catch_up import catch_up, has_missed_anything
from serai.portal.programme.queries.members import role_history
from serai.portal.ui.models import StoredFile
from tests.factories import make_member, make_officer, make_programme

NOW = dt.datetime(2025, 6, 2, 9, tzinfo=dt.UTC)
TODAY = NOW.date()


def fresh(officer):
    """The officer as the next request sees them: without roles read before."""
    return Officer.objects.get(pk=officer.pk)


# The page


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("coordinator", 200), ("administrator", 200), ("focal_point", 200), ("expert", 200), ("member", 200),
        ("observer", 200), ("stranger", 404),
    ],
)  # fmt: skip
def test_everyone_in_the_programme_sees_its_members(client, cast, who, status):
    client.force_login(cast.who(who))
    assert client.get(reverse("members", args=["corridor"])).status_code == status


def test_an_observer_reads_names_without_addresses(client, cast):
    for who, shown in [("observer", False), ("member", True)]:
        client.force_login(cast.who(who))
        page = client.get(reverse("members", args=["corridor"])).content.decode()
        assert cast.other_member.name_latin in page
        assert (cast.other_member.email in page) is shown


def test_a_name_leads_to_the_officers_page_for_those_who_may_see_it(client, cast):
    own, other = (
        reverse("officer", args=[cast.member.pk]),
        reverse("officer", args=[cast.other_member.pk]),
    )
    for who, opens in [
        ("coordinator", {own, other}),
        ("expert", {own, other}),
        ("focal_point", {own}),
        ("member", {own}),
        ("observer", set()),
    ]:
        client.force_login(cast.who(who))
        page = client.get(reverse("members", args=["corridor"])).content.decode()
        assert {address for address in (own, other) if address in page} == opens
        assert {
            address for address in (own, other) if client.get(address).status_code == 200
        } == opens
        assert all(client.get(address).status_code == 404 for address in {own, other} - opens)


def test_the_list_asks_the_same_of_the_database_for_one_and_three(client, cast):
    client.force_login(cast.coordinator)

    def queries():
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("members", args=["corridor"]))
        return len(seen)

    one = queries()
    for _ in range(3):
        make_member(cast.programme, cast.georgia)
        left = make_member(cast.programme, cast.armenia)
        withdraw(left, left_on=TODAY, reason="Moved", by=cast.coordinator, now=NOW)
        give_role(cast.programme, officer=make_officer(), kind="expert", by=cast.coordinator)
    assert queries() == one <= 20


# Leaving


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("coordinator", 200), ("focal_point", 200), ("member", 200), ("expert", 403),
        ("other_focal_point", 404), ("other_member", 404), ("observer", 404), ("stranger", 404),
    ],
)  # fmt: skip
def test_who_may_end_a_membership(client, cast, who, status):
    client.force_login(cast.who(who))
    assert (
        client.get(reverse("withdraw", args=["corridor", cast.membership.pk])).status_code == status
    )


def test_a_member_who_leaves_sees_the_programme_no_more(client, cast):
    client.force_login(cast.member)
    answer = client.post(
        reverse("withdraw", args=["corridor", cast.membership.pk]),
        {"left_on": "2025-06-02", "reason": "A new post"},
    )
    assert answer["Location"] == reverse("home")
    assert standing(fresh(cast.member)).places == {}
    told = {cast.coordinator.pk, cast.focal_point.pk}
    assert set(Letter.objects.values_list("to", flat=True)) == told
    assert "A new post" in Letter.objects.first().text


def test_whoever_ends_a_membership_gets_no_letter_about_it(cast):
    withdraw(cast.membership, left_on=TODAY, reason="Moved", by=cast.focal_point, now=NOW)
    assert list(Letter.objects.values_list("to", flat=True)) == [cast.coordinator.pk]


@pytest.mark.parametrize("day", [dt.date(2024, 8, 31), TODAY + dt.timedelta(1)])
def test_the_day_lies_between_joining_and_today(cast, day):
    with pytest.raises(WithdrawalDayError):
        withdraw(cast.membership, left_on=day, reason="Moved", by=cast.focal_point, now=NOW)


def test_nobody_leaves_twice(cast):
    withdraw(cast.membership, left_on=TODAY, reason="Moved", by=cast.focal_point, now=NOW)
    with pytest.raises(NotActiveError):
        withdraw(cast.membership, left_on=TODAY, reason="Moved", by=cast.focal_point, now=NOW)


def test_leaving_needs_a_reason(client, cast):
    client.force_login(cast.focal_point)
    answer = client.post(
        reverse("withdraw", args=["corridor", cast.membership.pk]),
        {"left_on": "2025-06-02", "reason": ""},
    )
    assert answer.context["form"].errors.keys() == {"reason"}


# Catching up


@pytest.fixture
def newcomer(cast) -> Membership:
    """Joined in May 2025, after three working groups, in the place of Giorgi."""
    withdraw(
        cast.membership, left_on=dt.date(2025, 5, 1), reason="Moved", by=cast.focal_point, now=NOW
    )
    return make_member(
        cast.programme,
        cast.georgia,
        "Eka New",
        joined_on=dt.date(2025, 5, 2),
        replaces=cast.membership,
    )


def lecture(cast, code="WG2", **fields):
    start = dt.datetime(2025, 2, 4, 4, tzinfo=dt.UTC)
    defaults = {
        "kind": "lecture",
        "title_en": "Peer prices",
        "start": start,
        "end": start + dt.timedelta(hours=1),
    }
    return Session.objects.create(working_group=cast.groups[code], **(defaults | fields))


def share(cast, session=None, *, title="Slides", **fields):
    stored = StoredFile.objects.create(
        name="slides.pdf", media_type="application/pdf", size=1, sha256="0" * 64
    )
    return GroupFile.objects.create(
        working_group=cast.groups["WG2"],
        session=session,
        title=title,
        stored=stored,
        added_by=cast.expert,
        **fields,
    )


def test_a_member_from_the_start_has_missed_nothing(cast):
    assert not has_missed_anything(cast.membership)
    assert catch_up(cast.membership, today=TODAY).is_empty


def test_a_newcomer_finds_the_sessions_and_files_of_groups_held_before(cast, newcomer):
    missed = lecture(cast)
    file = share(cast, missed)
    plan = share(cast, title="Plan")
    share(cast, title="Signed sheet", sheet_of=dt.date(2025, 2, 4))
    lecture(cast, kind="break", title_en="Coffee")
    found = catch_up(newcomer, today=TODAY)
    assert [each.group.code for each in found.groups] == ["WG1", "WG2", "WG3"]
    wg2 = found.groups[1]
    assert [(each.session, each.files) for each in wg2.sessions] == [(missed, [file])]
    assert wg2.files == [plan]


def test_a_session_the_newcomer_was_marked_at_is_not_missed(cast, newcomer):
    seen = lecture(cast)
    AttendanceMark.objects.create(
        session=seen, officer=newcomer.officer, how="list", marked_by=cast.coordinator
    )
    assert catch_up(newcomer, today=TODAY).groups[1].sessions == []


def require(cast, kind="attendance", step="WG4", **fields):
    return Requirement.objects.create(
        step=cast.groups[step], kind=kind, threshold=80, title_en="Attendance", **fields
    )


def test_attendance_of_groups_held_before_is_out_of_reach(cast, newcomer):
    AttendanceMark.objects.create(
        session=lecture(cast), officer=cast.other_member, how="list", marked_by=cast.coordinator
    )
    lost = require(cast)
    require(cast, step="WG5")  # WG4 is still to come and counts for it
    require(cast, kind="hours")
    assert [each.requirement for each in catch_up(newcomer, today=TODAY).out_of_reach] == [lost]


def test_what_an_expert_signed_off_is_made_good(cast, newcomer):
    AttendanceMark.objects.create(
        session=lecture(cast), officer=cast.other_member, how="list", marked_by=cast.coordinator
    )
    requirement = require(cast)
    SignOff.objects.create(
        requirement=requirement,
        membership=newcomer,
        outcome="met",
        why="Talked it over",
        signed_by=cast.expert,
    )
    assert catch_up(newcomer, today=TODAY).out_of_reach == []


def plan(cast, **fields):
    goal = Goal.objects.create(programme=cast.programme, title_en="Handbook")
    item = WorkItem.objects.create(
        goal=goal, title_en="Chapter 4", due_on=dt.date(2025, 9, 1), **fields
    )
    item.owners.add(cast.member)
    return item


def test_open_work_of_the_member_replaced_is_handed_over(cast, newcomer):
    item = plan(cast)
    plan(cast, phase="done", done_on=TODAY)
    assert catch_up(newcomer, today=TODAY).items == [item]
    assert hand_over_items(newcomer, by=cast.focal_point, now=NOW) == 1
    assert list(item.owners.all()) == [newcomer.officer]
    assert catch_up(newcomer, today=TODAY).items == []
    assert hand_over_items(newcomer, by=cast.focal_point, now=NOW) == 0


@pytest.mark.parametrize(
    ("completed", "own", "members", "courses"),
    [
        ({1: ["HS"], 2: ["hs "], 3: []}, [], 3, [("HS", 2)]),
        ({1: ["HS"], 2: []}, [], 2, []),  # half is not most
        ({1: ["HS"], 2: ["HS"]}, ["Hs"], 2, []),
        ({1: ["HS", "HS"], 2: []}, [], 2, []),  # twice by one member counts once
        ({}, [], 0, []),
    ],
)
def test_a_course_is_missed_when_most_others_completed_it(completed, own, members, courses):
    assert courses_of_most(completed, own=own, members=members) == courses


def test_courses_of_most_others_are_on_the_list(cast, newcomer):
    for membership in Membership.objects.filter(left_on=None).exclude(pk=newcomer.pk):
        IntersessionalEntry.objects.create(
            membership=membership,
            kind="elearning",
            title="Valuation",
            begun_on=TODAY,
            ended_on=TODAY,
            hours=4,
            phase="confirmed",
        )
    assert catch_up(newcomer, today=TODAY).courses == [("Valuation", 3)]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("coordinator", 200), ("expert", 200), ("focal_point", 200),
        ("other_focal_point", 404), ("other_member", 404), ("observer", 404), ("stranger", 404),
    ],
)  # fmt: skip
def test_who_sees_a_catch_up_list(client, cast, newcomer, who, status):
    client.force_login(cast.who(who))
    address = reverse("catch_up", args=["corridor", newcomer.pk])
    assert client.get(address).status_code == status
    client.force_login(newcomer.officer)
    assert client.get(address).status_code == 200


def test_the_list_shows_everything_in_twenty_queries_however_long(client, cast, newcomer):
    client.force_login(newcomer.officer)
    address = reverse("catch_up", args=["corridor", newcomer.pk])

    def fill():
        session = lecture(cast)
        share(cast, session)
        AttendanceMark.objects.create(
            session=session, officer=cast.other_member, how="list", marked_by=cast.coordinator
        )
        require(cast)
        plan(cast)

    def queries():
        with CaptureQueriesContext(connection) as seen:
            page = client.get(address).content.decode()
        assert "Peer prices" in page
        return len(seen)

    fill()
    one = queries()
    fill()
    fill()
    assert queries() == one <= 20


def test_a_newcomer_finds_the_list_on_the_first_page(client, cast):
    new = make_member(cast.programme, cast.georgia, "Eka New", joined_on=timezone.localdate())
    for officer, leads in [(new.officer, True), (cast.member, False)]:
        client.force_login(officer)
        assert (
            reverse("catch_up", args=["corridor", new.pk])
            in client.get(reverse("home")).content.decode()
        ) is leads


def test_only_the_focal_point_and_the_coordinator_hand_over(client, cast, newcomer):
    plan(cast)
    address = reverse("hand_over", args=["corridor", newcomer.pk])
    client.force_login(newcomer.officer)
    assert client.post(address).status_code == 403
    client.force_login(cast.focal_point)
    assert client.post(address).status_code == 302
    assert WorkItem.objects.get().owners.get() == newcomer.officer


# Roles


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("coordinator", 200),
        ("administrator", 200),
        ("focal_point", 403),
        ("expert", 403),
        ("member", 403),
        ("stranger", 404),
    ],
)
@pytest.mark.parametrize("name", ["roles", "give_role"])
def test_only_the_coordinator_gives_roles(client, cast, name, who, status):
    client.force_login(cast.who(who))
    assert client.get(reverse(name, args=["corridor"])).status_code == status


def test_a_role_is_given_with_a_letter_and_opens_the_account(cast):
    officer = make_officer("Kenji", is_active=False, language="en")
    give_role(cast.programme, officer=officer, kind="expert", by=cast.coordinator)
    assert fresh(officer).is_active
    letter = Letter.objects.get(to=officer)
    assert SET_PASSWORD in letter.text


def test_a_role_is_given_to_somebody_new(client, cast):
    client.force_login(cast.coordinator)
    new = {
        "kind": "focal_point", "administration": "am", "name_latin": "Hovik New", "email": "hovik@customs.example",
        "language": "ru", "time_zone": "Asia/Yerevan",
    }  # fmt: skip
    assert client.post(reverse("give_role", args=["corridor"]), new).status_code == 302
    role = Role.objects.get(officer__email="hovik@customs.example")
    assert (role.administration, role.officer.administration) == (cast.armenia, cast.armenia)
    answer = client.post(reverse("give_role", args=["corridor"]), new)
    assert answer.status_code == 200
    assert "Hovik New" in str(answer.context["form"].non_field_errors())


@pytest.mark.parametrize(("kind", "why"), [("expert", "held"), ("focal_point", "whom")])
def test_a_role_is_refused_by_name(cast, kind, why):
    with pytest.raises(RoleRefusedError) as refusal:
        give_role(cast.programme, officer=cast.expert, kind=kind, by=cast.coordinator)
    assert refusal.value.why == why


def test_an_unknown_address_is_no_error_and_a_known_one_is_told(cast):
    with pytest.raises(RoleRefusedError) as refusal:
        give_role(
            cast.programme,
            officer=NewOfficer(email=cast.stranger.email, name_latin="X"),
            kind="observer",
            by=cast.coordinator,
        )
    assert cast.stranger.name_latin in str(refusal.value)


def test_a_programme_keeps_one_coordinator(cast):
    only = Role.objects.get(kind="coordinator")
    with pytest.raises(LastCoordinatorError):
        take_role(only, by=cast.administrator)
    give_role(cast.programme, officer=make_officer(), kind="coordinator", by=cast.coordinator)
    take_role(only, by=cast.administrator)
    assert standing(fresh(cast.coordinator)).places == {}


def test_roles_given_and_taken_stay_in_the_history(client, cast):
    role = give_role(
        cast.programme, officer=make_officer("Kenji"), kind="expert", by=cast.coordinator
    )
    take_role(role, by=cast.administrator)
    newest = [
        (change.history_type, change.history_user) for change in role_history(cast.programme)[:2]
    ]
    assert newest == [("-", cast.administrator), ("+", cast.coordinator)]
    client.force_login(cast.coordinator)
    assert "Kenji" in client.get(reverse("roles", args=["corridor"])).content.decode()


def test_a_role_of_another_programme_is_not_found(client, cast):
    elsewhere = Role.objects.create(
        programme=make_programme("elsewhere"), officer=cast.expert, kind="expert"
    )
    client.force_login(cast.coordinator)
    assert client.post(reverse("take_role", args=["corridor", elsewhere.pk])).status_code == 404
    assert client.post(reverse("take_role", args=["elsewhere", elsewhere.pk])).status_code == 404
