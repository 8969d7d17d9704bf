"""A working group: its page, planning it, its rooms, its way from planned to reported."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from serai.portal.people.request import OfficerRequest
from serai.portal.programme import permissions
from serai.portal.programme.actions.files import add_file, delete_file
from serai.portal.programme.actions.groups import (
    Saved,
    close_group,
    hold_group,
    postpone_group,
    reopen_group,
    save_group,
    save_rooms,
)
from serai.portal.programme.errors import GroupIncompleteError, ProgrammeError
from serai.portal.programme.forms.groups import GroupFileForm, GroupForm, ReopenForm, RoomsForm
from serai.portal.programme.forms.meanwhile import refuse
from serai.portal.programme.models import GroupFile, WorkingGroup
from serai.portal.programme.phases import GROUP_NEXT, GroupPhase
from serai.portal.programme.queries.agenda import now_in, zone_told
from serai.portal.programme.queries.groups import (
    address_of,
    file_for,
    group_page,
    session_in,
    what_follows,
)
from serai.portal.programme.queries.headlines import dates, headline
from serai.portal.programme.queries.invitations import last_sent
from serai.portal.programme.queries.programmes import group_for
from serai.portal.programme.views.shell import shell
from serai.portal.ui.access import open_to
from serai.portal.ui.files import FileRefusedError, download
from serai.portal.ui.iso import country_name


def frame(request: OfficerRequest, group: WorkingGroup, *more: tuple[str, str]) -> dict[str, Any]:
    """Context of every page of a working group: the programme's shell, and the way back."""
    trail = [
        (str(group.programme), ""),
        *([(group.name, address_of(group)), *more] if more else [(group.code, "")]),
    ]
    return shell(request, group.programme, "programme") | {
        "group": group,
        "trail": trail,
        "reported": permissions.why_reported(request.user, group),
    }


@open_to(permissions.can_open_group, load=group_for)
def group(request: OfficerRequest, group: WorkingGroup) -> HttpResponse:
    today = now_in(group)
    page = group_page(request.user, group)
    sent = last_sent(group) if group.phase == GroupPhase.PLANNED else None
    context = frame(request, group) | {
        "fact": headline(group, today=today),
        "follows": what_follows(group, page, plans=permissions.can_edit_group(request.user, group)),
        "page": page,
        "dates": dates(group),
        "zone_told": zone_told(group),
        "country": country_name(group.country, request.LANGUAGE_CODE) if group.country else "",
        "sent": sent,
        "is_changed_since": sent is not None and sent.facts["version"] < group.agenda_version,
        "may_edit": permissions.can_edit_group(request.user, group),
        "may_add_file": permissions.can_add_file(request.user, group),
        "deeds": deeds_for(request.user, group),
        "is_over": group.start is not None and today >= (group.end or group.start),
    }
    return render(request, "programme/groups/group.html", context)


@open_to(permissions.can_edit_group, load=group_for, why=permissions.why_not_edited)
def edit(request: OfficerRequest, group: WorkingGroup) -> HttpResponse:
    form = GroupForm(request.POST or None, instance=group)
    if request.method == "POST" and form.is_valid():
        announce = "announce" in request.POST
        try:
            saved = save_group(
                group,
                values=form.values,
                seen=form.cleaned_data["seen"],
                by=request.user,
                announce=announce,
            )
        except GroupIncompleteError as refusal:
            for name in refusal.missing:
                form.add_error(
                    name if name in form.fields else None,
                    _("Needed before the dates can be announced."),
                )
        except ProgrammeError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The dates are announced.") if announce else _("Saved."))
            if saved.moved:
                messages.info(request, moved_along(saved))
            return redirect(address_of(group))
    context = frame(request, group, (_("Planning"), "")) | {
        "form": form,
        "is_draft": group.phase == GroupPhase.TO_PLAN,
    }
    return render(request, "programme/groups/edit.html", context)


def moved_along(saved: Saved) -> str:
    """How many sessions moved, and whether their times stayed."""
    n, other = saved.moved, saved.jumped
    if other:
        moved = ngettext("%(n)s session moved along.", "%(n)s sessions moved along.", n) % {"n": n}
        jumped = ngettext(
            "%(n)s of them has other times: the clocks jump over what it had.",
            "%(n)s of them have other times: the clocks jump over what they had.",
            other,
        ) % {"n": other}
        return f"{moved} {jumped}"
    return ngettext(
        "%(n)s session moved along: its time on the wall stayed the same.",
        "%(n)s sessions moved along: their times on the wall stayed the same.",
        n,
    ) % {"n": n}


# From phase to phase


@dataclass(frozen=True)
class Deed:
    """A step from one phase to another that is confirmed on a page of its own."""

    name: str
    wanted: GroupPhase
    label: str | Promise
    says: str | Promise
    action: Callable[..., WorkingGroup]
    since: GroupPhase
    asks_why: bool = False


