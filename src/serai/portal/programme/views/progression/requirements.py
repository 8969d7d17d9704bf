"""What each step asks, and changing it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from serai.portal.people.request import OfficerRequest
from serai.portal.programme import permissions
from serai.portal.programme.actions.progression import (
    copy_requirements,
    move_requirement,
    remove_requirement,
    save_requirement,
)
from serai.portal.programme.errors import JudgedAnewError, ProgrammeError
from serai.portal.programme.forms.meanwhile import refuse
from serai.portal.programme.forms.progression import KINDS, CopyForm, RequirementForm
from serai.portal.programme.models import Programme, Requirement, WorkingGroup
from serai.portal.programme.queries.programmes import group_for, living_programme_for
from serai.portal.programme.queries.progression import (
    groups_before,
    requirement_for,
    steps_with_requirements,
)
from serai.portal.programme.views.shell import shell
from serai.portal.ui.access import open_to


@open_to(permissions.can_see_progression, load=living_programme_for)
def requirements(request: OfficerRequest, programme: Programme) -> HttpResponse:
    """What every step asks: everyone in the programme may know it."""
    steps = steps_with_requirements(programme)
    context = shell(request, programme, "progression") | {
        "steps": steps,
        "number": sum(len(asked) for _step, asked in steps),
        "may_edit": permissions.can_steer_plan(request.user, programme),
    }
    return render(request, "programme/progression/requirements.html", context)


@open_to(permissions.can_edit_requirements, load=group_for)
def add(request: OfficerRequest, step: WorkingGroup) -> HttpResponse:
    """First the kind, then what the kind needs."""
    kind = request.GET.get("kind", "")
    if kind not in Requirement.Kind.values:
        context = shell(request, step.programme, "progression") | {
            "step": step,
            "kinds": [(kind, kind.label, about) for kind, about in KINDS],
        }
        return render(request, "programme/progression/choose_kind.html", context)
    return requirement_page(request, Requirement(step=step, kind=kind))


def can_edit(user: Any, requirement: Requirement) -> bool:
    return permissions.can_edit_requirements(user, requirement.step)


@open_to(can_edit, load=requirement_for)
def edit(request: OfficerRequest, requirement: Requirement) -> HttpResponse:
    return requirement_page(request, requirement)


def requirement_page(request: OfficerRequest, requirement: Requirement) -> HttpResponse:
    step, judged = requirement.step, None
    form = RequirementForm(
        request.POST or None, instance=requirement, before=list(groups_before(step))
    )
    if request.method == "POST" and form.is_valid():
        try:
            save_requirement(
                form.save(commit=False),
                by=request.user,
                seen=form.cleaned_data["seen"],
                anyway="anyway" in request.POST,
            )
        except JudgedAnewError as question:
            judged = question
        except ProgrammeError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("requirements", slug=step.programme.slug)
    return show(request, requirement, form, judged=judged)


def show(
    request: OfficerRequest,
    requirement: Requirement,
    form: RequirementForm,
    *,
    judged: JudgedAnewError | None = None,
    removing: bool = False,
) -> HttpResponse:
    """The form; with `judged`, the question whether to save, or remove, all the same."""
    step = requirement.step
    context = shell(request, step.programme, "progression") | {
        "form": form,
        "requirement": requirement,
        "step": step,
        "judged": judged,
        "removing": removing,
    }
    return render(request, "programme/progression/requirement.html", context)


@open_to(can_edit, load=requirement_for)
@require_POST
def remove(request: OfficerRequest, requirement: Requirement) -> HttpResponse:
    try:
        remove_requirement(requirement, by=request.user, anyway="anyway" in request.POST)
    except JudgedAnewError as question:
        form = RequirementForm(instance=requirement, before=list(groups_before(requirement.step)))
        return show(request, requirement, form, judged=question, removing=True)
    except ProgrammeError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("“%(requirement)s” was removed.") % {"requirement": requirement}
        )
    return redirect("requirements", slug=requirement.step.programme.slug)


@open_to(can_edit, load=requirement_for)
@require_POST
def move(request: OfficerRequest, requirement: Requirement) -> HttpResponse:
    move_requirement(requirement, by=1 if request.POST.get("where") == "later" else -1)
    return redirect("requirements", slug=requirement.step.programme.slug)


@open_to(permissions.can_edit_requirements, load=group_for)
def copy(request: OfficerRequest, step: WorkingGroup) -> HttpResponse:
    form, judged = CopyForm(request.POST or None, step=step), None
    if request.method == "POST" and form.is_valid():
        try:
            added = copy_requirements(
                form.cleaned_data["source"],
                to=step,
                by=request.user,
                anyway="anyway" in request.POST,
            )
        except JudgedAnewError as question:
            judged = question
        else:
            return copied(request, step, len(added))
    context = shell(request, step.programme, "progression") | {
        "form": form,
        "step": step,
        "judged": judged,
    }
    return render(request, "programme/progression/copy.html", context)


def copied(request: OfficerRequest, step: WorkingGroup, n: int) -> HttpResponse:
    """Say how many were added."""
    said = ngettext("%(n)s requirement was added.", "%(n)s requirements were added.", n) % {"n": n}
    messages.success(request, said if n else _("There was nothing to add."))
    return redirect("requirements", slug=step.programme.slug)
