"""One entry: logging it, reading it with its evidence, changing it, answering it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from serai.portal.people.request import OfficerRequest
from serai.portal.programme import permissions
from serai.portal.programme.actions.intersessional import edit_entry, log_entry, remove_entry
from serai.portal.programme.errors import EntryRefusedError, LoggedTwiceError, ProgrammeError
from serai.portal.programme.forms.intersessional import AnswerForm, EntryForm
from serai.portal.programme.models import IntersessionalEntry, Membership, Programme
from serai.portal.programme.queries.intersessional import entry_for
from serai.portal.programme.queries.programmes import living_programme_for
from serai.portal.programme.views.intersessional.overview import answered
from serai.portal.programme.views.shell import shell
from serai.portal.ui.access import open_to
from serai.portal.ui.files import download


@open_to(permissions.can_log_entry, load=living_programme_for)
def log(request: OfficerRequest, programme: Programme) -> HttpResponse:
    mine = Membership.objects.select_related("programme")
    membership = mine.get(programme=programme, officer=request.user, left_on=None)
    form = EntryForm(request.POST or None, request.FILES or None, membership=membership)
    if request.method == "POST" and form.is_valid():
        try:
            log_entry(membership, **form.facts(), evidence=form.cleaned_data["evidence"])
        except ProgrammeError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Logged. An expert or the coordinator confirms it."))
            return redirect("intersessional", slug=programme.slug)
    context = shell(request, programme, "intersessional") | {"form": form}
    return render(request, "programme/intersessional/log.html", context)


@open_to(permissions.can_see_entry, load=entry_for)
def entry(request: OfficerRequest, entry: IntersessionalEntry) -> HttpResponse:
    programme = entry.membership.programme
    may_answer = permissions.can_answer_entry(request.user, entry)
    form = AnswerForm(request.POST or None) if may_answer else None
    if form and request.method == "POST" and form.is_valid() and answered(request, programme, form):
        return redirect("intersessional", slug=programme.slug)
    context = shell(request, programme, "intersessional") | {
        "entry": entry,
        "form": form,
        "may_edit": permissions.can_edit_entry(request.user, entry),
        "is_own": entry.membership.officer_id == request.user.pk,
    }
    return render(request, "programme/intersessional/entry.html", context)


@open_to(permissions.can_edit_entry, load=entry_for)
def edit(request: OfficerRequest, entry: IntersessionalEntry) -> HttpResponse:
    programme, stored = entry.membership.programme, entry.stored
    form = EntryForm(
        request.POST or None, request.FILES or None, instance=entry, membership=entry.membership
    )
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            edit_entry(
                entry,
                **form.facts(),
                evidence=cleaned["evidence"],
                keeps_evidence=not cleaned.get("remove_evidence"),
            )
        except ProgrammeError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Saved. It waits for confirmation."))
            return redirect("entry", slug=programme.slug, pk=entry.pk)
    context = shell(request, programme, "intersessional") | {
        "form": form,
        "entry": entry,
        "stored": stored,
    }
    return render(request, "programme/intersessional/edit.html", context)


def refuse(form: Any, refusal: ProgrammeError) -> None:
    """Say beside the fields what the action found wrong after the form had found nothing."""
    if isinstance(refusal, EntryRefusedError):
        for name, problem in refusal.problems.items():
            form.add_error(name, problem)
    elif isinstance(refusal, LoggedTwiceError):
        form.add_error("title", str(refusal))
    else:
        form.add_error(None, str(refusal))


@open_to(permissions.can_edit_entry, load=entry_for)
@require_POST
def remove(request: OfficerRequest, entry: IntersessionalEntry) -> HttpResponse:
    try:
        remove_entry(entry)
    except ProgrammeError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("“%(entry)s” was removed.") % {"entry": entry.title})
    return redirect("intersessional", slug=entry.membership.programme.slug)


@open_to(permissions.can_see_entry, load=entry_for)
def evidence(request: OfficerRequest, entry: IntersessionalEntry) -> HttpResponseBase:
    """The file that shows it, as a download."""
    if entry.stored is None:
        raise Http404
    return download(entry.stored)
