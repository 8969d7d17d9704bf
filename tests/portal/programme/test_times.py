"""Wall-clock times of the host and the reader, over nights on which the clocks change."""

import datetime as dt
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from serai.portal.programme.engine.calendar import Entry, written
from serai.portal.programme.engine.walltime import apart, fold_of, moment, moved
from serai.portal.programme.errors import AmbiguousTimeError, NonexistentTimeError

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
TBILISI, ALMATY = ZoneInfo("Asia/Tbilisi"), ZoneInfo("Asia/Almaty")
SPRING, AUTUMN = dt.date(2027, 3, 28), dt.date(2027, 10, 31)


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("day", "time", "zone", "expected"),
    [
        (dt.date(2027, 5, 3), dt.time(9), ALMATY, utc(2027, 5, 3, 4)),
        (dt.date(2027, 5, 3), dt.time(9), TBILISI, utc(2027, 5, 3, 5)),
        (SPRING, dt.time(1, 59), BERLIN, utc(2027, 3, 28, 0, 59)),
        (SPRING, dt.time(3), BERLIN, utc(2027, 3, 28, 1)),
        (AUTUMN, dt.time(1, 59), BERLIN, utc(2027, 10, 30, 23, 59)),
        (AUTUMN, dt.time(3), BERLIN, utc(2027, 10, 31, 2)),
    ],
)
def test_a_time_of_the_wall_is_one_moment(day, time, zone, expected):
    assert moment(day, time, zone) == expected


@pytest.mark.parametrize(("day", "zone"), [(SPRING, BERLIN), (dt.date(2027, 3, 14), NEW_YORK)])
def test_a_time_the_clocks_jump_over_is_refused_with_the_next_one(day, zone):
    with pytest.raises(NonexistentTimeError) as refusal:
        moment(day, dt.time(2, 30), zone)
    assert "02:30 does not exist" in str(refusal.value)
    assert "03:30" in str(refusal.value)


def test_a_time_that_comes_twice_asks_which_one():
    with pytest.raises(AmbiguousTimeError) as question:
        moment(AUTUMN, dt.time(2, 30), BERLIN)
    assert "02:30 comes twice" in str(question.value)
    assert moment(AUTUMN, dt.time(2, 30), BERLIN, fold=0) == utc(2027, 10, 31, 0, 30)
    assert moment(AUTUMN, dt.time(2, 30), BERLIN, fold=1) == utc(2027, 10, 31, 1, 30)


def test_which_of_two_equal_times_a_moment_is():
    assert fold_of(utc(2027, 10, 31, 0, 30), BERLIN) == 0
    assert fold_of(utc(2027, 10, 31, 1, 30), BERLIN) == 1
    assert fold_of(utc(2027, 10, 31, 2, 30), BERLIN) is None


def test_the_reader_in_tbilisi_gets_nearer_when_berlin_changes_its_clocks():
    assert apart(utc(2027, 3, 27, 12), BERLIN, TBILISI) == dt.timedelta(hours=3)
    assert apart(utc(2027, 3, 29, 12), BERLIN, TBILISI) == dt.timedelta(hours=2)


def test_a_session_keeps_its_time_on_the_wall_over_the_change():
    nine = moment(dt.date(2027, 3, 26), dt.time(9), BERLIN)
    later = moved(nine, was=BERLIN, now=BERLIN, days=3)
    assert later.astimezone(BERLIN).time() == dt.time(9)
    assert later - nine == dt.timedelta(days=3, hours=-1)


def test_a_session_keeps_its_time_on_the_wall_in_another_zone():
    there = moved(moment(dt.date(2027, 5, 3), dt.time(9), ALMATY), was=ALMATY, now=NEW_YORK)
    assert there.astimezone(NEW_YORK).replace(tzinfo=None) == dt.datetime(2027, 5, 3, 9)


def test_a_moved_time_that_does_not_exist_there_becomes_the_next_that_does():
    there = moved(moment(SPRING, dt.time(2, 30), ALMATY), was=ALMATY, now=BERLIN)
    assert there.astimezone(BERLIN).time() == dt.time(3, 30)


def test_the_second_of_two_times_moved_to_where_there_is_none_goes_forward_too():
    second = moment(AUTUMN, dt.time(2, 30), BERLIN, fold=1)
    there = moved(second, was=BERLIN, now=BERLIN, days=(SPRING - AUTUMN).days)
    assert there.astimezone(BERLIN).replace(tzinfo=None) == dt.datetime(2027, 3, 28, 3, 30)


def test_the_second_of_two_times_stays_the_second_where_there_are_two():
    second = moment(AUTUMN, dt.time(2, 30), BERLIN, fold=1)
    assert moved(second, was=BERLIN, now=BERLIN) == second


def test_a_calendar_does_not_take_the_second_of_two_equal_times_for_the_first():
    """RFC 5545, 3.3.5: a local time that occurs twice is the first one; the second is written in UTC."""
    night = dt.datetime.combine(AUTUMN, dt.time(2, 30), BERLIN)
    watch = Entry("a", "Watch", night, night.replace(fold=1))
    text = written([watch], now=utc(2027, 1, 1)).decode()
    (event,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert event.decoded("DTEND").timestamp() - event.decoded("DTSTART").timestamp() == 3600
    assert "DTEND:20271031T013000Z" in text


@given(
    st.datetimes(dt.datetime(2025, 1, 1), dt.datetime(2030, 1, 1), timezones=st.just(dt.UTC)),
    st.sampled_from([BERLIN, NEW_YORK, TBILISI, ALMATY]),
)
def test_every_moment_survives_the_way_to_the_wall_and_back(instant, zone):
    local = instant.astimezone(zone)
    again = moment(local.date(), local.time().replace(fold=0), zone, fold=fold_of(instant, zone))
    assert again == instant
