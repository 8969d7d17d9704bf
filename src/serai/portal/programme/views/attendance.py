"""Attendance of a working group: the shares, the list of a day, the sheet to sign."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from serai.portal.people.request import OfficerRequest
from serai.portal.programme import permissions
from serai.portal.programme.actions.attendance import save_list
from serai.portal.programme.errors import ProgrammeError
from serai.portal.programme.forms.attendance import ListForm, ScanForm, pairs
from serai.portal.programme.models import AttendanceMark, WorkingGroup
from serai.portal.programme.queries.agenda import now_in, zone_name
from serai.portal.programme.queries.attendance_sheet import attendance_sheet
from serai.portal.programme.queries.groups import address_of, sheets_of
from serai.portal.programme.queries.participants import Attendance, Numbers, attendance
from serai.portal.programme.queries.programmes import group_for
from serai.portal.programme.views.calendars import as_file, asked_language
from serai.portal.programme.views.groups import frame
from serai.portal.ui.access import open_to
from serai.portal.ui.files import FileRefusedError
from serai.portal.ui.pdf import PDF, pdf

type DayOfGroup = tuple[WorkingGroup, dt.date]


def day_for(user: Any, slug: str, code: str, year: int, month: int, day: int) -> DayOfGroup:
    """A day of a working group's agenda; raises Http404 for a day that no calendar has."""
    try:
        return group_for(user, slug, code), dt.date(year, month, day)
    except ValueError as unknown:
        raise Http404 from unknown


def can_keep_list(user: Any, subject: DayOfGroup) -> bool:
    """The coordinator, until the group is reported."""
    return permissions.can_edit_group(user, subject[0])


def can_print_sheet(user: Any, subject: DayOfGroup) -> bool:
    """The coordinator and the experts: it has everyone's name."""
    return permissions.sees_everyone(user, subject[0].programme)


def address_of_day(group: WorkingGroup, day: dt.date, name: str = "attendance_day") -> str:
    return address_of(group, name, year=day.year, month=day.month, day=day.day)


@open_to(permissions.can_open_group, load=group_for)
def overview(request: OfficerRequest, group: WorkingGroup) -> HttpResponse:
    table = attendance(request.user, group)
    context = frame(request, group, (_("Attendance"), "")) | {
        "table": table,
        "fact": attendance_fact(group, table.total),
        "total": table.total,
        "days": [(day, columns, address_of_day(group, day)) for day, columns in table.days.items()],
        "sheets": sheets_of(request.user, group),
        "zone_name": zone_name(group),
        "may_keep": permissions.can_edit_group(request.user, group),
        "may_print": permissions.sees_everyone(request.user, group.programme),
    }
    return render(request, "programme/attendance/overview.html", context)


def attendance_fact(group: WorkingGroup, total: Numbers) -> str:
    """How many came, as a sentence."""
    if not total.people:
        return _("Nobody is marked present at %(group)s yet.") % {"group": group.code}
    facts = {"n": total.people, "group": group.code, "share": total.share}
    return (
        ngettext(
            "%(n)s member came to %(group)s: %(share)s %% attendance.",
            "%(n)s members came to %(group)s: %(share)s %% attendance.",
            total.people,
        )
        % facts
    )


@open_to(can_keep_list, load=day_for, why=permissions.why_not_edited)
def day(request: OfficerRequest, subject: DayOfGroup) -> HttpResponse:
    return keep_list(request, *subject, how=AttendanceMark.How.LIST)


@open_to(can_keep_list, load=day_for, why=permissions.why_not_edited)
def from_sheet(request: OfficerRequest, subject: DayOfGroup) -> HttpResponse:
    return keep_list(request, *subject, how=AttendanceMark.How.SHEET)


def keep_list(
    request: OfficerRequest, group: WorkingGroup, day: dt.date, *, how: AttendanceMark.How
) -> HttpResponse:
    """People × sessions of a day with one mark each; from the sheet also its scan."""
    table = attendance(request.user, group, day=day)
    if not table.columns:
        raise Http404
    is_sheet = how == AttendanceMark.How.SHEET
    form = (ScanForm if is_sheet else ListForm)(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            added, removed = save_list(
                group,
                day=day,
                present=pairs(request.POST.getlist("present")),
                shown=pairs(request.POST.getlist("shown")),
                by=request.user,
                how=how,
                scan=form.cleaned_data.get("scan"),
            )
        except FileRefusedError as refusal:
            form.add_error("scan", str(refusal))
        except ProgrammeError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, list_saved(added, removed))
            return redirect(address_of(group, "attendance"))
    context = frame(
        request, group, (_("Attendance"), address_of(group, "attendance")), (_("List"), "")
    ) | {
        "form": form,
        "table": table,
        "rows": list(boxes(table, ticked(request, table))),
        "day": day,
        "is_sheet": is_sheet,
        "other": address_of_day(
            group, day, "attendance_day" if is_sheet else "attendance_from_sheet"
        ),
        "zone_name": zone_name(group),
        "is_to_come": day > now_in(group),
    }
    return render(request, "programme/attendance/day.html", context)


def boxes(table: Attendance, ticked: set[tuple[int, int]]) -> Iterator[dict[str, Any]]:
    """A row of boxes for each person: only where they are expected, or were there all the same."""
    for row in table.rows:
        officer, administration = row.participant.officer, row.participant.administration
        cells = []
        for column in table.columns:
            pair = (officer.pk, column.session.pk)
            cells.append(
                {
                    "key": f"{pair[0]}-{pair[1]}",
                    "is_listed": pair[1] in row.expected or pair[1] in row.present,
                    "is_ticked": pair in ticked,
                    "is_marked": pair in table.marked,
                    "at": f"{column.from_time} {column.session.title}",
                }
            )
        yield {
            "name": officer.name_latin,
            "administration": administration.short if administration else "",
            "cells": cells,
        }


def ticked(request: OfficerRequest, table: Attendance) -> set[tuple[int, int]]:
    """What was ticked before a refusal, else what is marked."""
    return (
        set(pairs(request.POST.getlist("present")))
        if request.method == "POST"
        else set(table.marked)
    )


def list_saved(added: int, removed: int) -> str:
    parts = (
        [ngettext("%(n)s mark is new.", "%(n)s marks are new.", added) % {"n": added}]
        if added
        else []
    )
    if removed:
        parts.append(
            ngettext("%(n)s mark is taken back.", "%(n)s marks are taken back.", removed)
            % {"n": removed}
        )
    return " ".join(parts) or _("Nothing changed.")


@open_to(can_print_sheet, load=day_for)
def sheet(request: OfficerRequest, subject: DayOfGroup) -> HttpResponse:
    group, day = subject
    language = asked_language(request)
    with translation.override(language):
        data = attendance_sheet(request.user, group, day, now=timezone.now())
        if data is None:
            raise Http404
        made = pdf("programme/attendance_sheet.typ", data, language=language)
    return as_file(
        made, PDF, f"{group.programme.slug}-{group.code}-{date_format(day, 'Y-m-d')}.pdf"
    )
