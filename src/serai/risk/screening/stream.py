"""A file of any size, screened part by part while the next is read.

Parquet whose columns have the schema's types is read by row groups with its strings as dictionaries,
so that each distinct value is looked up once; a row group that is too large comes in pieces. Every
part is looked over first: one with a cell that the readers would turn or refuse (spaces around a
code, NaN, a mass below zero) takes their way. All other files are read by them from the beginning.
"""

import datetime as dt
import math
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from serai.declarations import mapping as mappings
from serai.declarations.columns import SCHEMA, Column, Kind
from serai.declarations.errors import BadCellsError, FileUnreadableError
from serai.declarations.findings import Report
from serai.declarations.mapping import FileMapping, Fitted
from serai.declarations.reading import batches
from serai.declarations.reading.cells import FIRST_DAY, LAST_DAY, SPREADSHEET_ERRORS
from serai.declarations.reading.checked import checked
from serai.declarations.reading.columns_wanted import wanted
from serai.declarations.reading.formats import format_of
from serai.declarations.reading.read import OnBad
from serai.declarations.reading.table import Chunk
from serai.risk.screening.batch import Batch, Peers
from serai.risk.screening.hits import Hits
from serai.risk.screening.leaves import Sort
from serai.risk.screening.screen import Screen

ROWS = 131_072
"""Rows of a part: enough that looking up distinct values costs little, few enough for the memory."""
AHEAD = 2
"""Parts that are read while one is screened."""
BUFFER = 1 << 20
"""Bytes of a column that are fetched at once."""
PLAIN = np.zeros(256, bool)
PLAIN[ord("!") : 0x7F] = True
PLAIN[ord("#")] = False
CUT_OFF = "It may have been cut off on the way; send it again."


@dataclass(frozen=True)
class Part:
    """Some rows of a file, screened."""

    first: int
    """Rows that were read before it; rows set aside are not counted."""
    batch: Batch
    """The columns that were read."""
    hits: Hits

    def __len__(self) -> int:
        return len(self.hits)


def columns_of(screen: Screen) -> tuple[str, ...]:
    """The declared columns that a screen looks at, in the schema's order."""
    asked: set[str] = set()
    for plan in screen.plan.fields:
        asked.add(plan.field.column)
        if plan.field.sort is Sort.PEER:
            asked.update(plan.field.detail[1:])
    declared = {part for name in asked for part in SCHEMA[name].made_of or (name,)}
    return tuple(name for name in SCHEMA if name in declared)


def parts(
    path: Path | str,
    screen: Screen,
    *,
    today: dt.date,
    mapping: FileMapping | Path | str | None = None,
    on_bad: OnBad = "stop",
    aside: Path | str | None = None,
    peers: Peers | None = None,
    keep: Sequence[str] = ("declaration",),
    skip: int = 0,
    until: int | None = None,
    rows: int = ROWS,
    threads: int | None = None,
    report: Report | None = None,
) -> Iterator[Part]:
    """A file's declarations with their hits, at most `rows` at a time, in the order of the file.

    Only the columns that the screen looks at are read, and those in `keep`. `skip` passes over that
    many rows at the beginning: whole row groups of Parquet unread; rows from `until` on are left
    alone. `mapping`, `on_bad` and `aside`
    are those of `declarations.read`; codes in no list are kept. Raises as it does, at the first part
    that has bad cells, and BatchError for a peer table that is not there.
    """
    names = tuple(dict.fromkeys((*keep, *columns_of(screen))))
    found = Report() if report is None else report
    source = Path(path)
    fitted = _plain(source, names) if mapping is None and on_bad == "stop" else None
    if fitted is not None:
        read = _row_groups(source, fitted, names, rows, (skip, until), found)
    else:
        turned = batches(
            path,
            mapping,
            on_bad,
            aside,
            rows=rows,
            columns=names,
            unknown_codes="ignore",
            report=found,
        )
        read = _cut(_skipped(turned, skip), skip, until)
    first = skip
    for batch in ahead(read):
        hits = screen(batch, today=today, peers=peers, threads=threads)
        yield Part(first, batch, hits)
        first += len(hits)


def ahead[T](items: Iterator[T], depth: int = AHEAD) -> Iterator[T]:
    """The same items, the next ones made in a thread of their own meanwhile; closes what makes them."""
    end = object()
    with ExitStack() as stack:
        if isinstance(items, Generator):
            stack.callback(items.close)
        pool = stack.enter_context(ThreadPoolExecutor(1))
        waiting = deque(pool.submit(next, items, end) for _ in range(depth))
        try:
            while (item := waiting.popleft().result()) is not end:
                waiting.append(pool.submit(next, items, end))
                yield cast("T", item)
        finally:
            for future in waiting:
                future.cancel()


