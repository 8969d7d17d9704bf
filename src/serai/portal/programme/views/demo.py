"""The doors of the demonstration: one click signs in as a generated officer.

Only the demonstration's settings put these pages on the site, and the pages refuse everywhere else.
"""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from serai.portal.people.models import Officer
from serai.portal.programme.queries import doors as queries
from serai.portal.ui.access import open_to_all

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@open_to_all("The demonstration has no passwords: here a visitor chooses whom to be.")
def doors(request: HttpRequest) -> HttpResponse:
    require_demonstration()
    return render(
        request,
        "programme/demo/doors.html",
        {"doors": queries.doors(), "next": request.GET.get("next", "")},
    )


@open_to_all("The demonstration has no passwords: here a visitor becomes the officer chosen.")
@require_POST
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    require_demonstration()
    officer = get_object_or_404(Officer, pk=pk, is_generated=True, is_active=True)
    login(request, officer, backend=BACKEND)
    to = request.POST.get("next", "")
    return redirect(
        to
        if url_has_allowed_host_and_scheme(to, {request.get_host()})
        else resolve_url(settings.LOGIN_REDIRECT_URL)
    )


def require_demonstration() -> None:
    if settings.DEMO is not True:
        raise Http404
