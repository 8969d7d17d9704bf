"""The same declarations come out of every format, with the columns of the schema."""

import datetime as dt

import polars as pl
import pytest
import xlsxwriter

from serai.declarations import (
    BadCellsError,
    FileUnreadableError,
    MappingError,
    Report,
    batches,
    read,
)
from serai.declarations.columns import SCHEMA

DECLARED = [column.name for column in SCHEMA.declared]
ROWS = {
    "declaration": ["001", "002", None],
    "date": [dt.date(2025, 1, 31), None, dt.date(2024, 2, 29)],
    "hs": ["0902300000", "851713", "8517"],
    "origin": ["CN", "ZZ", "KZ"],
    "container": [True, False, None],
    "net_mass": [1.5, 0.0, None],
}


@pytest.fixture
def frame():
    return pl.DataFrame(ROWS)


def saved(frame: pl.DataFrame, path):
    match path.suffix:
        case ".parquet":
            frame.write_parquet(path)
        case ".arrow":
            frame.write_ipc(path)
        case ".arrows":
            frame.write_ipc_stream(path)
        case ".csv":
            frame.write_csv(path)
        case ".xlsx":
            with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
                sheet = book.add_worksheet()
                sheet.write_row(0, 0, frame.columns)
                for number, row in enumerate(frame.rows(), start=1):
                    for column, value in enumerate(row):
                        if isinstance(value, str):
                            sheet.write_string(number, column, value)
                        elif value is not None:
                            sheet.write(number, column, value)
    return path


@pytest.mark.parametrize("ending", ["parquet", "arrow", "arrows", "csv", "xlsx"])
def test_every_format_gives_the_same(tmp_path, frame, ending):
    report = Report()
    found = read(saved(frame, tmp_path / f"file.{ending}"), report=report)
    assert found.columns == DECLARED
    assert found.schema == SCHEMA.polars
    assert found.select(frame.columns).equals(frame)
    assert found.select(pl.exclude(frame.columns)).null_count().row(0) == (3,) * (
        len(DECLARED) - len(ROWS)
    )
    assert (report.rows, report.set_aside, report.unknown_codes.count) == (3, 0, 1)
    (zz,) = report.unknown_codes.cells
    first = 1 if ending in ("parquet", "arrow", "arrows") else 2
    assert (zz.row, zz.column, zz.value) == (first + 1, "origin", "ZZ")


@pytest.mark.parametrize("ending", ["parquet", "arrow", "arrows", "csv", "xlsx"])
@pytest.mark.parametrize("rows", [1, 2, 3, 100])
def test_batches_are_the_whole_in_pieces(tmp_path, frame, ending, rows):
    path = saved(frame, tmp_path / f"file.{ending}")
    found = list(batches(path, rows=rows))
    assert all(1 <= len(batch) <= rows for batch in found)
    assert pl.concat(found).equals(read(path))


def test_columns_asks_for_some_in_that_order(tmp_path, frame):
    path = saved(frame, tmp_path / "file.parquet")
    assert read(path, columns=["origin", "hs"]).equals(frame.select("origin", "hs"))
    assert read(path, columns=["tax"]).to_dict(as_series=False) == {"tax": [None] * 3}
    with pytest.raises(ValueError, match="did you mean origin"):
        read(path, columns=["orgin"])


@pytest.mark.parametrize(
    ("header", "ours"),
    [
        ("origin", "origin"),
        ("Country of Origin", "origin"),
        ("34 Country of origin", "origin"),
        ("Box 34", "origin"),
        ("Графа 34", "origin"),
        ("Страна происхождения", "origin"),
        ("NET_MASS", "net_mass"),
    ],
)
def test_columns_are_known_by_their_names_and_boxes(written, header, ours):
    value = "1" if ours == "net_mass" else "CN"
    found = read(written("file.csv", f"{header}\n{value}\n"))
    assert found[ours].to_list() == [1.0 if ours == "net_mass" else "CN"]


