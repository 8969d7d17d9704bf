"""The site administrator's pages about officers."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from serai.portal.people.actions.officers import invite, save_officer
from serai.portal.people.errors import PeopleError
from serai.portal.people.forms.officers import NewOfficerForm, OfficerForm, OfficersFilter
from serai.portal.people.models import Officer
from serai.portal.people.permissions import is_site_administrator
from serai.portal.people.queries import officers as queries
from serai.portal.people.request import OfficerRequest
from serai.portal.people.views.shell import shell
from serai.portal.ui.access import open_to

PAGE = 50


@open_to(is_site_administrator)
def officers(request: OfficerRequest, _subject: None) -> HttpResponse:
    chosen = OfficersFilter(request.GET)
    asked = chosen.cleaned_data if chosen.is_valid() else {}
    found = queries.officers(
        words=asked.get("q", ""),
        administration=asked.get("administration"),
        state=asked.get("state", ""),
    )
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "people/officers.html",
        shell(request, "officers") | {"filters": chosen, "page": page},
    )


@open_to(is_site_administrator)
def new_officer(request: OfficerRequest, _subject: None) -> HttpResponse:
    form = NewOfficerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.instance.set_unusable_password()
        try:
            officer = save_officer(form.instance)
        except PeopleError as refusal:
            form.add_error("email", str(refusal))
        else:
            invite(officer, by=request.user)
            messages.success(request, _("%(name)s was entered and invited.") % {"name": officer})
            return redirect("officers")
    return render(request, "people/new_officer.html", shell(request, "officers") | {"form": form})


@open_to(is_site_administrator, load=queries.officer)
def edit_officer(request: OfficerRequest, officer: Officer) -> HttpResponse:
    form = OfficerForm(request.POST or None, instance=officer)
    name = str(officer)
    if request.method == "POST" and form.is_valid():
        try:
            save_officer(form.instance)
        except PeopleError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("The details of %(name)s are kept.") % {"name": form.instance}
            )
            return redirect("officers")
    context = {"form": form, "officer": officer, "name": name}
    return render(request, "people/edit_officer.html", shell(request, "officers") | context)


@open_to(is_site_administrator, load=queries.officer)
@require_POST
def invite_officer(request: OfficerRequest, officer: Officer) -> HttpResponse:
    invite(officer, by=request.user)
    messages.success(
        request, _("An invitation is on its way to %(email)s.") % {"email": officer.email}
    )
    return redirect("edit_officer", pk=officer.pk)
