"""CSV in bounded memory: fast while lines are plain, exact about rows where they are not.

Blocks of whole lines without quotation marks, with the right number of delimiters, go to Polars at
once. From the first block that is not so, the rest is read record by record: rows keep the number a
spreadsheet shows (a record over several lines is one row; an empty line counts as one).
"""

import codecs
import csv
import io
import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import polars as pl

from serai.declarations.errors import FileUnreadableError
from serai.declarations.reading.table import CELL_LENGTH, Chunk, Table

BLOCK = 8 * 1024 * 1024
LINE = 16 * 1024 * 1024
"""Bytes of the longest line; a binary file has no line ends."""
DELIMITERS = ",;\t|"
ONE_BYTE = ("utf-8", "ascii", "cp1251", "cp1252", "koi8-r", "iso8859-5", "iso8859-1", "cp866")
"""Encodings in which the bytes of line ends and delimiters are nothing else."""


@dataclass(frozen=True)
class Layout:
    """How the file is written, and where its rows begin."""

    encoding: str
    delimiter: str
    header: tuple[str, ...]
    start: int
    """Byte at which the first row below the header begins; 0 where only records can tell."""
    above: int
    """Rows up to and with the header."""


@contextmanager
def opened(path: Path, *, encoding: str = "", delimiter: str = "") -> Iterator[Table]:
    """The file as a table. Raises FileUnreadableError, also while its chunks are read."""
    with path.open("rb") as file:
        layout = _layout(path, file, encoding, delimiter)

        def chunks(columns: Sequence[str], rows: int) -> Iterator[Chunk]:
            return _chunks(path, file, layout, columns, rows)

        yield Table(layout.header, chunks)


def _layout(path: Path, file: BinaryIO, encoding: str, delimiter: str) -> Layout:
    """The first row that is not empty is the header."""
    encoding, mark = _encoding(file, encoding)
    file.seek(0)
    head = file.read(64 * 1024)
    if not head[mark:].strip():
        raise FileUnreadableError(path, "the file is empty.")
    if b"\0" in head and not encoding.startswith("utf-16"):
        raise FileUnreadableError(path, "this is no text.", "Save it as CSV in UTF-8.")
    records = _records(path, file, encoding, delimiter or ",")
    start, above, sep = mark, 0, ""
    if not delimiter:
        lines = head[mark:].decode(encoding, "replace").splitlines()
        first = next(line for line in lines if line.strip())
        if first.strip('"').lower().startswith("sep=") and len(first.strip('"')) == 5:
            sep = first.strip('"')[4]
            first = next((line for line in lines[lines.index(first) + 1 :] if line.strip()), "")
        delimiter = sep or max(DELIMITERS, key=first.count)
    records = _records(path, file, encoding, delimiter)
    for number, record in records:
        if not any(cell.strip() for cell in record) or (sep and number <= above + 1 and not above):
            above = number
            continue
        header = tuple(cell.strip() for cell in record)
        above = number
        break
    else:
        raise FileUnreadableError(path, "the file is empty.")
    start = _start(file, mark, above) if encoding in ONE_BYTE else 0
    return Layout(encoding, delimiter, header, start, above)


def _start(file: BinaryIO, mark: int, above: int) -> int:
    """Where the rows begin when each so far is one plain line."""
    file.seek(mark)
    for _ in range(above):
        line = file.readline(LINE)
        if b'"' in line or not line.endswith(b"\n") or b"\r" in line[:-2]:
            return 0
    return file.tell()


def _encoding(file: BinaryIO, said: str) -> tuple[str, int]:
    """The encoding as Python names it, and how many bytes its mark takes."""
    head = file.read(4)
    if head.startswith(codecs.BOM_UTF8) and said in ("", "utf-8", "utf-8-sig"):
        return "utf-8", 3
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and said in ("", "utf-16"):
        return "utf-16", 0
    return codecs.lookup(said or "utf-8").name.replace("utf-8-sig", "utf-8"), 0


def _chunks(
    path: Path, file: BinaryIO, layout: Layout, columns: Sequence[str], rows: int
) -> Iterator[Chunk]:
    above = layout.above
    if layout.start:
        file.seek(layout.start)
        while block := _block(path, file):
            frame = _plain(path, block, layout)
            if frame is None:
                file.seek(-len(block), io.SEEK_CUR)
                break
            yield from _pieces(frame, layout, columns, rows, above)
            above += len(frame)
        else:
            return
        below = _records(path, file, layout.encoding, layout.delimiter, at=file.tell(), above=above)
    else:
        records = _records(path, file, layout.encoding, layout.delimiter)
        below = itertools.dropwhile(lambda numbered: numbered[0] <= layout.above, records)
    yield from _by_record(below, layout, columns, rows)


