"""Attendance: the code on the wall, the list, the signed sheet; who is expected; a thousand at once."""

import datetime as dt
import random
import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from serai.portal.people.models import Officer
from serai.portal.programme.actions.attendance import (
    GUESSES,
    find_by_code,
    find_by_pass,
    find_by_token,
    give_pass,
    mark_present,
    save_list,
)
from serai.portal.programme.engine import rotating
from serai.portal.programme.errors import (
    AttendanceClosedError,
    NotExpectedError,
    TooManyGuessesError,
    WrongCodeError,
)
from serai.portal.programme.models import AttendanceMark, GroupFile, Membership, Session
from serai.portal.programme.queries.participants import attendance, numbers
from tests.factories import make_administration, make_group, make_member, make_programme
from tests.factories.agenda import MONDAY, at, make_room, make_session, plan
from tests.portal.programme.test_groups import upload

AT = {"slug": "corridor", "code": "WG4"}
DAY = AT | {"year": 2027, "month": 5, "day": 3}


def address(name: str, **more) -> str:
    return reverse(name, kwargs=AT | more)


@pytest.fixture(autouse=True)
def nobody_has_guessed_yet():
    cache.clear()


@pytest.fixture
def lecture(cast) -> Session:
    """In Almaty on Monday 3 May 2027 from 9:00 to 10:30."""
    return make_session(
        plan(cast), speakers=(cast.expert,), chairs=(cast.second_membership.officer,)
    )


@pytest.fixture
def live(cast) -> Session:
    """A session that goes on now, for pages that read the clock."""
    now = timezone.now()
    group = plan(cast, start=now.date(), end=now.date() + dt.timedelta(1), time_zone="UTC")
    hour = dt.timedelta(hours=1)
    return make_session(group, "Now", "", start=now - hour, end=now + hour, speakers=(cast.expert,))


def code_of(session: Session, now: dt.datetime | None = None) -> str:
    return rotating.code(settings.SECRET_KEY, session.pk, now or timezone.now())


def token_of(session: Session, now: dt.datetime | None = None) -> str:
    return rotating.token(settings.SECRET_KEY, session.pk, now or timezone.now())


# By the code


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("time", "open_"),
    [("08:29", False), ("08:30", True), ("09:45", True), ("11:00", True), ("11:01", False)],
)
def test_a_mark_is_taken_from_half_an_hour_before_until_half_an_hour_after(
    cast, lecture, time, open_
):
    now = at(lecture.working_group, time)
    if open_:
        assert mark_present(lecture, officer=cast.member, now=now).how == "code"
        return
    with pytest.raises(AttendanceClosedError) as refusal:
        mark_present(lecture, officer=cast.member, now=now)
    assert "is taken from 3 May 2027, 08:30 to 11:00" in str(refusal.value)
    assert not AttendanceMark.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("member", True),
        ("other_member", True),
        ("expert", True),
        ("coordinator", False),
        ("focal_point", False),
        ("observer", False),
        ("administrator", False),
    ],
)
def test_members_and_experts_are_expected(cast, lecture, who, expected):
    now = at(lecture.working_group, "09:00")
    if expected:
        mark_present(lecture, officer=cast.who(who), now=now)
        return
    with pytest.raises(NotExpectedError) as refusal:
        mark_present(lecture, officer=cast.who(who), now=now)
    assert "is not on the attendance list" in str(refusal.value)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("joined", "left", "expected"),
    [
        (MONDAY, None, True),
        (MONDAY + dt.timedelta(1), None, False),
        (dt.date(2024, 9, 1), MONDAY, False),
        (dt.date(2024, 9, 1), MONDAY + dt.timedelta(1), True),
    ],
)
def test_whoever_was_a_member_on_that_day_is_expected(cast, lecture, joined, left, expected):
    Membership.objects.filter(pk=cast.membership.pk).update(joined_on=joined, left_on=left)
    names = {
        row.participant.officer.name_latin
        for row in attendance(cast.coordinator, lecture.working_group).rows
    }
    assert ("Giorgi Member" in names) is expected


@pytest.mark.django_db
def test_a_session_without_attendance_takes_no_mark(cast):
    coffee = make_session(plan(cast), "Coffee", takes_attendance=False)
    with pytest.raises(AttendanceClosedError):
        mark_present(coffee, officer=cast.member, now=coffee.start)


