"""The record of a programme: what waits for an answer, one's own, and the sums."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from serai.portal.people.request import OfficerRequest
from serai.portal.programme import permissions
from serai.portal.programme.actions.intersessional import confirm_entries, return_entries
from serai.portal.programme.errors import ProgrammeError
from serai.portal.programme.forms.intersessional import AnswerForm
from serai.portal.programme.models import Membership, Programme
from serai.portal.programme.queries.intersessional import (
    Totals,
    entries_of,
    entries_to_answer,
    members_owing,
    sums_by_administration,
    totals_by_member,
)
from serai.portal.programme.queries.programmes import living_programme_for, membership_for
from serai.portal.programme.views.shell import shell
from serai.portal.ui.access import open_to

A_PAGE = 25


@open_to(permissions.can_see_record, load=living_programme_for)
def intersessional(request: OfficerRequest, programme: Programme) -> HttpResponse:
    may_answer = permissions.can_answer_entries(request.user, programme)
    form = AnswerForm(request.POST or None) if may_answer else None
    if form and request.method == "POST" and form.is_valid() and answered(request, programme, form):
        return redirect("intersessional", slug=programme.slug)
    context = shell(request, programme, "intersessional") | {
        "may_answer": may_answer,
        "may_log": permissions.can_log_entry(request.user, programme),
        "may_import": permissions.can_import_completions(request.user, programme),
        "form": form,
        "ticked": form.chosen() if form else [],
        "all_ticked": request.GET.get("ticked") == "all",
        **parts(request, programme),
    }
    return render(request, "programme/intersessional/overview.html", context)


def parts(request: OfficerRequest, programme: Programme) -> dict[str, Any]:
    """What the page shows this reader: each part only for whom it is."""
    user, here = request.user, permissions.place(request.user, programme)
    found: dict[str, Any] = {}
    if permissions.sees_everyone(user, programme):
        found["sees_everyone"] = True
        found["waiting"] = Paginator(entries_to_answer(user, programme), A_PAGE).get_page(
            request.GET.get("page")
        )
        found["owing"] = list(members_owing(programme))
    if permissions.sees_everyone(user, programme) or permissions.is_focal_point(user, programme):
        found["totals"] = totals_by_member(user, programme)
        found["sum"] = total(found["totals"])
    elif not here.membership:
        found["sums"] = sums_by_administration(programme)
        found["sum"] = total(found["sums"])
    if here.membership:
        own = Membership.objects.select_related("officer", "administration").get(pk=here.membership)
        found["own"], found["entries"] = own, list(entries_of(own))
        found["own_hours"] = hours_of(found["entries"])
    return found


def total(rows: list[Totals]) -> dict[str, Any]:
    return {
        name: sum(getattr(row.hours, name) for row in rows)
        for name in ("confirmed", "waiting", "returned", "entries")
    }


def hours_of(entries: list[Any]) -> dict[str, Any]:
    """Hours and numbers of entries by phase, of a list already read."""
    return {
        phase: {
            "hours": sum(e.hours for e in entries if e.phase == phase),
            "n": sum(e.phase == phase for e in entries),
        }
        for phase in ("confirmed", "logged", "returned")
    }


def answered(request: OfficerRequest, programme: Programme, form: AnswerForm) -> bool:
    """Do what the pressed button says, and say what was done; a refusal stands beside the form."""
    returns = form.cleaned_data["deed"] == AnswerForm.RETURN
    try:
        if returns:
            reason = form.cleaned_data["reason"].strip()
            changed = return_entries(
                programme, entries=form.chosen(), by=request.user, reason=reason
            )
        else:
            changed = confirm_entries(programme, entries=form.chosen(), by=request.user)
    except ProgrammeError as refusal:
        form.add_error(None, str(refusal))
        return False
    n = len(changed)
    if not n:
        messages.info(request, _("Nothing changed: these were answered already."))
    elif returns:
        messages.success(
            request,
            ngettext("%(n)s entry was returned.", "%(n)s entries were returned.", n) % {"n": n},
        )
    else:
        messages.success(
            request,
            ngettext("%(n)s entry was confirmed.", "%(n)s entries were confirmed.", n) % {"n": n},
        )
    return True


@open_to(permissions.can_see_member, load=membership_for)
def member_record(request: OfficerRequest, membership: Membership) -> HttpResponse:
    entries = list(entries_of(membership))
    context = shell(request, membership.programme, "intersessional") | {
        "member": membership,
        "entries": entries,
        "hours": hours_of(entries),
    }
    return render(request, "programme/intersessional/member.html", context)
