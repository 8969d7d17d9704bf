"""The languages of a working group and its sessions, in the language of who reads the page or the document."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from serai.portal.programme.queries.agenda_document import agenda_document
from serai.portal.programme.queries.calendar import about
from serai.portal.programme.queries.reports import report_document, report_for
from tests.factories.agenda import make_room, make_session, plan

TOLD = {"en": "English ↔ Russian", "ru": "английский ↔ русский"}


@pytest.fixture
def group(cast):
    group = plan(cast, languages="English ↔ Русский")
    make_session(group, room=make_room(group), interpretation="English ↔ Русский")
    return group


@pytest.mark.parametrize("language", ["en", "ru"])
def test_documents_name_languages_in_their_own(cast, group, language):
    with translation.override(language):
        agenda = agenda_document(group, now=timezone.now())
        assert TOLD[language] in dict(agenda["pairs"]).values()
        assert TOLD[language] in str(agenda["days"])
        report = report_for(cast.coordinator, group, today=dt.date(2027, 5, 3))
        assert TOLD[language] in str(report_document(report, now=timezone.now()))
        assert TOLD[language] in about(group, group.sessions.get())


@pytest.mark.parametrize("language", ["en", "ru"])
def test_pages_name_languages_in_the_readers(client, cast, group, language):
    cast.coordinator.language = language
    cast.coordinator.save()
    client.force_login(cast.coordinator)
    client.cookies["django_language"] = language
    base = {"slug": "corridor", "code": group.code}
    session = reverse("session", kwargs=base | {"pk": group.sessions.get().pk})
    for address in (reverse("group", kwargs=base), session, reverse("agenda", kwargs=base)):
        assert TOLD[language] in client.get(address).text, address
