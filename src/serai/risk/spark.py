"""The screen on Apache Spark: for any DataFrame, and for archives of Parquet. Needs `serai[spark]`.

The workers get the compiled screen as the bytes of its file. Rows of a DataFrame pass through the
JVM; an archive is read by the workers themselves, row group by row group, and no row does.
"""

import datetime as dt
import os
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import types as sql

from serai.declarations.columns import SCHEMA, Kind
from serai.risk.screening import stream
from serai.risk.screening.batch import Batch, Peers
from serai.risk.screening.hits import Hits
from serai.risk.screening.screen import Screen

ROWS = 65_536
"""Rows that a worker gathers before it screens; Arrow batches of Spark have 10,000."""
TYPES: dict[Kind, Callable[[], sql.DataType]] = {
    Kind.CODE: sql.StringType,
    Kind.TEXT: sql.StringType,
    Kind.NUMBER: sql.DoubleType,
    Kind.DATE: sql.DateType,
    Kind.FLAG: sql.BooleanType,
}
HITS = [
    sql.StructField(
        "profiles", sql.ArrayType(sql.StringType(), containsNull=False), nullable=False
    ),
    sql.StructField("lane", sql.StringType(), nullable=False),
    sql.StructField("score", sql.DoubleType(), nullable=False),
]
DONE = sql.StructType(
    [
        sql.StructField("file", sql.StringType(), nullable=False),
        sql.StructField("first", sql.LongType(), nullable=False),
        sql.StructField("rows", sql.LongType(), nullable=False),
        sql.StructField("hit", sql.LongType(), nullable=False),
        sql.StructField("result", sql.StringType(), nullable=False),
    ]
)


