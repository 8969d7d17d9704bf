"""“You”: what Serai keeps about the reader, to be read, changed, taken and erased by them."""

import json

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from serai.portal.people.actions.erasure import erase
from serai.portal.people.actions.officers import renew_calendar_key, save_officer
from serai.portal.people.errors import PeopleError
from serai.portal.people.forms.me import MeForm
from serai.portal.people.models import Officer
from serai.portal.people.queries.export import everything_about
from serai.portal.people.request import OfficerRequest
from serai.portal.ui.access import open_to, signed_in
from serai.portal.ui.zones import offset_now


@open_to(signed_in)
def me(request: OfficerRequest, _subject: None) -> HttpResponse:
    # The form must not change the person in the header before all is well.
    mine = Officer.objects.select_related("administration").get(pk=request.user.pk)
    form = MeForm(request.POST or None, instance=mine)
    if request.method == "POST" and form.is_valid():
        save_officer(form.instance)
        messages.success(request, _("Your details are kept."))
        response = redirect("me")
        # The language chosen here outweighs one chosen in this browser before.
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
        return response
    return render(
        request, "people/me.html", {"form": form, "offset": offset_now(str(request.user.zone))}
    )


@open_to(signed_in)
@require_POST
def new_calendar_key(request: OfficerRequest, _subject: None) -> HttpResponse:
    renew_calendar_key(request.user)
    messages.success(
        request, _("Your calendar has a new address. The old one shows nothing any more.")
    )
    return redirect("me")


@open_to(signed_in)
def my_data(request: OfficerRequest, _subject: None) -> HttpResponseBase:
    mine = Officer.objects.select_related("administration").get(pk=request.user.pk)
    text = json.dumps(everything_about(mine), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    headers = {
        "Content-Disposition": 'attachment; filename="serai-my-data.json"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(text, content_type="application/json; charset=utf-8", headers=headers)


@open_to(signed_in)
def erase_me(request: OfficerRequest, _subject: None) -> HttpResponse:
    """The page asks; sending it is the confirmation."""
    if request.method == "POST":
        try:
            erase(request.user, by=request.user, now=timezone.now())
        except PeopleError as refusal:
            messages.error(request, str(refusal))
        else:
            logout(request)
            messages.success(request, _("You were erased. Thank you for your work."))
            return redirect("account_login")
    return render(request, "people/erase_me.html", {})


@open_to(signed_in)
def own_address(request: OfficerRequest, _subject: None) -> HttpResponse:
    """In place of allauth's page: the address an officer signs in by is changed by a site administrator."""
    messages.info(request, _("A site administrator changes the address you sign in by."))
    return redirect("me")
