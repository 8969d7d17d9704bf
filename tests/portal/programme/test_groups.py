"""Working groups: what their page says first, planning them, their phases, rooms and files."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from serai.portal.people.models import Letter
from serai.portal.programme.actions.files import add_file
from serai.portal.programme.actions.groups import (
    RoomWish,
    close_group,
    hold_group,
    postpone_group,
    reopen_group,
    save_group,
    save_rooms,
)
from serai.portal.programme.actions.invitations import send_agenda
from serai.portal.programme.engine.seen import seen
from serai.portal.programme.errors import (
    ChangedMeanwhileError,
    GroupIncompleteError,
    GroupNotOverError,
    PhaseError,
    RoomNameTakenError,
)
from serai.portal.programme.models import Challenge, Event, GroupFile, Session, WorkingGroup
from serai.portal.programme.queries.agenda import now_in
from serai.portal.programme.queries.groups import group_state
from serai.portal.programme.queries.headlines import headline
from serai.portal.ui.models import StoredFile
from tests.factories.agenda import MONDAY, at, make_room, make_session, plan

pytestmark = pytest.mark.django_db

AT = {"slug": "corridor", "code": "WG4"}
PDF = (
    b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    b"2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n"
)


def address(name: str, **more) -> str:
    return reverse(name, kwargs=AT | more)


def typed(group: WorkingGroup, **changes) -> dict:
    """What the form of a group sends."""
    group.refresh_from_db()
    return group_state(group) | {"seen": seen(group_state(group))} | changes


# What its page says first


@pytest.mark.parametrize(
    ("fields", "today", "says"),
    [
        ({"start": None}, MONDAY, "Working group 4 has no dates yet."),
        ({"phase": "to_plan"}, MONDAY, "Working group 4 is proposed for 3–7 May 2027."),
        ({}, MONDAY - dt.timedelta(77), "Working group 4 is eleven weeks away."),
        ({}, MONDAY - dt.timedelta(14), "Working group 4 is two weeks away."),
        ({}, MONDAY - dt.timedelta(13), "Working group 4 is 13 days away."),
        ({}, MONDAY - dt.timedelta(1), "Working group 4 begins tomorrow."),
        ({}, MONDAY - dt.timedelta(300), "Working group 4 begins on 3 May 2027."),
        ({}, MONDAY, "Working group 4 is meeting in Almaty until 7 May 2027."),
        ({"mode": "online", "city_en": ""}, MONDAY, "Working group 4 is meeting until 7 May 2027."),
        ({}, MONDAY + dt.timedelta(5), "Working group 4 ended on 7 May 2027 and is not marked as held."),
        ({"phase": "held"}, MONDAY, "Working group 4 met in Almaty from 3 to 7 May 2027."),
        (
            {"phase": "held", "end": dt.date(2027, 6, 2)},
            MONDAY,
            "Working group 4 met in Almaty from 3 May to 2 June 2027.",
        ),
        ({"phase": "closed", "end": MONDAY}, MONDAY, "Working group 4 met in Almaty on 3 May 2027."),
        ({"phase": "held", "mode": "online"}, MONDAY, "Working group 4 met online from 3 to 7 May 2027."),
    ],
)  # fmt: skip
def test_the_heading_says_the_fact(cast, fields, today, says):
    assert headline(plan(cast, **fields), today=today) == says


def test_of_a_month_no_day_is_invented(client, cast):
    assert headline(cast.groups["WG1"], today=MONDAY) == "Working group 1 met in September 2024."
    client.force_login(cast.coordinator)
    for name in ("group", "edit_group", "agenda"):
        page = client.get(reverse(name, args=["corridor", "WG1"])).content.decode()
        assert "1 September" not in page
        assert "2024-09-01" not in page


def test_the_heading_is_right_in_the_hosts_day_not_the_readers(cast):
    group = plan(cast, time_zone="Pacific/Auckland")
    assert now_in(group, dt.datetime(2027, 5, 2, 13, tzinfo=dt.UTC)) == MONDAY


# Planning


def test_dates_are_announced_with_place_and_mode(client, cast):
    group = cast.groups["WG4"]
    client.force_login(cast.coordinator)
    sent = typed(
        group, start="2027-05-03", end="2027-05-07", mode="in_person", city_en="Almaty", country="KZ",
        time_zone="Asia/Almaty", announce="1",
    )  # fmt: skip
    answer = client.post(address("edit_group"), sent, follow=True)
    assert "The dates are announced." in answer.content.decode()
    group.refresh_from_db()
    assert (group.phase, group.start, group.city_en) == ("planned", MONDAY, "Almaty")
    event = Event.objects.get(kind="group_planned")
    assert event.facts == {"group": "WG4", "dates": "03.05.2027 – 07.05.2027"}
    assert group.history.first().history_user == cast.coordinator


def test_everything_that_is_missing_is_named_at_once_and_what_was_typed_stays(client, cast):
    group = cast.groups["WG4"]
    client.force_login(cast.coordinator)
    page = client.post(address("edit_group"), typed(group, venue="Training Centre", announce="1"))
    wrong = page.context["form"].errors
    assert set(wrong) == {"start", "end", "mode", "country", "city_en"}
    assert "Training Centre" in page.content.decode()
    group.refresh_from_db()
    assert (group.phase, group.venue) == ("to_plan", "")


def test_an_online_group_needs_no_place(cast):
    group = cast.groups["WG4"]
    values = {"start": MONDAY, "end": MONDAY, "mode": "online"}
    save_group(
        group, values=values, seen=seen(group_state(group)), by=cast.coordinator, announce=True
    )
    group.refresh_from_db()
    assert group.phase == "planned"


def test_a_proposal_is_kept_as_it_is(client, cast):
    client.force_login(cast.coordinator)
    client.post(address("edit_group"), typed(cast.groups["WG4"], start="2027-05-03"))
    group = WorkingGroup.objects.get(code="WG4")
    assert (group.phase, group.start, group.end) == ("to_plan", MONDAY, MONDAY)
    assert not Event.objects.filter(kind="group_planned").exists()


def test_the_last_day_is_not_before_the_first(client, cast):
    client.force_login(cast.coordinator)
    page = client.post(
        address("edit_group"), typed(cast.groups["WG4"], start="2027-05-07", end="2027-05-03")
    )
    assert page.context["form"].errors == {"end": ["The last day is before the first."]}


def test_announced_dates_cannot_be_emptied(cast):
    group = plan(cast)
    with pytest.raises(GroupIncompleteError) as refusal:
        save_group(
            group,
            values={"start": None, "end": None},
            seen=seen(group_state(group)),
            by=cast.coordinator,
        )
    assert set(refusal.value.missing) == {"start", "end"}


def test_a_month_becomes_days_only_when_days_are_typed(client, cast):
    group = cast.groups["WG1"]
    client.force_login(cast.coordinator)
    place = reverse("edit_group", args=["corridor", "WG1"])
    blank = typed(group, start="", end="", mode="in_person", city_en="Baku", country="AZ")
    client.post(place, blank)
    group.refresh_from_db()
    assert (group.precision, group.start, group.city_en) == ("month", dt.date(2024, 9, 1), "Baku")
    client.post(place, typed(group, start="2024-09-09", end="2024-09-13"))
    group.refresh_from_db()
    assert (group.precision, group.start) == ("day", dt.date(2024, 9, 9))


def test_what_somebody_else_changed_meanwhile_is_told_and_nothing_is_lost(client, cast):
    group = plan(cast)
    opened = typed(group, venue="Mine")
    client.force_login(cast.administrator)
    client.post(address("edit_group"), typed(group, venue="Theirs"))
    client.force_login(cast.coordinator)
    page = client.post(address("edit_group"), opened).content.decode()
    assert (
        "Ada Admin changed “Working group 4” while you had it open. It is now: venue: Theirs."
        in page
    )
    assert 'value="Mine"' in page
    group.refresh_from_db()
    assert group.venue == "Theirs"


def test_a_forged_token_of_what_was_seen_changes_nothing(cast):
    group = plan(cast)
    for token in ("", "{}", "[]", "null", "nonsense"):
        with pytest.raises(ChangedMeanwhileError):
            save_group(group, values={"venue": "X"}, seen=token, by=cast.coordinator)


# The agenda moves along


def test_sessions_keep_their_times_on_the_wall_when_dates_and_zone_change(cast):
    group = plan(cast)
    session = make_session(group, times="09:00-10:30", day=2)
    other = make_session(group, "Asked for", "")
    values = {
        "start": dt.date(2027, 3, 27),
        "end": dt.date(2027, 3, 31),
        "time_zone": "Europe/Berlin",
    }
    saved = save_group(group, values=values, seen=seen(group_state(group)), by=cast.coordinator)
    assert saved.moved == 1
    session.refresh_from_db()
    local = session.start.astimezone(saved.group.zone)
    assert (local.date(), local.time()) == (dt.date(2027, 3, 29), dt.time(9))
    assert session.end - session.start == dt.timedelta(minutes=90)
    assert session.sequence == 1
    other.refresh_from_db()
    assert (other.start, other.sequence) == (None, 0)
    assert Event.objects.filter(kind="agenda_shifted").count() == 1


def test_changing_the_zone_alone_says_that_the_agenda_moved(client, cast):
    group = plan(cast)
    session = make_session(group)
    client.force_login(cast.coordinator)
    page = client.post(address("edit_group"), typed(group, time_zone="Asia/Tbilisi"), follow=True)
    assert "1 session moved along" in page.content.decode()
    session.refresh_from_db()
    assert session.start == dt.datetime(2027, 5, 3, 5, tzinfo=dt.UTC)


def test_a_time_that_the_clocks_jump_over_is_not_said_to_have_stayed(client, cast):
    group = plan(cast)
    make_session(group, times="02:30-04:30")
    make_session(group, times="09:00-10:00")
    client.force_login(cast.coordinator)
    sent = typed(group, start="2027-03-28", end="2027-03-31", time_zone="Europe/Berlin")
    page = client.post(address("edit_group"), sent, follow=True).content.decode()
    assert "2 sessions moved along: their times on the wall stayed the same" not in page
    assert (
        "2 sessions moved along. 1 of them has other times: the clocks jump over what it had."
        in page
    )


def test_a_longer_group_leaves_the_agenda_where_it_is(cast):
    group = plan(cast)
    session = make_session(group)
    before = session.start
    values = {"end": MONDAY + dt.timedelta(6)}
    assert (
        save_group(group, values=values, seen=seen(group_state(group)), by=cast.coordinator).moved
        == 0
    )
    session.refresh_from_db()
    assert (session.start, session.sequence) == (before, 0)


# From phase to phase


def test_a_group_is_held_on_its_last_day_at_the_earliest(cast):
    group = plan(cast)
    with pytest.raises(GroupNotOverError):
        hold_group(group, by=cast.coordinator, now=at(group, "23:00", day=3))
    held = hold_group(group, by=cast.coordinator, now=at(group, "12:00", day=4))
    assert held.phase == "held"
    assert Event.objects.filter(kind="group_held").exists()


def test_the_way_from_planned_to_reported_and_back(cast):
    group = plan(cast, phase="held")
    with pytest.raises(PhaseError):
        postpone_group(group, by=cast.coordinator)
    assert close_group(group, by=cast.coordinator).phase == "closed"
    with pytest.raises(PhaseError):
        close_group(group, by=cast.coordinator)
    assert reopen_group(group, by=cast.coordinator, reason="Wrong list").phase == "held"


def test_a_reported_group_is_not_changed(client, cast):
    plan(cast, phase="closed")
    client.force_login(cast.coordinator)
    for name in ("edit_group", "rooms", "new_session"):
        assert client.get(address(name)).status_code == 403
    assert client.get(address("group_step", deed="reopen")).status_code == 200


def test_dates_that_are_taken_back_are_called_off_with_whoever_had_the_agenda(cast):
    group = plan(cast)
    make_session(group)
    postponed = postpone_group(group, by=cast.coordinator)
    assert Letter.objects.count() == 0, "nobody had been told"
    group = plan(cast)
    told = send_agenda(group, by=cast.coordinator)
    postponed = postpone_group(group, by=cast.coordinator)
    assert postponed.phase == "to_plan"
    off = Letter.objects.filter(key__startswith="agenda-off:")
    assert off.count() == told
    assert all(
        "METHOD:CANCEL" in letter.calendar and "STATUS:CANCELLED" in letter.calendar
        for letter in off
    )


@pytest.mark.parametrize("deed", ["hold", "postpone", "close", "reopen"])
def test_each_step_is_confirmed_on_a_page_and_refused_with_a_reason(client, cast, deed):
    plan(cast, phase="to_plan")
    client.force_login(cast.coordinator)
    assert client.get(address("group_step", deed=deed)).status_code == 200
    page = client.post(address("group_step", deed=deed), {"reason": "Wrong list"}, follow=True)
    assert "it can&#x27;t become" in page.content.decode()


def test_a_code_no_database_could_hold_is_not_found(client, cast):
    client.force_login(cast.coordinator)
    assert client.get("/programmes/corridor/groups/%00/").status_code == 404


def test_there_is_no_other_step(client, cast):
    client.force_login(cast.coordinator)
    assert client.get(address("group_step", deed="explode")).status_code == 404


# Rooms


def test_rooms_are_added_renamed_ordered_and_removed(cast):
    group = plan(cast)
    hall, small = make_room(group, "Hall", order=1), make_room(group, "Small", order=2)
    session = make_session(group, room=small)
    wishes = [
        RoomWish(None, "Online"),
        RoomWish(hall.pk, "Great hall", 80),
        RoomWish(small.pk, "Small", removed=True),
    ]
    assert save_rooms(group, rooms=wishes) == 1
    assert list(group.rooms.values_list("name", "seats")) == [("Online", None), ("Great hall", 80)]
    session.refresh_from_db()
    assert session.room is None


def test_two_rooms_may_swap_their_names(cast):
    group = plan(cast)
    a, b = make_room(group, "A"), make_room(group, "B")
    save_rooms(group, rooms=[RoomWish(a.pk, "B"), RoomWish(b.pk, "A")])
    a.refresh_from_db()
    assert a.name == "B"


def test_two_rooms_of_one_name_are_refused_and_nothing_changes(client, cast):
    group = plan(cast)
    room = make_room(group, "Hall")
    with pytest.raises(RoomNameTakenError):
        save_rooms(group, rooms=[RoomWish(room.pk, "Hall"), RoomWish(None, "hall")])
    client.force_login(cast.coordinator)
    page = client.post(address("rooms"), {"name-0": "Hall", "name-1": "HALL", "seats-1": "12"})
    assert "There are two rooms called" in page.content.decode()
    assert list(group.rooms.values_list("name", flat=True)) == ["Hall"]


def test_a_room_of_another_group_is_left_alone(cast):
    group, elsewhere = plan(cast), make_room(cast.groups["WG5"], "Theirs")
    save_rooms(
        group,
        rooms=[
            RoomWish(elsewhere.pk, "Mine", removed=False),
            RoomWish(elsewhere.pk, "", removed=True),
        ],
    )
    elsewhere.refresh_from_db()
    assert elsewhere.name == "Theirs"
    assert elsewhere.working_group == cast.groups["WG5"]


# Files


def upload(name: str = "slides.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(
    ("who", "status"),
    [("coordinator", 302), ("expert", 302), ("member", 302), ("observer", 403), ("stranger", 404)],
)
def test_whoever_works_in_the_programme_adds_files(client, cast, who, status):
    plan(cast)
    client.force_login(cast.who(who))
    assert client.post(address("new_group_file"), {"upload": upload()}).status_code == status
    assert GroupFile.objects.count() == (status == 302)


def test_a_file_is_a_download_for_everyone_in_the_programme(client, cast):
    file = add_file(plan(cast), upload=upload(), by=cast.expert)
    for who, status in (("member", 200), ("observer", 200), ("stranger", 404)):
        client.force_login(cast.who(who))
        answer = client.get(address("group_file", pk=file.pk))
        assert answer.status_code == status
        if status == 200:
            assert answer["Content-Disposition"].startswith("attachment")


def test_a_file_that_is_not_what_it_says_is_refused_beside_the_field(client, cast):
    plan(cast)
    client.force_login(cast.member)
    page = client.post(
        address("new_group_file"),
        {"upload": upload("slides.pdf", b"<script>alert(1)</script>"), "title": "Mine"},
    )
    assert page.context["form"].errors["upload"]
    assert 'value="Mine"' in page.content.decode()
    assert StoredFile.objects.count() == 0


@pytest.mark.parametrize(
    ("who", "status"), [("coordinator", 302), ("expert", 302), ("member", 403), ("stranger", 404)]
)
def test_whoever_added_a_file_and_the_coordinator_delete_it(client, cast, who, status):
    file = add_file(plan(cast), upload=upload(), by=cast.expert)
    client.force_login(cast.who(who))
    assert client.post(address("delete_group_file", pk=file.pk)).status_code == status
    assert StoredFile.objects.exists() == (status != 302)


def test_a_signed_sheet_is_hidden_from_those_who_do_not_see_everyone(client, cast):
    group = plan(cast)
    file = add_file(
        group, upload=upload(), by=cast.coordinator, sheet_of=MONDAY, title="Signed sheet"
    )
    for who, status in (
        ("coordinator", 200),
        ("expert", 200),
        ("focal_point", 404),
        ("member", 404),
        ("observer", 404),
    ):
        client.force_login(cast.who(who))
        assert client.get(address("group_file", pk=file.pk)).status_code == status
        assert ("Signed sheet" in client.get(address("group")).content.decode()) == (status == 200)


def test_a_file_of_a_session_belongs_to_its_group(client, cast):
    session = make_session(plan(cast))
    elsewhere = make_session(plan(cast, "WG5"))
    client.force_login(cast.expert)
    client.post(f"{address('new_group_file')}?session={session.pk}", {"upload": upload()})
    assert GroupFile.objects.get().session == session
    for bad in (elsewhere.pk, "x", "9" * 40, "٣"):
        assert client.get(f"{address('new_group_file')}?session={bad}").status_code == 404


# The page


def test_a_page_of_three_of_everything_asks_no_more_than_one_of_each(client, cast):
    group = plan(cast)

    def one_more(n: int) -> None:
        make_session(
            group,
            f"S{n}",
            "09:00-10:00",
            day=n,
            speakers=(cast.expert,),
            room=make_room(group, f"R{n}"),
        )
        add_file(group, upload=upload(f"f{n}.pdf"), by=cast.expert)
        Challenge.objects.create(programme=cast.programme, raised_at=group, title_en=f"C{n}")

    client.force_login(cast.coordinator)
    counts = []
    for n in range(3):
        one_more(n)
        with CaptureQueriesContext(connection) as queries:
            client.get(address("group"))
        counts.append(len(queries))
    assert counts[0] == counts[2]
    assert counts[0] <= 20


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_page_is_there_in_both_languages(client, cast, language):
    group = plan(cast)
    make_session(group, speakers=(cast.expert,))
    cast.member.language = language
    cast.member.save()
    client.force_login(cast.member)
    with translation.override(language):
        assert headline(group, today=MONDAY) is not None
    assert client.get(address("group")).status_code == 200


def test_the_coordinator_of_another_programme_is_told_nothing(client, cast):
    plan(cast)
    client.force_login(cast.stranger)
    for name in ("group", "edit_group", "rooms", "agenda", "attendance"):
        assert client.get(address(name)).status_code == 404
    assert Session.objects.count() == 0
