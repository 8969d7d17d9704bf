"""The agenda: reading it, building it, sending it."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from serai.portal.people.request import OfficerRequest
from serai.portal.programme import permissions
from serai.portal.programme.actions.agenda import add_session, change_session, delete_session
from serai.portal.programme.actions.invitations import send_agenda
from serai.portal.programme.errors import ProgrammeError, SessionClashError
from serai.portal.programme.forms.agenda import SessionForm, following
from serai.portal.programme.forms.meanwhile import refuse
from serai.portal.programme.models import Session, WorkingGroup
from serai.portal.programme.phases import GroupPhase
from serai.portal.programme.queries.agenda import (
    agenda_of,
    now_in,
    times_of,
    zone_name,
    zone_told,
)
from serai.portal.programme.queries.attendance import opens_and_closes
from serai.portal.programme.queries.clashing import clashes_of
from serai.portal.programme.queries.groups import address_of, files_for, people_of, session_in
from serai.portal.programme.queries.headlines import dates
from serai.portal.programme.queries.invitations import last_sent
from serai.portal.programme.queries.participants import presence
from serai.portal.programme.queries.programmes import group_for
from serai.portal.programme.queries.sessions import challenges_of, session_for
from serai.portal.programme.views.groups import frame
from serai.portal.ui.access import open_to

FOLLOWS = ("day", "start_time", "end_time", "room")
"""What the address of a new session may say of it."""

PLACING = (*FOLLOWS, "start_fold", "end_fold", "speakers", "chairs")
"""What decides whether a session clashes: looked at while it is typed."""


@open_to(permissions.can_open_group, load=group_for)
def agenda(request: OfficerRequest, group: WorkingGroup) -> HttpResponse:
    laid = agenda_of(group, reader=request.user.zone)
    may_edit = permissions.can_edit_group(request.user, group)
    sent = last_sent(group) if may_edit else None
    context = frame(request, group, (_("Agenda"), "")) | {
        "agenda": laid,
        "fact": agenda_fact(group, laid.placed),
        "dates": dates(group),
        "zone_told": zone_told(group),
        "here": address_of(group, "agenda"),
        "today": now_in(group),
        "may_edit": may_edit,
        "sent": sent,
        "may_send": may_edit
        and group.phase == GroupPhase.PLANNED
        and (not sent or is_newer(group, sent)),
    }
    return render(request, "programme/agenda/agenda.html", context)


def is_newer(group: WorkingGroup, sent: Any) -> bool:
    return bool(group.agenda_version > sent.facts["version"])


def agenda_fact(group: WorkingGroup, placed: int) -> str:
    if not placed:
        return _("%(group)s has no agenda yet.") % {"group": group.name}
    days = len(group.days)
    sessions = ngettext("%(n)s session", "%(n)s sessions", placed) % {"n": placed}
    return ngettext(
        "%(group)s has %(sessions)s on %(n)s day.",
        "%(group)s has %(sessions)s on %(n)s days.",
        days,
    ) % {"group": group.name, "sessions": sessions, "n": days}


@open_to(permissions.can_open_session, load=session_for)
def session(request: OfficerRequest, session: Session) -> HttpResponse:
    group = session.working_group
    context = frame(
        request,
        group,
        (_("Agenda"), address_of(group, "agenda")),
        (str(session.get_kind_display()), ""),
    ) | {
        "session": session,
        "times": times_of(session, group.zone, request.user.zone),
        "zone_name": zone_name(group),
        "challenges": challenges_of(session),
        "files": [file for file in files_for(request.user, group) if file.session_id == session.pk],
        "presence": presence(session) if session.start and session.takes_attendance else None,
        "window": opens_and_closes(session) if session.start else None,
        "may_edit": permissions.can_edit_session(request.user, session),
        "may_add_file": permissions.can_add_file(request.user, group),
        "may_show_code": permissions.can_show_code(request.user, session),
    }
    return render(request, "programme/agenda/session.html", context)


@open_to(permissions.can_edit_group, load=group_for, why=permissions.why_not_edited)
def new(request: OfficerRequest, group: WorkingGroup) -> HttpResponse:
    initial = {name: request.GET[name] for name in FOLLOWS if name in request.GET}
    form = SessionForm(request.POST or None, group=group, initial=initial)
    return keep(request, group, form, session=None)


@open_to(permissions.can_edit_session, load=session_for, why=permissions.why_not_edited)
def edit(request: OfficerRequest, session: Session) -> HttpResponse:
    form = SessionForm(request.POST or None, group=session.working_group, session=session)
    return keep(request, session.working_group, form, session=session)


def keep(
    request: OfficerRequest, group: WorkingGroup, form: SessionForm, *, session: Session | None
) -> HttpResponse:
    """Save a new or a known session; on a clash, ask first."""
    clashes: tuple[str, ...] = ()
    if request.method == "POST" and form.is_valid():
        anyway = "anyway" in request.POST
        try:
            if session is None:
                saved = add_session(group, content=form.content, by=request.user, anyway=anyway)
            else:
                saved = change_session(
                    session,
                    content=form.content,
                    seen=form.cleaned_data["seen"],
                    by=request.user,
                    anyway=anyway,
                )
        except SessionClashError as clash:
            clashes = tuple(clash.sentences)
        except ProgrammeError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("“%(session)s” is saved.") % {"session": saved.title})
            return redirect(after(group, saved, another="another" in request.POST))
    context = frame(
        request, group, (_("Agenda"), address_of(group, "agenda")), (_("Session"), "")
    ) | {
        "form": form,
        "session": session,
        "clashes": clashes,
        "looked_at": ",".join(f"[name={name}]" for name in (*PLACING, "session")),
        "zone_name": zone_name(group),
    }
    return render(request, "programme/agenda/edit.html", context)


def after(group: WorkingGroup, saved: Session, *, another: bool) -> str:
    """Where to go: to the next empty session, else to the day on the agenda."""
    if another:
        return f"{address_of(group, 'new_session')}?{urlencode(following(saved, group))}"
    return f"{address_of(group, 'agenda')}#s{saved.pk}"


@open_to(permissions.can_edit_group, load=group_for, why=permissions.why_not_edited)
def check(request: OfficerRequest, group: WorkingGroup) -> HttpResponse:
    """What a session would clash with as it is typed now: a piece of the page, nothing is saved."""
    session = session_in(group, request.GET.get("session", ""))
    form = SessionForm(request.GET, group=group, session=session)
    form.is_valid()
    content, clashes = form.content, []
    if content.start and content.end and content.end > content.start:
        clashes = clashes_of(
            request.user,
            group,
            session=session.pk if session else None,
            start=content.start,
            end=content.end,
            room=content.room_id,
            people=content.speakers | content.chairs,
        )
    problems = [error for name in PLACING if name in form.errors for error in form.errors[name]]
    context = {
        "clashes": clashes,
        "problems": problems,
        "is_checked": bool(content.start or problems),
    }
    return render(request, "programme/agenda/edit.html#clashes", context)


@open_to(permissions.can_edit_session, load=session_for, why=permissions.why_not_edited)
def delete(request: OfficerRequest, session: Session) -> HttpResponse:
    group = session.working_group
    if request.method == "POST":
        try:
            delete_session(session, by=request.user)
        except ProgrammeError as refusal:
            messages.error(request, str(refusal))
            return redirect(address_of(group, "session", pk=session.pk))
        messages.success(
            request, _("“%(session)s” is off the agenda.") % {"session": session.title}
        )
        return redirect(address_of(group, "agenda"))
    context = frame(request, group, (_("Agenda"), address_of(group, "agenda")), (_("Delete"), ""))
    return render(request, "programme/agenda/delete.html", context | {"session": session})


@open_to(permissions.can_edit_group, load=group_for, why=permissions.why_not_edited)
def send(request: OfficerRequest, group: WorkingGroup) -> HttpResponse:
    if request.method == "POST":
        try:
            letters = send_agenda(group, by=request.user)
        except ProgrammeError as refusal:
            messages.error(request, str(refusal))
        else:
            told = ngettext(
                "The agenda is on its way to %(n)s person.",
                "The agenda is on its way to %(n)s people.",
                letters,
            )
            messages.success(request, told % {"n": letters})
        return redirect(address_of(group, "agenda"))
    context = frame(request, group, (_("Agenda"), address_of(group, "agenda")), (_("Send"), "")) | {
        "people": people_of(group).count(),
        "dates": dates(group),
        "sent": last_sent(group),
    }
    return render(request, "programme/agenda/send.html", context)
