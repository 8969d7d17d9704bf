"""A session is read as it was kept, until it ends."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from serai.portal.people.sessions import SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept() -> str:
    session = SessionStore()
    session["officer"] = 7
    session.save()
    assert session.session_key
    return session.session_key


def test_it_holds_what_was_put_in(kept: str) -> None:
    again = SessionStore(kept)
    assert again["officer"] == 7
    assert again.session_key == kept


def test_one_that_ended_is_empty_and_loses_its_key(kept: str) -> None:
    Session.objects.update(expire_date=timezone.now() - dt.timedelta(seconds=1))
    again = SessionStore(kept)
    assert "officer" not in again
    assert again.session_key is None


def test_an_unknown_key_is_not_taken_over() -> None:
    unknown = SessionStore("a" * 32)
    assert list(unknown.keys()) == []
    assert unknown.session_key is None


def test_one_that_was_deleted_is_gone_at_once(kept: str) -> None:
    assert SessionStore(kept)["officer"] == 7
    Session.objects.all().delete()
    assert "officer" not in SessionStore(kept)
