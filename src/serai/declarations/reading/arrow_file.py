"""Parquet and Arrow IPC, a row group or a record batch at a time."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from serai.declarations.errors import FileUnreadableError
from serai.declarations.reading.table import Chunk, Table

if TYPE_CHECKING:
    import pyarrow as pa

VIEW = 16
"""Bytes of a view of a text."""
HINT = "It may have been cut off on the way; send it again."


@contextmanager
def parquet(path: Path) -> Iterator[Table]:
    """A Parquet file as a table. Raises FileUnreadableError, also while its chunks are read."""
    import pyarrow.parquet as pq

    file = _try(path, "Parquet", lambda: pq.ParquetFile(path, page_checksum_verification=True))
    with file:
        header = tuple(_try(path, "Parquet", lambda: file.schema_arrow.names))

        def batches(columns: Sequence[str], rows: int) -> "Iterator[pa.RecordBatch]":
            return file.iter_batches(batch_size=rows, columns=list(columns))

        yield Table(header, lambda columns, rows: _chunks(path, "Parquet", batches, columns, rows))


@contextmanager
def arrow(path: Path) -> Iterator[Table]:
    """An Arrow IPC file or stream (Feather 2) as a table. Raises as `parquet` does."""
    import pyarrow as pa

    with _try(path, "Arrow", lambda: pa.OSFile(str(path))) as source:
        is_file = source.read(6) == b"ARROW1"
        source.seek(0)
        opened: Any = pa.ipc.open_file if is_file else pa.ipc.open_stream
        reader = _try(path, "Arrow", lambda: opened(source))
        header = tuple(_try(path, "Arrow", lambda: reader.schema.names))

        def batches(columns: Sequence[str], rows: int) -> "Iterator[pa.RecordBatch]":
            counted = range(reader.num_record_batches) if is_file else ()
            found = map(reader.get_batch, counted) if is_file else reader
            for batch in found:
                wanted = batch.select(list(columns))
                for at in range(0, wanted.num_rows, rows):
                    yield wanted.slice(at, rows)

        yield Table(header, lambda columns, rows: _chunks(path, "Arrow", batches, columns, rows))


def _chunks(
    path: Path,
    form: str,
    batches: "Callable[[Sequence[str], int], Iterator[pa.RecordBatch]]",
    columns: Sequence[str],
    rows: int,
) -> Iterator[Chunk]:
    number = 1
    found = _try(path, form, lambda: iter(batches(columns, rows)))
    while (batch := _try(path, form, lambda: next(found, None))) is not None:
        cells = _try(path, form, lambda: {name: (_series(batch[name]),) for name in columns})
        numbers = pl.int_range(number, number + batch.num_rows, eager=True)
        yield Chunk(numbers, cells)
        number += batch.num_rows


def _series(column: "pa.Array") -> pl.Series:
    """A column in Polars, of the few types that declarations have.

    What is not missing has been validated then; see `_without_stray_views` for what is.
    """
    import pyarrow as pa

    column.validate(full=True)
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    kind = column.type
    if pa.types.is_string_view(kind):
        column = _without_stray_views(column)
    elif not any(is_plain(kind) for is_plain in _plain_types()):
        # Lists, structures, bytes: shown as they are, taken for nothing.
        shown = [None if value is None else str(value).encode() for value in column.to_pylist()]
        return pl.Series(shown, dtype=pl.Binary)
    found = pl.from_arrow(column, rechunk=False)
    assert isinstance(found, pl.Series)
    return found


def _without_stray_views(column: "pa.Array") -> "pa.Array":
    """Texts whose missing cells hold the empty view.

    Arrow's validation passes over missing cells, but casts and Polars follow their views too, which
    in a damaged file point nowhere: the process would end.
    """
    import numpy as np
    import pyarrow as pa

    if not column.null_count:
        return column
    _, views, *texts = column.buffers()
    there = np.asarray(column.is_valid())
    kept = np.frombuffer(views, np.uint8)[: (column.offset + len(column)) * VIEW]
    kept = kept.reshape(-1, VIEW)[column.offset :].copy()
    kept[~there] = 0
    bitmap = pa.py_buffer(np.packbits(there, bitorder="little"))
    return pa.Array.from_buffers(column.type, len(column), [bitmap, pa.py_buffer(kept), *texts])


@cache
def _plain_types() -> "tuple[Callable[[pa.DataType], bool], ...]":
    from pyarrow import types

    return (
        types.is_string,
        types.is_large_string,
        types.is_integer,
        types.is_floating,
        types.is_decimal128,
        types.is_boolean,
        types.is_date,
        types.is_timestamp,
        types.is_null,
    )


def _try[T](path: Path, form: str, step: Callable[[], T]) -> T:
    """A step of reading; whatever the library says of a damaged file becomes our refusal."""
    import pyarrow as pa

    try:
        return step()
    except FileUnreadableError:
        raise
    except (
        pa.ArrowException,
        pl.exceptions.PolarsError,
        pl.exceptions.PanicException,
        OSError,
        MemoryError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        OverflowError,
        UnicodeDecodeError,
        AssertionError,
        NotImplementedError,
        RecursionError,
    ) as damaged:
        reason = " ".join(str(damaged).split())[:200]
        raise FileUnreadableError(path, f"it is no whole {form} file: {reason}.", HINT) from None
