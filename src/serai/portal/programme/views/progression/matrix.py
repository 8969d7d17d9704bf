"""Members × requirements of a step, as a page and as a workbook."""

from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from serai.portal.programme import permissions
from serai.portal.programme.models import Programme, WorkingGroup
from serai.portal.programme.queries.programmes import group_for, living_programme_for
from serai.portal.programme.queries.progression import Matrix, MatrixCell, MatrixRow, matrix_for
from serai.portal.programme.views.shell import shell
from serai.portal.ui.access import open_to
from serai.portal.ui.templatetags.ui import STATES, state
from serai.portal.ui.xlsx import XLSX, Column, Sheet, attachment, workbook


@open_to(permissions.can_see_progression, load=living_programme_for)
def progression(request: HttpRequest, programme: Programme) -> HttpResponse:
    """The step that comes next."""
    return page(request, programme, matrix_for(request.user, programme))


@open_to(permissions.can_see_group, load=group_for)
def step(request: HttpRequest, group: WorkingGroup) -> HttpResponse:
    """Any step of the programme."""
    matrix = matrix_for(request.user, group.programme, group.code)
    if matrix.step is None:
        raise Http404(_("Members do not go on to this one."))
    return page(request, group.programme, matrix)


def page(request: HttpRequest, programme: Programme, matrix: Matrix) -> HttpResponse:
    context = shell(request, programme, "progression") | {
        "matrix": matrix,
        "marks": marks_of(matrix, reverse("progression", kwargs={"slug": programme.slug})),
        "names": sees_names(request.user, programme),
        "may_edit": permissions.can_steer_plan(request.user, programme),
        "is_own": not permissions.sees_everyone(request.user, programme)
        and not permissions.is_focal_point(request.user, programme)
        and permissions.is_member(request.user, programme),
    }
    return render(request, "programme/progression/matrix.html", context)


def marks_of(matrix: Matrix, base: str) -> list[tuple[MatrixRow, SafeString]]:
    """Each row with its cells: marks that open the evidence, written here since a page has hundreds."""
    if matrix.step is None:
        return []
    step = f"{base}{quote(matrix.step.code, safe='')}/"
    return [
        # A figure is escaped where it is put in; the rest are numbers and marks of ours.
        (row, mark_safe("".join(mark_of(cell, step, row) for cell in row.cells)))  # noqa: S308 - ours
        for row in matrix.rows
    ]


def mark_of(cell: MatrixCell, step: str, row: MatrixRow) -> str:
    """One cell: its mark, and how far the member is."""
    figure = f'<br><span class="small">{escape(cell.figure)}</span>' if cell.figure else ""
    address = f"{step}{row.membership.pk}/{cell.requirement.pk}/"
    return f'<td><a href="{address}">{state(cell.state)}{figure}</a></td>'


def sees_names(user: Any, programme: Programme) -> bool:
    """Whoever only observes sees counts."""
    return permissions.works_in(user, programme)


@open_to(permissions.can_see_group, load=group_for)
def workbook_of(request: HttpRequest, group: WorkingGroup) -> HttpResponse:
    """What the page shows, as XLSX."""
    matrix = matrix_for(request.user, group.programme, group.code)
    if matrix.step is None:
        raise Http404
    title = _("Going on to %(step)s") % {"step": matrix.step.code}
    sheet = by_member if sees_names(request.user, group.programme) else by_administration
    content = workbook([sheet(matrix, title)], title=title)
    return attachment(content, f"{group.programme.slug} {title}.xlsx", XLSX)


def by_member(matrix: Matrix, title: str) -> Sheet:
    columns = [
        Column(_("Administration")),
        Column(_("Member")),
        Column(_("In native script")),
        Column(_("May go on")),
    ]
    columns += [Column(f"{column.title}\n{column.asked}", width=30) for column in matrix.columns]
    rows = [
        [
            row.membership.administration.short,
            row.membership.officer.name_latin,
            row.membership.officer.name_native,
            _("yes") if row.may_go_on else _("not yet"),
            *(f"{STATES[cell.state]}: {cell.words}" for cell in row.cells),
        ]
        for row in matrix.rows
    ]
    return Sheet(title, columns, rows, heading=title)


def by_administration(matrix: Matrix, title: str) -> Sheet:
    columns = [
        Column(_("Administration")),
        Column(_("Members"), "integer"),
        Column(_("May go on"), "integer"),
    ]
    rows = [
        [administration.short, members, ready]
        for administration, members, ready in matrix.by_administration()
    ]
    return Sheet(title, columns, rows, heading=title)