def _block(path: Path, file: BinaryIO) -> bytes:
    """Some whole lines."""
    block = file.read(BLOCK)
    if block and not block.endswith(b"\n"):
        rest = file.readline(LINE)
        if len(rest) == LINE:
            raise FileUnreadableError(path, "it has a line that is longer than any row.")
        block += rest
    return block


def _plain(path: Path, block: bytes, layout: Layout) -> pl.DataFrame | None:
    """The block as a frame of strings; nothing where it takes more care."""
    mark, width = layout.delimiter.encode(), len(layout.header)
    if not block.endswith(b"\n"):
        block += b"\n"
    if b"\r" in block:
        block = block.replace(b"\r\n", b"\n")
    empty = b"\n" + mark * (width - 1) + b"\n"
    lines = block.count(b"\n")
    if (
        b'"' in block
        or b"\r" in block
        or b"\0" in block
        or width < 2
        or block.count(mark) != lines * (width - 1)
        or empty in block
        or block.startswith(empty[1:])
    ):
        return None
    try:
        block = block.decode(layout.encoding).encode()
        return pl.read_csv(
            io.BytesIO(block),
            has_header=False,
            separator=layout.delimiter,
            quote_char=None,
            schema={f"{place}": pl.String for place in range(width)},
        )
    except (UnicodeDecodeError, pl.exceptions.PolarsError):
        # The careful way says in which row.
        return None


def _pieces(
    frame: pl.DataFrame, layout: Layout, columns: Sequence[str], rows: int, above: int
) -> Iterator[Chunk]:
    numbers = pl.int_range(above + 1, above + 1 + len(frame), eager=True)
    for at in range(0, len(frame), rows):
        cells = {name: (frame[f"{layout.header.index(name)}"][at : at + rows],) for name in columns}
        yield Chunk(numbers[at : at + rows], cells)


def _records(
    path: Path,
    file: BinaryIO,
    encoding: str,
    delimiter: str,
    *,
    at: int = 0,
    above: int = 0,
) -> Iterator[tuple[int, list[str]]]:
    """Records from byte `at` on with their numbers, the empty ones too."""
    file.seek(at)
    # The text wrapper would close the file with itself.
    codec = "utf-8-sig" if encoding == "utf-8" and at == 0 else encoding
    text = _lines(path, io.TextIOWrapper(io.BufferedReader(_Unclosed(file)), codec, newline=""))
    number = above
    try:
        for number, record in enumerate(
            csv.reader(text, delimiter=delimiter, strict=True), above + 1
        ):
            yield number, record
    except csv.Error as broken:
        reason = f"it cannot be read from row {number + 1} on: "
        if "field larger" in str(broken) or "unexpected end" in str(broken):
            reason += "a quotation mark is opened and not closed."
        else:
            reason += "a quotation mark stands alone."
        raise FileUnreadableError(path, reason) from None
    except UnicodeDecodeError:
        raise FileUnreadableError(
            path,
            f"its text from row {number + 1} on is not in {encoding}.",
            "Save it as UTF-8, or say `encoding` in the mapping (cp1251 for Windows Cyrillic).",
        ) from None


class _Unclosed(io.RawIOBase):
    """Reads from a file that stays open afterwards."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # any writable buffer
        piece = self._file.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


def _lines(path: Path, text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(LINE):
        if len(line) == LINE:
            raise FileUnreadableError(path, "it has a line that is longer than any row.")
        if "\0" in line:
            raise FileUnreadableError(path, "this is no text.", "Save it as CSV in UTF-8.")
        yield line


def _by_record(
    records: Iterator[tuple[int, list[str]]], layout: Layout, columns: Sequence[str], rows: int
) -> Iterator[Chunk]:
    width = len(layout.header)
    places = [(name, layout.header.index(name)) for name in columns]
    while batch := list(itertools.islice(_filled(records), rows)):
        ragged = {
            place: _ragged(len(cells), width)
            for place, (_, cells) in enumerate(batch)
            if len(cells) != width
        }
        even = [(*cells, *[""] * (width - len(cells))) for _, cells in batch]
        cells = {
            name: (pl.Series([row[place][:CELL_LENGTH] for row in even], dtype=pl.String),)
            for name, place in places
        }
        yield Chunk(pl.Series([number for number, _ in batch], dtype=pl.Int64), cells, ragged)


def _filled(records: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold anything."""
    return ((number, cells) for number, cells in records if any(map(str.strip, cells)))


def _ragged(cells: int, width: int) -> str:
    return f"has {cells} cells, but there are {width} columns"