def rows_of(path: Path) -> int | None:
    """How many rows a file has, where that is written in it.

    Raises FileUnreadableError for a Parquet file that is none.
    """
    if format_of(path) != "parquet":
        return None
    try:
        with pq.ParquetFile(path) as file:
            return int(file.metadata.num_rows)
    except (pa.ArrowException, OSError) as damaged:
        raise _unreadable(path, damaged) from None


def _skipped(frames: Iterable[pl.DataFrame], skip: int) -> Iterator[pl.DataFrame]:
    """The frames from row `skip` on."""
    before = 0
    for frame in frames:
        start = max(skip - before, 0)
        before += len(frame)
        if start < len(frame):
            yield frame[start:] if start else frame


def _cut[Rows: (pl.DataFrame, pa.RecordBatch)](
    read: Iterable[Rows], first: int, until: int | None
) -> Iterator[Rows]:
    """What is read from row `first` on, as far as row `until`; no more is read for it."""
    left = None if until is None else until - first
    for batch in read if left is None or left > 0 else ():
        yield batch if left is None else batch.slice(0, min(left, len(batch)))
        if left is not None and (left := left - len(batch)) <= 0:
            return


# Parquet in the schema's own form


def _plain(path: Path, names: Sequence[str]) -> Fitted | None:
    """Which of a Parquet file's columns are ours, if all that are wanted have the schema's types."""
    if format_of(path) != "parquet":
        return None
    try:
        with pq.ParquetFile(path) as file:
            schema = file.schema_arrow
    except (pa.ArrowException, OSError):
        return None  # the readers say what is wrong with it
    if len(set(schema.names)) < len(schema.names):
        return None
    fitted = mappings.fit(None, schema.names, path.name)
    asked = [rule for rule in fitted.rules if rule.ours in names]
    right = all(_has_type(schema.field(rule.theirs).type, rule.kind) for rule in asked)
    return Fitted(tuple(asked), fitted.ignored) if asked and right else None


def _has_type(kind: pa.DataType, wanted: Kind) -> bool:
    match wanted:
        case Kind.CODE | Kind.TEXT:
            if pa.types.is_dictionary(kind):
                kind = kind.value_type
            return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))
        case Kind.NUMBER:
            return bool(pa.types.is_float64(kind) or pa.types.is_float32(kind))
        case Kind.DATE:
            return bool(pa.types.is_date32(kind))
        case Kind.FLAG:
            return bool(pa.types.is_boolean(kind))


def _row_groups(
    path: Path,
    fitted: Fitted,
    names: Sequence[str],
    rows: int,
    between: tuple[int, int | None],
    report: Report,
) -> Iterator[Batch]:
    """Record batches with our names; those that are not clean, turned and checked by the readers."""
    report.file, report.ignored = path.name, list(fitted.ignored)
    ours = {rule.theirs: rule.ours for rule in fitted.rules}
    needed = wanted(fitted, None, names)
    before, is_clean = between[0], _Cleanness()
    for table in _tables(path, fitted, rows, between):
        theirs = table.column_names
        renamed = table.rename_columns([ours[name] for name in theirs])
        if is_clean(renamed):
            report.rows += len(renamed)
            yield renamed
        else:
            numbers = pl.int_range(before + 1, before + 1 + len(table), eager=True)
            cells = {name: (_decoded(table[name]),) for name in theirs}
            batch = checked(path.name, Chunk(numbers, cells), needed, "ignore", report)
            if report.bad:
                raise BadCellsError(report.bad)
            report.rows += len(batch.good)
            yield batch.good
        before += len(table)


def _tables(
    path: Path, fitted: Fitted, rows: int, between: tuple[int, int | None]
) -> Iterator[pa.Table]:
    """Rows between two, at most `rows` at a time; small row groups together."""
    # What nobody asks of but to keep it, such as the number, is seldom twice the same.
    encoded = [
        rule.theirs
        for rule in fitted.rules
        if rule.kind in {Kind.CODE, Kind.TEXT} and rule.ours != "declaration"
    ]
    try:
        with pq.ParquetFile(
            path,
            read_dictionary=encoded,
            buffer_size=BUFFER,
            pre_buffer=False,
            page_checksum_verification=True,
        ) as file:
            columns = [rule.theirs for rule in fitted.rules]
            read = _cut(_batches(file, columns, rows, between[0]), *between)
            yield from _gathered(_whole(read), rows)
    except (pa.ArrowException, OSError) as damaged:
        raise _unreadable(path, damaged) from None


