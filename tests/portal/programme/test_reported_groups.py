"""What belongs to a reported working group stays as it is until the coordinator opens it again."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from serai.portal.people.actions.erasure import erase
from serai.portal.programme.actions import decisions
from serai.portal.programme.actions.agenda import (
    Content,
    add_session,
    change_session,
    delete_session,
)
from serai.portal.programme.actions.attendance import mark_present, save_list
from serai.portal.programme.actions.challenges import link_sessions
from serai.portal.programme.actions.files import add_file, delete_file
from serai.portal.programme.actions.groups import RoomWish, reopen_group, save_group, save_rooms
from serai.portal.programme.actions.members import withdraw
from serai.portal.programme.actions.workplan import adopt_plan
from serai.portal.programme.engine.seen import seen
from serai.portal.programme.errors import GroupReportedError, ReportedWithdrawalError
from serai.portal.programme.models import (
    AttendanceMark,
    Challenge,
    Decision,
    Event,
    Goal,
    GroupFile,
    Session,
    WorkingGroup,
    WorkItem,
)
from serai.portal.programme.queries.edited import DECISION
from serai.portal.programme.queries.events import sentence
from serai.portal.programme.queries.groups import group_state
from serai.portal.programme.queries.history import changes_of, lines_of
from serai.portal.programme.queries.participants import numbers
from serai.portal.programme.queries.placing import session_state
from tests.factories.agenda import make_session

pytestmark = pytest.mark.django_db

WHY = "is reported: it stays as it is until the coordinator opens it again"
PDF = b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n"


def upload():
    return SimpleUploadedFile("slides.pdf", PDF)


@pytest.fixture
def group(cast) -> WorkingGroup:
    """WG2, 3 to 7 February 2025, with a session, a file, a decision and a mark, reported."""
    group = cast.groups["WG2"]
    session = make_session(group, "Lecture", "09:00-10:00", day=2)
    AttendanceMark.objects.create(
        session=session, officer=cast.other_member, how="list", marked_by=cast.coordinator
    )
    add_file(group, upload=upload(), by=cast.member, title="Slides")
    Decision.objects.create(
        working_group=group, text_en="Agreed", decided_on=group.end, recorded_by=cast.coordinator
    )
    group.phase = "closed"
    group.save()
    return group


@pytest.fixture
def session(group) -> Session:
    return group.sessions.select_related("working_group__programme").get()


def address(name: str, **more) -> str:
    return reverse(name, kwargs={"slug": "corridor", "code": "WG2"} | more)


# Actions


def deeds(cast, group, session):
    """Everything that would change what the report says, by name."""
    by, now = cast.coordinator, timezone.now()
    day = group.start + dt.timedelta(2)
    goal = Goal.objects.create(programme=cast.programme, title_en="Goal")
    WorkItem.objects.create(goal=goal, title_en="Item", due_on=day)
    content = Content(title_en="Other", start=session.start, end=session.end)
    decision = group.decisions.get()
    decision.text_en = "Other"
    at = session.start + dt.timedelta(minutes=5)
    challenge = Challenge.objects.create(programme=cast.programme, title_en="Seals")
    return {
        "add file": lambda: add_file(group, upload=upload(), by=by),
        "delete file": lambda: delete_file(GroupFile.objects.get()),
        "add session": lambda: add_session(group, content=content, by=by),
        "change session": lambda: change_session(
            session, content=content, seen=seen(session_state(session)), by=by
        ),
        "delete session": lambda: delete_session(session, by=by),
        "save list": lambda: save_list(
            group, day=day, present=[(cast.member.pk, session.pk)], shown=[], by=by
        ),
        "mark": lambda: mark_present(session, officer=cast.member, now=at),
        "record decision": lambda: decisions.record_decision(
            Decision(working_group=group, text_en="New", decided_on=day), by=by
        ),
        "change decision": lambda: decisions.change_decision(
            decision, seen=seen(DECISION.state(Decision.objects.get(pk=decision.pk)))
        ),
        "remove decision": lambda: decisions.remove_decision(decision),
        "adopt": lambda: adopt_plan(group, on=day, by=by),
        "group": lambda: save_group(
            group, values={"venue": "X"}, seen=seen(group_state(group)), by=by, now=now
        ),
        "rooms": lambda: save_rooms(group, rooms=[RoomWish(None, "Hall")]),
        "link": lambda: link_sessions(challenge, sessions=[session]),
    }


NAMES = (
    "add file", "delete file", "add session", "change session", "delete session", "save list", "mark",
    "record decision", "change decision", "remove decision", "adopt", "group", "rooms", "link",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_every_deed_is_refused_with_the_reason_until_it_is_open_again(cast, group, session, name):
    # Loaded before it was closed: the action looks again.
    WorkingGroup.objects.update(phase="held")
    group.refresh_from_db()
    session = Session.objects.select_related("working_group__programme").get()
    deed = deeds(cast, group, session)[name]
    WorkingGroup.objects.filter(pk=group.pk).update(phase="closed")
    with pytest.raises(GroupReportedError) as refusal:
        deed()
    assert WHY in str(refusal.value)
    WorkingGroup.objects.filter(pk=group.pk).update(phase="held")
    if name == "delete session":
        AttendanceMark.objects.all().delete()
    deed()


def test_sessions_of_a_reported_group_stay_linked_when_others_are_chosen(cast, group, session):
    challenge = Challenge.objects.create(programme=cast.programme, title_en="Seals")
    challenge.sessions.add(session)
    other = make_session(cast.groups["WG3"], "Other")
    link_sessions(challenge, sessions=[other])
    assert set(challenge.sessions.all()) == {session, other}


# Leaving


def leave(cast, day):
    return withdraw(
        cast.membership, left_on=day, reason="moved", by=cast.coordinator, now=timezone.now()
    )


@pytest.mark.parametrize("day", [dt.date(2025, 2, 2), dt.date(2025, 2, 5), dt.date(2025, 2, 7)])
def test_nobody_leaves_before_the_end_of_a_reported_group(cast, group, day):
    before = numbers(group)
    with pytest.raises(ReportedWithdrawalError) as refusal:
        leave(cast, day)
    assert "WG2" in str(refusal.value)
    assert "8 February 2025" in str(refusal.value)
    assert numbers(group) == before


def test_whoever_leaves_afterwards_leaves_its_attendance_as_it_was(cast, group):
    before = numbers(group)
    leave(cast, dt.date(2025, 2, 8))
    assert numbers(group) == before


def test_before_a_group_that_is_not_reported_somebody_may_have_left(cast, group):
    reopen_group(group, by=cast.coordinator, reason="Wrong list")
    assert leave(cast, dt.date(2025, 2, 5)).left_on == dt.date(2025, 2, 5)


def test_a_reported_group_without_days_holds_nobody(cast):
    WorkingGroup.objects.filter(code="WG1").update(phase="closed")
    assert leave(cast, dt.date(2024, 9, 10))


def test_the_form_says_so_beside_the_day_and_offers_no_earlier_one(client, cast, group):
    client.force_login(cast.coordinator)
    place = reverse("withdraw", args=["corridor", cast.membership.pk])
    assert 'min="2025-02-08"' in client.get(place).content.decode()
    page = client.post(place, {"left_on": "2025-02-05", "reason": "moved"})
    assert "WG2" in str(page.context["form"].errors["left_on"])


def test_who_is_erased_on_the_last_day_of_a_reported_group_still_counts_there(cast, group):
    today = timezone.localdate()
    WorkingGroup.objects.filter(pk=group.pk).update(start=today, end=today)
    erase(cast.member, by=cast.administrator, now=timezone.now())
    cast.membership.refresh_from_db()
    assert cast.membership.left_on == today + dt.timedelta(1)


# Pages


PAGES = (
    ("edit_group", {}), ("rooms", {}), ("new_session", {}), ("session_clashes", {}), ("send_agenda", {}),
    ("new_group_file", {}), ("add_decision", {}),
    ("attendance_day", {"year": 2025, "month": 2, "day": 5}),
    ("attendance_from_sheet", {"year": 2025, "month": 2, "day": 5}),
)  # fmt: skip


def pages(group):
    session, file, decision = group.sessions.get(), group.files.get(), group.decisions.get()
    return [
        *PAGES,
        ("edit_session", {"pk": session.pk}),
        ("delete_session", {"pk": session.pk}),
        ("attendance_wall", {"pk": session.pk}),
        ("delete_group_file", {"pk": file.pk}),
        ("edit_decision", {"pk": decision.pk}),
    ]


def test_the_pages_to_change_it_say_why_they_are_shut(client, cast, group):
    client.force_login(cast.coordinator)
    for name, more in pages(group):
        answer = client.get(address(name, **more))
        assert answer.status_code == 403, name
        assert WHY in answer.content.decode(), name
    answer = client.post(address("remove_decision", pk=group.decisions.get().pk))
    assert (answer.status_code, WHY in answer.content.decode()) == (403, True)


def test_a_member_is_told_about_files_and_an_observer_about_the_role(client, cast, group):
    for who, why in (("member", WHY), ("observer", "Your role does not allow this.")):
        client.force_login(cast.who(who))
        answer = client.post(address("new_group_file"), {"upload": upload()})
        assert (answer.status_code, why in answer.content.decode()) == (403, True)
    client.force_login(cast.member)
    assert client.get(address("edit_group")).status_code == 403
    assert GroupFile.objects.count() == 1


@pytest.mark.parametrize("who", ["coordinator", "member", "expert"])
def test_no_page_offers_what_is_refused(client, cast, group, who):
    client.force_login(cast.who(who))
    session = group.sessions.get()
    shown = [
        client.get(address("group")),
        client.get(address("session", pk=session.pk)),
        client.get(address("agenda")),
        client.get(address("attendance")),
        client.get(address("decisions")),
    ]
    refused = [address(name, **more) for name, more in pages(group)]
    for page in shown:
        text = page.content.decode()
        assert page.status_code == 200
        assert [link for link in refused if f'"{link}"' in text or f'"{link}?' in text] == []
        assert WHY in text
        assert reverse("attendance_here") not in text


def test_observers_are_not_bothered(client, cast, group):
    client.force_login(cast.observer)
    assert WHY not in client.get(address("group")).content.decode()


def test_a_code_for_it_is_refused_with_the_reason(cast, group, session):
    with pytest.raises(GroupReportedError):
        mark_present(session, officer=cast.member, now=session.start)


def test_the_plan_is_not_adopted_at_it(client, cast, group):
    client.force_login(cast.coordinator)
    form = client.get(reverse("adopt_work_plan", args=["corridor"])).context["form"]
    assert group not in form.fields["group"].queryset
    assert form.initial["group"] == cast.groups["WG3"]


def test_its_sessions_are_not_offered_for_a_challenge(client, cast, group):
    challenge = Challenge.objects.create(programme=cast.programme, title_en="Seals")
    make_session(cast.groups["WG3"], "Open lecture")
    client.force_login(cast.coordinator)
    page = client.get(reverse("link_sessions", args=["corridor", challenge.pk])).content.decode()
    assert "Open lecture" in page
    assert "Lecture ·" not in page
    assert "WG2" not in page


def test_its_code_and_aim_stand_in_the_list_of_steps(client, cast, group):
    client.force_login(cast.coordinator)
    formset = client.get(reverse("steps", args=["corridor"])).context["formset"]
    form = next(form for form in formset if form.instance.pk == group.pk)
    assert all(form.fields[name].disabled for name in ("code", "kind", "aim_en", "aim_ru"))
    assert not form.fields["order"].disabled


# Opening it again


def test_it_is_opened_again_with_a_reason_that_stays(client, cast, group):
    client.force_login(cast.coordinator)
    place = address("group_step", deed="reopen")
    assert client.post(place, {"reason": " "}).context["form"].errors["reason"]
    group.refresh_from_db()
    assert group.phase == "closed"
    client.post(place, {"reason": "The list of Wednesday was wrong"})
    group.refresh_from_db()
    assert group.phase == "held"
    event = Event.objects.get(kind="group_reopened")
    assert "The list of Wednesday was wrong" in sentence(event)
    (line,) = changes_of(lines_of(cast.programme, kind="reopened"))
    assert (line.by, line.reason) == (cast.coordinator, "The list of Wednesday was wrong")
    assert "WG2" in line.what
    page = client.get(reverse("history", args=["corridor"])).content.decode()
    assert "The list of Wednesday was wrong" in page
    assert client.get(address("new_group_file")).status_code == 200


@pytest.mark.parametrize("who", ["member", "expert", "focal_point"])
def test_only_the_coordinator_opens_it(client, cast, group, who):
    client.force_login(cast.who(who))
    assert client.post(address("group_step", deed="reopen"), {"reason": "x"}).status_code == 403