DEEDS = {
    deed.name: deed
    for deed in (
        Deed(
            "hold",
            GroupPhase.HELD,
            gettext_lazy("Mark as held"),
            gettext_lazy(
                "Attendance and decisions can still be entered afterwards; the dates can no longer be taken back."
            ),
            hold_group,
            GroupPhase.PLANNED,
        ),
        Deed(
            "postpone",
            GroupPhase.TO_PLAN,
            gettext_lazy("Take the dates back"),
            gettext_lazy(
                "The dates become a proposal again. Whoever was sent the agenda gets a letter that it is off."
            ),
            postpone_group,
            GroupPhase.PLANNED,
        ),
        Deed(
            "close",
            GroupPhase.CLOSED,
            gettext_lazy("Close as reported"),
            gettext_lazy(
                "Its agenda, files, attendance and decisions can no longer be changed, unless it is opened again."
            ),
            close_group,
            GroupPhase.HELD,
        ),
        Deed(
            "reopen",
            GroupPhase.HELD,
            gettext_lazy("Open again"),
            gettext_lazy(
                "Its agenda, files, attendance and decisions can be corrected. A new report shows it."
            ),
            reopen_group,
            GroupPhase.CLOSED,
            asks_why=True,
        ),
    )
}


def deeds_for(user: Any, group: WorkingGroup) -> list[Deed]:
    """The steps open to a user from where the group stands."""
    if not permissions.can_steer_group(user, group):
        return []
    following = GROUP_NEXT[GroupPhase(group.phase)]
    return [
        deed for deed in DEEDS.values() if deed.since == group.phase and deed.wanted in following
    ]


def deed_for(user: Any, slug: str, code: str, deed: str) -> tuple[WorkingGroup, Deed]:
    """A group and a step of it, by its name in the address."""
    if deed not in DEEDS:
        raise Http404
    return group_for(user, slug, code), DEEDS[deed]


def can_take_step(user: Any, subject: tuple[WorkingGroup, Deed]) -> bool:
    """The coordinator, for every step."""
    return permissions.can_steer_group(user, subject[0])


@open_to(can_take_step, load=deed_for)
def step(request: OfficerRequest, subject: tuple[WorkingGroup, Deed]) -> HttpResponse:
    group, deed = subject
    form = ReopenForm(request.POST or None) if deed.asks_why else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            deed.action(group, by=request.user, **(form.cleaned_data if form else {}))
        except ProgrammeError as refusal:
            messages.error(request, str(refusal))
        return redirect(address_of(group))
    context = frame(request, group, (str(deed.label), "")) | {
        "deed": deed,
        "dates": dates(group),
        "form": form,
    }
    return render(request, "programme/groups/step.html", context)


# Rooms


@open_to(permissions.can_edit_group, load=group_for, why=permissions.why_not_edited)
def rooms(request: OfficerRequest, group: WorkingGroup) -> HttpResponse:
    form = RoomsForm(request.POST or None, rooms=list(group.rooms.all()))
    if request.method == "POST" and form.is_valid():
        try:
            homeless = save_rooms(group, rooms=form.wishes)
        except ProgrammeError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            if homeless:
                messages.warning(request, without_room(homeless))
            return redirect(address_of(group, "rooms" if "more" in request.POST else "group"))
    context = frame(request, group, (_("Rooms"), "")) | {"form": form}
    return render(request, "programme/groups/rooms.html", context)


def without_room(n: int) -> str:
    return ngettext("%(n)s session has no room now.", "%(n)s sessions have no room now.", n) % {
        "n": n
    }


# Files


@open_to(permissions.can_add_file, load=group_for, why=permissions.why_reported)
def new_file(request: OfficerRequest, group: WorkingGroup) -> HttpResponse:
    session = session_in(group, request.GET.get("session", ""))
    form = GroupFileForm(request.POST or None, request.FILES or None)
    back = address_of(group, "session", pk=session.pk) if session else address_of(group)
    if request.method == "POST" and form.is_valid():
        try:
            add_file(
                group,
                upload=form.cleaned_data["upload"],
                title=form.cleaned_data["title"],
                session=session,
                by=request.user,
            )
        except FileRefusedError as refusal:
            form.add_error("upload", str(refusal))
        except ProgrammeError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The file is there for everyone in the programme."))
            return redirect(back)
    context = frame(request, group, (_("New file"), "")) | {
        "form": form,
        "session": session,
        "back": back,
    }
    return render(request, "programme/groups/new_file.html", context)


@open_to(permissions.can_see_file, load=file_for)
def file(request: OfficerRequest, file: GroupFile) -> HttpResponse:
    return download(file.stored)  # type: ignore[return-value]  # a streaming response


def why_kept(user: Any, file: GroupFile) -> str:
    """Why whoever could delete a file may not."""
    if file.added_by_id == user.pk:
        return permissions.why_reported(user, file)
    return permissions.why_not_edited(user, file)


@open_to(permissions.can_delete_file, load=file_for, why=why_kept)
def drop_file(request: OfficerRequest, file: GroupFile) -> HttpResponse:
    group, session = file.working_group, file.session
    back = address_of(group, "session", pk=session.pk) if session else address_of(group)
    if request.method == "POST":
        try:
            delete_file(file)
        except ProgrammeError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The file is deleted."))
        return redirect(back)
    context = frame(request, group, (_("Delete a file"), "")) | {"file": file, "back": back}
    return render(request, "programme/groups/drop_file.html", context)
