"""What every format is read as: a header, and chunks of rows with their numbers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

type Cells = tuple[pl.Series, ...]
"""One column of a chunk. Cells of one type are one series; where a workbook mixes numbers, texts and
dates there is one series for each, and at most one of them has a value in a row."""

CELL_LENGTH = 1_000_000
"""Characters of the longest cell that is read."""
COLUMNS = 2_000


@dataclass(frozen=True)
class Chunk:
    """Some rows: their numbers as the person's program counts them, and their cells by column."""

    rows: pl.Series
    """Int64."""
    cells: Mapping[str, Cells]
    ragged: Mapping[int, str] = field(default_factory=dict)
    """Rows with too many or too few cells, by their place in the chunk: what is wrong."""

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class Table:
    """A file opened as a table."""

    header: tuple[str, ...]
    """Names as they stand; empty where a column has none."""
    chunks: Callable[[Sequence[str], int], Iterator[Chunk]]
    """`chunks(columns, rows)`: those columns, at most so many rows at a time."""


def header_faults(header: Sequence[str]) -> list[str]:
    """What keeps a header from being used: names that stand twice, or none at all."""
    named = [name for name in header if name]
    if not named:
        return ["its first row holds no column names."]
    if len(header) > COLUMNS:
        return [f"it has {len(header):,} columns; no declaration has so many."]
    twice = sorted({name for name in named if named.count(name) > 1}, key=named.index)
    return [f"the column “{name}” stands {named.count(name)} times." for name in twice]
