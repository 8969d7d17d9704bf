"""The agenda: reading it in two time zones, building it, clashes, what somebody else changed, sending it."""

import datetime as dt
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from serai.portal.people.models import Letter
from serai.portal.programme.actions.agenda import (
    Content,
    add_session,
    change_session,
    delete_session,
)
from serai.portal.programme.actions.files import add_file
from serai.portal.programme.actions.invitations import send_agenda
from serai.portal.programme.engine.seen import seen
from serai.portal.programme.errors import (
    AgendaNotReadyError,
    AgendaUnchangedError,
    ChangedMeanwhileError,
    SessionAttendedError,
    SessionClashError,
    SessionRefusedError,
)
from serai.portal.programme.models import (
    AttendanceMark,
    Challenge,
    Contributor,
    Event,
    GroupFile,
    Role,
    Session,
)
from serai.portal.programme.queries.agenda import agenda_of
from serai.portal.programme.queries.agenda_document import agenda_document
from serai.portal.programme.queries.placing import session_state
from tests.factories import make_group, make_officer, make_programme
from tests.factories.agenda import MONDAY, at, make_room, make_session, plan
from tests.portal.programme.test_groups import upload

pytestmark = pytest.mark.django_db

AT = {"slug": "corridor", "code": "WG4"}
CHANGE = {
    "start": dt.date(2027, 3, 26),
    "end": dt.date(2027, 3, 30),
    "time_zone": "Europe/Berlin",
    "city_en": "Bonn",
}
"""Days over which the clocks of Berlin go forward, in the night to Sunday 28 March."""


def address(name: str, **more) -> str:
    return reverse(name, kwargs=AT | more)


def typed(session: Session | None = None, **changes) -> dict:
    """What the form of a session sends; of a known one, what it shows first."""
    values = {
        "day": MONDAY.isoformat(),
        "start_time": "09:00",
        "end_time": "10:30",
        "kind": "lecture",
        "title_en": "Risk",
    }
    if session:
        values |= {
            "seen": seen(session_state(session)),
            "title_en": session.title_en,
            "takes_attendance": "on",
        }
        values |= {
            "speakers": [c.officer_id for c in session.contributors.all() if c.part == "speaker"]
        }
    return values | changes


def content(session: Session, **changes) -> Content:
    own = {name: getattr(session, name) for name in ("kind", "title_en", "start", "end", "room_id")}
    return Content(**(own | changes))


# Reading


def test_times_are_the_hosts_with_the_readers_beside_where_they_differ(client, cast):
    make_session(plan(cast))
    cast.member.time_zone = "Asia/Tbilisi"
    cast.member.save()
    client.force_login(cast.member)
    page = client.get(address("agenda")).content.decode()
    assert "09:00–10:30" in page
    assert "08:00 your time" in page
    assert "your clock is 1 h behind" in page


def test_a_reader_in_the_hosts_zone_sees_one_time(client, cast):
    make_session(plan(cast, time_zone="Asia/Tbilisi"))
    cast.member.time_zone = "Asia/Tbilisi"
    cast.member.save()
    client.force_login(cast.member)
    page = client.get(address("agenda")).content.decode()
    assert "your time" not in page
    assert "your clock" not in page


def test_over_the_change_of_the_clocks_each_day_has_its_own_difference(cast):
    group = plan(cast, **CHANGE)
    before, after = make_session(group, day=0), make_session(group, day=3)
    days = agenda_of(group, reader=ZoneInfo("Asia/Tbilisi")).days
    assert [(day.blocks[0].columns[0][0].yours, day.shift) for day in (days[0], days[3])] == [
        ("12:00", "your clock is 3 h ahead"),
        ("11:00", "your clock is 2 h ahead"),
    ]
    assert after.start - before.start == dt.timedelta(days=3, hours=-1)


@pytest.mark.parametrize(
    ("zone", "english", "russian"),
    [
        ("Asia/Kabul", "your clock is 30 min behind", "у вас на 30 мин раньше"),
        ("Asia/Tehran", "your clock is 1 h 30 min behind", "у вас на 1 ч 30 мин раньше"),
        ("Asia/Omsk", "your clock is 1 h ahead", "у вас на 1 ч позже"),
    ],
)
def test_how_far_a_readers_clock_is_from_the_hosts_is_told_in_hours_and_minutes(
    cast, zone, english, russian
):
    group = plan(cast)
    make_session(group)
    for language, words in (("en", english), ("ru", russian)):
        with translation.override(language):
            assert agenda_of(group, reader=ZoneInfo(zone)).days[0].shift == words


