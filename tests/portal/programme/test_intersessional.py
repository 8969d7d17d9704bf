"""Logging activities between working groups, and having them confirmed."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from serai.portal.people.models import Letter
from serai.portal.programme.actions.intersessional import (
    confirm_entries,
    edit_entry,
    return_entries,
)
from serai.portal.programme.errors import OwnEntryError, PhaseError
from serai.portal.programme.models import Event, IntersessionalEntry, Role
from serai.portal.programme.queries.intersessional import entries_waiting, members_owing
from tests.factories import Cast

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa75\x81\x84\x00\x00\x00\x00IEND\xaeB`\x82"
)


def make_entry(membership, title="Risk basics", **fields) -> IntersessionalEntry:
    defaults = {
        "kind": "elearning",
        "begun_on": dt.date(2025, 3, 1),
        "ended_on": dt.date(2025, 3, 3),
        "hours": Decimal(6),
        "learned": "How a profile is made.",
    }
    return IntersessionalEntry.objects.create(
        membership=membership, title=title, **(defaults | fields)
    )


def sent(**fields):
    return {
        "kind": "conference",
        "title": "Customs forum",
        "begun_on": "2025-03-01",
        "ended_on": "2025-03-02",
        "hours": "12",
        "learned": "What others do about transit.",
        "link": "",
    } | fields


def url(name: str, **kwargs) -> str:
    return reverse(name, kwargs={"slug": "corridor"} | kwargs)


def test_a_member_logs_an_activity_with_a_file(client, cast: Cast):
    client.force_login(cast.member)
    evidence = SimpleUploadedFile("certificate.png", PNG, "image/png")
    response = client.post(url("log_entry"), sent(evidence=evidence, learned=""))
    assert response.status_code == 302
    entry = IntersessionalEntry.objects.get()
    assert (entry.membership, entry.title, entry.hours, entry.phase) == (
        cast.membership,
        "Customs forum",
        12,
        "logged",
    )
    assert entry.stored.name == "certificate.png"
    assert Event.objects.get().kind == "entry_logged"
    assert "Customs forum" in client.get(response["Location"]).text


def test_the_same_form_sent_twice_counts_once(client, cast: Cast):
    client.force_login(cast.member)
    form = sent(once="0123456789abcdef" * 2)
    places = {client.post(url("log_entry"), form)["Location"] for _ in range(2)}
    assert (IntersessionalEntry.objects.count(), len(places)) == (1, 1)


def test_the_same_activity_is_not_logged_twice(client, cast: Cast):
    client.force_login(cast.member)
    client.post(url("log_entry"), sent())
    response = client.post(url("log_entry"), sent(title="customs  forum"))
    assert "already logged for these days" in response.text
    assert IntersessionalEntry.objects.count() == 1


TOMORROW = (timezone.now() + dt.timedelta(days=2)).date().isoformat()


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"begun_on": TOMORROW, "ended_on": TOMORROW}, "begun_on", "still to come"),
        ({"ended_on": TOMORROW}, "ended_on", "still to come"),
        ({"begun_on": "2025-03-03"}, "ended_on", "ends before it begins"),
        ({"hours": "49"}, "hours", "2 days have only 48 hours"),
        ({"begun_on": "2025-03-02", "hours": "25"}, "hours", "1 day has only 24 hours"),
        ({"hours": "0"}, "hours", "greater than or equal to 0.1"),
        ({"hours": "NaN"}, "hours", "Enter a number"),
        ({"begun_on": "2024-08-31"}, "begun_on", "You joined the programme on 1 September 2024"),
        ({"begun_on": "soon"}, "begun_on", "Enter a valid date"),
        ({"learned": " "}, "learned", "Send a file, give a link"),
        ({"title": ""}, "title", "required"),
        ({"kind": "holiday"}, "kind", "holiday"),
        ({"link": "javascript:alert(1)"}, "link", "Enter a valid URL"),
    ],
)
def test_what_cannot_be_is_refused_beside_the_field_and_kept(
    client, cast: Cast, wrong, field, said
):
    client.force_login(cast.member)
    response = client.post(url("log_entry"), sent(**wrong))
    assert response.status_code == 200
    assert said in " ".join(response.context["form"].errors[field])
    assert wrong.get("title", "Customs forum") in response.text
    assert not IntersessionalEntry.objects.exists()


def test_a_file_of_another_kind_is_refused(client, cast: Cast):
    client.force_login(cast.member)
    evidence = SimpleUploadedFile("certificate.png", b"<script>alert(1)</script>", "image/png")
    response = client.post(url("log_entry"), sent(evidence=evidence))
    assert response.context["form"].errors["evidence"]
    assert not IntersessionalEntry.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("coordinator", 403),
        ("expert", 403),
        ("focal_point", 403),
        ("observer", 403),
        ("stranger", 404),
        ("member", 200),
    ],
)
def test_only_members_log(client, cast: Cast, who, status):
    client.force_login(cast.who(who))
    assert client.get(url("log_entry")).status_code == status


def test_nothing_is_logged_in_a_closed_programme(client, cast: Cast):
    cast.programme.phase = "closed"
    cast.programme.save()
    client.force_login(cast.member)
    assert client.post(url("log_entry"), sent()).status_code == 403


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("coordinator", 200),
        ("expert", 200),
        ("administrator", 200),
        ("focal_point", 200),
        ("member", 200),
        ("second_member", 404),
        ("other_member", 404),
        ("other_focal_point", 404),
        ("observer", 404),
        ("stranger", 404),
    ],
)
@pytest.mark.parametrize("page", ["entry", "entry_evidence", "member_record"])
def test_whose_evidence_may_be_opened(client, cast: Cast, who, status, page):
    client.force_login(cast.member)
    client.post(url("log_entry"), sent(evidence=SimpleUploadedFile("a.png", PNG, "image/png")))
    entry = IntersessionalEntry.objects.get()
    client.force_login(cast.second_membership.officer if who == "second_member" else cast.who(who))
    key = cast.membership.pk if page == "member_record" else entry.pk
    response = client.get(url(page, pk=key))
    assert response.status_code == status
    if page == "entry_evidence" and status == 200:
        assert response["Content-Disposition"].startswith("attachment")


def test_the_page_shows_each_role_its_own(client, cast: Cast):
    make_entry(cast.membership, "Of Giorgi")
    make_entry(cast.other_membership, "Of Aram")
    seen = {}
    for who in ("coordinator", "expert", "focal_point", "member", "other_member", "observer"):
        client.force_login(cast.who(who))
        seen[who] = client.get(url("intersessional")).text
    assert all(
        "Of Giorgi" in seen[who] and "Of Aram" in seen[who] for who in ("coordinator", "expert")
    )
    assert "Of Giorgi" in seen["member"]
    assert "Of Aram" not in seen["member"]
    assert "Of Aram" in seen["other_member"]
    assert "Of Giorgi" not in seen["other_member"]
    assert "Giorgi Member" in seen["focal_point"]
    assert "Aram Member" not in seen["focal_point"]
    assert "Giorgi" not in seen["observer"]
    assert "Aram" not in seen["observer"]
    assert "Georgia" in seen["observer"]


def test_the_longest_waiting_comes_first(client, cast: Cast):
    now = timezone.now()
    make_entry(cast.membership, "Young", logged_at=now - dt.timedelta(days=1))
    make_entry(cast.other_membership, "Old", logged_at=now - dt.timedelta(days=12))
    client.force_login(cast.expert)
    page = client.get(url("intersessional")).text
    assert page.index("Old") < page.index("Young")
    assert "The oldest has waited 12 days." in page


def test_an_expert_confirms_several_at_once_with_one_letter_each(
    client, cast: Cast, django_capture_on_commit_callbacks
):
    entries = [
        make_entry(cast.membership, "A"),
        make_entry(cast.membership, "B"),
        make_entry(cast.other_membership, "C"),
    ]
    client.force_login(cast.expert)
    response = client.post(
        url("intersessional"), {"entries": [e.pk for e in entries], "deed": "confirm"}
    )
    assert response.status_code == 302
    assert set(IntersessionalEntry.objects.values_list("phase", "answered_by")) == {
        ("confirmed", cast.expert.pk)
    }
    letters = {letter.to: letter for letter in Letter.objects.all()}
    assert set(letters) == {cast.member, cast.other_member}
    assert letters[cast.member].subject == "2 of your entries were confirmed"
    assert "- A, 1–3 March 2025 (hours: 6)" in letters[cast.member].text


def test_returning_needs_a_reason_and_keeps_what_was_ticked(client, cast: Cast):
    entry = make_entry(cast.membership)
    client.force_login(cast.coordinator)
    response = client.post(url("intersessional"), {"entries": [entry.pk], "deed": "return"})
    assert response.status_code == 200
    assert response.context["form"].errors["reason"]
    assert f'id="entry-{entry.pk}"' in response.text
    assert " checked" in response.text


def test_choosing_none_is_said(client, cast: Cast):
    make_entry(cast.membership)
    client.force_login(cast.coordinator)
    response = client.post(url("intersessional"), {"deed": "confirm", "entries": ["x", "²"]})
    assert "Choose at least one entry." in response.text


def test_a_returned_entry_is_mended_and_sent_again(client, cast: Cast):
    entry = make_entry(cast.membership)
    client.force_login(cast.expert)
    client.post(
        url("entry", pk=entry.pk),
        {"entries": [entry.pk], "deed": "return", "reason": "Which course?"},
    )
    letter = Letter.objects.get()
    assert (letter.to, "Which course?" in letter.text) == (cast.member, True)
    client.force_login(cast.member)
    assert "Which course?" in client.get(url("intersessional")).text
    assert client.post(url("edit_entry", pk=entry.pk), sent(title="Course 12")).status_code == 302
    entry.refresh_from_db()
    assert (entry.title, entry.phase) == ("Course 12", "logged")
    assert [h.phase for h in entry.history.order_by("history_id")] == [
        "logged",
        "returned",
        "logged",
    ]


def test_a_confirmed_entry_is_locked(client, cast: Cast):
    entry = make_entry(cast.membership, phase="confirmed")
    client.force_login(cast.member)
    assert client.post(url("edit_entry", pk=entry.pk), sent()).status_code == 403
    assert client.post(url("remove_entry", pk=entry.pk)).status_code == 403
    with pytest.raises(PhaseError):
        edit_entry(
            entry,
            **{k: getattr(entry, k) for k in ("kind", "title", "begun_on", "ended_on", "hours")},
        )


def test_an_entry_is_removed_once(client, cast: Cast):
    entry = make_entry(cast.membership)
    client.force_login(cast.member)
    form = {"once": "0123456789abcdef" * 2}
    assert [client.post(url("remove_entry", pk=entry.pk), form).status_code for _ in range(2)] == [
        302,
        302,
    ]
    assert not IntersessionalEntry.objects.exists()


def test_nobody_answers_their_own(client, cast: Cast):
    Role.objects.create(programme=cast.programme, officer=cast.member, kind="expert")
    entry = make_entry(cast.membership)
    for deed in (confirm_entries, lambda *a, **k: return_entries(*a, reason="x", **k)):
        with pytest.raises(OwnEntryError):
            deed(cast.programme, entries=[entry.pk], by=cast.member)
    client.force_login(cast.member)
    response = client.post(url("intersessional"), {"entries": [entry.pk], "deed": "confirm"})
    assert "is your own" in response.text
    entry.refresh_from_db()
    assert entry.phase == "logged"


def test_only_experts_and_coordinators_answer(client, cast: Cast):
    entry = make_entry(cast.membership)
    for who in ("focal_point", "second_membership", "observer"):
        officer = getattr(cast.who(who), "officer", cast.who(who))
        client.force_login(officer)
        client.post(url("intersessional"), {"entries": [entry.pk], "deed": "confirm"})
        entry.refresh_from_db()
        assert entry.phase == "logged"


def test_an_answer_counts_once_and_one_refusal_stops_all(cast: Cast):
    entry, returned = (
        make_entry(cast.membership),
        make_entry(cast.membership, "B", phase="returned"),
    )
    assert len(confirm_entries(cast.programme, entries=[entry.pk], by=cast.expert)) == 1
    assert confirm_entries(cast.programme, entries=[entry.pk], by=cast.coordinator) == []
    other = make_entry(cast.other_membership)
    with pytest.raises(PhaseError):
        confirm_entries(cast.programme, entries=[returned.pk, other.pk], by=cast.expert)
    other.refresh_from_db()
    assert other.phase == "logged"
    assert Letter.objects.count() == 1


def test_entries_of_another_programme_are_not_answered_here(cast: Cast):
    from tests.factories import make_member, make_programme

    elsewhere = make_entry(make_member(make_programme(), cast.georgia))
    assert confirm_entries(cast.programme, entries=[elsewhere.pk], by=cast.expert) == []


def test_letters_are_in_the_language_of_the_reader(cast: Cast):
    cast.member.language = "ru"
    cast.member.save()
    entry = make_entry(cast.membership)
    confirm_entries(cast.programme, entries=[entry.pk], by=cast.expert)
    letter = Letter.objects.get()
    assert letter.language == "ru"
    assert "марта 2025" in letter.text


def test_what_waits_and_who_owes(cast: Cast):
    old = timezone.now() - dt.timedelta(days=3)
    make_entry(
        cast.membership, logged_at=old, begun_on=dt.date(2025, 5, 1), ended_on=dt.date(2025, 5, 1)
    )
    make_entry(cast.second_membership, "Before WG3")
    make_entry(cast.other_membership, "Done", phase="confirmed")
    waiting = entries_waiting(cast.programme)
    assert (waiting.count, waiting.oldest) == (2, old)
    owing = {str(member) for member in members_owing(cast.programme)}
    assert owing == {"Nino Member", "Aram Member", "Lilit Member"}


@pytest.mark.parametrize("who", ["coordinator", "focal_point", "member", "observer"])
def test_the_page_asks_the_same_number_of_queries_for_three_as_for_one(
    client, cast: Cast, who, django_assert_max_num_queries
):
    client.force_login(cast.who(who))

    def queries() -> int:
        with django_assert_max_num_queries(20) as asked:
            assert client.get(url("intersessional")).status_code == 200
        return len(asked)

    make_entry(cast.membership, "One")
    queries()
    one = queries()
    for membership in (cast.membership, cast.other_membership):
        make_entry(membership, "Two")
    assert queries() == one
