"""Completions of courses: send a file, look at what it says, take it over."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from serai.portal.people.request import OfficerRequest
from serai.portal.programme import permissions
from serai.portal.programme.actions.intersessional import (
    discard_completions,
    receive_completions,
    take_over_completions,
)
from serai.portal.programme.actions.intersessional.completions import LOOKED_AT_FOR
from serai.portal.programme.engine.completions import REQUIRED, Reading, recognise
from serai.portal.programme.errors import ProgrammeError
from serai.portal.programme.forms.intersessional import ColumnsForm, HoursForm, UploadForm
from serai.portal.programme.forms.intersessional.completions import as_hidden
from serai.portal.programme.models import CompletionImport, Programme
from serai.portal.programme.queries.intersessional import (
    imports_of,
    new_and_known,
    reading_of,
    received_for,
    remembered_hours,
    table_of,
)
from serai.portal.programme.queries.programmes import living_programme_for
from serai.portal.programme.views.shell import shell
from serai.portal.ui.access import open_to
from serai.portal.ui.sheets import Table
from serai.portal.ui.xlsx import XLSX, Column, Sheet, attachment, workbook

SHOWN = 100
"""Bad rows on the page; all of them are in the file to download."""
MOST_COURSES = 60
"""Courses whose hours are asked one by one; more belong in a column of the file."""


@open_to(permissions.can_import_completions, load=living_programme_for)
def completions(request: OfficerRequest, programme: Programme) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        received = receive_completions(programme, upload=form.cleaned_data["file"], by=request.user)
        if received.taken_over_at:
            again = _("This file was taken over before. Sending it again changed nothing.")
            messages.info(request, again)
        return redirect("completions_preview", slug=programme.slug, pk=received.pk)
    context = shell(request, programme, "intersessional") | {
        "form": form,
        "imports": imports_of(programme)[:20],
        "kept_days": LOOKED_AT_FOR.days,
    }
    return render(request, "programme/intersessional/completions.html", context)


def can_import(user: Any, received: CompletionImport) -> bool:
    return permissions.can_import_completions(user, received.programme)


@open_to(can_import, load=received_for)
def preview(request: OfficerRequest, received: CompletionImport) -> HttpResponse:
    """What the file says; sent with the hours of its courses, it is taken over."""
    if received.taken_over_at:
        return taken_over(request, received)
    table = stored_table(received)
    columns = columns_form(request, table)
    context = shell(request, received.programme, "intersessional") | {
        "received": received,
        "columns": columns,
    }
    if not columns.is_valid():
        return render(request, "programme/intersessional/columns.html", context)
    answers = columns.answers()
    reading = reading_of(received, **answers)
    new, known = new_and_known(received.programme, reading.completions)
    # Courses that are known altogether need no hours; the action asks for all, so they get 0.
    courses = list(dict.fromkeys(c.course for c in new if c.hours is None))
    hours = HoursForm(
        request.POST if request.method == "POST" else None,
        courses=courses if len(courses) <= MOST_COURSES else (),
        remembered=remembered_hours(received.programme, courses) if courses else {},
    )
    if request.method == "POST" and hours.is_valid():
        given = dict.fromkeys(reading.without_hours, 0) | hours.hours()
        if len(courses) <= MOST_COURSES and take_over(request, received, answers, given):
            return redirect("completions_preview", slug=received.programme.slug, pk=received.pk)
    context |= {
        "reading": reading,
        "bad": reading.bad[:SHOWN],
        "new": new,
        "known": known,
        "hours": hours,
        "hidden": list(as_hidden(answers)),
        "rows": len(table.rows),
        "asks_too_many": len(courses) if len(courses) > MOST_COURSES else 0,
        "query": "&".join(f"{name}={value}" for name, value in as_hidden(answers)),
        "may_take_over": reading.is_clear and new and len(courses) <= MOST_COURSES,
    }
    return render(request, "programme/intersessional/preview.html", context)


def stored_table(received: CompletionImport) -> Table:
    """The table of the stored file. It could be read when it was sent: if not now, the disk has lost it."""
    try:
        return table_of(received)
    except FileNotFoundError as lost:
        raise Http404(_("The file is no longer here.")) from lost


def columns_form(request: OfficerRequest, table: Table) -> ColumnsForm:
    """What the reader said about the columns, else what their headings say."""
    sent = request.POST if request.method == "POST" else request.GET
    if any(name in sent for name in REQUIRED):
        return ColumnsForm(sent, table=table)
    found = {name: str(column) for name, column in recognise(table.header).items()}
    if set(REQUIRED) <= found.keys():
        return ColumnsForm(
            {name: sent[name] for name in ("order", "scale") if name in sent} | found, table=table
        )
    return ColumnsForm(initial=found, table=table)


def take_over(
    request: OfficerRequest,
    received: CompletionImport,
    answers: dict[str, Any],
    hours: dict[str, Any],
) -> bool:
    try:
        take_over_completions(received, by=request.user, hours=hours, **answers)
    except ProgrammeError as refusal:
        messages.error(request, str(refusal))
        return False
    return True


def taken_over(request: OfficerRequest, received: CompletionImport) -> HttpResponse:
    context = shell(request, received.programme, "intersessional") | {"received": received}
    return render(request, "programme/intersessional/taken_over.html", context)


@open_to(can_import, load=received_for)
@require_POST
def discard(request: OfficerRequest, received: CompletionImport) -> HttpResponse:
    try:
        discard_completions(received)
    except ProgrammeError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("“%(file)s” was discarded.") % {"file": received})
    return redirect("completions", slug=received.programme.slug)


@open_to(can_import, load=received_for)
def bad_rows(request: OfficerRequest, received: CompletionImport) -> HttpResponse:
    """Every bad row as a workbook: what stands where, what is wrong with it, and the row as it was."""
    table = stored_table(received)
    columns = columns_form(request, table)
    if not columns.is_valid():
        raise Http404
    content = workbook(
        bad_sheets(table, reading_of(received, **columns.answers())), title=received.stored.name
    )
    name = _("Rows to put right: %(file)s") % {"file": received.stored.name.rpartition(".")[0]}
    return attachment(content, f"{name}.xlsx", XLSX)


def bad_sheets(table: Table, reading: Reading) -> list[Sheet]:
    """One sheet with the problems, one with the rows as they were, to mend and send again."""
    problems = Sheet(
        _("Problems"),
        [
            Column(_("Row"), "integer"),
            Column(_("Column")),
            Column(_("What stands there")),
            Column(_("What is wrong")),
            Column(_("What to do")),
        ],
        [
            [cell.row, f"{cell.letter} · {cell.heading}", cell.value, cell.reason, cell.hint]
            for cell in reading.bad
        ],
    )
    numbers = {cell.row for cell in reading.bad}
    width = max(len(table.header), *(len(row.cells) for row in table.rows))
    header = [*table.header, *[""] * (width - len(table.header))]
    rows = [
        [*row.cells, *[""] * (width - len(row.cells))]
        for row in table.rows
        if row.number in numbers
    ]
    return [problems, Sheet(_("Rows"), [Column(name) for name in header], rows)]
