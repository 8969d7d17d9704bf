"""Rows set aside: a file with where they stood, why, and every cell as it came, to be put right."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from serai.declarations.errors import DeclarationsError

ABOUT = ("file", "row", "why")
"""The columns before theirs."""
LAST_ROW = 1_048_575


class AsideFullError(DeclarationsError):
    """More rows than a sheet holds."""

    def __str__(self) -> str:
        return "more rows are bad than a workbook holds: set them aside in a .csv file"


class Aside(Protocol):
    """Where such rows go."""

    def write(self, rows: Iterable[Sequence[str]]) -> None:
        """Add rows, each with the cells of `ABOUT` and then theirs."""


class Nowhere:
    """Nothing is set aside."""

    def write(self, rows: Iterable[Sequence[str]]) -> None:
        """No row comes here."""


@contextmanager
def opened(path: Path | None, header: Sequence[str]) -> Iterator[Aside]:
    """A file for rows with these columns, .csv or .xlsx by its name; an earlier one is replaced.

    Raises ValueError for another ending.
    """
    titles = [*ABOUT, *(name or "(no name)" for name in header)]
    if path is None:
        yield Nowhere()
    elif path.suffix.lower() == ".csv":
        # With a byte order mark Excel shows Cyrillic.
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(titles)
            yield _Csv(writer.writerows)
    elif path.suffix.lower() == ".xlsx":
        import xlsxwriter

        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        with xlsxwriter.Workbook(str(path), options) as book:
            sheet = book.add_worksheet("Set aside")
            sheet.freeze_panes(1, len(ABOUT))
            aside = _Xlsx(sheet)
            aside.write([titles])
            yield aside
    else:
        raise ValueError(f"rows are set aside in .csv or .xlsx, not in {path.name}")


class _Csv:
    def __init__(self, write: "_WriteRows") -> None:
        self._write = write

    def write(self, rows: Iterable[Sequence[str]]) -> None:
        self._write(rows)


class _WriteRows(Protocol):
    def __call__(self, rows: Iterable[Sequence[str]], /) -> None: ...


class _Sheet(Protocol):
    def write_string(self, row: int, column: int, text: str, /) -> object: ...


class _Xlsx:
    def __init__(self, sheet: _Sheet) -> None:
        self._sheet = sheet
        self._next = 0

    def write(self, rows: Iterable[Sequence[str]]) -> None:
        for cells in rows:
            if self._next > LAST_ROW:
                raise AsideFullError
            for place, cell in enumerate(cells):
                if cell:
                    self._sheet.write_string(self._next, place, cell[:32_767])
            self._next += 1
