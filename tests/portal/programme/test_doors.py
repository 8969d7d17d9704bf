"""The demonstration's doors, and that nothing opens them in production."""

import os
import runpy
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404
from django.urls import Resolver404, get_resolver, resolve, reverse

from serai.portal.programme.queries.doors import doors
from serai.portal.programme.views import demo
from tests.factories import make_officer

KEY = "production-Key-0123456789-abcdefghijklmnopqrstuvwxyz"
TRUE = ("1", "true", "True", "yes", "on", "demo", "serai.portal.settings.demo")
PRODUCTION = "serai.portal.settings.production"


@pytest.fixture
def demonstration(settings):
    settings.DEMO = True
    settings.ROOT_URLCONF = "tests.portal.programme.demonstration"


# In the demonstration


def test_every_role_has_a_door(cast, client, demonstration):
    found = {door.name: [officer.name_latin for officer in door.officers] for door in doors()}
    assert found == {
        "Coordinator": ["Cora Coordinator"],
        "Focal point": ["Ani Focal", "Gia Focal"],
        "Expert": ["Ed Expert"],
        "Member": ["Aram Member", "Giorgi Member"],
        "Observer": ["Olga Observer"],
        "Site administrator": ["Ada Admin"],
    }
    page = client.get(reverse("demo_doors")).content.decode()
    assert all(name in page for names in found.values() for name in names)


def test_one_click_signs_in_and_leads_where_the_visitor_was_going(cast, client, demonstration):
    address = reverse("demo_enter", args=[cast.coordinator.pk])
    assert client.get(address).status_code == 405
    assert client.post(address)["Location"] == reverse("home")
    assert client.session["_auth_user_id"] == str(cast.coordinator.pk)
    assert client.post(address, {"next": "/programmes/"})["Location"] == "/programmes/"
    assert client.post(address, {"next": "https://elsewhere.example/"})["Location"] == reverse(
        "home"
    )


def test_a_real_officer_is_nobody_to_be(cast, client, demonstration):
    real = make_officer("Real Person", is_generated=False, is_staff=True)
    assert client.post(reverse("demo_enter", args=[real.pk])).status_code == 404
    assert "Real Person" not in client.get(reverse("demo_doors")).content.decode()


def test_an_empty_demonstration_says_how_to_begin(db, client, demonstration):
    assert "serai demo" in client.get(reverse("demo_doors")).content.decode()


# Everywhere else


def test_outside_the_demonstration_the_doors_have_no_address():
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert not names & {"demo_doors", "demo_enter"}
    with pytest.raises(Resolver404):
        resolve("/demo/")


@pytest.mark.parametrize("value", [False, None, 1, "1", "True"])
def test_the_doors_refuse_by_themselves(rf, cast, settings, value):
    settings.DEMO = value
    with pytest.raises(Http404):
        demo.doors(rf.get("/demo/"))
    with pytest.raises(Http404):
        demo.enter(rf.post("/demo/1/"), pk=cast.coordinator.pk)


def variables_read(monkeypatch) -> set[str]:
    """Every environment variable the production settings look at."""
    seen: set[str] = set()

    class Watched(type(os.environ)):
        def __getitem__(self, name):
            seen.add(name)
            return super().__getitem__(name)

    real = os.environ
    watched = Watched(
        real._data, real.encodekey, real.decodekey, real.encodevalue, real.decodevalue
    )
    with monkeypatch.context() as patch:
        patch.setattr(os, "environ", watched)
        runpy.run_module(PRODUCTION)
    return seen


def test_no_variable_that_production_reads_turns_the_demonstration_on(monkeypatch, tmp_path):
    monkeypatch.setenv("SERAI_SECRET_KEY", KEY)
    monkeypatch.setenv("SERAI_DATA", str(tmp_path))
    names = variables_read(monkeypatch) | {
        "SERAI_DEMO",
        "DEMO",
        "DJANGO_DEMO",
        "DEBUG",
        "SERAI_MODE",
    }
    assert "SERAI_HOSTS" in names
    for name in names - {"SERAI_SECRET_KEY", "DATABASE_URL", "SERAI_DATA"}:
        for value in TRUE:
            with monkeypatch.context() as patch:
                patch.setenv(name, value)
                try:
                    production = runpy.run_module(PRODUCTION)
                except (ValueError, ImproperlyConfigured):
                    continue  # it is a number, or wants others beside it
            assert production["DEMO"] is False
            assert production.get("LOGIN_URL") != "demo_doors"


def test_a_production_site_has_no_address_for_the_doors_whatever_the_environment(tmp_path):
    code = (
        "import django; django.setup()\n"
        "from django.conf import settings\n"
        "from django.urls import Resolver404, get_resolver, resolve\n"
        "assert settings.DEMO is False\n"
        "def views(found):\n"
        "    for entry in found.url_patterns:\n"
        "        yield from views(entry) if hasattr(entry, 'url_patterns') else [entry.callback.__module__]\n"
        "assert 'serai.portal.programme.views.demo' not in set(views(get_resolver()))\n"
        "for path in ('/demo/', '/demo/1/'):\n"
        "    try: resolve(path)\n"
        "    except Resolver404: continue\n"
        "    raise SystemExit(path)\n"
    )
    names = ("SERAI_DEMO", "DEMO", "DJANGO_DEMO", "SERAI_MODE", "SERAI_SETTINGS")
    env = (
        os.environ
        | dict.fromkeys(names, "1")
        | {
            "SERAI_SECRET_KEY": KEY,
            "SERAI_DATA": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": PRODUCTION,
        }
    )
    env.pop("DATABASE_URL", None)
    ran = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr + ran.stdout
