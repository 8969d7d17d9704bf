"""The site administrator's pages about administrations."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from serai.portal.people.actions.administrations import save_administration
from serai.portal.people.forms.officers import AdministrationForm
from serai.portal.people.models import Administration
from serai.portal.people.permissions import is_site_administrator
from serai.portal.people.queries import officers as queries
from serai.portal.people.request import OfficerRequest
from serai.portal.people.views.shell import shell
from serai.portal.ui.access import open_to


@open_to(is_site_administrator)
def administrations(request: OfficerRequest, _subject: None) -> HttpResponse:
    context = {"administrations": queries.administrations()}
    return render(
        request, "people/administrations.html", shell(request, "administrations") | context
    )


@open_to(is_site_administrator)
def new_administration(request: OfficerRequest, _subject: None) -> HttpResponse:
    return edited(request, AdministrationForm(request.POST or None), None)


@open_to(is_site_administrator, load=queries.administration)
def edit_administration(request: OfficerRequest, administration: Administration) -> HttpResponse:
    return edited(
        request,
        AdministrationForm(request.POST or None, instance=administration),
        str(administration),
    )


def edited(request: OfficerRequest, form: AdministrationForm, name: str | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        kept = save_administration(form.instance)
        messages.success(request, _("%(name)s is kept.") % {"name": kept})
        return redirect("administrations")
    context = {"form": form, "name": name}
    return render(
        request, "people/edit_administration.html", shell(request, "administrations") | context
    )