def test_a_time_on_another_day_of_the_reader_names_the_day(cast):
    make_session(plan(cast))
    (session,) = (
        agenda_of(cast.groups["WG4"], reader=ZoneInfo("America/New_York"))
        .days[0]
        .blocks[0]
        .columns[0]
    )
    assert session.yours == "00:00"
    (session,) = (
        agenda_of(cast.groups["WG4"], reader=ZoneInfo("America/Los_Angeles"))
        .days[0]
        .blocks[0]
        .columns[0]
    )
    assert session.yours == "Sun 21:00"


def test_days_are_the_hosts_days(cast):
    """Ten in the evening in New York is the next day in UTC."""
    group = plan(cast, time_zone="America/New_York")
    make_session(group, times="22:00-23:00", day=1)
    assert [len(day.blocks) for day in agenda_of(group).days] == [0, 1, 0, 0, 0]


@pytest.mark.parametrize(
    ("who", "told"), [("coordinator", True), ("expert", False), ("member", False)]
)
def test_sessions_without_a_time_are_listed_for_the_coordinator(client, cast, who, told):
    make_session(plan(cast), "Cover goods", "")
    client.force_login(cast.who(who))
    assert ("Cover goods" in client.get(address("agenda")).content.decode()) is told


def test_the_agenda_says_what_a_session_is_who_speaks_and_what_it_answers(client, cast):
    group = plan(cast)
    session = make_session(
        group, speakers=(cast.expert,), chairs=(cast.coordinator,), interpretation="into Russian"
    )
    for n in range(3):
        session.challenges.add(Challenge.objects.create(programme=cast.programme, title_en=f"C{n}"))
    add_file(group, upload=upload(), by=cast.expert, session=session)
    client.force_login(cast.observer)
    page = " ".join(client.get(address("agenda")).content.decode().split())
    for told in (
        "Lecture",
        "Ed Expert, Cora Coordinator (chair)",
        "answers 3 challenges",
        "into Russian",
        "1 file",
    ):
        assert told in page


def test_who_refused_is_no_longer_on_the_agenda(client, cast):
    session = make_session(plan(cast), speakers=(cast.expert,))
    session.contributors.update(answer="refused")
    client.force_login(cast.member)
    assert "Ed Expert" not in client.get(address("agenda")).content.decode()


def test_three_sessions_ask_the_database_no_more_than_one(client, cast):
    group = plan(cast)
    client.force_login(cast.coordinator)
    counts = []
    for n in range(3):
        session = make_session(
            group, f"S{n}", day=n, speakers=(cast.expert,), room=make_room(group, f"R{n}")
        )
        session.challenges.add(Challenge.objects.create(programme=cast.programme, title_en=f"C{n}"))
        add_file(group, upload=upload(), by=cast.expert, session=session)
        make_session(group, f"U{n}", "", speakers=(cast.expert,))
        with CaptureQueriesContext(connection) as queries:
            client.get(address("agenda"))
        counts.append(len(queries))
    assert counts[0] == counts[2]
    assert counts[0] <= 20


def test_a_full_week_is_under_a_hundred_kilobytes(client, cast):
    group = plan(cast)
    rooms = [make_room(group, name) for name in ("Hall", "Room A", "Room B")]
    for day in range(5):
        for hour in range(9, 17):
            for room in rooms:
                times = f"{hour:02}:00-{hour + 1:02}:00"
                make_session(
                    group,
                    "A title of the usual length here",
                    times,
                    day=day,
                    room=room,
                    speakers=(cast.expert,),
                )
    client.force_login(cast.coordinator)
    assert len(client.get(address("agenda")).content) < 100_000


# Building


def test_a_session_is_typed_in_the_hosts_time(client, cast):
    group = plan(cast)
    room = make_room(group)
    client.force_login(cast.coordinator)
    sent = typed(
        room=room.pk, speakers=[cast.expert.pk], chairs=[cast.coordinator.pk], takes_attendance="on"
    )
    assert client.post(address("new_session"), sent).status_code == 302
    session = Session.objects.get()
    assert (session.start, session.room) == (at(group, "09:00"), room)
    assert set(session.contributors.values_list("officer_id", "part", "answer")) == {
        (cast.expert.pk, "speaker", "asked"),
        (cast.coordinator.pk, "chair", "agreed"),
    }
    assert session.history.first().history_user == cast.coordinator


