"""“I am here”: the wall shows a code, a phone scans it or types it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from serai.portal.people.request import OfficerRequest
from serai.portal.programme import permissions
from serai.portal.programme.actions.attendance import (
    find_by_code,
    find_by_pass,
    find_by_token,
    give_pass,
    mark_present,
)
from serai.portal.programme.errors import ProgrammeError
from serai.portal.programme.forms.attendance import CodeForm
from serai.portal.programme.models import Session
from serai.portal.programme.queries.attendance import my_mark
from serai.portal.programme.queries.attendance import wall as wall_of
from serai.portal.programme.queries.sessions import session_for
from serai.portal.ui.access import open_to, signed_in
from serai.portal.ui.qr import qr_svg

LOCAL = {"localhost", "127.0.0.1", "[::1]"}
"""Where this computer finds itself and no phone does."""


@open_to(permissions.can_show_code, load=session_for, why=permissions.why_reported)
def wall(request: OfficerRequest, session: Session) -> HttpResponse:
    """The projector's page; htmx asks for its changing part every few seconds."""
    shown, zone = wall_of(session, now=timezone.now()), session.working_group.zone
    address = request.build_absolute_uri(reverse("attendance_scan", kwargs={"token": shown.token}))
    context = {
        "session": session,
        "group": session.working_group,
        "wall": shown,
        "opens": f"{shown.opens.astimezone(zone):%H:%M}",
        "closes": f"{shown.closes.astimezone(zone):%H:%M}",
        "qr": qr_svg(address, title=_("Scan this to be marked present")),
        "is_local": request.get_host().rpartition(":")[0] in LOCAL or request.get_host() in LOCAL,
        "typed_at": request.build_absolute_uri(reverse("attendance_here"))
        .partition("://")[2]
        .rstrip("/"),
    }
    template = "programme/attendance/wall.html"
    return render(request, f"{template}#now" if request.htmx else template, context)  # type: ignore[attr-defined]


def token_of(_user: Any, token: str) -> str:
    return token


@open_to(signed_in, load=token_of)
def scanned(request: OfficerRequest, token: str) -> HttpResponse:
    """Where a scanned code leads: one button."""
    try:
        if request.method == "POST":
            session = find_by_pass(request.user, text=request.POST.get("pass", ""))
            return marked(request, session)
        session = find_by_token(request.user, token=token)
    except ProgrammeError as refusal:
        return render(
            request,
            "programme/attendance/refused.html",
            {"reason": str(refusal), "form": CodeForm()},
        )
    except Session.DoesNotExist as hidden:
        raise Http404 from hidden
    context = {
        "session": session,
        "group": session.working_group,
        "pass": give_pass(request.user, session),
        "mark": my_mark(request.user, session),
    }
    return render(request, "programme/attendance/scanned.html", context)


def marked(request: OfficerRequest, session: Session) -> HttpResponse:
    mark_present(session, officer=request.user)
    messages.success(
        request, _("You are marked present at “%(session)s”.") % {"session": session.title}
    )
    group = session.working_group
    return redirect("session", slug=group.programme.slug, code=group.code, pk=session.pk)


@open_to(signed_in)
def by_code(request: OfficerRequest, _subject: None) -> HttpResponse:
    """The code typed by hand."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return marked(request, find_by_code(request.user, typed=form.cleaned_data["code"]))
        except ProgrammeError as refusal:
            form.add_error("code", str(refusal))
    return render(request, "programme/attendance/here.html", {"form": form})
