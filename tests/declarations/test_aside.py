"""Rows set aside come with where they stood and why, and can be read again once put right."""

import csv

import openpyxl
import polars as pl
import pytest

from serai.declarations import Report, read

TABLE = "hs,net_mass,origin,note\n85,1,CN,a\n007,x,CN,=1+1\n85,-1,ZZ,\n85,2\n85,3,KZ,b\n"
EXPECTED = [
    ("file", "row", "why", "hs", "net_mass", "origin", "note"),
    ("file.csv", "3", "net_mass: 'x' is not a number", "007", "x", "CN", "=1+1"),
    ("file.csv", "4", "net_mass: '-1' is below 0", "85", "-1", "ZZ", ""),
    ("file.csv", "5", "has 2 cells, but there are 4 columns", "85", "2", "", ""),
]


def rows_of(path):
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [tuple(row) for row in csv.reader(file)]
    sheet = openpyxl.load_workbook(path).active
    return [tuple(cell or "" for cell in row) for row in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_bad_rows_go_there_and_good_ones_on(written, tmp_path, ending):
    aside, report = tmp_path / f"aside.{ending}", Report()
    found = read(
        written("file.csv", TABLE),
        on_bad="set_aside",
        aside=aside,
        report=report,
        columns=["net_mass"],
    )
    assert found["net_mass"].to_list() == [1, 3]
    assert (report.rows, report.set_aside, report.bad.count) == (2, 3, 3)
    assert rows_of(aside) == EXPECTED


def test_codes_of_rows_set_aside_are_not_reported_twice(written, tmp_path):
    report = Report()
    path = written("file.csv", TABLE)
    read(path, on_bad="set_aside", aside=tmp_path / "aside.csv", report=report)
    assert report.unknown_codes.count == 0


def test_they_can_be_read_again(written, tmp_path):
    aside = tmp_path / "aside.csv"
    read(written("file.csv", TABLE), on_bad="set_aside", aside=aside)
    corrected = aside.read_text("utf-8-sig").replace(",x,", ",5,").replace(",-1,", ",1,")
    again = written("again.csv", corrected.replace("85,2,,", "85,2,KZ,"))
    assert read(again)["net_mass"].to_list() == [5, 1, 2]


def test_without_bad_rows_an_earlier_file_is_emptied(written, tmp_path):
    aside = tmp_path / "aside.csv"
    aside.write_text("of yesterday")
    read(written("file.csv", "hs\n85\n"), on_bad="set_aside", aside=aside)
    assert rows_of(aside) == [("file", "row", "why", "hs")]


def test_cells_keep_their_look(tmp_path):
    path, aside = tmp_path / "file.parquet", tmp_path / "aside.csv"
    pl.DataFrame({"office": [7.0, 7.5], "net_mass": [1.0, None]}).write_parquet(path)
    read(path, on_bad="set_aside", aside=aside)
    assert [row[3:] for row in rows_of(aside)] == [("office", "net_mass"), ("7", "1"), ("7.5", "")]
