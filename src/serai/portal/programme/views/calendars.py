"""The agenda to take along: as PDF, as a calendar file, as a feed to subscribe to."""

import re

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from serai.portal.people.models import Officer
from serai.portal.people.request import OfficerRequest
from serai.portal.programme import permissions
from serai.portal.programme.engine import calendar
from serai.portal.programme.models import WorkingGroup
from serai.portal.programme.queries.agenda_document import agenda_document
from serai.portal.programme.queries.calendar import entries_for, entries_of, sessions_in_calendar
from serai.portal.programme.queries.programmes import group_for
from serai.portal.ui.access import open_to, open_to_all, signed_in
from serai.portal.ui.pdf import PDF, pdf

ICS = "text/calendar; charset=utf-8"
STALE_AFTER = 15 * 60
WELL_FORMED = re.compile(r"[\w-]{20,40}", re.ASCII)


def asked_language(request: OfficerRequest) -> str:
    """`?lang=` when it names one of ours, else the reader's."""
    asked = request.GET.get("lang", "")
    return asked if asked in dict(settings.LANGUAGES) else translation.get_language() or "en"


@open_to(permissions.can_open_group, load=group_for)
def agenda_pdf(request: OfficerRequest, group: WorkingGroup) -> HttpResponse:
    language = asked_language(request)
    with translation.override(language):
        made = pdf(
            "programme/agenda.typ", agenda_document(group, now=timezone.now()), language=language
        )
    return as_file(made, PDF, f"{group.programme.slug}-{group.code}-{language}.pdf")


@open_to(permissions.can_open_group, load=group_for)
def agenda_ics(request: OfficerRequest, group: WorkingGroup) -> HttpResponse:
    with translation.override(asked_language(request)):
        entries = entries_of(group, sessions_in_calendar([group])[group.pk])
        made = calendar.written(
            entries, now=timezone.now(), name=f"{group.name} · {group.programme}"
        )
    return as_file(made, ICS, f"{group.programme.slug}-{group.code}.ics")


def as_file(content: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    # The name is made of a slug and a code: both may be anything a header may hold once quoted.
    response["Content-Disposition"] = (
        f'attachment; filename="{"".join(c for c in name if c.isalnum() or c in "-._")}"'
    )
    response["Cache-Control"] = "private"
    return response


@open_to_all(
    "A calendar program cannot sign in: the secret key in the address stands for the officer."
)
def feed(request: HttpRequest, *, key: str) -> HttpResponse:
    if not WELL_FORMED.fullmatch(key):
        raise Http404
    officer = Officer.objects.filter(calendar_key=key, is_active=True, erased_at=None).first()
    # Compared once more byte by byte: a database may hold texts equal that are not.
    if officer is None or not constant_time_compare(officer.calendar_key, key):
        raise Http404
    with translation.override(officer.language):
        made = calendar.written(
            entries_for(officer), now=timezone.now(), name=_("Serai: working groups")
        )
    response = HttpResponse(made, content_type=ICS)
    response["Cache-Control"] = f"private, max-age={STALE_AFTER}"
    response["X-Robots-Tag"] = "noindex"
    return response


@open_to(signed_in)
def subscribe(request: OfficerRequest, _subject: None) -> HttpResponse:
    address = request.build_absolute_uri(
        reverse("calendar_feed", kwargs={"key": request.user.calendar_key})
    )
    return render(request, "programme/agenda/calendar.html", {"address": address})
