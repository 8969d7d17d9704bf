"""An officer's page, and erasing somebody who can't ask for it themselves."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from serai.portal.people.actions.erasure import erase
from serai.portal.people.errors import PeopleError
from serai.portal.people.models import Officer
from serai.portal.people.request import OfficerRequest
from serai.portal.programme import permissions
from serai.portal.programme.queries.members import officer_for, places_of_officer
from serai.portal.ui.access import open_to
from serai.portal.ui.iso import language_name


@open_to(permissions.can_see_officer, load=officer_for)
def officer(request: OfficerRequest, officer: Officer) -> HttpResponse:
    context = {
        "officer": officer,
        "places": places_of_officer(request.user, officer),
        "spoken": [language_name(code) for code in officer.languages],
        "may_erase": permissions.can_erase_officer(request.user, officer),
    }
    return render(request, "programme/officers/officer.html", context)


@open_to(permissions.can_erase_officer, load=officer_for)
def erase_officer(request: OfficerRequest, officer: Officer) -> HttpResponse:
    """The page asks; sending it is the confirmation."""
    if request.method == "POST":
        try:
            erase(officer, by=request.user, now=timezone.now())
        except PeopleError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The officer was erased."))
            return redirect("officers" if request.user.is_staff else "home")
    return render(request, "programme/officers/erase.html", {"officer": officer})
