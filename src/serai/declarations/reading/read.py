"""From a file to frames with the columns of the schema.

A row is handed on whole or not at all: a row with a bad cell stops the reading, or is set aside in
a file with the reason.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import polars as pl

from serai.declarations import mapping as mappings
from serai.declarations.errors import BadCellsError
from serai.declarations.findings import Report
from serai.declarations.mapping import FileMapping
from serai.declarations.reading import aside as asides
from serai.declarations.reading.checked import Batch, checked
from serai.declarations.reading.columns_wanted import Wanted, wanted
from serai.declarations.reading.formats import format_of, opened
from serai.declarations.reading.table import Chunk

type OnBad = Literal["stop", "set_aside"]
type UnknownCodes = Literal["warn", "bad", "ignore"]

ROWS = 65_536
logger = logging.getLogger(__name__)


def read(
    path: Path | str,
    mapping: FileMapping | Path | str | None = None,
    on_bad: OnBad = "stop",
    aside: Path | str | None = None,
    *,
    columns: Sequence[str] | None = None,
    unknown_codes: UnknownCodes = "warn",
    report: Report | None = None,
) -> pl.DataFrame:
    """All declarations of a file: the declared columns of SCHEMA in its order, then the kept ones.

    `mapping` is a mapping file, the name of a shipped one (`kcs`, `asycuda`), or one already loaded;
    without it, columns named as ours or as their box of the SAD are taken as they are. Columns the
    file lacks are missing in every row. `columns` asks for some only, in that order.

    `on_bad` says what happens to rows with bad cells: `stop` raises BadCellsError with all of them;
    `set_aside` writes those rows to `aside` (.csv or .xlsx) with the reasons. Codes in no list are
    kept and reported (`warn`), or are bad cells, or are not looked at (`ignore`).

    What was found is told in `report`, or else logged. Raises FileUnreadableError, MappingError, and
    ValueError for a column or an option that does not exist.
    """
    found = list(
        _batches(
            path, mapping, on_bad, aside, ROWS, columns, unknown_codes, report, stop_at_once=False
        )
    )
    return pl.concat(found, rechunk=True)


def batches(
    path: Path | str,
    mapping: FileMapping | Path | str | None = None,
    on_bad: OnBad = "stop",
    aside: Path | str | None = None,
    *,
    rows: int = ROWS,
    columns: Sequence[str] | None = None,
    unknown_codes: UnknownCodes = "warn",
    report: Report | None = None,
) -> Iterator[pl.DataFrame]:
    """The same in batches of at most `rows` rows, in memory that does not grow with the file.

    At least one batch comes, be it empty. `stop` raises at the first batch with bad cells, with all
    of that batch. A report is complete when the last batch was taken.
    """
    if rows < 1:
        raise ValueError("a batch has at least one row")
    return _batches(
        path, mapping, on_bad, aside, rows, columns, unknown_codes, report, stop_at_once=True
    )


def _batches(
    path: Path | str,
    mapping: FileMapping | Path | str | None,
    on_bad: OnBad,
    aside: Path | str | None,
    rows: int,
    columns: Sequence[str] | None,
    unknown_codes: UnknownCodes,
    handed_in: Report | None,
    *,
    stop_at_once: bool,
) -> Iterator[pl.DataFrame]:
    report = Report() if handed_in is None else handed_in
    path, place = Path(path), _place_aside(on_bad, aside)
    if unknown_codes not in get_args(UnknownCodes.__value__):
        raise ValueError(f"unknown_codes is one of {', '.join(get_args(UnknownCodes.__value__))}")
    found = _mapping(path, mapping)
    with opened(path, found) as table:
        fitted = mappings.fit(found, table.header, path.name)
        needed = wanted(fitted, found, columns)
        report.file, report.ignored = path.name, list(fitted.ignored)
        named = [name for name in table.header if name]
        read_too = named if place else needed.theirs or named[:1]
        source = _Source(path.name, needed, unknown_codes, report)
        with asides.opened(place, named) as out:
            frames = source.frames(table.chunks(read_too, rows), out, named)
            yield from _until_bad(frames, report, on_bad, stop_at_once=stop_at_once)
        if handed_in is None:
            _tell(report)


def _until_bad(
    batches: Iterable[Batch], report: Report, on_bad: OnBad, *, stop_at_once: bool
) -> Iterator[pl.DataFrame]:
    """Good rows, until a bad one stops them."""
    for batch in batches:
        stopped = on_bad == "stop" and bool(report.bad)
        if stopped and stop_at_once:
            break
        if not stopped:
            yield batch.good
    if on_bad == "stop" and report.bad:
        raise BadCellsError(report.bad)


@dataclass
class _Source:
    """One file on its way to frames."""

    name: str
    wanted: Wanted
    unknown_codes: UnknownCodes
    report: Report

    def frames(
        self, chunks: Iterable[Chunk], out: asides.Aside, named: Sequence[str]
    ) -> Iterator[Batch]:
        any_came = False
        for chunk in chunks:
            if not len(chunk):
                continue
            any_came = True
            batch = checked(self.name, chunk, self.wanted, self.unknown_codes, self.report)
            self.report.rows += len(batch.good)
            self.report.set_aside += len(batch.bad_rows)
            out.write(batch.as_they_came(self.name, chunk, named))
            yield batch
        if not any_came:
            yield Batch(self.wanted.frame({}, 0))


def _place_aside(on_bad: OnBad, aside: Path | str | None) -> Path | None:
    if on_bad not in get_args(OnBad.__value__):
        raise ValueError(f"on_bad is one of {', '.join(get_args(OnBad.__value__))}")
    if (on_bad == "set_aside") != (aside is not None):
        raise ValueError(
            "`aside` says where rows go: give it with on_bad='set_aside', and only then"
        )
    return None if aside is None else Path(aside)


def _mapping(path: Path, mapping: FileMapping | Path | str | None) -> FileMapping | None:
    if isinstance(mapping, FileMapping):
        return mapping
    if mapping is None and format_of(path) == "xml":
        return mappings.load("asycuda")
    return None if mapping is None else mappings.load(mapping)


def _tell(report: Report) -> None:
    if report.unknown_codes or report.ignored or report.set_aside:
        logger.warning("%s", report)