@pytest.mark.django_db
def test_the_code_finds_its_session_among_those_that_go_on(cast, lecture):
    other = make_session(lecture.working_group, "Beside", room=make_room(lecture.working_group))
    now = at(lecture.working_group, "09:00")
    for session in (lecture, other):
        assert find_by_code(cast.member, typed=code_of(session, now).lower(), now=now) == session
    with pytest.raises(WrongCodeError):
        find_by_code(cast.member, typed=code_of(lecture, now), now=now + dt.timedelta(minutes=2))


@pytest.mark.django_db
def test_the_code_of_another_programme_opens_nothing(cast, lecture):
    elsewhere = make_group(
        make_programme("secret"), "WG1", start=MONDAY, end=MONDAY, time_zone="Asia/Almaty"
    )
    session = make_session(elsewhere)
    with pytest.raises(WrongCodeError):
        find_by_code(cast.member, typed=code_of(session, session.start), now=session.start)
    with pytest.raises(Session.DoesNotExist):
        find_by_token(cast.member, token=token_of(session, session.start), now=session.start)


@pytest.mark.django_db
def test_guessing_stops_after_ten_wrong_codes_in_a_minute(cast, lecture):
    now = at(lecture.working_group, "09:00")
    for _guess in range(GUESSES):
        with pytest.raises(WrongCodeError):
            find_by_code(cast.member, typed="AAAAAA", now=now)
    with pytest.raises(TooManyGuessesError):
        find_by_code(cast.member, typed=code_of(lecture, now), now=now)
    assert find_by_code(cast.other_member, typed=code_of(lecture, now), now=now) == lecture
    later = now + dt.timedelta(minutes=1)
    assert find_by_code(cast.member, typed=code_of(lecture, later), now=later) == lecture


@pytest.mark.django_db
def test_a_pass_is_for_one_officer_and_one_session(cast, lecture):
    text = give_pass(cast.member, lecture)
    assert find_by_pass(cast.member, text=text) == lecture
    for officer, forged in (
        (cast.other_member, text),
        (cast.member, text[:-2]),
        (cast.member, ""),
        (cast.member, "x:y:z"),
    ):
        with pytest.raises(WrongCodeError):
            find_by_pass(officer, text=forged)


@pytest.mark.django_db
def test_scanning_leads_to_one_button_and_pressing_it_twice_marks_once(client, cast, live):
    client.force_login(cast.member)
    place = reverse("attendance_scan", kwargs={"token": token_of(live)})
    page = client.get(place)
    assert "I am here" in page.content.decode()
    assert not AttendanceMark.objects.exists(), "looking is not being there"
    for _press in range(2):
        answer = client.post(place, {"pass": page.context["pass"]}, follow=True)
    assert "You are marked present" in answer.content.decode()
    mark = AttendanceMark.objects.get()
    assert (mark.officer, mark.session, mark.how, mark.marked_by) == (
        cast.member,
        live,
        "code",
        cast.member,
    )
    assert mark.history.count() == 1
    assert "marked present already" in client.get(place).content.decode()


@pytest.mark.django_db
def test_whoever_is_not_signed_in_comes_back_to_the_button(client, cast, live):
    place = reverse("attendance_scan", kwargs={"token": token_of(live)})
    assert client.get(place).url.endswith(f"next={place}")


@pytest.mark.django_db
def test_an_old_code_is_refused_with_what_to_do(client, cast, live):
    client.force_login(cast.member)
    old = token_of(live, timezone.now() - dt.timedelta(minutes=3))
    for token in (old, "1", "1-AAAA", "x"):
        page = client.get(reverse("attendance_scan", kwargs={"token": token}))
        assert "It changes every minute" in page.content.decode()


@pytest.mark.django_db
def test_the_code_is_typed_by_hand_too(client, cast, live):
    client.force_login(cast.member)
    answer = client.post(
        reverse("attendance_here"), {"code": rotating.in_groups(code_of(live)).lower()}, follow=True
    )
    assert "You are marked present" in answer.content.decode()
    page = client.post(reverse("attendance_here"), {"code": "WRONG1"})
    assert "code" in page.context["form"].errors
    assert 'value="WRONG1"' in page.content.decode()


