"""Each owner's own list, over all programmes."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from serai.portal.people.request import OfficerRequest
from serai.portal.programme.queries.workplan import items_of
from serai.portal.ui.access import open_to, signed_in


@open_to(signed_in)
def my_work(request: OfficerRequest, _subject: None) -> HttpResponse:
    today = timezone.localdate()
    mine = items_of(request.user, today=today)
    several = (
        len(
            {
                item.goal.programme_id
                for part in (mine.late, mine.soon, mine.later, mine.done)
                for item in part
            }
        )
        > 1
    )
    context = {"mine": mine, "several": several, "today": today}
    return render(request, "programme/workplan/mine.html", context)
