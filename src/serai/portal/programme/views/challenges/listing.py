"""The ranked list of challenges."""

from functools import lru_cache

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from serai.portal.people.request import OfficerRequest
from serai.portal.programme import permissions
from serai.portal.programme.models import Programme
from serai.portal.programme.queries.challenges import FILTERS, filtered, ranked
from serai.portal.programme.queries.programmes import living_programme_for
from serai.portal.programme.queries.thread import in_one_line, stage_names
from serai.portal.programme.queries.votes import is_voting_open, pot_of, pots_for, voting_group
from serai.portal.programme.views.shell import shell
from serai.portal.ui.access import open_to

A_PAGE = 100


@open_to(permissions.takes_part, load=living_programme_for)
def challenges(request: OfficerRequest, programme: Programme) -> HttpResponse:
    rows = ranked(programme)
    which = request.GET.get("show", "all")
    which = which if which in FILTERS else "all"
    shown = {name: filtered(rows, name, user=request.user, programme=programme) for name in FILTERS}
    page = Paginator(shown[which], A_PAGE).get_page(request.GET.get("page"))
    table = [
        (row, in_one_line(row), knots(tuple(row.thread.marks.values()), get_language()))
        for row in page
    ]
    group = voting_group(programme)
    pots = [pot_of(part) for part in pots_for(request.user, programme)]
    context = shell(request, programme, "challenges") | {
        "rows": table,
        "page": page,
        "which": which,
        "counts": {name: len(found) for name, found in shown.items()},
        "all": len(rows),
        "unanswered": len(shown["unanswered"]),
        "stages": stage_names(),
        "group": group,
        "voting_open": is_voting_open(group),
        "pot": pots[0] if pots else None,
        "may_raise": permissions.can_raise_challenge(request.user, programme),
        "may_vote": permissions.can_vote(request.user, programme),
        "may_steer": permissions.can_steer_challenges(request.user, programme),
    }
    return render(request, "programme/challenges/challenges.html", context)


@lru_cache(maxsize=1024)
def knots(marks: tuple[str, ...], _language: str | None) -> SafeString:
    """The marks of a thread's six stages. There are few different ones and many rows: they are kept."""
    words = [word for _stage, word in stage_names()]
    inside = format_html_join("", '<i class="{}" title="{}"></i>', zip(marks, words, strict=True))
    return format_html('<span class="knots" aria-hidden="true">{}</span>', inside)
