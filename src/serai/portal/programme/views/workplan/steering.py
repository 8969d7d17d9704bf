"""Goals, and adopting the plan."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from serai.portal.people.request import OfficerRequest
from serai.portal.programme import permissions
from serai.portal.programme.actions.workplan import adopt_plan, remove_goal, save_goal
from serai.portal.programme.errors import ProgrammeError
from serai.portal.programme.forms.workplan import AdoptForm, GoalForm
from serai.portal.programme.models import Goal, Programme, WorkingGroup
from serai.portal.programme.phases import GroupPhase, ItemPhase
from serai.portal.programme.queries.programmes import living_programme_for
from serai.portal.programme.queries.workplan import changes_since_adoption, goal_for, plan_of
from serai.portal.programme.views.shell import shell
from serai.portal.ui.access import open_to


@open_to(permissions.can_steer_plan, load=living_programme_for)
def add_goal(request: OfficerRequest, programme: Programme) -> HttpResponse:
    form = GoalForm(request.POST or None, instance=Goal(programme=programme))
    if request.method == "POST" and form.is_valid():
        goal = save_goal(form.save(commit=False))
        messages.success(request, _("The goal is in the plan. Next: its items."))
        return redirect("work_plan", slug=goal.programme.slug)
    context = shell(request, programme, "work_plan") | {"form": form}
    return render(request, "programme/workplan/goal.html", context)


def may_edit(user: object, goal: Goal) -> bool:
    """The coordinator."""
    return permissions.can_steer_plan(user, goal.programme)


@open_to(may_edit, load=goal_for)
def edit_goal(request: OfficerRequest, goal: Goal) -> HttpResponse:
    form = GoalForm(request.POST if request.POST.get("deed") != "remove" else None, instance=goal)
    if request.POST.get("deed") == "remove":
        try:
            remove_goal(goal)
        except ProgrammeError as refusal:
            messages.error(request, str(refusal))
        return redirect("work_plan", slug=goal.programme.slug)
    if request.method == "POST" and form.is_valid():
        save_goal(form.save(commit=False))
        messages.success(request, _("Saved."))
        return redirect("work_plan", slug=goal.programme.slug)
    context = shell(request, goal.programme, "work_plan") | {
        "form": form,
        "pk": goal.pk,
        "in_use": goal.items.exists(),
    }
    return render(request, "programme/workplan/goal.html", context)


@open_to(permissions.can_steer_plan, load=living_programme_for)
def adopt(request: OfficerRequest, programme: Programme) -> HttpResponse:
    """Confirm with the figures in sight, then keep the plan as the new baseline."""
    today = timezone.localdate()
    lines = [
        line for line in plan_of(programme, today=today) if line.item.phase != ItemPhase.DROPPED
    ]
    form = AdoptForm(
        request.POST or None,
        programme=programme,
        initial={"group": adopting_group(programme), "on": today},
    )
    if request.method == "POST" and form.is_valid():
        try:
            adopt_plan(form.cleaned_data["group"], on=form.cleaned_data["on"], by=request.user)
        except ProgrammeError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("The work plan is adopted. Changes are seen against it from now on.")
            )
            return redirect("work_plan", slug=programme.slug)
    context = shell(request, programme, "work_plan") | {
        "form": form,
        "items": len(lines),
        "late": [line.item for line in lines if line.late],
        "unowned": [line.item for line in lines if not line.owners],
        "early": [line.item for line in lines if line.too_early_for],
        "since": changes_since_adoption(programme),
    }
    return render(request, "programme/workplan/adopt.html", context)


def adopting_group(programme: Programme) -> WorkingGroup | None:
    """The working group that is held now, else the last that was, else the first to come; none that is reported."""
    groups = list(
        programme.working_groups.filter(kind=WorkingGroup.Kind.WORKING_GROUP).exclude(
            phase=GroupPhase.CLOSED
        )
    )
    today = timezone.localdate()
    current = next((g for g in groups if g.days and g.days[0] <= today <= g.days[-1]), None)
    return (
        current
        or next((g for g in reversed(groups) if g.is_held), None)
        or next(iter(groups), None)
    )
