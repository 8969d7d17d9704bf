"""The plan: what is late, what changed since adoption, the picture, the items by goal."""

from itertools import groupby

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from serai.portal.people.request import OfficerRequest
from serai.portal.programme import permissions
from serai.portal.programme.models import Programme
from serai.portal.programme.phases import ItemPhase
from serai.portal.programme.queries.picture import picture_of
from serai.portal.programme.queries.plan_workbook import plan_workbook
from serai.portal.programme.queries.programmes import living_programme_for
from serai.portal.programme.queries.since import told
from serai.portal.programme.queries.workplan import (
    OPEN,
    SOON,
    Filter,
    Line,
    changes_since_adoption,
    plan_of,
)
from serai.portal.programme.views.shell import shell
from serai.portal.ui.access import open_to
from serai.portal.ui.xlsx import XLSX, attachment

A_PAGE = 80


@open_to(permissions.takes_part, load=living_programme_for)
def work_plan(request: OfficerRequest, programme: Programme) -> HttpResponse:
    today = timezone.localdate()
    since = changes_since_adoption(programme)
    lines = plan_of(programme, today=today, since=since)
    asked = filter_of(request)
    found = [line for line in lines if asked.lets(line)]
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = shell(request, programme, "work_plan") | {
        "all": len(lines),
        "late": sorted((line for line in found if line.late), key=lambda line: line.item.due_on),
        "done": sum(line.item.phase == ItemPhase.DONE for line in lines),
        "counted": sum(line.item.phase != ItemPhase.DROPPED for line in lines),
        "soon": sum(
            line.item.phase in OPEN and today <= line.item.due_on <= today + SOON for line in lines
        ),
        "since": told(since) if since and asked.is_empty else None,
        "adopted": since,
        "goals": [(goal, list(of)) for goal, of in groupby(page, key=lambda line: line.item.goal)],
        "page": page,
        "picture": picture_of(list(page), programme, since=since, today=today),
        "today": today,
        "asked": asked,
        "choices": choices(lines),
        "may_plan": permissions.can_plan_work(request.user, programme),
        "may_steer": permissions.can_steer_plan(request.user, programme),
    }
    return render(request, "programme/workplan/plan.html", context)


def filter_of(request: OfficerRequest) -> Filter:
    """What the address asks for; anything unknown lets everything through."""
    owner, state = request.GET.get("owner", ""), request.GET.get("state", "")
    return Filter(
        administration=request.GET.get("administration", ""),
        owner=int(owner) if owner.isdecimal() else None,
        state=state if state == "late" or state in ItemPhase.values else "",
    )


def choices(lines: list[Line]) -> dict[str, list[tuple[str | int, str]]]:
    """What the plan can be filtered by: only what occurs in it."""
    administrations = {
        line.item.administration.code: line.item.administration.short
        for line in lines
        if line.item.administration
    }
    owners = {owner.pk: owner.name_latin for line in lines for owner in line.owners}
    return {
        "administrations": sorted(administrations.items(), key=lambda pair: pair[1]),
        "owners": sorted(owners.items(), key=lambda pair: pair[1]),
        "states": [(phase.value, str(phase.label)) for phase in ItemPhase],
    }


@open_to(permissions.takes_part, load=living_programme_for)
def export(request: OfficerRequest, programme: Programme) -> HttpResponse:
    """The plan, and what changed since adoption, as a workbook."""
    today = timezone.localdate()
    since = changes_since_adoption(programme)
    content = plan_workbook(
        programme, plan_of(programme, today=today, since=since), told(since) if since else None
    )
    return attachment(content, f"work-plan-{programme.slug}-{today:%Y-%m-%d}.xlsx", XLSX)