@pytest.mark.django_db
def test_who_is_not_expected_is_told_so(client, cast, live):
    client.force_login(cast.coordinator)
    page = client.post(reverse("attendance_here"), {"code": code_of(live)}).content.decode()
    assert "is not on the attendance list" in page


# The wall


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("coordinator", 200),
        ("expert", 200),
        ("second_member", 200),
        ("member", 403),
        ("observer", 403),
        ("stranger", 404),
    ],
)
def test_the_coordinator_and_whoever_speaks_or_chairs_show_the_code(
    client, cast, lecture, who, status
):
    officer = cast.second_membership.officer if who == "second_member" else cast.who(who)
    client.force_login(officer)
    assert client.get(address("attendance_wall", pk=lecture.pk)).status_code == status


@pytest.mark.django_db
def test_the_wall_shows_a_code_that_works_and_how_many_are_there(client, cast, live):
    mark_present(live, officer=cast.member)
    client.force_login(cast.coordinator)
    page = client.get(address("attendance_wall", pk=live.pk)).content.decode()
    shown = re.search(r'class="wall-code">([^<]+)<', page)[1]
    assert find_by_code(cast.other_member, typed=shown) == live
    assert re.search(r'id="present">1 <small>of 5<', page)
    assert "<svg" in page
    assert "testserver/here" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("host", "warns"), [("127.0.0.1:8000", True), ("localhost", True), ("10.0.0.7:8000", False)]
)
def test_the_wall_says_when_phones_cannot_reach_its_address(client, cast, live, host, warns):
    client.force_login(cast.coordinator)
    page = client.get(
        address("attendance_wall", pk=live.pk), headers={"host": host}
    ).content.decode()
    assert ("Phones cannot reach this address" in page) is warns
    assert f"{host}/here" in page


@pytest.mark.django_db
def test_the_wall_asks_for_its_changing_part_only(client, cast, live):
    client.force_login(cast.coordinator)
    page = client.get(
        address("attendance_wall", pk=live.pk), headers={"HX-Request": "true"}
    ).content.decode()
    assert "wall-code" in page
    assert "<html" not in page


@pytest.mark.django_db
def test_before_its_time_the_wall_says_when_the_code_is_taken(client, cast, lecture):
    client.force_login(cast.coordinator)
    page = client.get(address("attendance_wall", pk=lecture.pk)).content.decode()
    assert "The code is taken from 08:30 to 11:00." in page
    assert "wall-code" not in page


@pytest.mark.django_db
def test_there_is_no_wall_without_attendance(client, cast):
    coffee = make_session(plan(cast), "Coffee", takes_attendance=False)
    client.force_login(cast.coordinator)
    assert client.get(address("attendance_wall", pk=coffee.pk)).status_code == 403


# By the list


def keep(client, name="attendance_day", *, ticked=(), shown=(), **more):
    """Send a day's list as the page does."""
    pairs = {
        "present": [f"{officer.pk}-{session.pk}" for officer, session in ticked],
        "shown": [f"{officer.pk}-{session.pk}" for officer, session in shown],
    }
    return client.post(reverse(name, kwargs=DAY), pairs | more, follow=True)


@pytest.mark.django_db
def test_a_day_is_kept_with_one_save(client, cast, lecture):
    second = make_session(lecture.working_group, "Second", "11:00-12:00")
    tuesday = make_session(lecture.working_group, "Tuesday", day=1)
    client.force_login(cast.coordinator)
    page = client.get(reverse("attendance_day", kwargs=DAY)).content.decode()
    assert f'value="{cast.member.pk}-{second.pk}"' in page
    assert f'value="{cast.member.pk}-{tuesday.pk}"' not in page
    answer = keep(
        client, ticked=[(cast.member, lecture), (cast.member, second), (cast.expert, lecture)]
    )
    assert "3 marks are new." in answer.content.decode()
    assert set(AttendanceMark.objects.values_list("how", "marked_by")) == {
        ("list", cast.coordinator.pk)
    }


@pytest.mark.django_db
def test_a_mark_that_came_in_by_the_code_meanwhile_is_not_lost(client, cast, lecture):
    mark_present(lecture, officer=cast.other_member, now=lecture.start)
    client.force_login(cast.coordinator)
    keep(client, ticked=[(cast.member, lecture)], shown=[])
    assert AttendanceMark.objects.count() == 2


