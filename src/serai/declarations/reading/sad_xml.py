"""ASYCUDA World SAD as XML: one row an item, columns named by the path of their element.

Element names after UNCTAD, “Single Administrative Document (SAD) XML Message Description”, ASYCUDA
World: an `ASYCUDA` element with general segments (`Identification`, `Traders`, …) and an `Item` for
each item; `<null/>` stands for nothing. Of an element that repeats within an item, such as
`Supplementary_unit`, the first that holds anything is taken.

The parser knows no entities and no document types, goes to no other place, and stops at limits.
"""

import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

import polars as pl

from serai.declarations.errors import FileUnreadableError
from serai.declarations.reading.table import COLUMNS, Chunk, Table

LARGEST = 64 * 1024 * 1024
"""Bytes of a file: some 10,000 items."""
ITEMS = 100_000
DEPTH = 40
PIECE = 256 * 1024
ROOT, ITEM, NOTHING = "ASYCUDA", "Item", "null"


@contextmanager
def opened(path: Path) -> Iterator[Table]:
    """The items as a table. Raises FileUnreadableError."""
    if path.stat().st_size > LARGEST:
        raise FileUnreadableError(path, f"it is larger than {LARGEST // 1024 // 1024} MB.")
    with path.open("rb") as file:
        declarations = _Declarations(path).read(file)
    rows = [(general, item) for general, items in declarations for item in items]
    names = itertools.chain.from_iterable(itertools.chain.from_iterable(rows))
    header = tuple(dict.fromkeys(names))
    if not rows:
        raise FileUnreadableError(path, "it holds no items of an ASYCUDA declaration.")

    def chunks(columns: Sequence[str], size: int) -> Iterator[Chunk]:
        for at in range(0, len(rows), size):
            some = rows[at : at + size]
            cells = {
                name: (pl.Series([_text(row, name) for row in some], dtype=pl.String),)
                for name in columns
            }
            yield Chunk(pl.int_range(at + 1, at + 1 + len(some), eager=True), cells)

    yield Table(header, chunks)


def _text(row: tuple[dict[str, str], dict[str, str]], name: str) -> str | None:
    """What the item says, else what its declaration says in general."""
    general, item = row
    return item.get(name, general.get(name))


class _Declarations:
    """Gathers, for each `ASYCUDA` element, the texts of its general part and of its items."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.found: list[tuple[dict[str, str], list[dict[str, str]]]] = []
        self.stack: list[str] = []
        self.base = -1
        """How deep the declaration's own element stands; -1 outside of one."""
        self.items = 0
        self.item: dict[str, str] | None = None
        self.text: list[str] = []

    def read(self, file: BinaryIO) -> list[tuple[dict[str, str], list[dict[str, str]]]]:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text.append
        parser.StartDoctypeDeclHandler = self.refuse
        parser.EntityDeclHandler = self.refuse
        parser.UnparsedEntityDeclHandler = self.refuse
        parser.ExternalEntityRefHandler = self.refuse
        try:
            while piece := file.read(PIECE):
                parser.Parse(piece, False)
            parser.Parse(b"", True)
        except (expat.ExpatError, ValueError, LookupError) as broken:
            raise FileUnreadableError(self.path, f"it is no whole XML: {broken}.") from None
        return self.found

    def refuse(self, *_: object) -> int:
        raise FileUnreadableError(
            self.path, "it declares a document type or entities, which no ASYCUDA file needs."
        )

    def start(self, name: str, _: object) -> None:
        self.stack.append(name)
        self.text.clear()
        if len(self.stack) > DEPTH:
            raise FileUnreadableError(self.path, "its elements are nested too deeply.")
        if self.base < 0 and name == ROOT:
            self.base = len(self.stack)
            self.found.append(({}, []))
        elif self.base > 0 and name == ITEM and len(self.stack) == self.base + 1:
            self.item = {}
            self.items += 1
            if self.items > ITEMS:
                raise FileUnreadableError(self.path, f"it has more than {ITEMS:,} items.")
            self.found[-1][1].append(self.item)

    def end(self, name: str) -> None:
        text = "".join(self.text).strip()
        self.text.clear()
        if self.base > 0 and text and name != NOTHING:
            place = "/".join(self.stack[self.base :])
            target = self.found[-1][0] if self.item is None else self.item
            target.setdefault(place, text)
            if len(target) > COLUMNS:
                raise FileUnreadableError(self.path, "a declaration has too many elements.")
        self.stack.pop()
        if len(self.stack) == self.base:
            self.item = None
        if len(self.stack) < self.base:
            self.base = -1
