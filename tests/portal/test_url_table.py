"""The URL table: every view names its access rule, and a reader without an account is sent to sign in."""

import uuid
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter, UUIDConverter

NOT_OURS = ("allauth.", "django.views.generic.base", "django.views.i18n")
"""allauth guards its own pages and redirects old addresses; switching the language needs no account."""


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


TABLE = [
    entry
    for entry in patterns(get_resolver())
    if not entry.callback.__module__.startswith(NOT_OURS)
]


def rule(entry: URLPattern):
    return getattr(entry.callback, "access_rule", None)


def address(entry: URLPattern) -> str:
    """The entry's address with something in each of its places."""
    samples = {IntConverter: 1, UUIDConverter: uuid.UUID(int=1)}
    return reverse(
        entry.name,
        kwargs={n: samples.get(type(c), "x1") for n, c in entry.pattern.converters.items()},
    )


def test_every_view_names_its_access_rule():
    assert [str(entry.pattern) for entry in TABLE if rule(entry) is None] == []


def test_a_view_open_to_all_says_why():
    assert [
        entry.name for entry in TABLE if isinstance(rule(entry), str) and len(rule(entry)) < 20
    ] == []


@pytest.mark.django_db
@pytest.mark.parametrize("entry", [e for e in TABLE if callable(rule(e))], ids=lambda e: e.name)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_reader_without_an_account_is_sent_to_sign_in(client, entry, method):
    response = getattr(client, method)(address(entry))
    assert response.status_code == 302
    assert response["Location"].startswith("/account/login/?next=")