@pytest.mark.django_db
def test_a_mark_taken_back_stays_in_the_history_with_who_did_it(client, cast, lecture):
    mark_present(lecture, officer=cast.member, now=lecture.start)
    client.force_login(cast.coordinator)
    answer = keep(client, ticked=[], shown=[(cast.member, lecture)])
    assert "1 mark is taken back." in answer.content.decode()
    assert not AttendanceMark.objects.exists()
    taken = AttendanceMark.history.first()
    assert (taken.history_type, taken.history_user, taken.officer) == (
        "-",
        cast.coordinator,
        cast.member,
    )


@pytest.mark.django_db
def test_a_list_that_is_sent_twice_changes_nothing_the_second_time(client, cast, lecture):
    client.force_login(cast.coordinator)
    keep(client, ticked=[(cast.member, lecture)])
    answer = keep(client, ticked=[(cast.member, lecture)])
    assert "Nothing changed." in answer.content.decode()
    assert AttendanceMark.history.count() == 1


@pytest.mark.django_db
def test_a_pair_nobody_expects_is_left_alone(client, cast, lecture):
    secret = make_session(make_group(make_programme("secret"), "WG1", start=MONDAY, end=MONDAY))
    client.force_login(cast.coordinator)
    keep(
        client,
        ticked=[(cast.stranger, lecture), (cast.member, secret)],
        present=["x", "1-2-3", "9" * 30 + "-1"],
    )
    assert not AttendanceMark.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["attendance_day", "attendance_from_sheet"])
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("coordinator", 200),
        ("expert", 403),
        ("focal_point", 403),
        ("member", 403),
        ("stranger", 404),
    ],
)
def test_the_coordinator_keeps_the_list(client, cast, lecture, name, who, status):
    client.force_login(cast.who(who))
    assert client.get(reverse(name, kwargs=DAY)).status_code == status


@pytest.mark.django_db
@pytest.mark.parametrize("day", [{"day": 4}, {"month": 13}, {"year": 99999}])
def test_a_day_without_sessions_has_no_list(client, cast, lecture, day):
    client.force_login(cast.coordinator)
    for name in ("attendance_day", "attendance_from_sheet", "attendance_sheet"):
        assert client.get(reverse(name, kwargs=DAY | day)).status_code == 404


# From the signed sheet


@pytest.mark.django_db
def test_the_sheet_is_entered_with_its_scan(client, cast, lecture):
    client.force_login(cast.coordinator)
    keep(client, "attendance_from_sheet", ticked=[(cast.member, lecture)], scan=upload("scan.pdf"))
    assert AttendanceMark.objects.get().how == "sheet"
    file = GroupFile.objects.get()
    assert (file.sheet_of, file.title) == (MONDAY, "Signed attendance sheet, 3 May 2027")


@pytest.mark.django_db
def test_a_scan_that_is_refused_keeps_what_was_ticked(client, cast, lecture):
    client.force_login(cast.coordinator)
    bad = upload("scan.pdf", b"MZ not a pdf")
    page = keep(client, "attendance_from_sheet", ticked=[(cast.member, lecture)], scan=bad)
    assert "scan" in page.context["form"].errors
    assert re.search(rf'value="{cast.member.pk}-{lecture.pk}" checked', page.content.decode())
    assert not AttendanceMark.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "status"),
    [("coordinator", 200), ("expert", 200), ("focal_point", 403), ("member", 403)],
)
def test_the_sheet_to_sign_has_everyones_name_and_is_for_those_who_see_everyone(
    client, cast, lecture, who, status
):
    cast.member.name_native = "გიორგი"
    cast.member.save()
    client.force_login(cast.who(who))
    answer = client.get(reverse("attendance_sheet", kwargs=DAY))
    assert answer.status_code == status
    assert answer.content.startswith(b"%PDF-") == (status == 200)


# Shares


