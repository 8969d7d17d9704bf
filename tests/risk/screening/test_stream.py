"""A file is screened part by part as it would be at once, whatever its form and its row groups."""

import datetime as dt
import math

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from serai.declarations import BadCellsError, FileUnreadableError, Report, kcs
from serai.declarations.columns import SCHEMA
from serai.risk.language.parse import parse
from serai.risk.profiles import Lane, Profile
from serai.risk.screening import stream
from serai.risk.screening.screen import compile_profiles

TODAY = dt.date(2021, 7, 1)
STRING = pa.string()
CONDITIONS = (
    'hs starts with ("85", "90") and unit_price < 100',
    'origin = "CN" and not dispatch = "CN"',
    "net_mass is missing",
    "tax_rate > 8 or price > 1000000",
    "date >= today - 100 days",
    'declarant is missing and transport in ("4", "3")',
)
SCREEN = compile_profiles(
    Profile(f"P{number}", "", "1", Lane.RED, 1.0, parse(text))
    for number, text in enumerate(CONDITIONS)
)


@pytest.fixture(scope="module")
def frame():
    """2,000 rows in the schema's form; an empty mass now and then."""
    declared = [column.name for column in SCHEMA.declared]
    mass = pl.when(pl.int_range(pl.len()) % 7 > 0).then(pl.col("net_mass"))
    return kcs.load("test").head(2000).select(declared).with_columns(mass.alias("net_mass"))


def written(frame, path, *, group=2000, kind=STRING):
    """As Parquet with strings of one type."""
    table = frame.to_arrow()
    texts = (pa.large_string(), pa.string_view(), pa.string())
    fields = [field.with_type(kind) if field.type in texts else field for field in table.schema]
    pq.write_table(table.cast(pa.schema(fields)), path, row_group_size=group)
    return path


def hits(parts) -> list[list[str]]:
    return [part.hits[row] for part in parts for row in range(len(part))]


def wanted(frame) -> list[list[str]]:
    whole = SCREEN(frame, today=TODAY)
    return [whole[row] for row in range(len(whole))]


@pytest.mark.parametrize("group", [2000, 700, 64, 1999])
@pytest.mark.parametrize("rows", [131_072, 512, 100])
def test_parts_are_the_whole_whatever_the_row_groups(frame, tmp_path, group, rows):
    path = written(frame, tmp_path / "d.parquet", group=group)
    parts = list(stream.parts(path, SCREEN, today=TODAY, rows=rows))
    assert hits(parts) == wanted(frame)
    assert max(map(len, parts)) <= rows
    assert [part.first for part in parts] == [
        sum(map(len, parts[:n])) for n in range(len(parts))
    ]  # no row lost or doubled


@pytest.mark.parametrize(
    "kind", [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), "utf8")]
)
def test_strings_of_every_form_are_read(frame, tmp_path, kind):
    path = written(frame, tmp_path / "d.parquet", kind=kind)
    assert hits(stream.parts(path, SCREEN, today=TODAY)) == wanted(frame)


def test_only_columns_that_are_asked_for_are_read(frame, tmp_path):
    path = written(frame, tmp_path / "d.parquet")
    (part,) = stream.parts(path, SCREEN, today=TODAY)
    assert set(part.batch.column_names) == {"declaration", *stream.columns_of(SCREEN)}
    assert {"net_mass", "price", "hs", "dispatch"} <= set(stream.columns_of(SCREEN))
    assert "consignor" not in stream.columns_of(SCREEN)


@pytest.mark.parametrize("skip", [0, 1, 63, 64, 700, 1999, 2000, 5000])
@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_rows_at_the_beginning_can_be_passed_over(frame, tmp_path, skip, form):
    path = tmp_path / f"d.{form}"
    if form == "csv":
        frame.write_csv(path)
    else:
        written(frame, path, group=64)
    parts = list(stream.parts(path, SCREEN, today=TODAY, skip=skip, rows=300))
    assert hits(parts) == wanted(frame)[skip:]
    assert [part.first for part in parts][:1] == [skip][: len(parts)]


def test_a_file_that_needs_a_mapping_is_read_by_it():
    from importlib.resources import as_file, files

    with as_file(files(kcs).joinpath("test.parquet")) as path:
        parts = list(stream.parts(path, SCREEN, today=TODAY, mapping="kcs", rows=1000))
    assert hits(parts) == wanted(kcs.load("test"))