def test_the_next_session_follows_the_last_one(client, cast):
    room = make_room(plan(cast))
    client.force_login(cast.coordinator)
    answer = client.post(address("new_session"), typed(room=room.pk, another="1"), follow=True)
    form = answer.context["form"]
    assert [form[name].value() for name in ("day", "start_time", "end_time", "room")] == [
        "2027-05-03",
        "10:30",
        "12:00",
        str(room.pk),
    ]


def test_every_problem_is_listed_beside_its_field(client, cast):
    plan(cast)
    elsewhere = make_room(cast.groups["WG5"])
    client.force_login(cast.coordinator)
    page = client.post(
        address("new_session"),
        typed(
            title_en="",
            day="2027-06-01",
            start_time="11:00",
            end_time="10:00",
            room=elsewhere.pk,
            speakers=[cast.stranger.pk],
        ),
    )
    wrong = page.context["form"].errors
    assert set(wrong) >= {"day", "title_en", "room", "speakers"}
    page = client.post(
        address("new_session"), typed(title_en="", start_time="11:00", end_time="10:00", room="no")
    )
    wrong = page.context["form"].errors
    assert wrong["end_time"] == ["It ends before it begins."]
    assert set(wrong) == {"title_en", "end_time", "room"}
    assert Session.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"day": ""}, {"day": ["A session with a time needs a day."]}),
        ({"start_time": ""}, {"start_time": ["When does it begin?"]}),
        ({"end_time": ""}, {"end_time": ["When does it end?"]}),
        ({"start_time": "nine"}, {"start_time": ["Enter a valid time."]}),
        ({"end_time": "09:02"}, {"end_time": ["It lasts less than five minutes."]}),
        (
            {"start_time": "06:00", "end_time": "23:00"},
            {"end_time": ["It lasts more than fourteen hours."]},
        ),
    ],
)
def test_a_time_is_whole_or_none(client, cast, changes, wrong):
    plan(cast)
    client.force_login(cast.coordinator)
    assert client.post(address("new_session"), typed(**changes)).context["form"].errors == wrong


def test_one_person_has_one_part(client, cast):
    plan(cast)
    client.force_login(cast.coordinator)
    page = client.post(
        address("new_session"), typed(speakers=[cast.expert.pk], chairs=[cast.expert.pk])
    )
    assert set(page.context["form"].errors) == {"chairs"}


def test_the_action_refuses_what_the_form_would(cast):
    group = plan(cast)
    late = Content(
        title_en="Late", start=at(group, "09:00", day=9), end=at(group, "08:00", day=9), room_id=99
    )
    with pytest.raises(SessionRefusedError) as refusal:
        add_session(group, content=late, by=cast.coordinator)
    assert {field for field, _text in refusal.value.problems} == {"day", "end", "room"}


def test_a_time_the_clocks_jump_over_is_refused_beside_the_field(client, cast):
    plan(cast, **CHANGE)
    client.force_login(cast.coordinator)
    sent = typed(day="2027-03-28", start_time="02:30", end_time="04:00")
    wrong = client.post(address("new_session"), sent).context["form"].errors
    assert wrong == {
        "start_time": [
            "02:30 does not exist on 28 March 2027: the clocks go forward. The next time is 03:30."
        ]
    }


def test_a_time_that_comes_twice_asks_which_one_is_meant(client, cast):
    plan(cast, **CHANGE | {"start": dt.date(2027, 10, 29), "end": dt.date(2027, 11, 2)})
    client.force_login(cast.coordinator)
    assert "start_fold" not in client.get(address("new_session")).context["form"].fields
    sent = typed(day="2027-10-31", start_time="02:30", end_time="04:00")
    form = client.post(address("new_session"), sent).context["form"]
    assert set(form.errors) == {"start_time"}
    assert form.fields["start_fold"].choices == [(0, "02:30, UTC+2"), (1, "02:30, UTC+1")]
    assert client.post(address("new_session"), sent | {"start_fold": "1"}).status_code == 302
    session = Session.objects.get()
    assert session.start == dt.datetime(2027, 10, 31, 1, 30, tzinfo=dt.UTC)
    form = client.get(address("edit_session", pk=session.pk)).context["form"]
    assert form["start_fold"].value() == 1


