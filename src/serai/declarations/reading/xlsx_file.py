"""XLSX, row by row. The container is measured first: a workbook that lies about its size is refused."""

import copy
import datetime as dt
import itertools
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

from serai.declarations.errors import FileUnreadableError
from serai.declarations.reading.table import COLUMNS, Cells, Chunk, Table

UNPACKED = 1024 * 1024 * 1024
"""Bytes of a workbook's parts together: twice what a full sheet of declarations takes."""
SHARED = 256 * 1024 * 1024
"""Bytes of its shared texts, which are held in memory."""
ENTRIES = 5_000
LAST_ROW = 1_048_576
PIECE = 256 * 1024
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DECLARES = (
    b"<!DOCTYPE",
    b"<!ENTITY",
    "<!DOCTYPE".encode("utf-16-le"),
    "<!DOCTYPE".encode("utf-16-be"),
)
UNCALCULATED = re.compile(rb"(</f>|<f/>|<f [^>]*/>)(<v/>|<v></v>)?</c>")
BROKEN = (
    LookupError, ValueError, TypeError, AttributeError, SyntaxError, EOFError, OSError,
    NotImplementedError, OverflowError, RecursionError, AssertionError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""What openpyxl and zipfile raise on parts that are missing or make no sense."""


@contextmanager
def opened(path: Path, *, sheet: str = "", limit: int = UNPACKED) -> Iterator[Table]:
    """A sheet as a table: the one named, else the first that holds anything.

    `limit` is in bytes unpacked. Raises FileUnreadableError, also while its chunks are read.
    """
    _measure(path, limit)
    book = _book(path)
    try:
        rows = _first_filled(path, book, sheet)
        _, first = next(rows)
        header = tuple("" if cell is None else str(cell).strip() for cell in first)
        while header and not header[-1]:
            header = header[:-1]

        def chunks(columns: Sequence[str], size: int) -> Iterator[Chunk]:
            return _chunks(rows, header, columns, size)

        yield Table(header, chunks)
    finally:
        book.close()


def _book(path: Path) -> Any:
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and extensions that say nothing of the cells
            return openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except BROKEN as broken:
        raise _damaged(path, broken) from None


def _first_filled(path: Path, book: Any, name: str) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """The rows of the sheet, without those that are empty."""
    sheets = [one for one in book.worksheets if not name or one.title == name]
    if not sheets:
        there = ", ".join(f"“{one.title}”" for one in book.worksheets) or "no sheet"
        raise FileUnreadableError(path, f"it has no sheet “{name}”; there is {there}.")
    for sheet in sheets:
        rows = _rows(path, sheet)
        first = next(rows, None)
        if first is not None:
            return itertools.chain([first], rows)
    raise FileUnreadableError(path, "the file is empty.")


def _rows(path: Path, sheet: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
    try:
        sheet.reset_dimensions()
        # Programs that write workbooks may get the dimension wrong: rows are counted, not believed.
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            if number > LAST_ROW:
                # openpyxl makes up the rows between; a row said to be number 1e308 has no end.
                raise FileUnreadableError(path, f"it has a row beyond {LAST_ROW:,}.")
            if len(cells) > COLUMNS and any(cell is not None for cell in cells[COLUMNS:]):
                raise FileUnreadableError(path, f"row {number} has more than {COLUMNS} columns.")
            kept = cells[:COLUMNS]
            if any(cell is not None and cell != "" for cell in kept):
                yield number, kept
    except BROKEN as broken:
        raise _damaged(path, broken) from None


def _chunks(
    rows: Iterator[tuple[int, tuple[Any, ...]]],
    header: tuple[str, ...],
    columns: Sequence[str],
    size: int,
) -> Iterator[Chunk]:
    width = len(header)
    while batch := list(itertools.islice(rows, size)):
        ragged = {
            place: f"has a value right of the last column, {cells[width:]!r:.60}"
            for place, (_, cells) in enumerate(batch)
            if any(cell is not None for cell in cells[width:])
        }
        cells = {
            name: split_by_type([_cell(row, header.index(name)) for _, row in batch])
            for name in columns
        }
        yield Chunk(pl.Series([number for number, _ in batch], dtype=pl.Int64), cells, ragged)


def _cell(row: tuple[Any, ...], place: int) -> Any:
    return row[place] if place < len(row) else None


def split_by_type(values: Sequence[Any]) -> Cells:
    """One series for each type the cells have; one of nothing where all are empty."""
    parts = []
    texts = [value if isinstance(value, str) else None for value in values]
    flags = [value if isinstance(value, bool) else None for value in values]
    numbers = [
        float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
        for value in values
    ]
    days = [_day(value) for value in values]
    for cells, kind in (
        (texts, pl.String),
        (numbers, pl.Float64),
        (days, pl.Date),
        (flags, pl.Boolean),
    ):
        if any(cell is not None for cell in cells):
            parts.append(pl.Series(cells, dtype=kind))
    others = [str(value) if isinstance(value, dt.time | dt.timedelta) else None for value in values]
    if any(other is not None for other in others):
        # A time of day is no value of a declaration; as text it is refused where it matters.
        parts.append(pl.Series(others, dtype=pl.String))
    return tuple(parts) or (pl.Series([None] * len(values), dtype=pl.Null),)


def _day(value: Any) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, dt.date) else None


def _measure(path: Path, limit: int) -> None:
    """Unpack every part in pieces, keeping nothing. The sizes a container declares may lie."""
    with path.open("rb") as file:
        if file.read(8) == OLD_EXCEL:
            raise FileUnreadableError(
                path,
                "this is an old or protected Excel file.",
                "Save it as .xlsx without a password.",
            )
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if len(entries) > ENTRIES:
                raise FileUnreadableError(path, "it has too many parts for a workbook.")
            left = limit
            for entry in entries:
                left -= _size(path, archive, entry, left, limit)
    except BROKEN as broken:
        raise _damaged(path, broken) from None


def _size(
    path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int, limit: int
) -> int:
    """How many bytes an entry really holds."""
    if entry.flag_bits & 1:
        raise FileUnreadableError(path, "it is protected by a password.")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise FileUnreadableError(path, "it is packed in a way no spreadsheet program uses.")
    name = entry.filename.lower()
    most = min(left, SHARED) if name.endswith("sharedstrings.xml") else left
    unbounded = copy.copy(entry)
    # zipfile stops at the declared size; the copy lets it read on, so that a lie shows.
    unbounded.file_size = most + PIECE
    size, tail = 0, b""
    with archive.open(unbounded) as content:
        while piece := content.read(PIECE):
            size += len(piece)
            if size > most:
                raise FileUnreadableError(
                    path, f"unpacked it is larger than {limit // 1024 // 1024} MB.", "Split it."
                )
            seen = tail + piece
            if name.endswith((".xml", ".rels")):
                _look(path, name, seen)
            tail = seen[-200:]
    if size != entry.file_size:
        raise FileUnreadableError(path, f"its part {entry.filename} is not as large as it says.")
    return size


def _look(path: Path, name: str, seen: bytes) -> None:
    """Refuse entities, and formulas whose values were never calculated."""
    if any(mark in seen for mark in DECLARES):
        raise FileUnreadableError(path, f"its part {name} declares entities of its own.")
    if "worksheets/" in name and UNCALCULATED.search(seen):
        raise FileUnreadableError(
            path,
            "it holds formulas without their values.",
            "Open it in a spreadsheet program and save it.",
        )


def _damaged(path: Path, broken: BaseException) -> FileUnreadableError:
    """The cause is not shown: openpyxl's words help nobody who has the file."""
    if isinstance(broken, FileUnreadableError):
        return broken
    return FileUnreadableError(
        path, "it is no workbook, or a damaged one.", "Open it and save it again as .xlsx."
    )
