"""Result files: a row for each declaration, in Parquet, CSV or XLSX."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Protocol, cast

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from serai.risk.runs.atomic import replaced
from serai.risk.screening.stream import Part

FORMATS = ("parquet", "csv", "xlsx")
MOST_ROWS = 1_000_000
"""Of one result file: a sheet holds 1,048,575 below its header."""

CELL_LENGTH = 32_767
"""Signs of the longest text in a cell of a workbook."""

type Reasons = Callable[[Part], list[str]]
"""In words why each declaration of a part was hit; empty where it was not."""


def split(part: Part, rows: int) -> tuple[Part, Part | None]:
    """At most the first `rows`, and what is left."""
    if len(part) <= rows:
        return part, None
    return _slice(part, 0, rows), _slice(part, rows, len(part))


def _slice(part: Part, begin: int, end: int) -> Part:
    ends = part.hits.offsets[begin : end + 1]
    hits = replace(
        part.hits, offsets=ends - ends[0], profiles=part.hits.profiles[ends[0] : ends[-1]]
    )
    return Part(part.first + begin, part.batch[begin:end], hits)


def table_of(part: Part, reasons: Reasons | None = None) -> pa.Table:
    """`row` in the file from 1, `declaration`, `lane`, `score`, `profiles`, and `reasons` if asked for."""
    made = part.hits.to_arrow()
    rows = pa.array(np.arange(part.first + 1, part.first + 1 + len(part)))
    columns = {
        "row": rows,
        "declaration": _declarations(part),
        "lane": made["lane"],
        "score": made["score"],
        "profiles": made["profiles"],
    }
    if reasons:
        columns["reasons"] = pa.array(reasons(part), pa.string())
    return pa.table(columns)


def _declarations(part: Part) -> pa.ChunkedArray | pa.Array:
    if isinstance(part.batch, pl.DataFrame):
        return part.batch["declaration"].to_arrow().cast(pa.large_string())
    if "declaration" not in part.batch.schema.names:
        return pa.nulls(len(part), pa.large_string())
    return part.batch["declaration"].cast(pa.large_string())


class ResultFile:
    """One result file while it is written. It has its name only when it is whole."""

    def __init__(self, path: Path) -> None:
        self.rows = 0
        self._open = ExitStack()
        try:
            writer = WRITERS[path.suffix](self._open.enter_context(replaced(path)))
            self._write = writer.write
            self._open.callback(writer.close)
        except BaseException:
            self.drop()
            raise

    def write(self, table: pa.Table) -> None:
        """Add rows."""
        self._write(table)
        self.rows += len(table)

    def finish(self) -> None:
        """Give it its name."""
        self._open.close()

    def drop(self) -> None:
        """Leave nothing of it."""
        try:
            self._open.__exit__(_Dropped, _Dropped(), None)
        except _Dropped:
            pass


class _Dropped(Exception):  # noqa: N818 - no error: it unwinds what is open
    """A result file is not wanted any more."""


class _Writer(Protocol):
    def write(self, table: pa.Table) -> None: ...
    def close(self) -> None: ...


class _Parquet:
    """Lists of profiles are lists of texts for whoever reads them."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: pq.ParquetWriter | None = None

    def write(self, table: pa.Table) -> None:
        if self._writer is None:
            self._writer = pq.ParquetWriter(
                self._path,
                table.schema,
                compression="zstd",
                store_schema=False,
                use_dictionary=["lane", "score", "profiles.list.element"],
                column_encoding={"row": "DELTA_BINARY_PACKED"},
                write_statistics=["row", "lane", "score"],
            )
        self._writer.write_table(table)

    def close(self) -> None:
        if self._writer:
            self._writer.close()


class _Csv:
    """UTF-8 with a mark, so that Excel shows every script; profiles with spaces between."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._header = True

    def write(self, table: pa.Table) -> None:
        _flat(table).write_csv(
            self._file, include_header=self._header, include_bom=self._header, float_precision=None
        )
        self._header = False

    def close(self) -> None:
        self._file.close()


class _Xlsx:
    """Every code stays a text; nothing is a formula."""

    def __init__(self, path: Path) -> None:
        import xlsxwriter

        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self._book = xlsxwriter.Workbook(str(path), options)
        self._sheet = self._book.add_worksheet("Results")
        self._sheet.freeze_panes(1, 0)
        self._next = 0

    def write(self, table: pa.Table) -> None:
        frame = _flat(table)
        if not self._next:
            self._sheet.write_row(0, 0, frame.columns)
            self._next = 1
        for row in frame.iter_rows():
            self._sheet.write_row(self._next, 0, [_cell(value) for value in row])
            self._next += 1

    def close(self) -> None:
        self._book.close()


def _cell(value: str | float | None) -> str | float:
    """What a cell of a workbook holds: a longer text would be left out as a whole."""
    if isinstance(value, str):
        return value if len(value) <= CELL_LENGTH else value[: CELL_LENGTH - 1] + "…"
    return "" if value is None else value


def _flat(table: pa.Table) -> pl.DataFrame:
    frame = cast("pl.DataFrame", pl.from_arrow(table))
    return frame.with_columns(
        pl.col("lane").cast(pl.String),
        pl.col("profiles").cast(pl.List(pl.String)).list.join(" "),
    )


WRITERS: dict[str, Callable[[Path], _Writer]] = {
    ".parquet": _Parquet,
    ".csv": _Csv,
    ".xlsx": _Xlsx,
}
