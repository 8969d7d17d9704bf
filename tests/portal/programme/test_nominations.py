"""Nominations: who may be nominated, what is refused and why, and what an answer does."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from serai.portal.people.actions.officers import NewOfficer
from serai.portal.people.letters import SET_PASSWORD
from serai.portal.people.models import Letter, Officer
from serai.portal.programme.actions import nominations as actions
from serai.portal.programme.actions.members import withdraw
from serai.portal.programme.engine.nominations import (
    Calendar,
    Candidate,
    Places,
    against_accepting,
    against_nominating,
)
from serai.portal.programme.errors import NominationRefusedError, PhaseError, ReasonMissingError
from serai.portal.programme.models import Event, Membership, Nomination, Participation
from serai.portal.programme.queries.events import sentence
from serai.portal.programme.queries.nominations import found_officers, nominations_for, quotas_for
from tests.factories import make_cast, make_member, make_officer

NOW = dt.datetime(2025, 6, 2, 9, tzinfo=dt.UTC)
TODAY = NOW.date()
YESTERDAY, TOMORROW = TODAY - dt.timedelta(1), TODAY + dt.timedelta(1)
OPEN = Calendar(is_running=True)
ONE_FREE = Places(quota=2, members=1)
NAMES = {
    "officer": "Eka",
    "administration": "Georgia",
    "email": "eka@x.example",
    "replaced": "Giorgi",
}


# What is refused, as a table


@pytest.mark.parametrize(
    ("candidate", "calendar", "places", "reasons"),
    [
        ({}, OPEN, ONE_FREE, []),
        ({}, Calendar(is_running=False), ONE_FREE, ["not_running"]),
        ({}, Calendar(is_running=True, nominations_close_on=TODAY), ONE_FREE, []),
        ({}, Calendar(is_running=True, nominations_close_on=YESTERDAY), ONE_FREE, ["late"]),
        (
            {"replaces": True},
            Calendar(is_running=True, nominations_close_on=YESTERDAY),
            ONE_FREE,
            [],
        ),
        (
            {"replaces": True},
            Calendar(is_running=True, nominations_close_on=YESTERDAY, replacements_close_on=TODAY),
            ONE_FREE,
            [],
        ),
        (
            {"replaces": True},
            Calendar(
                is_running=True, nominations_close_on=YESTERDAY, replacements_close_on=YESTERDAY
            ),
            ONE_FREE,
            ["late_replacement"],
        ),
        ({}, OPEN, Places(quota=2, members=2), ["no_place"]),
        ({}, OPEN, Places(quota=2, members=1, waiting=1), ["no_place"]),
        ({"is_member": True}, OPEN, ONE_FREE, ["member"]),
        ({"is_waiting": True}, OPEN, ONE_FREE, ["waiting"]),
        ({"works_elsewhere": True}, OPEN, ONE_FREE, ["other_administration"]),
        ({"email_is_taken": "email_elsewhere"}, OPEN, ONE_FREE, ["email_elsewhere"]),
        ({"email_is_taken": "email_known"}, OPEN, ONE_FREE, ["email_known"]),
        ({"replaces": True, "is_replaceable": False}, OPEN, ONE_FREE, ["not_replaceable"]),
        (
            {"is_member": True, "works_elsewhere": True},
            Calendar(is_running=True, nominations_close_on=YESTERDAY),
            Places(quota=1, members=1),
            ["late", "member", "other_administration", "no_place"],
        ),
    ],
)
def test_every_reason_against_a_nomination_is_told_at_once(candidate, calendar, places, reasons):
    found = against_nominating(Candidate(**candidate, names=NAMES), calendar, places, today=TODAY)
    assert [reason.kind for reason in found] == reasons
    assert all("%" not in str(reason) for reason in found)


def test_a_nomination_sent_in_time_may_be_accepted_after_the_closing_day():
    closed = Calendar(is_running=True, nominations_close_on=YESTERDAY)
    assert (
        against_accepting(Candidate(is_waiting=True), closed, Places(quota=2, members=1, waiting=1))
        == ()
    )


def test_a_quota_lowered_meanwhile_refuses_the_acceptance():
    (reason,) = against_accepting(
        Candidate(names=NAMES), OPEN, Places(quota=1, members=1, waiting=1)
    )
    assert reason.kind == "no_place"
    assert "Georgia" in str(reason)


# Nominating


def part(cast, administration=None):
    return Participation.objects.get(
        programme=cast.programme, administration=administration or cast.georgia
    )


def nominate(cast, officer=None, **more):
    officer = officer or make_officer("Eka New", administration=cast.georgia, is_active=False)
    facts = {"why": "Runs selectivity", "by": cast.focal_point, "now": NOW} | more
    return actions.nominate(part(cast), officer=officer, **facts)


def kinds(refusal):
    return [reason.kind for reason in refusal.value.reasons]


def test_the_coordinators_are_told_of_a_nomination_and_the_nominee_is_not(cast):
    nomination = nominate(cast)
    assert list(Letter.objects.values_list("to", "key")) == [
        (cast.coordinator.pk, f"nomination_sent:{nomination.pk}")
    ]
    (event,) = Event.objects.filter(kind="nomination_sent")
    assert "Eka New of Georgia" in sentence(event)


def test_a_focal_point_is_told_when_the_coordinator_nominates_for_them(cast):
    nominate(cast, by=cast.coordinator)
    assert list(Letter.objects.values_list("to", flat=True)) == [cast.focal_point.pk]


def test_a_new_officer_is_entered_and_cannot_sign_in_yet(cast):
    new = NewOfficer(
        email="Eka@Customs.Example",
        name_latin="Eka New",
        name_native="ეკა",
        language="ru",
        time_zone="Asia/Tbilisi",
    )
    nomination = nominate(cast, new)
    officer = Officer.objects.get(email="eka@customs.example")
    assert nomination.officer == officer
    assert (officer.administration, officer.is_active, officer.has_usable_password()) == (
        cast.georgia,
        False,
        False,
    )


def test_an_address_of_another_administration_is_refused_and_nobody_is_entered(cast):
    before = Officer.objects.count()
    with pytest.raises(NominationRefusedError) as refusal:
        nominate(cast, NewOfficer(email=cast.other_member.email.upper(), name_latin="Aram Again"))
    assert kinds(refusal) == ["email_elsewhere"]
    assert Officer.objects.count() == before


def test_an_address_of_the_own_administration_points_to_the_officer(cast):
    with pytest.raises(NominationRefusedError) as refusal:
        nominate(cast, NewOfficer(email=cast.member.email, name_latin="Somebody"))
    assert kinds(refusal) == ["email_known"]
    assert cast.member.name_latin in str(refusal.value)


def test_members_the_nominated_and_officers_of_others_are_refused(cast):
    Participation.objects.update(quota=9)
    elsewhere = make_officer(administration=cast.armenia)
    for officer, kind in [
        (cast.member, "member"),
        (elsewhere, "other_administration"),
        (nominate(cast).officer, "waiting"),
    ]:
        with pytest.raises(NominationRefusedError) as refusal:
            nominate(cast, officer)
        assert kinds(refusal) == [kind]


def test_a_waiting_nomination_takes_a_place(cast):
    nominate(cast)
    with pytest.raises(NominationRefusedError) as refusal:
        nominate(cast)
    assert kinds(refusal) == ["no_place"]


def test_after_the_closing_day_only_a_member_who_left_is_replaced_once(cast):
    type(cast.programme).objects.update(nominations_close_on=YESTERDAY)
    with pytest.raises(NominationRefusedError) as refusal:
        nominate(cast)
    assert kinds(refusal) == ["late"]
    left = withdraw(
        cast.membership, left_on=YESTERDAY, reason="Moved", by=cast.focal_point, now=NOW
    )
    nominate(cast, replaces=left)
    with pytest.raises(NominationRefusedError) as refusal:
        nominate(cast, replaces=left)
    assert kinds(refusal) == ["not_replaceable"]


def test_an_active_member_is_not_replaced(cast):
    with pytest.raises(NominationRefusedError) as refusal:
        nominate(cast, replaces=cast.membership)
    assert kinds(refusal) == ["not_replaceable"]


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_for_the_last_place_one_is_refused():
    cast = make_cast()
    officers = [make_officer(administration=cast.georgia) for _ in range(4)]
    gate = threading.Barrier(4)

    def race(officer):
        try:
            gate.wait(timeout=30)
            nominate(cast, officer)
        except NominationRefusedError as refusal:
            return [reason.kind for reason in refusal.reasons]
        else:
            return []
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(race, officers))
    assert outcomes == [[], ["no_place"], ["no_place"], ["no_place"]]
    assert Nomination.objects.count() == 1


# Answering


def test_an_accepted_officer_is_a_member_from_today_and_is_invited(cast):
    nomination = nominate(cast)
    Letter.objects.all().delete()
    membership = actions.accept(nomination, by=cast.coordinator, now=NOW)
    assert (membership.joined_on, membership.administration, membership.replaces) == (
        TODAY,
        cast.georgia,
        None,
    )
    officer = Officer.objects.get(pk=membership.officer_id)
    assert officer.is_active
    welcome = Letter.objects.get(to=officer)
    assert SET_PASSWORD in welcome.text
    assert reverse("catch_up", args=["corridor", membership.pk]) in welcome.text
    assert set(Letter.objects.exclude(to=officer).values_list("to", flat=True)) == {
        cast.focal_point.pk
    }


def test_an_officer_with_a_password_gets_no_link_to_choose_one(cast):
    officer = make_officer("Eka", administration=cast.georgia, password="caravan on the road")
    actions.accept(nominate(cast, officer), by=cast.coordinator, now=NOW)
    assert SET_PASSWORD not in Letter.objects.get(to=officer).text


def test_a_replacement_takes_the_place_of_the_member_who_left(cast):
    left = withdraw(
        cast.membership, left_on=YESTERDAY, reason="Moved", by=cast.focal_point, now=NOW
    )
    membership = actions.accept(nominate(cast, replaces=left), by=cast.coordinator, now=NOW)
    assert membership.replaces == left


def test_declining_needs_a_reason_and_tells_it(cast):
    nomination = nominate(cast)
    with pytest.raises(ReasonMissingError):
        actions.decline(nomination, reason="  ", by=cast.coordinator, now=NOW)
    actions.decline(nomination, reason="Too few years in risk work.", by=cast.coordinator, now=NOW)
    letter = Letter.objects.get(to=cast.focal_point)
    assert "Too few years in risk work." in letter.text
    assert not Officer.objects.get(pk=nomination.officer_id).is_active


def test_a_nomination_is_answered_once(cast):
    nomination = nominate(cast)
    actions.recall(nomination, by=cast.focal_point, now=NOW)
    with pytest.raises(PhaseError):
        actions.accept(nomination, by=cast.coordinator, now=NOW)
    with pytest.raises(PhaseError):
        actions.decline(nomination, reason="Late", by=cast.coordinator, now=NOW)
    assert Membership.objects.filter(administration=cast.georgia).count() == 2


def test_a_place_is_free_again_after_a_recall(cast):
    actions.recall(nominate(cast), by=cast.focal_point, now=NOW)
    nominate(cast)


# Pages


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("coordinator", 200), ("administrator", 200), ("focal_point", 200),
        ("expert", 404), ("member", 404), ("observer", 404), ("stranger", 404),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["nominations", "nominate"])
def test_only_focal_points_and_coordinators_find_nominations(client, cast, name, who, status):
    client.force_login(cast.who(who))
    assert client.get(reverse(name, args=["corridor"])).status_code == status


@pytest.mark.parametrize(
    ("who", "seen", "answered"),
    [
        ("coordinator", 200, 302), ("administrator", 200, 302), ("focal_point", 200, 403),
        ("other_focal_point", 404, 404), ("expert", 404, 404), ("member", 404, 404), ("stranger", 404, 404),
    ],
)  # fmt: skip
def test_a_nomination_is_seen_by_its_administration_and_answered_by_the_coordinator(
    client, cast, who, seen, answered
):
    nomination = nominate(cast)
    client.force_login(cast.who(who))
    assert client.get(reverse("nomination", args=["corridor", nomination.pk])).status_code == seen
    assert (
        client.post(reverse("accept_nomination", args=["corridor", nomination.pk])).status_code
        == answered
    )


def test_a_focal_point_sees_the_own_administrations_nominations_only(cast):
    nominate(cast)
    assert nominations_for(cast.focal_point, cast.programme).count() == 1
    assert nominations_for(cast.other_focal_point, cast.programme).count() == 0
    assert [
        quota.administration for quota in quotas_for(cast.other_focal_point, cast.programme)
    ] == [cast.armenia]


def form(**changed):
    filled = {
        "name_latin": "Eka New", "email": "eka@customs.example", "language": "en", "time_zone": "Asia/Tbilisi",
        "languages": ["ka", "ru"], "why": "Runs selectivity",
    }  # fmt: skip
    return filled | changed


def test_a_focal_point_nominates_somebody_new(client, cast):
    client.force_login(cast.focal_point)
    answer = client.post(reverse("nominate", args=["corridor"]), form())
    assert answer["Location"] == reverse("nominations", args=["corridor"])
    officer = Nomination.objects.get().officer
    assert (officer.languages, officer.is_active) == (["ka", "ru"], False)


def test_a_second_click_nominates_once(client, cast):
    client.force_login(cast.focal_point)
    for _ in range(2):
        answer = client.post(reverse("nominate", args=["corridor"]), form(once="a" * 32))
        assert answer.status_code == 302
    assert Nomination.objects.count() == 1


def test_a_refused_nomination_says_every_reason_and_keeps_what_was_typed(client, cast):
    Participation.objects.update(quota=2)
    client.force_login(cast.focal_point)
    answer = client.post(
        reverse("nominate", args=["corridor"]), form(email=cast.other_member.email)
    )
    page = answer.content.decode()
    assert "belongs to an officer of another administration" in page
    assert "has no free place" in page
    assert 'value="Eka New"' in page
    assert not Officer.objects.filter(name_latin="Eka New").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"time_zone": "Mars/Olympus"},
        {"email": "nobody"},
        {"languages": ["xx"]},
        {"why": ""},
        {"language": "fr"},
    ],
)
def test_bad_input_is_told_beside_the_field(client, cast, wrong):
    client.force_login(cast.focal_point)
    answer = client.post(reverse("nominate", args=["corridor"]), form(**wrong))
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == set(wrong)


def test_officers_of_another_administration_are_not_found(client, cast):
    client.force_login(cast.focal_point)
    address = reverse("nominate", args=["corridor"])
    assert client.get(address, {"administration": "am"}).status_code == 404
    assert client.get(address, {"officer": cast.other_member.pk}).status_code == 404
    assert client.get(address, {"officer": "x"}).status_code == 404


def test_the_search_finds_free_officers_by_any_script(cast):
    eka = make_officer("Eka Free", name_native="Ека Свободная", administration=cast.georgia)
    assert found_officers(part(cast), "свободная ека") == [eka]
    assert found_officers(part(cast), "member") == []
    assert found_officers(part(cast), " ") == []


def test_the_coordinator_chooses_the_administration_first(client, cast):
    client.force_login(cast.coordinator)
    assert (
        "?administration=am" in client.get(reverse("nominate", args=["corridor"])).content.decode()
    )
    eka = make_officer("Eka", administration=cast.georgia)
    address = reverse("nominate", args=["corridor"]) + f"?administration=ge&officer={eka.pk}"
    assert client.post(address, {"why": "Runs selectivity"}).status_code == 302
    assert Nomination.objects.get().administration == cast.georgia


def test_the_coordinator_reads_who_did_what_to_a_nomination(client, cast):
    nomination = nominate(cast)
    client.force_login(cast.coordinator)
    client.post(
        reverse("decline_nomination", args=["corridor", nomination.pk]),
        {"reason": "Too few years."},
    )
    page = client.get(reverse("nomination", args=["corridor", nomination.pk]))
    assert [(change.phase, change.by) for change in page.context["history"]] == [
        ("Waiting for an answer", cast.focal_point),
        ("Declined", cast.coordinator),
    ]
    client.force_login(cast.focal_point)
    assert (
        client.get(reverse("nomination", args=["corridor", nomination.pk])).context["history"] == []
    )


def test_declining_without_a_reason_shows_the_page_again(client, cast):
    nomination = nominate(cast)
    client.force_login(cast.coordinator)
    answer = client.post(
        reverse("decline_nomination", args=["corridor", nomination.pk]), {"reason": ""}
    )
    assert answer.status_code == 200
    assert answer.context["form"].errors


@pytest.mark.parametrize("who", ["coordinator", "focal_point"])
def test_the_list_asks_the_same_of_the_database_for_one_and_three(client, cast, who):
    client.force_login(cast.who(who))
    Participation.objects.update(quota=9)

    def queries():
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("nominations", args=["corridor"]))
        return len(seen)

    nominate(cast)
    actions.recall(nominate(cast), by=cast.focal_point, now=NOW)
    one = queries()
    for _ in range(2):
        nominate(cast)
        actions.recall(nominate(cast), by=cast.focal_point, now=NOW)
        left = make_member(cast.programme, cast.georgia)
        withdraw(left, left_on=TODAY, reason="Moved", by=cast.coordinator, now=NOW)
    assert queries() == one <= 20


def test_a_nomination_counts_from_the_readers_day(cast):
    """At 22:00 UTC it is tomorrow in Almaty: a closing day lasts until midnight where the focal point is."""
    type(cast.programme).objects.update(nominations_close_on=TODAY)
    late = dt.datetime(2025, 6, 2, 22, tzinfo=dt.UTC)
    nominate(cast, now=late)
    with timezone.override("Asia/Almaty"), pytest.raises(NominationRefusedError):
        nominate(cast, now=late)
