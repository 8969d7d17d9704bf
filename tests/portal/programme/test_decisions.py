"""What working groups decided, and the history of every change."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from serai.portal.programme.actions.progression import sign_off, withdraw_sign_off
from serai.portal.programme.engine.seen import seen
from serai.portal.programme.models import (
    AttendanceMark,
    Decision,
    Event,
    Membership,
    Nomination,
    Requirement,
    Role,
    Session,
)
from serai.portal.programme.queries.edited import DECISION
from tests.factories import Cast, make_member, make_programme


def url(name: str, code: str = "", **kwargs) -> str:
    return reverse(name, kwargs={"slug": "corridor"} | ({"code": code} if code else {}) | kwargs)


def decide(group, text="The handbook has four chapters.", day=7) -> Decision:
    recorder = Role.objects.get(programme=group.programme, kind="coordinator").officer
    return Decision.objects.create(
        working_group=group, text_en=text, decided_on=dt.date(2025, 2, day), recorded_by=recorder
    )


def test_the_coordinator_records_a_decision(client, cast: Cast):
    client.force_login(cast.coordinator)
    assert 'value="2025-02-07"' in client.get(url("add_decision", "WG2")).text
    sent = {
        "text_en": "We write a handbook.",
        "text_ru": "",
        "decided_on": "2025-02-07",
        "once": "ab" * 16,
    }
    for _ in range(2):
        assert client.post(url("add_decision", "WG2"), sent).status_code == 302
    decision = Decision.objects.get()
    assert (decision.text, decision.recorded_by) == ("We write a handbook.", cast.coordinator)
    assert Event.objects.get().facts["decision"] == {
        "en": "We write a handbook.",
        "ru": "We write a handbook.",
    }
    assert "Working group 2 took 1 decision." in client.get(url("decisions", "WG2")).text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text_en": " "}, "text_en"),
        ({"decided_on": "2025-01-31"}, "decided_on"),
        ({"decided_on": (timezone.now() + dt.timedelta(days=2)).date().isoformat()}, "decided_on"),
        ({"decided_on": ""}, "decided_on"),
    ],
)
def test_what_cannot_be_is_refused(client, cast: Cast, wrong, field):
    client.force_login(cast.coordinator)
    response = client.post(
        url("add_decision", "WG2"), {"text_en": "A", "decided_on": "2025-02-07"} | wrong
    )
    assert field in response.context["form"].errors
    assert not Decision.objects.exists()


def test_changing_and_removing_stay_in_the_history(client, cast: Cast):
    decision = decide(cast.groups["WG2"])
    client.force_login(cast.coordinator)
    where = {"pk": decision.pk}
    client.post(
        url("edit_decision", "WG2", **where),
        {
            "text_en": "Five chapters.",
            "decided_on": "2025-02-07",
            "seen": seen(DECISION.state(Decision.objects.get())),
        },
    )
    client.post(url("remove_decision", "WG2", **where))
    assert not Decision.objects.exists()
    page = client.get(url("history"), {"kind": "decisions"}).text
    assert "The handbook has four chapters." in page
    assert "Five chapters." in page
    assert "removed" in page


@pytest.mark.parametrize(
    ("who", "reads", "records"),
    [
        ("coordinator", 200, 200), ("administrator", 200, 200), ("expert", 200, 403), ("focal_point", 200, 403),
        ("member", 200, 403), ("observer", 200, 403), ("stranger", 404, 404),
    ],
)  # fmt: skip
def test_who_reads_and_who_records(client, cast: Cast, who, reads, records):
    decision = decide(cast.groups["WG2"])
    client.force_login(cast.who(who))
    assert client.get(url("decisions", "WG2")).status_code == reads
    assert client.get(url("add_decision", "WG2")).status_code == records
    assert client.get(url("edit_decision", "WG2", pk=decision.pk)).status_code == records
    assert client.post(url("remove_decision", "WG2", pk=decision.pk)).status_code == (
        302 if records == 200 else records
    )


def test_a_decision_of_another_group_is_not_found(client, cast: Cast):
    decision = decide(cast.groups["WG2"])
    client.force_login(cast.coordinator)
    assert client.get(url("edit_decision", "WG3", pk=decision.pk)).status_code == 404


# History


def live(cast: Cast) -> None:
    """One change of every kind at least."""
    session = Session.objects.create(
        working_group=cast.groups["WG2"],
        title_en="Selectivity",
        start=dt.datetime(2025, 2, 3, 9, tzinfo=dt.UTC),
        end=dt.datetime(2025, 2, 3, 10, tzinfo=dt.UTC),
    )
    AttendanceMark.objects.create(
        session=session, officer=cast.member, how="list", marked_by=cast.coordinator
    )
    nomination = Nomination.objects.create(
        programme=cast.programme,
        administration=cast.georgia,
        officer=cast.member,
        nominated_by=cast.focal_point,
        why="Able.",
    )
    nomination.phase = "accepted"
    nomination.save()
    requirement = Requirement.objects.create(
        step=cast.groups["WG3"], kind="hours", title_en="Hours", threshold=10
    )
    requirement.threshold = 20
    requirement.save()
    signed = sign_off(
        cast.membership, requirement=requirement, outcome="met", why="Seen.", by=cast.expert
    )
    withdraw_sign_off(signed, why="A mistake", by=cast.coordinator)
    cast.membership.left_on, cast.membership.left_reason = dt.date(2025, 6, 1), "A new post"
    cast.membership.save()
    decide(cast.groups["WG2"])


def test_every_kind_of_change_is_there_in_words(client, cast: Cast):
    live(cast)
    client.force_login(cast.coordinator)
    page = client.get(url("history")).text
    for said in (
        "Nomination of Giorgi Member, Georgia",
        "Waiting for an answer</span> → Accepted",
        "Membership of Giorgi Member, Georgia",
        "→ 1 June 2025",
        "→ A new post",
        "Role of Ed Expert: Expert",
        "Attendance of Giorgi Member at “Selectivity”, WG2",
        "from the list",
        "Requirement for WG3: Hours",
        "10</span> → 20",
        "Sign-off of Giorgi Member for WG3: Hours",
        "Reason: A mistake",
        "Decision of WG2",
    ):
        assert said in page, said


def test_the_newest_comes_first_and_pages_follow(client, cast: Cast):
    for n in range(60):
        decide(cast.groups["WG2"], f"Decision number {n:02}")
    client.force_login(cast.coordinator)
    first, second = (
        client.get(url("history"), {"page": page, "kind": "decisions"}).text for page in (1, 2)
    )
    assert first.index("number 59") < first.index("number 58")
    assert "number 09" not in first
    assert "number 09" in second


def test_it_is_narrowed_to_a_kind_and_an_officer(client, cast: Cast):
    live(cast)
    client.force_login(cast.coordinator)
    page = client.get(url("history"), {"officer": cast.membership.officer_id}).text.split("<ol")[1]
    assert "Giorgi" in page
    assert "Nino" not in page
    assert "Decision of" not in page
    page = client.get(url("history"), {"kind": "roles"}).text.split("<ol")[1]
    assert "Role of" in page
    assert "Membership of" not in page
    assert client.get(url("history"), {"kind": "x", "officer": "y", "page": "z"}).status_code == 200


def test_changes_of_another_programme_are_not_shown(client, cast: Cast):
    make_member(make_programme(), cast.georgia, "Else Where")
    client.force_login(cast.coordinator)
    assert "Else Where" not in client.get(url("history")).text


def test_marks_of_a_removed_session_stay_on_record(client, cast: Cast):
    live(cast)
    Session.objects.all().delete()
    client.force_login(cast.coordinator)
    page = client.get(url("history"), {"kind": "attendance"}).text
    assert page.count("Attendance of Giorgi Member") == 2
    assert "removed" in page


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("coordinator", 200),
        ("administrator", 200),
        ("expert", 403),
        ("focal_point", 403),
        ("member", 403),
        ("observer", 403),
        ("stranger", 404),
    ],
)
def test_only_the_coordinator_reads_it(client, cast: Cast, who, status):
    client.force_login(cast.who(who))
    assert client.get(url("history")).status_code == status


def test_the_number_of_queries_does_not_grow(client, cast: Cast, django_assert_max_num_queries):
    client.force_login(cast.coordinator)
    live(cast)

    def queries() -> int:
        with django_assert_max_num_queries(20) as asked:
            client.get(url("history"))
        return len(asked)

    queries()
    before = queries()
    for membership in Membership.objects.filter(left_on=None):
        membership.left_reason = "Changed"
        membership.save()
        decide(cast.groups["WG2"])
    assert queries() == before
