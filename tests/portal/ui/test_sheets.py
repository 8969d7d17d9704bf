"""Tables people upload: read as text, with the row numbers their programs show."""

import datetime as dt
import io
import time
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from serai.portal.ui.sheets import Row, SheetUnreadableError, column_letter, read_table
from serai.portal.ui.xlsx import Column, Sheet, workbook
from tests.portal.ui import hostile

HEADER = ("E-mail", "Course", "Date", "Score")
TWO = [
    ("ani@x.am", "Риск", "2025-04-14", "85"),
    ("nino@x.ge", "Mirror, analysis", "2025-04-15", "90"),
]


# Spreadsheets know no time zones.
HALF_PAST_TEN = dt.datetime(2025, 4, 14, 10, 30)


def table(content: bytes | str, **limits: int):
    return read_table(
        io.BytesIO(content.encode() if isinstance(content, str) else content), **limits
    )


def csv_of(delimiter: str, *rows: tuple[str, ...], end: str = "\r\n") -> str:
    return "".join(
        delimiter.join(f'"{cell}"' if "," in cell else cell for cell in row) + end for row in rows
    )


def book(*sheets: tuple[str, list[list[Any]]], hidden: tuple[str, ...] = ()) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if name in hidden:
            sheet.sheet_state = "hidden"
    output = io.BytesIO()
    made.save(output)
    return output.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_csv_is_read_as_the_programs_of_the_region_write_it(
    delimiter: str, encoding: str, end: str
):
    found = table(csv_of(delimiter, HEADER, *TWO, end=end).encode(encoding))
    assert found.header == HEADER
    assert found.rows == [Row(2, TWO[0]), Row(3, TWO[1])]


def test_a_delimiter_that_only_stands_in_cells_is_not_taken():
    found = table("Name;Score;Note\nAni;85,5;a, b, c\nNino;90,0;d\n")
    assert (found.header, found.rows[0].cells) == (
        ("Name", "Score", "Note"),
        ("Ani", "85,5", "a, b, c"),
    )


def test_a_first_line_that_names_the_delimiter_is_followed_and_counted():
    found = table("sep=;\r\nName;Score\r\nAni;85\r\n")
    assert (found.header, found.rows) == (("Name", "Score"), [Row(3, ("Ani", "85"))])


def test_rows_keep_the_number_their_program_shows():
    found = table('\nName,Note\n\n"Ani","two\nlines"\n,,\nNino,\n')
    assert found.rows == [Row(4, ("Ani", "two\nlines")), Row(6, ("Nino", ""))]


def test_a_single_column_is_a_table():
    assert table("E-mail\nani@x.am\n").rows == [Row(2, ("ani@x.am",))]


def test_short_rows_are_filled_up_and_long_ones_kept():
    found = table("a,b,c\n1\n1,2,3,4\n")
    assert [row.cells for row in found.rows] == [("1", "", ""), ("1", "2", "3", "4")]


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (85, "General", "85"),
        (85.0, "0.00", "85"),
        (85.5, "General", "85.5"),
        (0.1 + 0.2, "General", "0.3"),
        (0.855, "0.0%", "85.5%"),
        (5, '0"%"', "5"),
        (1e15, "General", "1000000000000000"),
        (-0.0, "General", "0"),
        (dt.date(2025, 4, 14), "yyyy-mm-dd", "2025-04-14"),
        (HALF_PAST_TEN, "General", "2025-04-14T10:30"),
        (dt.time(9, 5), "hh:mm", "09:05"),
        (True, "General", "TRUE"),
        (" ani@x.am\u00a0", "General", "ani@x.am"),
        ("=1+1", "General", ""),
        ("#N/A", "General", "#N/A"),
    ],
)
def test_cells_of_a_workbook_are_read_as_text(value: Any, form: str, text: str):
    made = openpyxl.Workbook()
    made.active.append(["Score", "End"])
    made.active.append([value, "."])
    made.active["A2"].number_format = (
        form if not isinstance(value, dt.datetime) else "yyyy-mm-dd hh:mm"
    )
    output = io.BytesIO()
    made.save(output)
    assert table(output.getvalue()).rows == [Row(2, (text, "."))]


def test_the_first_visible_sheet_that_holds_anything_is_read():
    content = book(
        ("Old", [["x"], ["y"]]),
        ("Cover", []),
        ("Scores", [[], ["Name"], [], ["Ani"]]),
        hidden=("Old",),
    )
    found = table(content)
    assert (found.header, found.rows) == (("Name",), [Row(4, ("Ani",))])


def test_what_this_house_writes_it_reads():
    made = workbook(
        [Sheet("s", [Column("Name"), Column("Day", "date")], [["=Ani", dt.date(2025, 4, 14)]])]
    )
    assert table(made).rows == [Row(2, ("=Ani", "2025-04-14"))]


