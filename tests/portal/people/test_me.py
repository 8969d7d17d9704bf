"""“You”: one's own details, calendar address, data and erasure."""

import json

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from serai.portal.people.actions.erasure import ERASED, erase
from serai.portal.people.errors import CannotEraseError, LastSiteAdministratorError
from serai.portal.people.letters import write
from serai.portal.people.models import Letter, Officer
from serai.portal.programme.actions.events import record
from serai.portal.programme.actions.nominations import nominate
from serai.portal.programme.models import (
    Event,
    IntersessionalEntry,
    Membership,
    Nomination,
    Participation,
    Role,
)
from serai.portal.programme.queries.events import sentence
from tests.factories import make_officer


def details(**changed):
    return {
        "name_latin": "Nino Member",
        "language": "ru",
        "time_zone": "Asia/Tbilisi",
        "languages": ["ka"],
    } | changed


@pytest.fixture
def nino(client, cast) -> Officer:
    officer = cast.second_membership.officer
    officer.name_native = "ნინო"
    officer.save()
    client.force_login(officer)
    return officer


def test_an_officer_changes_the_own_details_but_not_the_address(client, nino):
    assert (
        client.post(reverse("me"), details(email="new@customs.example", is_staff="on")).status_code
        == 302
    )
    changed = Officer.objects.get(pk=nino.pk)
    assert (changed.language, changed.time_zone, changed.languages) == (
        "ru",
        "Asia/Tbilisi",
        ["ka"],
    )
    assert (changed.email, changed.is_staff) == (nino.email, False)


def test_the_language_chosen_outweighs_the_browsers(client, nino):
    client.cookies["django_language"] = "en"
    client.post(reverse("me"), details(language="ru"))
    assert client.cookies["django_language"].value == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"time_zone": "Asia/Atlantis"},
        {"time_zone": "../etc/passwd"},
        {"language": "de"},
        {"name_latin": ""},
    ],
)
def test_what_is_wrong_is_told_and_nothing_changes(client, nino, wrong):
    answer = client.post(reverse("me"), details(**wrong))
    assert set(answer.context["form"].errors) == set(wrong)
    assert Officer.objects.get(pk=nino.pk).name_latin == "Nino Member"


def test_zones_of_the_administrations_are_offered_first(client, nino):
    page = client.get(reverse("me")).content.decode()
    nearby, rest = page.split("</optgroup>", 1)
    assert "Asia/Yerevan" in nearby
    assert "Asia/Yerevan" not in rest
    assert "America/New_York" in rest
    assert len(page) < 100_000


def test_the_calendar_gets_a_new_address(client, nino):
    client.post(reverse("new_calendar_key"))
    assert Officer.objects.get(pk=nino.pk).calendar_key != nino.calendar_key


def test_my_data_is_mine(client, cast, nino):
    IntersessionalEntry.objects.create(
        membership=cast.second_membership,
        kind="elearning",
        title="Valuation",
        begun_on="2025-01-01",
        ended_on="2025-01-02",
        hours=4,
    )
    answer = client.get(reverse("my_data"))
    assert "attachment" in answer["Content-Disposition"]
    kept = json.loads(answer.content)
    assert kept["officer"]["email"] == nino.email
    assert kept["memberships"][0]["in_programme"] == "corridor"
    assert kept["intersessional"][0]["title"] == "Valuation"
    assert cast.member.email not in answer.content.decode()
    assert "password" not in kept["officer"]
    assert nino.calendar_key not in answer.content.decode()


# Erasure


def test_an_officer_erases_themselves_after_a_page_that_asks(client, nino):
    assert client.get(reverse("erase_me")).status_code == 200
    assert Officer.objects.get(pk=nino.pk).erased_at is None
    assert client.post(reverse("erase_me")).status_code == 302
    erased = Officer.objects.get(pk=nino.pk)
    assert erased.erased_at is not None
    assert not erased.is_active
    assert client.get(reverse("me")).status_code == 302


def everything_kept() -> str:
    """All texts of the tables that speak of people."""
    tables = [
        Officer.objects, Officer.history, Letter.objects, Event.objects, Nomination.objects, Nomination.history,
        Membership.objects, Membership.history, IntersessionalEntry.objects, IntersessionalEntry.history,
    ]  # fmt: skip
    return json.dumps([list(table.values()) for table in tables], default=str, ensure_ascii=False)


