"""Every change to what must be auditable."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from serai.portal.people.request import OfficerRequest
from serai.portal.programme import permissions
from serai.portal.programme.forms.reports import HistoryFilter
from serai.portal.programme.models import Programme
from serai.portal.programme.queries.history import KINDS, changes_of, lines_of, officers_in
from serai.portal.programme.queries.programmes import living_programme_for
from serai.portal.programme.views.shell import shell
from serai.portal.ui.access import open_to

A_PAGE = 50


@open_to(permissions.can_see_history, load=living_programme_for)
def history(request: OfficerRequest, programme: Programme) -> HttpResponse:
    filters = HistoryFilter(
        request.GET or None,
        kinds=[(name, kind.label) for name, kind in KINDS.items()],
        officers=officers_in(programme),
    )
    # What the address asks for and is not there narrows nothing.
    wanted = filters.cleaned_data if filters.is_valid() else {}
    keys = lines_of(programme, kind=wanted.get("kind", ""), officer=wanted.get("officer"))
    page = Paginator(keys, A_PAGE).get_page(request.GET.get("page"))
    context = shell(request, programme, "programme") | {
        "filters": filters,
        "page": page,
        "lines": changes_of(page.object_list),
    }
    return render(request, "programme/reports/history.html", context)