def _batches(
    file: pq.ParquetFile, columns: Sequence[str], rows: int, skip: int
) -> Iterator[pa.RecordBatch]:
    """Batches of each row group in turn, from row `skip` on; a large one in pieces of like size."""
    for group in range(file.num_row_groups):
        size = file.metadata.row_group(group).num_rows
        if skip >= size:
            skip -= size
            continue
        piece = -(-size // -(-size // rows))
        for batch in file.iter_batches(piece, row_groups=[group], columns=columns):
            start = min(skip, batch.num_rows)
            skip -= start
            if start < batch.num_rows:
                yield batch.slice(start)


def _whole(read: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Batches validated: a damaged file must not reach the kernel."""
    for batch in read:
        batch.validate(full=True)
        yield batch


def _gathered(read: Iterable[pa.RecordBatch], rows: int) -> Iterator[pa.Table]:
    """Batches of small row groups joined to tables of at most `rows`."""
    waiting: list[pa.RecordBatch] = []
    count = 0
    for batch in read:
        if waiting and count + batch.num_rows > rows:
            yield pa.Table.from_batches(waiting)
            waiting, count = [], 0
        waiting.append(batch)
        count += batch.num_rows
    if waiting:
        yield pa.Table.from_batches(waiting)


class _Cleanness:
    """Whether the readers would leave every cell of a table as it is."""

    def __init__(self) -> None:
        self._texts: dict[str, pa.Array] = {}
        """The last clean dictionary of each column: the next is often the same."""

    def __call__(self, table: pa.Table) -> bool:
        return all(
            self._chunk(chunk, SCHEMA[name])
            for name in table.column_names
            for chunk in table[name].chunks
        )

    def _chunk(self, chunk: pa.Array, column: Column) -> bool:
        match column.kind:
            case Kind.CODE | Kind.TEXT:
                return self._strings(chunk, column.name)
            case Kind.NUMBER:
                return _within(chunk, -math.inf if column.least is None else column.least, math.inf)
            case Kind.DATE:
                return _within(chunk.view(pa.int32()), FIRST_DAY, LAST_DAY)
            case Kind.FLAG:
                return True

    def _strings(self, chunk: pa.Array, name: str) -> bool:
        values = chunk.dictionary if pa.types.is_dictionary(chunk.type) else chunk
        known = self._texts.get(name)
        if known is not None and known.equals(values):
            return True
        clean = _texts_are_clean(values)
        if clean and values is not chunk:
            self._texts[name] = values
        return clean


def _within(numbers: pa.Array, least: float, greatest: float) -> bool:
    """Whether all that are not missing are in a range; NaN is in none."""
    # By Polars: for some of these steps Arrow loads pandas, a second long, where it is installed.
    values = cast("pl.Series", pl.from_arrow(numbers)).drop_nulls().to_numpy()
    return bool(((values >= least) & (values <= greatest)).all())


def _texts_are_clean(texts: pa.Array) -> bool:
    """Whether no text is empty, has spaces around it, or is an error of a spreadsheet's formula."""
    if _begin_and_end_plainly(texts):
        return True
    series = cast("pl.Series", pl.from_arrow(texts))
    stripped = series.str.strip_chars()
    is_error = series.is_in(SPREADSHEET_ERRORS)
    return bool(((stripped == series) & (series != "")).all() and not is_error.any())


def _begin_and_end_plainly(texts: pa.Array) -> bool:
    """Whether all begin and end with a sign of ASCII that is seen, and none with `#`: a few looks at each."""
    if texts.null_count or not len(texts) or pa.types.is_string_view(texts.type):
        return False
    kind = np.int64 if pa.types.is_large_string(texts.type) else np.int32
    _, offsets, signs = texts.buffers()
    ends = np.frombuffer(offsets, kind)[texts.offset : texts.offset + len(texts) + 1]
    if signs is None or (ends[1:] == ends[:-1]).any():
        return False
    letters = np.frombuffer(signs, np.uint8)
    first, last = letters[ends[:-1]], letters[ends[1:] - 1]
    return bool(PLAIN[first].all() and PLAIN[last].all())


def _decoded(column: pa.ChunkedArray) -> pl.Series:
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    return cast("pl.Series", pl.from_arrow(column))


def _unreadable(path: Path, damaged: Exception) -> FileUnreadableError:
    reason = " ".join(str(damaged).split())[:200]
    return FileUnreadableError(path, f"it is no whole Parquet file: {reason}.", CUT_OFF)
