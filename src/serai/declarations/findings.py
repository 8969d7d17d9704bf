"""What reading found: cells that are bad, codes that are in no list, columns nobody asked for."""

from collections.abc import Iterable
from dataclasses import dataclass, field

KEPT = 10_000
"""Findings of a kind that are kept with their place; beyond, they are counted."""
VALUE_LENGTH = 80


@dataclass(frozen=True, slots=True)
class BadCell:
    """One cell, where the person who sent the file finds it."""

    file: str
    row: int
    """As their program counts: a spreadsheet's row with the header as row 1; in Parquet and Arrow
    the record from 1; in XML the item from 1."""
    column: str
    """Their name of it; empty where the row as a whole is meant."""
    value: str
    why: str
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.file}, row {self.row}" + (f", {self.column}" if self.column else "")
        shown = self.value if len(self.value) <= VALUE_LENGTH else self.value[:VALUE_LENGTH] + "…"
        return f"{place}: {shown!r} {self.why}" + (f" ({self.hint})" if self.hint else "")


@dataclass
class Findings:
    """Cells in the order they were found; the first 10,000 are kept, all are counted."""

    cells: list[BadCell] = field(default_factory=list)
    count: int = 0

    def add(self, cells: Iterable[BadCell], count: int) -> None:
        """Note `count` findings, of which `cells` gives at least as many as there is room for."""
        room = KEPT - len(self.cells)
        for cell, _ in zip(cells, range(room), strict=False):
            self.cells.append(cell)
        self.count += count

    def __bool__(self) -> bool:
        return self.count > 0


@dataclass(frozen=True, slots=True)
class IgnoredColumn:
    """A column of the file that was not read."""

    name: str
    hint: str = ""

    def __str__(self) -> str:
        return f"column “{self.name}” was not read" + (f" ({self.hint})" if self.hint else "")


@dataclass
class Report:
    """What reading one file found. Hand one in, and look at it afterwards."""

    file: str = ""
    rows: int = 0
    """Rows that were handed on."""
    set_aside: int = 0
    """Rows that were not, and stand in the file for them."""
    bad: Findings = field(default_factory=Findings)
    unknown_codes: Findings = field(default_factory=Findings)
    """Codes in no list, such as the country ZZ; their rows are kept."""
    ignored: list[IgnoredColumn] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [f"{self.file}: {self.rows:,} rows read, {self.set_aside:,} set aside"]
        if self.unknown_codes:
            lines.append(f"{self.unknown_codes.count:,} unknown codes, kept:")
            lines += [f"  {cell}" for cell in self.unknown_codes.cells[:5]]
        return "\n".join([*lines, *map(str, self.ignored)])
