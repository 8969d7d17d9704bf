"""Whatever bytes come: declarations, or one of our refusals; never another error, never a hang."""

import io
import zipfile
from functools import cache

import polars as pl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from serai.declarations import DeclarationsError, Report, read
from tests.declarations.test_sad_xml import SAD

ENDINGS = ("csv", "tsv", "xlsx", "parquet", "arrow", "arrows", "xml")
CSV = 'hs,origin,net_mass,date,"description"\n0902,CN,1.5,2025-01-31,"tea, green"\n85,ZZ,,,x\n'
CALM = settings(deadline=5_000, suppress_health_check=[HealthCheck.too_slow])


@cache
def good(ending: str) -> bytes:
    """A whole file of that format."""
    frame = pl.read_csv(CSV.encode(), infer_schema=False)
    out = io.BytesIO()
    match ending:
        case "csv" | "tsv":
            return CSV.encode()
        case "xml":
            return SAD.encode()
        case "parquet":
            frame.write_parquet(out, compression="snappy")
        case "arrow":
            frame.write_ipc(out)
        case "arrows":
            frame.write_ipc_stream(out)
        case "xlsx":
            with xlsxwriter.Workbook(out) as book:
                sheet = book.add_worksheet()
                for number, row in enumerate([frame.columns, *frame.rows()]):
                    sheet.write_row(number, 0, row)
    return out.getvalue()


def is_read_or_refused(folder, ending: str, content: bytes) -> None:
    path = folder / f"file.{ending}"
    path.write_bytes(content)
    try:
        read(path, on_bad="set_aside", aside=folder / "aside.csv", report=Report())
    except DeclarationsError as refused:
        str(refused)  # the words can be made, too


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzz")


@pytest.mark.parametrize("ending", ENDINGS)
@CALM
@given(content=st.binary(max_size=2_000))
def test_random_bytes(folder, ending, content):
    is_read_or_refused(folder, ending, content)


@pytest.mark.parametrize("ending", ENDINGS)
@CALM
@given(data=st.data())
def test_whole_files_with_bytes_changed(folder, ending, data):
    content = bytearray(good(ending))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        piece = data.draw(st.binary(max_size=8))
        content[at : at + data.draw(st.integers(0, 8))] = piece
        if not content:
            break
    is_read_or_refused(folder, ending, bytes(content))


@CALM
@given(data=st.data())
def test_workbooks_with_their_parts_changed(folder, data):
    """Behind the checksums of the container, where random bytes seldom come."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good("xlsx"))) as old, zipfile.ZipFile(out, "w") as new:
        names = old.namelist()
        chosen = data.draw(st.sampled_from(names))
        for name in names:
            part = bytearray(old.read(name))
            if name == chosen:
                at = data.draw(st.integers(0, len(part)))
                part[at : at + data.draw(st.integers(0, 20))] = data.draw(st.binary(max_size=20))
            new.writestr(name, bytes(part))
    is_read_or_refused(folder, "xlsx", out.getvalue())


@CALM
@given(
    rows=st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), max_size=4)
    ),
    delimiter=st.sampled_from(",;\t|"),
)
def test_tables_of_any_text(folder, rows, delimiter):
    text = "\n".join(["hs,net_mass,date".replace(",", delimiter), *map(delimiter.join, rows)])
    is_read_or_refused(folder, "csv", text.encode())
