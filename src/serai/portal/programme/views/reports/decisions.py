"""What a working group decided."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from serai.portal.people.request import OfficerRequest
from serai.portal.programme import permissions
from serai.portal.programme.actions import decisions as actions
from serai.portal.programme.errors import ProgrammeError
from serai.portal.programme.forms.meanwhile import refuse
from serai.portal.programme.forms.reports import DecisionForm
from serai.portal.programme.models import Decision, WorkingGroup
from serai.portal.programme.queries.groups import address_of
from serai.portal.programme.queries.programmes import group_for
from serai.portal.programme.queries.reports import decision_for, decisions_of
from serai.portal.programme.views.shell import shell
from serai.portal.ui.access import open_to


def framed(request: OfficerRequest, group: WorkingGroup, *more: tuple[str, str]) -> dict[str, Any]:
    """The shell of a page below a working group's."""
    context = shell(request, group.programme, "programme")
    return context | {
        "group": group,
        "trail": [(group.name, address_of(group)), *more],
        "reported": permissions.why_reported(request.user, group),
    }


@open_to(permissions.can_see_group, load=group_for)
def decisions(request: OfficerRequest, group: WorkingGroup) -> HttpResponse:
    context = framed(request, group) | {
        "decisions": list(decisions_of(group)),
        "may_record": permissions.can_record_decision(request.user, group),
    }
    return render(request, "programme/reports/decisions.html", context)


@open_to(permissions.can_record_decision, load=group_for, why=permissions.why_not_edited)
def add_decision(request: OfficerRequest, group: WorkingGroup) -> HttpResponse:
    form = DecisionForm(request.POST or None, instance=Decision(working_group=group), group=group)
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_decision(form.save(commit=False), by=request.user)
        except ProgrammeError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Recorded."))
            return redirect(address_of(group, "decisions"))
    return render(request, "programme/reports/decision.html", page_of(request, group, form))


def can_edit(user: Any, decision: Decision) -> bool:
    return permissions.can_record_decision(user, decision.working_group)


@open_to(can_edit, load=decision_for, why=permissions.why_not_edited)
def edit_decision(request: OfficerRequest, decision: Decision) -> HttpResponse:
    group = decision.working_group
    form = DecisionForm(request.POST or None, instance=decision, group=group)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_decision(form.save(commit=False), seen=form.cleaned_data["seen"])
        except ProgrammeError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(address_of(group, "decisions"))
    return render(
        request,
        "programme/reports/decision.html",
        page_of(request, group, form) | {"decision": decision},
    )


@open_to(can_edit, load=decision_for, why=permissions.why_not_edited)
@require_POST
def remove_decision(request: OfficerRequest, decision: Decision) -> HttpResponse:
    try:
        actions.remove_decision(decision)
    except ProgrammeError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The decision was removed; the history keeps it."))
    return redirect(address_of(decision.working_group, "decisions"))


def page_of(request: OfficerRequest, group: WorkingGroup, form: DecisionForm) -> dict[str, Any]:
    return framed(request, group, (_("Decisions"), address_of(group, "decisions"))) | {"form": form}
