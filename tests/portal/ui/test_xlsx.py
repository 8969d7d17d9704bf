"""Workbooks: typed cells, text that stays text, names Excel accepts."""

import datetime as dt
import io
import zipfile
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.utils import timezone

from serai.portal.ui.xlsx import (
    CELL_LENGTH,
    XLSX,
    Column,
    Kind,
    Sheet,
    attachment,
    sheet_names,
    workbook,
)

# Spreadsheets know no time zones.
MIDNIGHT = dt.datetime(2025, 4, 14)
HALF_PAST_TEN = dt.datetime(2025, 4, 14, 10, 30)
TBILISI = ZoneInfo("Asia/Tbilisi")


def reopened(*sheets: Sheet) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook(sheets, title="Report")))


def cell(value: Any, kind: Kind = "text", zone: dt.tzinfo | None = None) -> Any:
    """The first cell of a sheet with this value, read back."""
    return reopened(Sheet("s", [Column("c", kind, zone=zone)], [[value]])).active["A2"]


@pytest.mark.parametrize(
    ("value", "kind", "read", "form"),
    [
        (14, "integer", 14, "#,##0"),
        (Decimal("7.5"), "decimal", 7.5, "#,##0.0"),
        (0.25, "percent", 0.25, "0.0%"),
        (dt.date(2025, 4, 14), "date", MIDNIGHT, "yyyy-mm-dd"),
        (
            HALF_PAST_TEN,
            "datetime",
            HALF_PAST_TEN,
            "yyyy-mm-dd hh:mm",
        ),
        (dt.date(2025, 4, 14), "text", MIDNIGHT, "yyyy-mm-dd"),
        ("ნინო", "text", "ნინო", "@"),
        ("007", "text", "007", "@"),
        ("n/a", "integer", "n/a", "@"),
        (True, "text", True, "@"),
        (None, "date", None, "yyyy-mm-dd"),
        ("", "text", None, "@"),
        (float("nan"), "decimal", "nan", "@"),
    ],
)
def test_cells_are_what_their_values_are(value: Any, kind: Kind, read: Any, form: str):
    found = cell(value, kind)
    assert (found.value, found.number_format) == (read, form)


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0"],
)
def test_text_that_looks_like_a_formula_stays_text(text: str):
    found = cell(text)
    assert (found.value, found.data_type, found.quotePrefix) == (text, "s", True)


def test_an_address_does_not_become_a_link():
    found = cell("https://example.org/")
    assert (found.value, found.hyperlink) == ("https://example.org/", None)


@pytest.mark.parametrize("text", ["a\x00b", "half \ud800 pair", "x" * 40_000, "\x1f"])
def test_text_that_no_cell_can_hold_still_makes_a_file_that_opens(text: str):
    assert len(cell(text).value) <= CELL_LENGTH


@pytest.mark.parametrize(("zone", "hour"), [(None, 10), (TBILISI, 14)])
def test_moments_are_shown_in_the_zone_of_the_column_or_the_reader(
    zone: dt.tzinfo | None, hour: int
):
    moment = dt.datetime(2025, 4, 14, 10, 30, tzinfo=dt.UTC)
    assert cell(moment, "datetime", zone=zone).value.hour == hour
    with timezone.override(TBILISI):
        assert cell(moment, "datetime", zone=zone).value.hour == 14


def test_the_header_stays_in_sight_and_widths_fit():
    columns = [
        Column("Member"),
        Column("Unit"),
        Column("Hours", "decimal"),
        Column("Confirmed", "date", width=20),
    ]
    rows = [
        [
            "Ani",
            "A very long name of a unit that goes on and on and on and on and on",
            3,
            dt.date(2025, 1, 1),
        ]
    ]
    sheet = reopened(Sheet("Members", columns, rows, heading="Ani confirmed three hours")).active
    assert sheet["A1"].value == "Ani confirmed three hours"
    assert [found.value for found in sheet[3]] == ["Member", "Unit", "Hours", "Confirmed"]
    assert sheet["A3"].font.b
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B4", "A3:D4")
    assert sheet.column_dimensions["B"].width == pytest.approx(60, abs=1)
    assert sheet.column_dimensions["D"].width == pytest.approx(20, abs=1)


def test_a_sheet_without_rows_has_its_header():
    assert [
        found.value for found in reopened(Sheet("Empty", [Column("Member")], [])).active[1]
    ] == ["Member"]


def test_a_row_that_does_not_fit_the_columns_is_a_fault():
    with pytest.raises(ValueError, match="zip"):
        workbook([Sheet("s", [Column("a"), Column("b")], [[1]])])


@pytest.mark.parametrize(
    ("names", "given"),
    [
        (["Members"], ["Members"]),
        (["a/b\\c:d*e?f[g]h"], ["a b c d e f g h"]),
        (["'quoted'"], ["quoted"]),
        (["", "\x00", "  "], ["Sheet", "Sheet 2", "Sheet 3"]),
        (["x" * 40, "X" * 40], ["x" * 31, "X" * 29 + " 2"]),
        (["History"], ["History 2"]),
        (["Участники", "участники"], ["Участники", "участники 2"]),
    ],
)
def test_names_of_sheets_are_safe_and_unique(names: list[str], given: list[str]):
    assert sheet_names(names) == given
    assert reopened(*(Sheet(name, [Column("c")], []) for name in names)).sheetnames == given


def test_a_workbook_holds_no_formula_and_no_macro():
    content = workbook([Sheet("s", [Column("c")], [["=1+1"]])])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
        assert not [name for name in archive.namelist() if "vba" in name.lower()]


def test_an_attachment_is_a_download_under_a_safe_name():
    response = attachment(b"x", "../Отчёт\r\n.xlsx", XLSX)
    assert (
        response["Content-Disposition"]
        == "attachment; filename*=utf-8''%D0%9E%D1%82%D1%87%D1%91%D1%82.xlsx"
    )
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == (XLSX, "nosniff")
