"""All programmes, and what one consists of."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from serai.portal.programme import permissions
from serai.portal.programme.actions.programmes import (
    change_programme,
    edit_steps,
    found_programme,
    set_participations,
)
from serai.portal.programme.errors import ProgrammeError, StepOrderError
from serai.portal.programme.forms.meanwhile import refuse
from serai.portal.programme.forms.programmes import ParticipationsForm, ProgrammeForm, Steps
from serai.portal.programme.models import Programme
from serai.portal.programme.queries.overview import overview
from serai.portal.programme.queries.programmes import living_programme_for, programme_for
from serai.portal.programme.queries.published import newest_total, picture_for
from serai.portal.programme.views.shell import shell
from serai.portal.ui.access import open_to, signed_in


@open_to(signed_in)
def programmes(request: HttpRequest, _subject: None) -> HttpResponse:
    picture = picture_for(request.user, today=timezone.localdate())
    living = [row for row in picture.rows if row.programme.is_living]
    context = {
        "picture": picture,
        "living": living,
        "published": [row for row in picture.rows if not row.programme.is_living],
        "total": newest_total(),
        "may_found": permissions.is_site_administrator(request.user),
    }
    return render(request, "programme/programmes/programmes.html", context)


@open_to(permissions.can_see_programme, load=programme_for)
def programme(request: HttpRequest, programme: Programme) -> HttpResponse:
    context = shell(request, programme, "programme") | {
        "overview": overview(request.user, programme, today=timezone.localdate()),
        "may_edit": permissions.can_edit_programme(request.user, programme),
    }
    page = "living" if programme.is_living else "published"
    return render(request, f"programme/programmes/{page}.html", context)


@open_to(permissions.is_site_administrator)
def found(request: HttpRequest, _subject: None) -> HttpResponse:
    form = ProgrammeForm(request.POST or None, initial={"partners": "WCO / JICA"})
    if request.method == "POST" and form.is_valid():
        founded = found_programme(form.save(commit=False))
        messages.success(request, _("The programme is founded. Next: its administrations."))
        return redirect("participations", slug=founded.slug)
    return render(request, "programme/programmes/found.html", {"form": form})


@open_to(permissions.can_edit_programme, load=living_programme_for)
def edit(request: HttpRequest, programme: Programme) -> HttpResponse:
    form = ProgrammeForm(request.POST or None, instance=programme)
    if request.method == "POST" and form.is_valid():
        try:
            changed = change_programme(form.save(commit=False), seen=form.cleaned_data["seen"])
        except ProgrammeError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("programme", slug=changed.slug)
    if form.is_bound:
        programme.refresh_from_db()
    return render(
        request,
        "programme/programmes/edit.html",
        shell(request, programme, "programme") | {"form": form},
    )


@open_to(permissions.can_edit_programme, load=living_programme_for)
def participations(request: HttpRequest, programme: Programme) -> HttpResponse:
    form = ParticipationsForm(request.POST or None, programme=programme)
    if request.method == "POST" and form.is_valid():
        try:
            set_participations(programme, quotas=form.quotas())
        except ProgrammeError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("programme", slug=programme.slug)
    context = shell(request, programme, "programme") | {"form": form}
    return render(request, "programme/programmes/participations.html", context)


@open_to(permissions.can_edit_programme, load=living_programme_for)
def steps(request: HttpRequest, programme: Programme) -> HttpResponse:
    formset = Steps(request.POST or None, queryset=programme.working_groups.all())
    if request.method == "POST" and formset.is_valid():
        saved = formset.save(commit=False)
        try:
            edit_steps(programme, steps=saved, removed=formset.deleted_objects)
        except StepOrderError as refusal:
            form = next(each for each in formset if each.instance.pk == refusal.step.pk)
            form.add_error("order", str(refusal))
        except ProgrammeError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("programme", slug=programme.slug)
    context = shell(request, programme, "programme") | {"formset": formset}
    return render(request, "programme/programmes/steps.html", context)
