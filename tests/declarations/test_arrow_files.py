"""Parquet and Arrow: damaged files, types as programs write them, memory that does not grow."""

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from serai.declarations import BadCellsError, FileUnreadableError, batches, read


@pytest.mark.parametrize("ending", ["parquet", "arrow", "arrows"])
@pytest.mark.parametrize("kept", [0.05, 0.5, 0.9, 0.999])
def test_a_file_that_was_cut_off_is_told(tmp_path, ending, kept):
    path = tmp_path / f"file.{ending}"
    frame = pl.DataFrame({"hs": [f"{number:06}" for number in range(50_000)]})
    {
        "parquet": frame.write_parquet,
        "arrow": frame.write_ipc,
        "arrows": frame.write_ipc_stream,
    }[ending](path)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    with pytest.raises(FileUnreadableError, match=r"no whole (Parquet|Arrow) file"):
        read(path)


def test_types_as_other_programs_write_them(tmp_path):
    path = tmp_path / "file.parquet"
    pq.write_table(
        pa.table(
            {
                "hs": pa.array(["85", "90"]).dictionary_encode(),
                "origin": pa.array(["CN", None], pa.large_string()),
                "net_mass": pa.array([1, None], pa.int32()),
                "date": pa.array([0, 86_400_000], pa.timestamp("ms", "Asia/Tashkent")),
            }
        ),
        path,
    )
    found = read(path)
    assert found["hs"].to_list() == ["85", "90"]
    assert found["origin"].to_list() == ["CN", None]
    assert found["net_mass"].to_list() == [1.0, None]
    assert [str(day) for day in found["date"]] == ["1970-01-01", "1970-01-02"]


def test_names_with_points_are_names(tmp_path):
    path = tmp_path / "file.parquet"
    pl.DataFrame({"Box 34.": ["CN"], "box.33": ["85"]}).write_parquet(path)
    found = read(path)
    assert (found["origin"].to_list(), found["hs"].to_list()) == (["CN"], ["85"])


def test_rows_are_counted_over_row_groups(tmp_path):
    path = tmp_path / "file.parquet"
    values = [*range(99), -1]
    pl.DataFrame({"net_mass": values}).write_parquet(path, row_group_size=10)
    with pytest.raises(BadCellsError) as caught:
        list(batches(path, rows=7))
    assert [(cell.row, cell.value) for cell in caught.value.cells] == [(100, "-1")]


def test_memory_does_not_grow_with_the_file(tmp_path):
    path = tmp_path / "file.parquet"
    table = pa.table({"description": ["x" * 1000] * 1000})
    with pq.ParquetWriter(path, table.schema, use_dictionary=False) as writer:
        for _ in range(100):
            writer.write_table(table)
    before, most = pa.total_allocated_bytes(), 0
    for _ in batches(path, rows=500):
        most = max(most, pa.total_allocated_bytes() - before)
    assert most < 20_000_000 < 100 * table.nbytes


@pytest.mark.parametrize(
    ("column", "shown", "why"),
    [
        (pa.array([[1, 2]]), "[1, 2]", "of a type that no column"),
        (pa.array([b"x"]), "b'x'", "of a type that no column"),
        (pa.array([3_000_000], pa.date32()), "3000000", "is no day of the years"),
        (pa.array([2**62], pa.timestamp("ms")), str(2**62), "is no day of the years"),
        (pa.array([2**31 - 1], pa.date32()), str(2**31 - 1), "is no day of the years"),
        (pa.array([1], pa.time32("s")), "00:00:01", "of a type that no column"),
    ],
)
def test_cells_that_are_no_day(tmp_path, column, shown, why):
    path = tmp_path / "file.parquet"
    pq.write_table(pa.table({"date": column}), path)
    with pytest.raises(BadCellsError) as caught:
        read(path)
    (cell,) = caught.value.cells
    assert (cell.value, why in cell.why) == (shown, True)


def test_what_stands_under_a_missing_text_is_never_looked_at(tmp_path):
    """A view of 200 characters in the buffer −1: valid Arrow, as the cell is missing."""
    path = tmp_path / "file.arrow"
    views = pa.py_buffer(b"\xc8\0\0\0abcd\xff\xff\xff\xff\0\0\0\0" + b"\x02\0\0\0CN" + bytes(10))
    column = pa.Array.from_buffers(pa.string_view(), 2, [pa.py_buffer(b"\x02"), views])
    table = pa.table({"origin": column})
    with pa.ipc.new_file(path, table.schema) as file:
        file.write_table(table)
    assert read(path)["origin"].to_list() == [None, "CN"]
