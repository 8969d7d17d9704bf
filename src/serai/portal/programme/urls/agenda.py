"""Addresses of the agenda and its sessions, as page, PDF, calendar and letter."""

from django.urls import URLPattern, path

from serai.portal.programme.views import agenda, calendars

GROUP = "programmes/<slug:slug>/groups/<str:code>/"
AT = f"{GROUP}agenda/"
ONE = f"{AT}<int:pk>/"

urlpatterns: list[URLPattern] = [
    path(AT, agenda.agenda, name="agenda"),
    path(f"{AT}new/", agenda.new, name="new_session"),
    path(f"{AT}clashes/", agenda.check, name="session_clashes"),
    path(f"{AT}send/", agenda.send, name="send_agenda"),
    path(ONE, agenda.session, name="session"),
    path(f"{ONE}edit/", agenda.edit, name="edit_session"),
    path(f"{ONE}delete/", agenda.delete, name="delete_session"),
    path(f"{GROUP}agenda.pdf", calendars.agenda_pdf, name="agenda_pdf"),
    path(f"{GROUP}agenda.ics", calendars.agenda_ics, name="agenda_ics"),
    path("calendar/<str:key>.ics", calendars.feed, name="calendar_feed"),
    path("calendar/", calendars.subscribe, name="calendar"),
]
