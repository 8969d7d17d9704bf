"""The agenda in calendars: a file, a personal feed, and VTIMEZONE that is right on the night itself."""

import datetime as dt
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.urls import reverse

from serai.portal.programme.engine.calendar import Entry, Person, written, zone_part
from serai.portal.programme.models import Membership, Session
from tests.factories import make_group, make_member, make_programme
from tests.factories.agenda import MONDAY, at, make_room, make_session, plan

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
NOW = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
AT = {"slug": "corridor", "code": "WG4"}


def feed(client, officer, **extra) -> icalendar.Calendar:
    answer = client.get(reverse("calendar_feed", kwargs={"key": officer.calendar_key}), **extra)
    assert answer.status_code == 200
    return icalendar.Calendar.from_ical(answer.content)


def titles(calendar: icalendar.Calendar) -> list[str]:
    return [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")]


# The format


def observances(zone: ZoneInfo, year: int) -> set[tuple[str, dt.datetime, int, int]]:
    """(kind, onset, offset before, offset after) in hours, of one year."""
    return {
        (
            part.name,
            part.decoded("DTSTART"),
            part.decoded("TZOFFSETFROM").total_seconds() // 3600,
            part.decoded("TZOFFSETTO").total_seconds() // 3600,
        )
        for part in zone_part(zone, year, year).subcomponents
        if part.decoded("DTSTART").year == year
    }


def test_the_zone_changes_its_clocks_when_the_place_does():
    """Onsets are in the time before the change (RFC 5545, 3.6.5)."""
    assert observances(BERLIN, 2027) == {
        ("DAYLIGHT", dt.datetime(2027, 3, 28, 2), 1, 2),
        ("STANDARD", dt.datetime(2027, 10, 31, 3), 2, 1),
    }
    assert observances(NEW_YORK, 2027) == {
        ("DAYLIGHT", dt.datetime(2027, 3, 14, 2), -5, -4),
        ("STANDARD", dt.datetime(2027, 11, 7, 2), -4, -5),
    }


def test_a_zone_that_keeps_its_clocks_has_one_observance():
    (only,) = zone_part(ZoneInfo("Asia/Tbilisi"), 2027, 2027).subcomponents
    assert only.decoded("TZOFFSETTO") == dt.timedelta(hours=4)


def test_a_time_keeps_its_place_and_a_day_has_no_time():
    entries = [
        Entry(
            "a",
            "Lecture",
            dt.datetime(2027, 3, 29, 9, tzinfo=BERLIN),
            dt.datetime(2027, 3, 29, 10, tzinfo=BERLIN),
        ),
        Entry("b", "Days", dt.date(2027, 3, 26), dt.date(2027, 3, 30)),
    ]
    text = written(entries, now=NOW).decode()
    assert "DTSTART;TZID=Europe/Berlin:20270329T090000" in text
    assert "DTSTART;VALUE=DATE:20270326" in text
    assert "DTEND;VALUE=DATE:20270331" in text
    assert text.count("BEGIN:VTIMEZONE") == 1


def test_what_people_type_cannot_end_a_line():
    """Neither a title nor a name may write properties of their own."""
    evil = "Lecture\r\nATTENDEE:mailto:x@x.example\r\nX:"
    entry = Entry("a", evil, MONDAY, MONDAY, place=evil, about=evil)
    text = written(
        [entry], now=NOW, method="REQUEST", guest=Person('A;B,"C"', "a@b.example")
    ).decode()
    (event,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert event["ATTENDEE"] == "mailto:a@b.example"
    assert not any(line.startswith("X:") for line in text.splitlines())


# The file of a group


@pytest.mark.django_db
def test_the_file_has_the_days_and_every_placed_session(client, cast):
    group = plan(cast, meeting_link="https://meet.example/wg4")
    session = make_session(group, room=make_room(group), speakers=(cast.expert,), sequence=3)
    make_session(group, "Asked for", "")
    client.force_login(cast.member)
    answer = client.get(reverse("agenda_ics", kwargs=AT))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = icalendar.Calendar.from_ical(answer.content)
    days, lecture = calendar.walk("VEVENT")
    assert days["TRANSP"] == "TRANSPARENT"
    assert lecture["UID"] == f"session-{session.pk}@{cast.programme.calendar_name}.serai"
    assert lecture["SEQUENCE"] == 3
    assert lecture.decoded("DTSTART") == session.start
    assert str(lecture["LOCATION"]) == "Hall, Almaty"
    assert "Ed Expert" in lecture["DESCRIPTION"]
    assert "https://meet.example/wg4" in lecture["DESCRIPTION"]
    assert lecture["URL"].endswith(reverse("session", kwargs=AT | {"pk": session.pk}))


@pytest.mark.django_db
def test_the_file_is_for_those_in_the_programme(client, cast):
    plan(cast)
    client.force_login(cast.stranger)
    assert client.get(reverse("agenda_ics", kwargs=AT)).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("lang", "says"), [("en", b"Working group 4"), ("ru", None), ("xx", b"Working group 4")]
)
def test_the_pdf_is_in_the_language_asked_for(client, cast, lang, says):
    group = plan(cast)
    make_session(
        group, "Lecture", title_ru="Лекция", room=make_room(group), speakers=(cast.expert,)
    )
    client.force_login(cast.member)
    answer = client.get(f"{reverse('agenda_pdf', kwargs=AT)}?lang={lang}")
    assert answer.content.startswith(b"%PDF-")
    assert f"-{'ru' if lang == 'ru' else 'en'}.pdf" in answer["Content-Disposition"]


# The feed


@pytest.mark.django_db
def test_the_feed_needs_no_account_but_the_key(client, cast):
    make_session(plan(cast))
    assert titles(feed(client, cast.member)) == [
        "Working group 2 · Risk management",
        "Working group 3 · Risk management",
        "Working group 4 · Risk management",
        "WG4: Risk profiles",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["x", "'", "%00", "a" * 500])
def test_an_unknown_key_is_not_found(client, cast, key):
    assert client.get(f"/calendar/{key}.ics").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("fields", [{"is_active": False}, {"erased_at": NOW}])
def test_whoever_left_has_no_feed(client, cast, fields):
    for name, value in fields.items():
        setattr(cast.member, name, value)
    cast.member.save()
    assert (
        client.get(reverse("calendar_feed", kwargs={"key": cast.member.calendar_key})).status_code
        == 404
    )


@pytest.mark.django_db
def test_the_feed_has_only_announced_groups_of_ones_own_programmes(client, cast):
    plan(cast, phase="to_plan")
    elsewhere = make_programme("elsewhere")
    make_member(elsewhere, cast.georgia)
    make_group(elsewhere, "WG1", phase="planned", start=MONDAY, end=MONDAY)
    own = titles(feed(client, cast.member))
    assert own == ["Working group 2 · Risk management", "Working group 3 · Risk management"]
    assert titles(feed(client, cast.stranger)) == []
    assert titles(feed(client, cast.administrator)) == [], (
        "who may see everything does not take part in everything"
    )


@pytest.mark.django_db
def test_a_member_who_left_the_programme_no_longer_sees_its_days(client, cast):
    Membership.objects.filter(officer=cast.member).update(left_on=dt.date(2026, 1, 1))
    assert titles(feed(client, cast.member)) == []


@pytest.mark.django_db
def test_a_moved_session_keeps_its_uid(client, cast):
    group = plan(cast)
    session = make_session(group)
    (before,) = [
        e for e in feed(client, cast.member).walk("VEVENT") if str(e["UID"]).startswith("session-")
    ]
    Session.objects.filter(pk=session.pk).update(
        start=at(group, "14:00"), end=at(group, "15:00"), sequence=1
    )
    (after,) = [
        e for e in feed(client, cast.member).walk("VEVENT") if str(e["UID"]).startswith("session-")
    ]
    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)


@pytest.mark.django_db
def test_the_feed_speaks_the_officers_language_not_the_askers(client, cast):
    plan(cast)
    cast.member.language = "ru"
    cast.member.save()
    make_session(cast.groups["WG4"], "Lecture", title_ru="Лекция")
    assert "WG4: Лекция" in titles(feed(client, cast.member, headers={"Accept-Language": "en"}))


@pytest.mark.django_db
def test_ten_sessions_in_the_feed_ask_no_more_than_one(client, cast, django_assert_max_num_queries):
    group = plan(cast)
    for n in range(10):
        make_session(
            group,
            f"S{n}",
            f"{8 + n:02}:00-{9 + n:02}:00",
            speakers=(cast.expert,),
            room=make_room(group, f"R{n}"),
        )
    with django_assert_max_num_queries(5):
        feed(client, cast.member)


@pytest.mark.django_db
def test_the_page_gives_the_address_of_ones_own_feed(client, cast):
    client.force_login(cast.member)
    page = client.get(reverse("calendar")).content.decode()
    assert cast.member.calendar_key in page
    assert cast.other_member.calendar_key not in page
