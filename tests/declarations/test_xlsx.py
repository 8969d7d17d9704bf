"""Workbooks: typed cells, rows as the program numbers them, and containers that lie."""

import datetime as dt
import io
import zipfile

import pytest
import xlsxwriter

from serai.declarations import BadCellsError, FileUnreadableError, Report, read
from serai.declarations.mapping.file import parse
from serai.declarations.reading import xlsx_file


@pytest.fixture
def workbook(tmp_path):
    """Writes rows from a place on, and says where the file is."""

    def write(*rows, top=0, left=0, name="file.xlsx", sheets=("Sheet1",)):
        path = tmp_path / name
        with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
            for title in sheets:
                sheet = book.add_worksheet(title)
            for number, row in enumerate(rows, start=top):
                sheet.write_row(number, left, row)
        return path

    return write


def test_a_number_in_a_column_of_codes_is_reported(workbook):
    path = workbook(["office", "hs"], [7, "85"], ["007", "85"])
    with pytest.raises(BadCellsError) as caught:
        read(path)
    (cell,) = caught.value.cells
    assert (cell.row, cell.column, cell.value) == (2, "office", "7")
    assert "zeros in front of it may be lost" in cell.why
    found = read(path, parse("columns: {office: {to: office, width: 3}, hs: hs}"))
    assert found["office"].to_list() == ["007", "007"]


def test_a_column_may_mix_types(workbook):
    path = workbook(
        ["net_mass", "date"], [1, dt.date(2025, 1, 31)], ["1.5", "2025-02-28"], [True, 5]
    )
    with pytest.raises(BadCellsError) as caught:
        read(path)
    assert [(cell.row, cell.column, cell.value) for cell in caught.value.cells] == [
        (4, "net_mass", "True"),
        (4, "date", "5"),
    ]


def test_rows_are_numbered_as_the_program_shows_them(workbook):
    path = workbook(["hs", "net_mass"], ["85", 1], [None, None], ["85", "x"], top=4)
    with pytest.raises(BadCellsError) as caught:
        read(path)
    assert [cell.row for cell in caught.value.cells] == [8]


def test_the_first_sheet_that_holds_anything_or_the_one_named(workbook):
    path = workbook(["hs"], ["85"], sheets=("Cover", "Data"))
    assert read(path)["hs"].to_list() == ["85"]
    assert read(path, parse("sheet: Data\ncolumns: {hs: hs}"))["hs"].to_list() == ["85"]
    with pytest.raises(FileUnreadableError, match="no sheet “Date”; there is “Cover”, “Data”"):
        read(path, parse("sheet: Date\ncolumns: {hs: hs}"))


def test_a_value_right_of_the_table_is_bad(workbook):
    with pytest.raises(BadCellsError, match="right of the last column"):
        read(workbook(["hs"], ["85", "lost"]))


def test_a_table_may_begin_further_right(workbook):
    report = Report()
    assert read(workbook(["hs"], ["85"], left=2), report=report)["hs"].to_list() == ["85"]
    assert report.ignored == []


def test_errors_of_formulas_are_bad_in_any_column(workbook):
    with pytest.raises(BadCellsError, match="is an error of a formula"):
        read(workbook(["origin"], ["#N/A"]))


def test_formulas_without_values_are_refused(tmp_path):
    path = tmp_path / "file.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write("A1", "net_mass")
        sheet.write_formula("A2", "=1+1", value=2)
    assert read(path)["net_mass"].to_list() == [2]
    changed(path, lambda part: part.replace(b"<v>2</v>", b""))
    with pytest.raises(FileUnreadableError, match="formulas without their values"):
        read(path)


def changed(path, change):
    """The same workbook with its parts changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, change(part))


@pytest.mark.parametrize("spread", [b"<!DOCTYPE x>", b'<!ENTITY a "b">'])
def test_entities_are_refused(workbook, spread):
    path = workbook(["hs"], ["85"])
    changed(path, lambda part: part.replace(b"<worksheet ", spread + b"<worksheet "))
    with pytest.raises(FileUnreadableError, match="declares entities"):
        read(path)


def test_bombs_are_refused_before_they_are_unpacked(workbook, monkeypatch):
    path = workbook(["hs"], ["85"])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/bomb.bin", bytes(20 * 1024 * 1024))
    monkeypatch.setattr(xlsx_file, "UNPACKED", 1)
    with (
        pytest.raises(FileUnreadableError, match="larger than 10 MB"),
        xlsx_file.opened(path, limit=10 * 1024 * 1024),
    ):
        pass


def test_a_container_that_lies_about_its_size_is_refused(workbook):
    path = workbook(["hs"], ["85"])
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    small = (size - 10).to_bytes(4, "little")
    path.write_bytes(bytes(content).replace(size.to_bytes(4, "little"), small))
    with pytest.raises(FileUnreadableError):
        read(path)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"PK\x03\x04 and no more", "no workbook"),
        (b"plain text", "no workbook"),
        (xlsx_file.OLD_EXCEL + bytes(100), "old or protected"),
    ],
)
def test_what_is_no_workbook_is_told(written, content, why):
    with pytest.raises(FileUnreadableError, match=why):
        read(written("file.xlsx", content))


@pytest.mark.parametrize("number", [b"1048577", b"1e+308"])
def test_a_row_beyond_the_last_is_refused_and_not_counted_up_to(workbook, number):
    path = workbook(["hs"], ["85"])
    changed(path, lambda part: part.replace(b'<row r="2"', b'<row r="' + number + b'"'))
    with pytest.raises(FileUnreadableError, match="beyond 1,048,576"):
        read(path)


def test_a_part_in_an_unknown_encoding_is_told(workbook):
    path = workbook(["hs"], ["85"])
    changed(path, lambda part: part.replace(b'encoding="UTF-8"', b'encoding="UTF-99"'))
    with pytest.raises(FileUnreadableError, match="no workbook, or a damaged one"):
        read(path)
