"""Workbooks: typed columns, dates that are dates, and text that stays text."""

from __future__ import annotations

import datetime as dt
import io
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from serai.portal.ui.filenames import safe_name

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CELL_LENGTH = 32_767
NAME_LENGTH = 31
INK, WASH, LINE = "#1C2233", "#F2EFE7", "#E6E2D8"
# What a spreadsheet program reads as the start of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")

type Kind = Literal["text", "integer", "decimal", "percent", "date", "datetime"]

NUMBER_FORMATS: dict[str, str] = {
    "text": "@",
    "integer": "#,##0",
    "decimal": "#,##0.0",
    "percent": "0.0%",
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm",
}
WIDTHS: dict[str, tuple[float, float]] = {
    "text": (10, 60),
    "integer": (10, 16),
    "decimal": (10, 16),
    "percent": (10, 12),
    "date": (12, 12),
    "datetime": (18, 18),
}


@dataclass(frozen=True)
class Column:
    """One column: its heading, what its cells are, and its width in characters if not fitted.

    `percent` takes shares (0.25 is 25 %). Aware moments are shown in `zone`, or in the reader's.
    """

    title: str
    kind: Kind = "text"
    width: float | None = None
    zone: dt.tzinfo | None = None


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, its columns and its rows; `heading` says the fact above the table."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    heading: str = ""


def workbook(sheets: Sequence[Sheet], *, title: str = "") -> bytes:
    """An .xlsx file. Names of sheets are made unique and free of what Excel forbids."""
    import xlsxwriter  # here: every web worker would carry it, few need it

    output = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(output, options) as book:
        book.set_properties({"title": plain(title), "author": "Serai"})
        styles = Styles(book)
        for name, sheet in zip(sheet_names([sheet.name for sheet in sheets]), sheets, strict=True):
            fill(book.add_worksheet(name), sheet, styles)
    return output.getvalue()


class Styles:
    """The formats of one workbook: ink on paper."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        cell = {"font_name": "Calibri", "font_size": 11, "font_color": INK, "valign": "top"}
        self.heading = book.add_format({**cell, "bold": True, "font_size": 14})
        self.header = book.add_format(
            {
                **cell,
                "bold": True,
                "bg_color": WASH,
                "bottom": 1,
                "bottom_color": INK,
                "text_wrap": True,
            }
        )
        self.cells = {
            kind: book.add_format({**cell, "num_format": form, "bottom": 1, "bottom_color": LINE})
            for kind, form in NUMBER_FORMATS.items()
        }
        self.cells["text"].set_text_wrap()
        self.text = self.cells["text"]
        # A leading apostrophe in Excel's sense: the cell stays text also after it is edited.
        self.quoted = book.add_format(
            {
                **cell,
                "num_format": "@",
                "bottom": 1,
                "bottom_color": LINE,
                "text_wrap": True,
                "quote_prefix": True,
            }
        )


def fill(worksheet: Worksheet, sheet: Sheet, styles: Styles) -> None:
    """Write heading, header and rows; fit the widths; freeze and filter by the header."""
    top = 0
    if sheet.heading:
        worksheet.write_string(0, 0, plain(sheet.heading), styles.heading)
        top = 2
    widths = [len(column.title) + 2 for column in sheet.columns]
    for index, column in enumerate(sheet.columns):
        worksheet.write_string(top, index, plain(column.title), styles.header)
    last = top
    for last, row in enumerate(sheet.rows, start=top + 1):
        for index, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            shown = write(worksheet, last, index, value, column, styles)
            widths[index] = max(widths[index], shown + 2)
    for index, column in enumerate(sheet.columns):
        least, most = WIDTHS[column.kind]
        worksheet.set_column(index, index, column.width or min(max(widths[index], least), most))
    worksheet.freeze_panes(top + 1, 1 if len(sheet.columns) > 3 else 0)
    if sheet.columns and last > top:
        worksheet.autofilter(top, 0, last, len(sheet.columns) - 1)
    worksheet.set_landscape()
    worksheet.set_paper(9)
    worksheet.fit_to_pages(1, 0)
    worksheet.repeat_rows(top)


def write(
    worksheet: Worksheet, row: int, index: int, value: Any, column: Column, styles: Styles
) -> int:
    """Write one cell by the type of its value; returns how many characters it shows."""
    style = styles.cells[column.kind]
    match value:
        case None | "":
            worksheet.write_blank(row, index, None, style)
            return 0
        case bool():
            worksheet.write_boolean(row, index, value, style)
            return 5
        case int() | float() | Decimal() if math.isfinite(value):
            worksheet.write_number(row, index, float(value), style)
            return len(f"{value:,.1f}")
        case dt.datetime():
            moment = value if value.tzinfo is None else timezone.make_naive(value, column.zone)
            worksheet.write_datetime(row, index, moment, dated(styles, column, "datetime"))
            return 16
        case dt.date():
            worksheet.write_datetime(row, index, value, dated(styles, column, "date"))
            return 10
        case _:
            return write_text(worksheet, row, index, plain(str(value)), styles)


def dated(styles: Styles, column: Column, kind: Kind) -> Format:
    """A moment in a column of other kind still shows as one, never as a serial number."""
    return styles.cells[column.kind if column.kind in ("date", "datetime") else kind]


def write_text(worksheet: Worksheet, row: int, index: int, text: str, styles: Styles) -> int:
    """Write text as text, whatever it begins with; returns the length of its longest line."""
    style: Format = styles.quoted if text.startswith(FORMULA) else styles.text
    worksheet.write_string(row, index, text, style)
    return max(map(len, text.splitlines()), default=0)


def plain(text: str) -> str:
    """Text a cell can hold: no halves of surrogate pairs, at most 32,767 characters."""
    whole = str(text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole if len(whole) <= CELL_LENGTH else whole[: CELL_LENGTH - 1] + "…"


def sheet_names(names: Sequence[str]) -> list[str]:
    """Names Excel accepts: 31 characters, none of []:*?/\\, no outer apostrophe, unique, not “History”."""
    taken = {"history"}
    given = []
    for name in names:
        seen = "".join(
            mark if unicodedata.category(mark)[0] != "C" else " " for mark in plain(name)
        )
        base = re.sub(r"[\[\]:*?/\\]", " ", seen)
        base = " ".join(base.split()).strip("'").strip() or "Sheet"
        safe, number = base[:NAME_LENGTH].rstrip("' "), 1
        while safe.lower() in taken:
            number += 1
            ending = f" {number}"
            safe = base[: NAME_LENGTH - len(ending)].rstrip() + ending
        taken.add(safe.lower())
        given.append(safe)
    return given


def attachment(content: bytes, name: str, media_type: str) -> HttpResponse:
    """Something made on request, sent as a download under a safe name."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, safe_name(name))
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private"
    return response