def test_the_session_a_coordinator_asked_for_finds_its_time(client, cast):
    session = make_session(plan(cast), "Cover goods", "", speakers=(cast.expert,))
    client.force_login(cast.coordinator)
    assert client.post(address("edit_session", pk=session.pk), typed(session)).status_code == 302
    session.refresh_from_db()
    assert (session.start, session.sequence) == (at(cast.groups["WG4"], "09:00"), 0)
    assert not Event.objects.filter(kind="session_moved").exists()


def test_a_move_counts_up_the_sequence_and_is_told(cast):
    group = plan(cast)
    session = make_session(group)
    for n, start in enumerate(("11:00", "12:00"), start=1):
        session.refresh_from_db()
        moved = content(session, start=at(group, start), end=at(group, "14:00"))
        session = change_session(
            session, content=moved, seen=seen(session_state(session)), by=cast.coordinator
        )
        assert session.sequence == n
    assert Event.objects.filter(kind="session_moved").count() == 2
    same = content(session, title_en="Another title")
    session = change_session(
        session, content=same, seen=seen(session_state(session)), by=cast.coordinator
    )
    assert session.sequence == 2
    assert Event.objects.filter(kind="session_moved").count() == 2


def test_an_answer_given_stays_when_the_session_changes(cast):
    session = make_session(plan(cast), speakers=(cast.expert,))
    refused = Contributor.objects.create(
        session=session, officer=cast.member, answer="refused", note="on leave"
    )
    kept = content(session, title_en="New", speakers=frozenset({cast.expert.pk}))
    change_session(session, content=kept, seen=seen(session_state(session)), by=cast.coordinator)
    assert set(session.contributors.values_list("officer_id", "answer")) == {
        (cast.expert.pk, "agreed"),
        (cast.member.pk, "refused"),
    }
    session.refresh_from_db()
    again = content(session, speakers=frozenset({cast.member.pk}))
    change_session(session, content=again, seen=seen(session_state(session)), by=cast.coordinator)
    refused.refresh_from_db()
    assert refused.answer == "asked"
    assert session.contributors.count() == 1


# Clashes


def test_a_clash_of_room_and_person_is_told_and_may_be_saved_anyway(client, cast):
    group = plan(cast)
    room = make_room(group)
    make_session(group, "Opening", "10:00-11:00", room=room, speakers=(cast.expert,))
    client.force_login(cast.coordinator)
    sent = typed(title_en="Lecture", room=room.pk, chairs=[cast.expert.pk])
    page = client.post(address("new_session"), sent)
    text = page.content.decode()
    assert "Hall is taken from 10:00 to 10:30 by “Opening”." in text
    assert "Ed Expert speaks in “Opening” (WG4) from 10:00 to 10:30." in text
    assert Session.objects.count() == 1
    assert 'name="anyway"' in text
    assert client.post(address("new_session"), sent | {"anyway": "1"}).status_code == 302
    assert Session.objects.count() == 2


def test_moving_a_session_into_another_is_told(cast):
    group = plan(cast)
    room = make_room(group)
    make_session(group, "Opening", "10:00-11:00", room=room)
    session = make_session(group, "Lecture", "14:00-15:00", room=room)
    moved = content(session, start=at(group, "10:30"), end=at(group, "11:30"))
    with pytest.raises(SessionClashError):
        change_session(
            session, content=moved, seen=seen(session_state(session)), by=cast.coordinator
        )
    session.refresh_from_db()
    assert (session.start, session.sequence) == (at(group, "14:00"), 0)


def test_a_session_does_not_clash_with_itself_or_with_who_refused(cast):
    group = plan(cast)
    room = make_room(group)
    session = make_session(group, room=room, speakers=(cast.expert,))
    other = make_session(group, "Other", "09:00-10:00", speakers=(cast.member,))
    other.contributors.update(answer="refused")
    same = content(session, speakers=frozenset({cast.expert.pk, cast.member.pk}))
    change_session(session, content=same, seen=seen(session_state(session)), by=cast.coordinator)