@pytest.mark.django_db
def test_shares_by_member_and_session_count_parallel_sessions_once(cast):
    group = plan(cast)
    hall, room = make_room(group, "Hall"), make_room(group, "Room")
    first = make_session(group, "Plenary", "09:00-10:00", room=hall)
    a = make_session(group, "A", "11:00-12:00", room=hall)
    b = make_session(group, "B", "11:00-12:00", room=room)
    make_session(group, "Never recorded", "14:00-15:00", room=hall)
    present = [(cast.member.pk, first.pk), (cast.member.pk, a.pk), (cast.other_member.pk, b.pk)]
    save_list(group, day=MONDAY, present=present, shown=[], by=cast.coordinator)
    table = attendance(cast.coordinator, group)
    shares = {row.participant.officer.name_latin: row.counted.share for row in table.rows}
    assert shares == {
        "Giorgi Member": 100,
        "Aram Member": 50,
        "Nino Member": 0,
        "Lilit Member": 0,
        "Ed Expert": 0,
    }
    assert [(c.present, c.expected, c.share) for c in table.columns] == [
        (1, 5, 20),
        (1, 5, None),
        (1, 5, None),
        (0, 5, None),
    ]
    total = numbers(group)
    assert (total.people, total.places.came, total.places.of, total.share) == (2, 3, 8, 37)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "names"),
    [
        (
            "coordinator",
            {"Giorgi Member", "Nino Member", "Aram Member", "Lilit Member", "Ed Expert"},
        ),
        ("expert", {"Giorgi Member", "Nino Member", "Aram Member", "Lilit Member", "Ed Expert"}),
        ("focal_point", {"Giorgi Member", "Nino Member"}),
        ("member", {"Giorgi Member"}),
        ("observer", set()),
    ],
)
def test_everyone_sees_the_sessions_and_only_their_own_people(client, cast, lecture, who, names):
    client.force_login(cast.who(who))
    page = client.get(address("attendance")).content.decode()
    assert "Risk profiles" in page
    table = page.partition("By member")[2]
    everyone = {"Giorgi Member", "Nino Member", "Aram Member", "Lilit Member", "Ed Expert"}
    assert {name for name in everyone if name in table} == names


@pytest.mark.django_db
def test_more_members_and_sessions_ask_no_more(client, cast):
    group = plan(cast)
    client.force_login(cast.coordinator)
    counts = []
    for n in range(3):
        session = make_session(group, f"S{n}", day=n)
        member = make_member(cast.programme, make_administration(f"m{n}"), f"Member {n}")
        mark_present(session, officer=member.officer, now=session.start)
        with CaptureQueriesContext(connection) as queries:
            client.get(address("attendance"))
        counts.append(len(queries))
    assert counts[0] == counts[2]
    assert counts[0] <= 20


# A thousand at once


@pytest.mark.django_db(transaction=True)
def test_a_thousand_marks_in_a_minute_lose_none():
    """1,000 officers press at once, every third twice at the same moment, over 16 connections."""
    programme = make_programme("crowd")
    group = make_group(
        programme, "WG1", start=MONDAY, end=MONDAY, time_zone="Asia/Almaty", phase="planned"
    )
    session = make_session(group)
    home = make_administration("xx")
    officers = Officer.objects.bulk_create(
        Officer(email=f"o{n}@customs.example", name_latin=f"Officer {n}", administration=home)
        for n in range(1000)
    )
    Membership.objects.bulk_create(
        Membership(programme=programme, officer=officer, administration=home, joined_on=MONDAY)
        for officer in officers
    )

    def press(officer: Officer) -> str:
        try:
            found = find_by_token(
                officer, token=token_of(session, session.start), now=session.start
            )
            found = find_by_pass(officer, text=give_pass(officer, found))
            return mark_present(found, officer=officer, now=session.start).how
        finally:
            # As at the end of a request: a connection a thread must not outlive the test.
            if connection.connection is not None:
                connection.close()

    presses = [*officers, *officers[::3]]
    random.Random(7).shuffle(presses)  # noqa: S311 - the same crowd every time
    began = time.monotonic()
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(press, presses))
    took = time.monotonic() - began
    assert answers == ["code"] * len(presses)
    assert AttendanceMark.objects.count() == 1000
    assert AttendanceMark.objects.values("officer").distinct().count() == 1000
    assert AttendanceMark.history.count() == 1000
    assert took < 60, f"{len(presses)} presses took {took:.1f} s"
    print(f"{len(presses)} presses, 1,000 marks: {took:.1f} s on {connection.vendor}")  # noqa: T201 - shown with -s
