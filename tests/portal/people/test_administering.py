"""What the site administrator keeps: administrations, officers, and letters that did not go out."""

import pytest
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import get_language

from serai.portal.people.letters import write
from serai.portal.people.models import Administration, Letter, Officer
from serai.portal.people.queries.officers import officers
from serai.portal.ui.iso import countries, country_name, is_language, language_name
from serai.portal.ui.zones import is_zone, offset_now
from tests.factories import make_administration, make_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client) -> Officer:
    officer = make_officer("Ada Admin", is_staff=True)
    client.force_login(officer)
    return officer


def officer_form(**changed):
    return {
        "name_latin": "Eka New",
        "email": "Eka@Customs.example",
        "language": "ru",
        "time_zone": "Asia/Tbilisi",
    } | changed


def administration_form(**changed):
    filled = {
        "code": "kg",
        "kind": "customs",
        "name_en": "State Customs Service",
        "country": "KG",
        "languages": "ky, RU",
        "time_zone": "Asia/Bishkek",
    }
    return filled | changed


@pytest.mark.parametrize(
    "name", ["administrations", "new_administration", "officers", "new_officer", "letters"]
)
def test_only_site_administrators_come_in(client, cast, name):
    for who, status in [
        ("administrator", 200),
        ("coordinator", 403),
        ("focal_point", 403),
        ("stranger", 403),
    ]:
        client.force_login(cast.who(who))
        assert client.get(reverse(name)).status_code == status


@pytest.mark.parametrize("name", ["administrations", "officers", "letters"])
def test_lists_ask_the_same_of_the_database_for_one_and_three(client, admin, name):
    def more():
        officer = make_officer(administration=make_administration())
        write(officer, key="x", template="invitation", context={"by": "Ada"})

    def queries():
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse(name))
        return len(seen)

    more()
    one = queries()
    more()
    more()
    assert queries() == one <= 20


# Officers


def test_a_new_officer_is_invited_in_their_language(client, admin):
    assert client.post(reverse("new_officer"), officer_form()).status_code == 302
    officer = Officer.objects.get(email="eka@customs.example")
    assert not officer.has_usable_password()
    assert Letter.objects.get(to=officer).language == "ru"


def test_an_address_that_is_taken_is_told_beside_the_field(client, admin):
    make_officer(email="eka@customs.example")
    answer = client.post(reverse("new_officer"), officer_form())
    assert "email" in answer.context["form"].errors


def test_an_address_of_before_opens_the_account_no_more(client, admin):
    officer = make_officer("Eka", password="caravan on the silk road")
    EmailAddress.objects.create(user=officer, email=officer.email, verified=True)
    old = officer.email
    answer = client.post(
        reverse("edit_officer", args=[officer.pk]),
        officer_form(email="new@customs.example", is_active="on"),
    )
    assert answer.status_code == 302
    assert not client.login(email=old, password="caravan on the silk road")
    assert client.login(email="new@customs.example", password="caravan on the silk road")


def test_a_forgotten_password_is_answered_in_the_officers_language(client, mailoutbox, monkeypatch):
    spoken = []

    def render_mail(*args, **kwargs):
        spoken.append(get_language())
        return original(*args, **kwargs)

    original = DefaultAccountAdapter.render_mail
    monkeypatch.setattr(DefaultAccountAdapter, "render_mail", render_mail)
    for language in ("en", "ru"):
        officer = make_officer(language=language)
        client.post(
            reverse("account_reset_password"),
            {"email": officer.email},
            headers={"accept-language": "en"},
        )
        assert mailoutbox[-1].to == [officer.email]
    assert spoken == ["en", "ru"]


def test_the_last_site_administrator_stays_one(client, admin):
    answer = client.post(
        reverse("edit_officer", args=[admin.pk]), officer_form(email=admin.email, is_active="on")
    )
    assert answer.context["form"].non_field_errors()
    assert Officer.objects.get(pk=admin.pk).is_staff


def test_an_officer_is_found_by_any_script_state_and_administration(client, admin):
    japan = make_administration("jp")
    found = make_officer(
        "Kenji Demo", name_native="山田 Кэндзи", administration=japan, is_active=False
    )
    for asked in ["kenji", "кэндзи", "山田 demo", "KENJI.DEMO"]:
        assert list(officers(words=asked)) == [found]
    assert list(officers(state="waiting", administration=japan)) == [found]
    page = client.get(
        reverse("officers"), {"q": "nobody like that", "administration": "xx", "page": "9"}
    )
    assert page.status_code == 200


# Administrations


def test_an_administration_takes_the_names_of_its_country(client, admin):
    assert client.post(reverse("new_administration"), administration_form()).status_code == 302
    kept = Administration.objects.get(code="kg")
    assert (kept.country_name_en, kept.country_name_ru, kept.languages) == (
        "Kyrgyzstan",
        "Кыргызстан",
        ["ky", "ru"],
    )


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"languages": "ky, xx"}, "languages"),
        ({"country": "ZZ"}, "country"),
        ({"country": ""}, "country"),
        ({"time_zone": "Asia/Frunze2"}, "time_zone"),
        ({"code": "k g"}, "code"),
        ({"name_en": ""}, "name_en"),
    ],
)
def test_an_administration_with_faults_is_not_kept(client, admin, wrong, field):
    answer = client.post(reverse("new_administration"), administration_form(**wrong))
    assert field in answer.context["form"].errors
    assert not Administration.objects.exists()


def test_the_names_of_the_country_may_be_put_right(client, admin):
    client.post(reverse("new_administration"), administration_form(country_name_ru="Киргизия"))
    assert Administration.objects.get().country_name_ru == "Киргизия"


# Names


def test_countries_have_the_names_people_use_in_both_languages():
    assert country_name("MD", "en") == "Moldova"
    assert country_name("KZ", "ru") == "Казахстан"
    assert ("GE", "Georgia") in countries()


def test_languages_of_the_region_have_names():
    assert [language_name(code) for code in ("hy", "az", "ka", "kk", "ky", "tg", "tk", "uz", "ru")] == [
        "Armenian", "Azerbaijani", "Georgian", "Kazakh", "Kyrgyz", "Tajik", "Turkmen", "Uzbek", "Russian",
    ]  # fmt: skip
    assert not is_language("xx")


def test_zones_are_known_by_name_only():
    assert is_zone("Asia/Almaty")
    assert not is_zone("Asia/Atlantis")
    assert offset_now("Asia/Kolkata") == "UTC+5:30"