def test_a_cell_has_an_address_that_its_program_shows():
    found = table("E-mail,Course,Date,Score\nani@x.am,Risk,,\n")
    address = found.address(found.rows[0], 2)
    assert (str(address), address.row, address.letter, address.name) == ("C2", 2, "C", "Date")
    assert found.address(found.rows[0], 9).name == ""


def test_a_column_is_found_whatever_its_case_and_punctuation():
    found = table("E-Mail ;Дата завершения;Score\nx;y;z\n")
    assert [found.find("email"), found.find("Date", "дата_завершения"), found.find("hours")] == [
        0,
        1,
        None,
    ]


@pytest.mark.parametrize(
    ("index", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (701, "ZZ"), (702, "AAA")]
)
def test_letters_of_columns(index: int, letter: str):
    assert column_letter(index) == letter


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\n\n;;\n", "empty"),
        (b"E-mail,Score\n", "no rows"),
        (hostile.PDF, "neither"),
        (hostile.png(), "neither"),
        (b"a,b\n1,\x00\n", "neither"),
        ("José;Müller".encode("cp1252"), "neither"),
        (b'a,b\n1,2\n3,"open\n', "row 3"),
        (b'a,b\n1,"2"x\n', "row 2"),
        (hostile.OLD_OFFICE, "old or protected"),
        (hostile.encrypted("xlsx"), "password"),
        (hostile.office("xlsx"), "empty"),
        (b"<html><table><tr><td>a</td></tr></table>", "neither"),
        (hostile.office("docx"), "damaged"),
        (hostile.zipped({"a.txt": b"a"}), "damaged"),
        (book(("s", [["a"], ["b"]]))[:-40], "damaged"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(content: bytes, reason: str):
    with pytest.raises(SheetUnreadableError, match=reason) as refused:
        table(content)
    assert str(refused.value) == refused.value.reason


@pytest.mark.parametrize(
    "made",
    [
        lambda: hostile.lying(200 * 1024 * 1024),
        lambda: hostile.office("xlsx", more={"xl/a.xml": bytes(200 * 1024 * 1024)}),
    ],
    ids=["a part that lies", "one large part"],
)
def test_a_workbook_that_unpacks_to_too_much_is_refused_with_the_reason(made: Callable[[], bytes]):
    test_what_cannot_be_read_is_refused_with_the_reason(made(), "unpacks")


def test_every_part_of_a_workbook_may_be_broken():
    whole = book(("s", [["a", "b"], ["1", "2"]]))
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for broken in parts:
        for content in (b"", b"<", b"<a/>", b"\xff" * 10):
            try:
                table(hostile.zipped({**parts, broken: content}))
            except SheetUnreadableError:
                continue


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_a_reason(content: bytes):
    reasons = []
    for start in (b"", b"PK\x03\x04", b"\xff\xfe"):
        try:
            assert table(start + content).rows
        except SheetUnreadableError as refused:
            reasons.append(refused.reason)
    assert all(reasons)


@pytest.mark.parametrize(
    "made",
    [lambda rows: csv_of(",", *rows).encode(), lambda rows: book(("s", rows))],
    ids=["csv", "xlsx"],
)
def test_rows_and_columns_have_limits(made):
    rows = [["a"], ["1"], ["2"]]
    assert len(table(made(rows), max_rows=2).rows) == 2
    with pytest.raises(SheetUnreadableError, match="more than 1 row"):
        table(made(rows), max_rows=1)
    wide = [["a", "b"], ["1", "2"], ["1", "2", "3"]]
    assert len(table(made(wide), max_columns=3).rows) == 2
    with pytest.raises(SheetUnreadableError, match="Row 3 has more than 2 columns"):
        table(made(wide), max_columns=2)


def sheet_xml(rows: str) -> bytes:
    """A workbook whose only sheet has this XML for its rows."""
    whole = book(("s", [["a"]]))
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    start = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    )
    parts["xl/worksheets/sheet1.xml"] = start + rows.encode() + b"</sheetData></worksheet>"
    return hostile.zipped(parts)


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="999999999999"><c r="A999999999999"><v>1</v></c></row>',
        '<row r="1"><c r="ZZZ1"><v>1</v></c></row>',
        "".join(f'<row r="{n}"><c r="XFD{n}"/></row>' for n in range(1, 20_000)),
    ],
    ids=["a row beyond every program", "a column far to the right", "empty cells far to the right"],
)
def test_a_small_file_cannot_ask_for_endless_work(rows: str):
    started = time.process_time()
    with pytest.raises(SheetUnreadableError):
        table(sheet_xml(rows))
    assert time.process_time() - started < 5


def test_twenty_thousand_rows_are_read_in_seconds():
    rows = [list(HEADER)] + [
        [f"a{number}@x.am", "Risk", dt.date(2025, 4, 14), number % 100] for number in range(20_000)
    ]
    content = book(("s", rows))
    started = time.process_time()
    assert len(table(content).rows) == 20_000
    assert time.process_time() - started < 10