def test_columns_nobody_knows_are_reported_with_what_was_meant(written):
    report = Report()
    path = written("file.csv", "hs,orgin,hs6,whatever,\n85,CN,851713,1,2\n")
    assert read(path, report=report)["origin"].to_list() == [None]
    assert {one.name: one.hint for one in report.ignored} == {
        "orgin": "did you mean origin?",
        "hs6": "it is derived from hs",
        "whatever": "",
    }


def test_without_any_known_column_nothing_is_read(written):
    with pytest.raises(MappingError, match="no column is known: “a”, “b”"):
        read(written("file.csv", "a,b\n1,2\n"))
    with pytest.raises(MappingError, match="are both “origin”"):
        read(written("file.csv", "origin,Box 34\nCN,CN\n"))


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet", "arrow", "feather", "xml"])
def test_empty_files_are_said_to_be_empty(written, ending):
    with pytest.raises(FileUnreadableError, match="empty"):
        read(written(f"file.{ending}", b""))


def test_a_header_alone_gives_no_rows(tmp_path, written):
    found = read(written("file.csv", "hs,origin\n"))
    assert found.schema == SCHEMA.polars
    assert not len(found)
    path = tmp_path / "file.parquet"
    pl.DataFrame(schema={"hs": pl.String}).write_parquet(path)
    assert [len(batch) for batch in batches(path)] == [0]


def test_what_cannot_be_opened_is_told(tmp_path, written):
    with pytest.raises(FileUnreadableError, match="No such file"):
        read(tmp_path / "missing.csv")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(FileUnreadableError, match="directory"):
        read(tmp_path / "folder.csv")
    with pytest.raises(FileUnreadableError, match=r"“.pdf” are not read. There are .parquet"):
        read(written("file.pdf", "x"))
    with pytest.raises(FileUnreadableError, match=r"Save the old Excel file as .xlsx"):
        read(written("file.xls", "x"))


@pytest.mark.parametrize(
    "options",
    [
        {"on_bad": "skip"},
        {"on_bad": "set_aside"},
        {"aside": "x.csv"},
        {"unknown_codes": "stop"},
        {"on_bad": "set_aside", "aside": "x.pdf"},
    ],
)
def test_options_that_make_no_sense_are_refused(written, options):
    with pytest.raises(ValueError, match=r"is one of|aside"):
        read(written("file.csv", "hs\n85\n"), **options)


def test_stop_lists_all_and_shows_the_first(written):
    path = written("file.csv", "hs,net_mass\n" + "85,x\n" * 30)
    with pytest.raises(BadCellsError) as caught:
        read(path)
    assert caught.value.count == len(caught.value.cells) == 30
    shown = str(caught.value)
    assert shown.startswith("30 bad cells:\n  file.csv, row 2, net_mass: 'x' is not a number")
    assert "… and 10 more" in shown


def test_batches_stop_at_the_first_bad_one(written):
    path = written("file.csv", "hs,net_mass\n85,1\n85,2\n85,x\n85,y\n85,z\n")
    stream = batches(path, rows=2)
    assert next(stream)["net_mass"].to_list() == [1, 2]
    with pytest.raises(BadCellsError) as caught:
        list(stream)
    assert [cell.value for cell in caught.value.cells] == ["x", "y"]


def test_unknown_codes_are_as_grave_as_the_caller_says(written):
    path = written("file.csv", "hs,origin\n85,ZZ\n851,CN\n")
    report = Report()
    assert len(read(path, report=report)) == 2
    assert [cell.value for cell in report.unknown_codes.cells] == ["851", "ZZ"]
    with pytest.raises(BadCellsError, match="ZZ' is no country of ISO 3166-1"):
        read(path, unknown_codes="bad")
    report = Report()
    read(path, unknown_codes="ignore", report=report)
    assert not report.unknown_codes


def test_what_was_found_is_logged_when_nobody_takes_the_report(written, caplog):
    read(written("file.csv", "hs,origin\n85,ZZ\n"))
    assert "'ZZ' is no country" in caplog.text
