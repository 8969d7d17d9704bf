"""The gallery's addresses: `/gallery/NAME/` shows `gallery/NAME.html`."""

from pathlib import Path

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.urls import include, path

from serai.portal.ui.access import open_to_all
from tests.portal.ui.gallery.samples import CONTEXT, NAV, PlanForm

PAGES = {file.stem: file for file in sorted(Path(__file__).parent.glob("*.html"))}


@open_to_all("shows no data")
def shown(request: HttpRequest, name: str) -> HttpResponse:
    request.nav, request.nav_url = NAV, "/"
    request.nav_title = "Risk management · Central Asia and the Caucasus"
    if name == "components":
        messages.success(request, "The nomination is accepted; Ani Sargsyan has been told.")
        messages.error(request, "WG3 has been reported and can no longer be moved.")
    sent = {
        "about": "",
        "start": "2025-02-03",
        "hours": "0",
        "mode": "h",
        "host": "GE",
        "title_ru": "Рабочая группа",
    }
    context = CONTEXT | {"form": PlanForm(), "refused": PlanForm(sent, auto_id="refused_%s")}
    return HttpResponse(Template(PAGES[name].read_text()).render(RequestContext(request, context)))


urlpatterns = [
    path("gallery/<name>/", shown),
    path("", include("serai.portal.ui.urls")),
    path("account/", include("allauth.urls")),
    path("", shown, {"name": "components"}, name="home"),
    path("demo/", shown, {"name": "components"}, name="demo_doors"),
]