def test_a_person_taken_in_another_programme_is_told_without_naming_it(cast):
    group = plan(cast)
    secret = make_group(make_programme("secret"), "WG1", start=MONDAY, time_zone="UTC")
    start = at(group, "09:00")
    busy = Session.objects.create(
        working_group=secret,
        title_en="Secret lecture",
        start=start,
        end=start + dt.timedelta(hours=1),
    )
    Contributor.objects.create(session=busy, officer=cast.expert)
    lecture = Content(
        title_en="Lecture",
        start=start,
        end=at(group, "10:30"),
        speakers=frozenset({cast.expert.pk}),
    )
    with pytest.raises(SessionClashError) as clash:
        add_session(group, content=lecture, by=cast.coordinator)
    assert str(clash.value) == "Ed Expert is busy from 09:00 to 10:00 in another programme."


def test_clashes_are_told_while_the_session_is_typed(client, cast):
    group = plan(cast)
    room = make_room(group)
    other = make_session(group, "Opening", "10:00-11:00", room=room)
    client.force_login(cast.coordinator)
    asked = {"day": MONDAY.isoformat(), "start_time": "10:30", "end_time": "11:30", "room": room.pk}
    page = client.get(address("session_clashes"), asked).content.decode()
    assert "Hall is taken from 10:30 to 11:00 by “Opening”." in page
    assert "<html" not in page
    assert (
        "No clash"
        in client.get(address("session_clashes"), asked | {"session": other.pk}).content.decode()
    )
    assert (
        client.get(address("session_clashes"), {"day": "x", "start_time": "y"}).status_code == 200
    )
    assert client.get(address("session_clashes"), {"session": "z"}).status_code == 404
    assert Session.objects.count() == 1


# What somebody else changed


def test_an_edit_of_what_was_changed_meanwhile_is_refused_with_what_it_is_now(client, cast):
    session = make_session(plan(cast))
    opened = typed(session, title_en="Mine")
    client.force_login(cast.administrator)
    client.post(
        address("edit_session", pk=session.pk), typed(session, start_time="11:00", end_time="12:00")
    )
    client.force_login(cast.coordinator)
    page = client.post(address("edit_session", pk=session.pk), opened).content.decode()
    assert (
        "Ada Admin changed “Risk profiles” while you had it open. It is now: start: 3 May 2027, 11:00;"
        in page
    )
    assert 'value="Mine"' in page
    session.refresh_from_db()
    assert session.title_en == "Risk profiles"


def test_a_person_added_meanwhile_is_a_change_too(cast):
    session = make_session(plan(cast))
    before = seen(session_state(session))
    Contributor.objects.create(session=session, officer=cast.expert)
    with pytest.raises(ChangedMeanwhileError) as refusal:
        change_session(session, content=content(session), seen=before, by=cast.coordinator)
    assert refusal.value.changes == {"speakers": "Ed Expert"}


# Taking off


def test_a_session_is_taken_off_and_its_files_stay_with_the_group(client, cast):
    group = plan(cast)
    session = make_session(group)
    add_file(group, upload=upload(), by=cast.expert, session=session)
    client.force_login(cast.coordinator)
    assert client.get(address("delete_session", pk=session.pk)).status_code == 200
    client.post(address("delete_session", pk=session.pk))
    assert Session.objects.count() == 0
    assert GroupFile.objects.get().session is None
    assert Event.objects.filter(kind="session_removed").exists()


def test_a_session_people_attended_stays(client, cast):
    session = make_session(plan(cast))
    AttendanceMark.objects.create(
        session=session, officer=cast.member, how="list", marked_by=cast.coordinator
    )
    with pytest.raises(SessionAttendedError):
        delete_session(session, by=cast.coordinator)
    client.force_login(cast.coordinator)
    page = client.post(address("delete_session", pk=session.pk), follow=True)
    assert "1 person is marked present" in page.content.decode()
    assert Session.objects.exists()


# Sending


def test_everyone_in_the_programme_gets_one_letter_with_an_invitation(cast):
    group = plan(cast)
    make_session(group, speakers=(cast.expert,))
    cast.member.language = "ru"
    cast.member.save()
    gone = make_officer("Gone", is_active=False)
    Role.objects.create(programme=cast.programme, officer=gone, kind="observer")
    count = send_agenda(group, by=cast.coordinator)
    assert count == Letter.objects.count() == 9
    assert set(Letter.objects.values_list("calendar_method", flat=True)) == {"REQUEST"}
    letter = Letter.objects.get(to=cast.expert)
    assert letter.subject == "Agenda of WG4: 3–7 May 2027"
    assert "09:00–10:30  Risk profiles" in letter.text
    assert address("agenda") in letter.text
    assert Letter.objects.get(to=cast.member).language == "ru"