def screen(
    dataframe: DataFrame,
    compiled: Screen,
    *,
    today: dt.date,
    peers: Peers | None = None,
    keep: Sequence[str] = ("declaration",),
) -> DataFrame:
    """Each declaration with the ids of the `profiles` that hit it, its `lane` and its `score`.

    Columns have the names and types of the schema; those in `keep` are kept. Raises ValueError for a
    column in `keep` that is not there or not known.
    """
    unknown = [name for name in keep if name not in dataframe.columns or name not in SCHEMA]
    if unknown:
        raise ValueError(f"the DataFrame has no declared column {', '.join(unknown)} to keep")
    asked = [
        name
        for name in dict.fromkeys((*keep, *SCHEMA))
        if name in dataframe.columns and (name in keep or name in _asked(compiled))
    ]
    kept = [sql.StructField(name, TYPES[SCHEMA[name].kind]()) for name in keep]
    content = dataframe.sparkSession.sparkContext.broadcast(compiled.to_bytes())

    def screened(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        loaded = _loaded(content.value)
        for table in _gathered(batches):
            hits = loaded(table, today=today, peers=peers, threads=1)
            yield from _result(table, hits, keep).to_batches()

    return dataframe.select(*asked).mapInArrow(screened, sql.StructType([*kept, *HITS]))


def archive(
    session: SparkSession,
    paths: Iterable[Path | str],
    compiled: Screen,
    out: Path | str,
    *,
    today: dt.date,
    peers: Peers | None = None,
    keep: Sequence[str] = ("declaration",),
    only_hit: bool = False,
) -> DataFrame:
    """Screen Parquet files that every worker can read, one task for each row group.

    Each task writes one Parquet file in the folder `out`, under the file's place and its first row,
    whole or not at all: a task that is tried again writes the same file again. Returns one row a
    task: file, first row, rows, declarations hit and the name of the result. `only_hit` leaves out
    declarations that nothing hit. Nothing runs until the DataFrame is asked for; ask once, or cache it.
    """
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    tasks = list(_tasks(paths))
    context = session.sparkContext
    content = context.broadcast(compiled.to_bytes())

    def screened(task: tuple[str, int, int, str]) -> tuple[str, int, int, int, str]:
        file, first, until, name = task
        loaded = _loaded(content.value)
        rows = hit = 0

        def results() -> Iterator[pa.Table]:
            nonlocal rows, hit
            for part in stream.parts(
                file,
                loaded,
                today=today,
                peers=peers,
                keep=keep,
                skip=first,
                until=until,
                threads=1,
            ):
                table = _result(part.batch, part.hits, keep)
                rows += len(part)
                is_hit = part.hits.offsets[1:] > part.hits.offsets[:-1]
                hit += int(is_hit.sum())
                yield table.filter(pa.array(is_hit)) if only_hit else table

        _written(results(), folder / name)
        return file, first, rows, hit, name

    done = context.parallelize(tasks, max(len(tasks), 1)).map(screened)
    return session.createDataFrame(done, DONE)


def _tasks(paths: Iterable[Path | str]) -> Iterator[tuple[str, int, int, str]]:
    """File, first row, the row after the last, and the name of the result: one for each row group."""
    for number, path in enumerate(paths):
        with pq.ParquetFile(path) as file:
            first = 0
            for group in range(file.num_row_groups):
                until = first + file.metadata.row_group(group).num_rows
                yield str(Path(path).resolve()), first, until, f"{number:05d}-{first:012d}.parquet"
                first = until


def _written(tables: Iterable[pa.Table], path: Path) -> None:
    """One Parquet file: under a name of its own first, then renamed, so that nobody reads half of it."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.{uuid.uuid4().hex}.part")
    writer = None
    try:
        for table in tables:
            writer = writer or pq.ParquetWriter(beside, table.schema, compression="zstd")
            writer.write_table(table)
        if writer:
            writer.close()
            beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _result(batch: Batch, hits: Hits, keep: Sequence[str]) -> pa.Table:
    """Columns that are kept, then profiles, lane and score; strings as they are, for Spark."""
    frame = pl.from_arrow(batch) if not isinstance(batch, pl.DataFrame) else batch
    assert isinstance(frame, pl.DataFrame)
    kinds = {name: SCHEMA[name].kind for name in keep}
    made = {name: _plain(frame[name], kinds[name]) for name in keep if name in frame.columns}
    missing = {name: pa.nulls(len(hits), _ARROW[kinds[name]]) for name in keep}
    found = hits.to_arrow()
    return pa.table(
        {
            **missing,
            **made,
            "profiles": found["profiles"].cast(pa.list_(pa.string())),
            "lane": found["lane"].cast(pa.string()),
            "score": found["score"],
        }
    )


_ARROW = {
    Kind.CODE: pa.string(),
    Kind.TEXT: pa.string(),
    Kind.NUMBER: pa.float64(),
    Kind.DATE: pa.date32(),
    Kind.FLAG: pa.bool_(),
}


def _plain(series: pl.Series, kind: Kind) -> pa.Array:
    if kind in {Kind.CODE, Kind.TEXT}:
        series = series.cast(pl.String)
    return series.to_arrow().cast(_ARROW[kind])


def _gathered(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Batches joined until they have enough rows."""
    waiting: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        waiting.append(batch)
        rows += batch.num_rows
        if rows >= ROWS:
            yield pa.Table.from_batches(waiting)
            waiting, rows = [], 0
    if waiting:
        yield pa.Table.from_batches(waiting)


def _asked(compiled: Screen) -> frozenset[str]:
    """Columns that a screen looks at, derived ones and their parts."""
    derived = {
        name
        for field in compiled.plan.fields
        for name in (field.field.column, *field.field.detail)
        if name in SCHEMA
    }
    return frozenset(derived) | frozenset(stream.columns_of(compiled))


@lru_cache(maxsize=2)
def _loaded(content: bytes) -> Screen:
    """One screen a worker, however many tasks it gets."""
    return Screen.load(content)


__all__: list[Any] = ["archive", "screen"]