def test_nothing_names_an_erased_officer_and_the_counts_stay(cast, nino, settings):
    EmailAddress.objects.create(user=nino, email=nino.email)
    membership = cast.second_membership
    entry = IntersessionalEntry.objects.create(
        membership=membership, kind="elearning", title="Valuation", hours=4,
        begun_on="2025-01-01", ended_on="2025-01-02",
        learned="That I, Nino Member, like it", link="https://example.org/nino",
    )  # fmt: skip
    write(nino, key="one", template="invitation", context={"by": "Cora"})
    write(cast.coordinator, key="two", template="invitation", context={"by": nino})
    event = record(
        cast.programme,
        "member_withdrew",
        actor=nino,
        administration=cast.georgia,
        officer="Nino Member",
    )
    old = (nino.name_latin, nino.name_native, nino.email)
    erase(nino, by=nino, now=timezone.now())
    kept = everything_kept()
    assert [name for name in old if name in kept] == []
    event.refresh_from_db()
    assert ERASED in sentence(event)
    entry.refresh_from_db()
    assert (entry.hours, entry.learned, entry.link) == (4, "", "")
    membership.refresh_from_db()
    assert membership.left_on is not None
    assert Letter.objects.count() == 1
    assert EmailAddress.objects.count() == 0


def test_the_waiting_nomination_of_an_erased_officer_is_recalled(cast):
    officer = make_officer("Eka", administration=cast.georgia)
    participation = Participation.objects.get(administration=cast.georgia)
    nomination = nominate(
        participation, officer=officer, why="Eka knows it", by=cast.focal_point, now=timezone.now()
    )
    erase(officer, by=cast.administrator, now=timezone.now())
    nomination.refresh_from_db()
    assert (nomination.phase, nomination.why) == ("recalled", "")


def test_erasing_twice_changes_nothing(cast, nino):
    first = erase(nino, by=nino, now=timezone.now())
    assert erase(nino, by=nino, now=timezone.now()).email == first.email


def test_the_only_coordinator_cannot_go(client, cast):
    with pytest.raises(CannotEraseError):
        erase(cast.coordinator, by=cast.coordinator, now=timezone.now())
    client.force_login(cast.coordinator)
    page = client.post(reverse("erase_me")).content.decode()
    assert "has no other coordinator" in page
    Role.objects.create(programme=cast.programme, officer=make_officer(), kind="coordinator")
    assert erase(cast.coordinator, by=cast.coordinator, now=timezone.now()).erased_at


def test_the_only_site_administrator_cannot_go(cast):
    with pytest.raises(LastSiteAdministratorError):
        erase(cast.administrator, by=cast.administrator, now=timezone.now())
    make_officer(is_staff=True)
    assert erase(cast.administrator, by=cast.administrator, now=timezone.now()).is_staff is False


@pytest.mark.parametrize(
    ("who", "never_signed_in", "signed_in"),
    [
        ("administrator", 200, 200), ("coordinator", 200, 403), ("expert", 403, 403), ("focal_point", 403, 403),
        ("member", 404, 404), ("stranger", 404, 404),
    ],
)  # fmt: skip
def test_a_coordinator_erases_only_whoever_has_no_account_to_ask_with(
    client, cast, who, never_signed_in, signed_in
):
    officer = cast.second_membership.officer
    client.force_login(cast.who(who))
    address = reverse("erase_officer", args=[officer.pk])
    assert client.get(address).status_code == never_signed_in
    officer.last_login = timezone.now()
    officer.save()
    assert client.get(address).status_code == signed_in


def test_an_erased_officer_cannot_be_erased_or_invited_or_edited(client, cast, nino):
    erase(nino, by=nino, now=timezone.now())
    client.force_login(cast.administrator)
    assert client.get(reverse("erase_officer", args=[nino.pk])).status_code == 403
    assert client.post(reverse("invite_officer", args=[nino.pk])).status_code == 404
    assert client.get(reverse("edit_officer", args=[nino.pk])).status_code == 404
    assert ERASED in client.get(reverse("officer", args=[nino.pk])).content.decode()