def test_an_invitation_names_its_guest_and_nobody_else(cast):
    group = plan(cast)
    make_session(group)
    send_agenda(group, by=cast.coordinator)
    for letter in Letter.objects.select_related("to"):
        (event,) = icalendar.Calendar.from_ical(letter.calendar).walk("VEVENT")
        assert event["ATTENDEE"] == f"mailto:{letter.to.email}"
        assert event["ORGANIZER"] == f"mailto:{cast.coordinator.email}"
        assert event["UID"] == f"group-{group.pk}@{group.programme.calendar_name}.serai"
        assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (
            MONDAY,
            MONDAY + dt.timedelta(5),
        )


def test_one_version_is_sent_once_and_a_later_one_updates_the_same_invitation(cast):
    group = plan(cast)
    session = make_session(group)
    first = send_agenda(group, by=cast.coordinator)
    with pytest.raises(AgendaUnchangedError):
        send_agenda(group, by=cast.coordinator)
    assert Letter.objects.count() == first
    moved = content(session, start=at(group, "14:00"), end=at(group, "15:00"))
    change_session(session, content=moved, seen=seen(session_state(session)), by=cast.coordinator)
    assert send_agenda(group, by=cast.coordinator) == first
    old, new = Letter.objects.filter(to=cast.member).order_by("pk")
    events = [
        icalendar.Calendar.from_ical(letter.calendar).walk("VEVENT")[0] for letter in (old, new)
    ]
    assert events[0]["UID"] == events[1]["UID"]
    assert events[0]["SEQUENCE"] < events[1]["SEQUENCE"]
    assert new.subject == "The agenda of WG4 has changed"
    assert "“Risk profiles” at WG4 was moved." in new.text


@pytest.mark.parametrize("fields", [{"phase": "to_plan"}, {"phase": "held"}])
def test_only_an_announced_agenda_is_sent(cast, fields):
    group = plan(cast, **fields)
    make_session(group)
    with pytest.raises(AgendaNotReadyError):
        send_agenda(group, by=cast.coordinator)


def test_an_agenda_without_a_session_is_not_sent(cast):
    make_session(plan(cast), "Asked for", "")
    with pytest.raises(AgendaNotReadyError):
        send_agenda(cast.groups["WG4"], by=cast.coordinator)


def test_the_coordinator_is_told_to_how_many_it_goes(client, cast):
    make_session(plan(cast))
    client.force_login(cast.coordinator)
    assert (
        "Send the agenda of WG4 to 9 people?" in client.get(address("send_agenda")).content.decode()
    )
    assert (
        "on its way to 9 people"
        in client.post(address("send_agenda"), follow=True).content.decode()
    )
    page = client.get(address("agenda")).content.decode()
    assert "to 9 people" in page
    assert "It has changed since." not in page


def test_a_second_click_sends_nothing_more(client, cast):
    make_session(plan(cast))
    client.force_login(cast.coordinator)
    for _click in range(2):
        answer = client.post(address("send_agenda"), {"once": "0" * 32}, follow=True)
    assert "Not done" not in answer.content.decode()
    assert Letter.objects.count() == 9


def test_in_the_night_the_clocks_go_back_times_say_which_of_the_two_they_are(client, cast):
    group = plan(
        cast,
        start=dt.date(2027, 10, 31),
        end=dt.date(2027, 11, 1),
        time_zone="Europe/Berlin",
        city_en="Bonn",
    )
    first = dt.datetime(2027, 10, 31, 0, 30, tzinfo=dt.UTC)
    hour = dt.timedelta(hours=1)
    session = make_session(group, "Night", "", start=first, end=first + hour)
    make_session(group, "Later", "", start=first + hour, end=first + 2 * hour)
    client.force_login(cast.coordinator)
    both = "02:30 (UTC+2)–02:30 (UTC+1)"
    text = client.get(address("agenda")).content.decode()
    assert both in text
    assert "02:30 (UTC+1)–03:30" in text
    assert "start_time=03:30" in text
    assert both in client.get(address("session", pk=session.pk)).content.decode()
    day = agenda_document(group, now=first)["days"][0]
    assert [block["time"] for block in day["blocks"]] == [both, "02:30 (UTC+1)–03:30"]
    assert [entry.title for entry in agenda_of(group).days[0].entries] == ["Night", "Later"]
