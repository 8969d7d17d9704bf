"""The shell around every page, the pages for what went wrong, and the sign-in pages."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import RequestContext, Template
from django.template.loader import render_to_string
from django.utils import translation

# The shell knows no room of the house: the gallery has all the addresses it needs.
pytestmark = pytest.mark.urls("tests.portal.ui.gallery.urls")


@pytest.fixture
def request_of_nobody(rf):
    request = rf.get("/somewhere/?page=2")
    request.user = AnonymousUser()
    return request


def test_the_shell_is_small(request_of_nobody):
    request_of_nobody.nav = [
        {"label": "Working groups", "url": "/p/x/groups/", "current": False}
    ] * 9
    assert len(render_to_string("ui/base.html", {}, request_of_nobody).encode()) < 6 * 1024


def test_the_page_says_its_language_and_offers_the_other(request_of_nobody):
    with translation.override("ru"):
        html = render_to_string("ui/base.html", {}, request_of_nobody)
    assert '<html lang="ru">' in html
    assert '<button name="language" value="en" lang="en">English</button>' in html
    assert 'name="next" value="/somewhere/?page=2"' in html


def test_navigation_may_be_a_function_that_is_asked_once_and_only_by_a_page_that_shows_it(
    request_of_nobody,
):
    asked = []

    def nav():
        asked.append(1)
        return [{"label": "Members", "url": "/members/", "current": True}]

    request_of_nobody.nav = nav
    Template("no shell").render(RequestContext(request_of_nobody))
    assert asked == []
    html = render_to_string("ui/base.html", {}, request_of_nobody)
    assert '<a href="/members/" aria-current="page">Members</a>' in html
    assert asked == [1]


@pytest.mark.parametrize("name", ["404.html", "403.html", "400.html", "403_csrf.html"])
def test_a_page_for_what_went_wrong_says_what_to_do(request_of_nobody, name):
    html = render_to_string(name, {}, request_of_nobody)
    assert re.search(r"<h1>.+</h1>\s*<p class=\"lead\">.+</p>", html)
    assert "Go to what is next for you" in html


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_page_for_a_breakdown_needs_nothing_that_may_be_broken(language):
    with translation.override(language):
        html = render_to_string("500.html")
    assert f'<html lang="{language}">' in html
    assert "/static/" not in html


@pytest.mark.django_db
class TestSigningIn:
    def test_nobody_can_sign_up(self, client):
        response = client.get("/account/signup/")
        assert "Nobody signs up here." in response.content.decode()
        assert '<input type="email"' not in response.content.decode()

    @pytest.mark.parametrize("demo", [False, True])
    def test_the_demonstration_is_offered_only_where_it_runs(self, client, settings, demo):
        settings.DEMO = demo
        html = client.get("/account/login/").content.decode()
        assert ("This is a demonstration." in html) is demo

    def test_a_wrong_password_is_said_on_top_and_the_address_is_kept(self, client):
        html = client.post(
            "/account/login/", {"login": "a@example.org", "password": "wrong"}
        ).content.decode()
        assert 'class="summary" role="alert"' in html
        assert 'value="a@example.org"' in html

    @pytest.mark.parametrize(
        "path",
        [
            "login/",
            "password/reset/",
            "password/reset/done/",
            "inactive/",
            "signup/",
            "3rdparty/login/error/",
        ],
    )
    def test_its_pages_look_like_ours(self, client, path):
        html = client.get(f"/account/{path}").content.decode()
        assert '<main id="main" class="container-xl page narrow">' in html
        assert html.count("<h1>") == 1


# Classes

CLASS = re.compile(r'class="([^"]*)"')
TAG = re.compile(r"\{[{%].*?[%}]\}")
PORTAL = Path(__file__).resolve().parents[3] / "src/serai/portal"
TEMPLATES = sorted(PORTAL.glob("*/templates/**/*.html"))


def defined() -> set[str]:
    sheets = PORTAL.glob("*/static/**/*.css")
    return set(re.findall(r"\.(-?[a-zA-Z_][\w-]*)", "".join(sheet.read_text() for sheet in sheets)))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: "/".join(file.parts[-3:]))
def test_every_class_of_a_template_is_defined_in_a_style_sheet(template):
    """A class that Tabler has and we do not keep is added to scripts/vendor.py."""
    used: set[str] = set()
    for value in CLASS.findall(TAG.sub(lambda tag: "\0", template.read_text())):
        # A name built from a variable ("lane-{{ name }}") cannot be judged here.
        used |= {
            name
            for name in value.replace("\0", " \0 ").split()
            if "\0" not in name and not name.endswith("-")
        }
    assert used - defined() == set()
