"""One item: reading it, adding, editing, saying how far it is, its evidence."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from serai.portal.people.request import OfficerRequest
from serai.portal.programme import permissions
from serai.portal.programme.actions.workplan import (
    add_item,
    edit_item,
    remove_evidence,
    update_item,
)
from serai.portal.programme.errors import EvidenceMissingError, ProgrammeError
from serai.portal.programme.forms.meanwhile import refuse
from serai.portal.programme.forms.workplan import ItemForm, UpdateForm
from serai.portal.programme.models import ItemEvidence, Programme, WorkItem
from serai.portal.programme.queries.programmes import living_programme_for
from serai.portal.programme.queries.workplan import OPEN, evidence_for, is_late, item_for
from serai.portal.programme.views.shell import shell
from serai.portal.ui.access import open_to
from serai.portal.ui.files import FileRefusedError, download


def may_read(user: Any, item: WorkItem) -> bool:
    """Everyone in the programme reads its plan."""
    return permissions.takes_part(user, item.goal.programme)


@open_to(may_read, load=item_for)
def work_item(request: OfficerRequest, item: WorkItem) -> HttpResponse:
    return item_page(request, item, form=UpdateForm(item=item))


@open_to(permissions.can_update_item, load=item_for)
def update(request: OfficerRequest, item: WorkItem) -> HttpResponse:
    """Say how far an item is, and show what proves it."""
    form = UpdateForm(request.POST or None, request.FILES or None, item=item)
    if request.method == "POST" and form.is_valid():
        try:
            update_item(item, phase=form.cleaned_data["phase"], proof=form.proof, by=request.user)
        except EvidenceMissingError as refusal:
            form.add_error("text", str(refusal))
        except FileRefusedError as refusal:
            form.add_error("upload", str(refusal))
        except ProgrammeError as refusal:
            form.add_error("phase", str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("work_item", slug=item.goal.programme.slug, pk=item.pk)
    return item_page(request, item, form=form)


def item_page(request: OfficerRequest, item: WorkItem, *, form: UpdateForm) -> HttpResponse:
    """An item with its evidence and, for whoever may, the form that says how far it is."""
    user, programme, today = request.user, item.goal.programme, timezone.localdate()
    sees = permissions.can_see_item_evidence(user, item)
    after = list(item.after.all())
    context = shell(request, programme, "work_plan") | {
        "item": item,
        "late": is_late(item, today),
        "days": abs((item.due_on - today).days),
        "is_today": item.due_on == today,
        "is_open": item.phase in OPEN,
        "owners": list(item.owners.all()),
        "after": after,
        "before": list(item.before.order_by("due_on")),
        "too_early_for": [
            earlier for earlier in after if earlier.due_on > item.due_on and item.phase in OPEN
        ],
        "sees_evidence": sees,
        "evidence": list(item.evidence.select_related("stored", "added_by")) if sees else [],
        "evidence_count": item.evidence.count() if not sees else 0,
        "may_edit": permissions.can_edit_item(user, item),
        "may_update": permissions.can_update_item(user, item),
        "form": form,
    }
    return render(request, "programme/workplan/item.html", context)


@open_to(permissions.can_plan_work, load=living_programme_for)
def add(request: OfficerRequest, programme: Programme) -> HttpResponse:
    if not programme.goals.exists():
        return render(request, "programme/workplan/no_goals.html", no_goals(request, programme))
    form = ItemForm(
        request.POST or None,
        instance=WorkItem(),
        programme=programme,
        user=request.user,
        initial={"goal": request.GET.get("goal")},
    )
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        item = add_item(
            form.save(commit=False),
            owners=cleaned["owners"],
            after=list(cleaned.get("after", ())),
            by=request.user,
        )
        messages.success(request, _("“%(item)s” is in the plan.") % {"item": item})
        warn(request, item)
        return redirect("work_item", slug=programme.slug, pk=item.pk)
    context = shell(request, programme, "work_plan") | {"form": form}
    return render(request, "programme/workplan/item_form.html", context)


def no_goals(request: OfficerRequest, programme: Programme) -> dict[str, Any]:
    return shell(request, programme, "work_plan") | {
        "may_steer": permissions.can_steer_plan(request.user, programme)
    }


@open_to(permissions.can_edit_item, load=item_for)
def edit(request: OfficerRequest, item: WorkItem) -> HttpResponse:
    programme, title = item.goal.programme, item.title
    form = ItemForm(request.POST or None, instance=item, programme=programme, user=request.user)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            edit_item(
                form.save(commit=False),
                owners=cleaned["owners"],
                after=list(cleaned.get("after", ())),
                seen=cleaned["seen"],
                by=request.user,
            )
        except ProgrammeError as refusal:
            refuse(form, refusal, field="after")
        else:
            messages.success(request, _("Saved."))
            warn(request, item)
            return redirect("work_item", slug=programme.slug, pk=item.pk)
    context = shell(request, programme, "work_plan") | {"form": form, "title": title, "pk": item.pk}
    return render(request, "programme/workplan/item_form.html", context)


def warn(request: OfficerRequest, item: WorkItem) -> None:
    """Say that an item is due before one it comes after; it is kept all the same."""
    for earlier in item.after.filter(due_on__gt=item.due_on):
        messages.warning(
            request, _("This is due before “%(item)s”, which it comes after.") % {"item": earlier}
        )


def may_see(user: Any, evidence: ItemEvidence) -> bool:
    """Who may not see it does not find it: the loader answers that."""
    return permissions.can_see_item_evidence(user, evidence.item)


def may_remove(user: Any, evidence: ItemEvidence) -> bool:
    """Whoever may say how far the item is."""
    return permissions.can_update_item(user, evidence.item)


@open_to(may_see, load=evidence_for)
def evidence_file(request: OfficerRequest, evidence: ItemEvidence) -> FileResponse:
    if evidence.stored is None:
        raise Http404
    return download(evidence.stored)


@open_to(may_remove, load=evidence_for)
def remove_proof(request: OfficerRequest, evidence: ItemEvidence) -> HttpResponse:
    if request.method == "POST":
        try:
            remove_evidence(evidence)
        except ProgrammeError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The evidence is removed."))
    return redirect("work_item", slug=evidence.item.goal.programme.slug, pk=evidence.item.pk)