@pytest.mark.parametrize(
    ("column", "cell", "meant"),
    [
        ("hs", " 8517130000 ", "8517130000"),
        ("origin", "", None),
        ("net_mass", math.nan, None),
        ("net_mass", math.inf, math.inf),
    ],
)
def test_cells_are_taken_as_the_readers_take_them(frame, tmp_path, column, cell, meant):
    kind = frame.schema[column]
    there = pl.int_range(pl.len()) == 1234
    as_it_came, as_meant = (
        frame.with_columns(
            pl.when(there).then(pl.lit(one, kind)).otherwise(pl.col(column)).alias(column)
        )
        for one in (cell, meant)
    )
    path = written(as_it_came, tmp_path / "d.parquet", group=500)
    assert hits(stream.parts(path, SCREEN, today=TODAY, rows=128)) == wanted(as_meant)


def test_a_bad_cell_stops_with_its_place(frame, tmp_path):
    mass = pl.when(pl.int_range(pl.len()) == 1234).then(-1.0).otherwise(pl.col("net_mass"))
    path = written(frame.with_columns(mass.alias("net_mass")), tmp_path / "d.parquet", group=500)
    with pytest.raises(BadCellsError) as refused:
        list(stream.parts(path, SCREEN, today=TODAY, rows=128))
    (cell,) = refused.value.cells
    assert (cell.file, cell.row, cell.column) == ("d.parquet", 1235, "net_mass")


def test_bad_rows_can_be_set_aside(frame, tmp_path):
    mass = pl.when(pl.int_range(pl.len()) == 1234).then(-1.0).otherwise(pl.col("net_mass"))
    path = written(frame.with_columns(mass.alias("net_mass")), tmp_path / "d.parquet")
    report = Report()
    parts = stream.parts(
        path, SCREEN, today=TODAY, on_bad="set_aside", aside=tmp_path / "a.csv", report=report
    )
    rows = wanted(frame)
    assert hits(parts) == rows[:1234] + rows[1235:]
    assert (report.rows, report.set_aside) == (1999, 1)


def test_a_column_of_another_type_takes_the_readers_way(frame, tmp_path):
    table = frame.with_columns(pl.col("date").cast(pl.String), pl.col("net_mass").cast(pl.String))
    path = written(table, tmp_path / "d.parquet")
    assert hits(stream.parts(path, SCREEN, today=TODAY)) == wanted(frame)


def test_a_file_without_rows_has_no_parts(frame, tmp_path):
    path = written(frame.head(0), tmp_path / "d.parquet")
    assert list(stream.parts(path, SCREEN, today=TODAY)) == []


def test_a_file_cut_short_is_told(frame, tmp_path):
    path = written(frame, tmp_path / "d.parquet", group=100)
    whole = path.read_bytes()
    path.write_bytes(whole[:-100])
    with pytest.raises(FileUnreadableError, match="no whole Parquet file"):
        list(stream.parts(path, SCREEN, today=TODAY))
    path.write_bytes(whole[:2000] + bytes(3000) + whole[5000:])
    with pytest.raises(FileUnreadableError, match="no whole Parquet file"):
        list(stream.parts(path, SCREEN, today=TODAY))


def test_who_stops_listening_leaves_no_thread_behind(frame, tmp_path):
    import threading

    path = written(frame, tmp_path / "d.parquet", group=64)
    before = threading.active_count()
    parts = stream.parts(path, SCREEN, today=TODAY, rows=64)
    next(parts)
    parts.close()
    assert threading.active_count() == before


@pytest.mark.parametrize("form", ["parquet", "csv"])
@pytest.mark.parametrize(("skip", "until"), [(0, 0), (0, 1), (63, 64), (700, 1500), (5, 5), (9, 3)])
def test_rows_after_a_place_are_left_alone(frame, tmp_path, skip, until, form):
    path = tmp_path / f"d.{form}"
    if form == "csv":
        frame.write_csv(path)
    else:
        written(frame, path, group=64)
    parts = list(stream.parts(path, SCREEN, today=TODAY, skip=skip, until=until, rows=300))
    assert hits(parts) == wanted(frame)[skip : max(until, skip)]
