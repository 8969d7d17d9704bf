"""The first page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from serai.portal.programme.queries.home import home_for
from serai.portal.programme.views.shell import shell
from serai.portal.ui.access import open_to, signed_in


@open_to(signed_in)
def home(request: HttpRequest, _subject: None) -> HttpResponse:
    """What is next for the reader; who has a part in no living programme reads the published ones."""
    page = home_for(request.user, slug=request.GET.get("programme", ""))
    if page is None:
        return redirect("programmes")
    return render(request, "programme/home.html", shell(request, page.programme) | {"home": page})
