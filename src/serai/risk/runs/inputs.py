"""The files that are to be screened, looked at before the first is: every one that cannot be read is told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from serai.declarations import mapping as mappings
from serai.declarations.columns import SCHEMA
from serai.declarations.errors import DeclarationsError
from serai.declarations.findings import Report
from serai.declarations.reading import batches
from serai.declarations.reading.formats import format_of, opened
from serai.risk.screening.stream import rows_of


@dataclass(frozen=True)
class Input:
    """One file, and what its results are called."""

    path: Path
    label: str
    rows: int | None
    """Where that is written in the file."""
    lacks: frozenset[str] = frozenset()
    """Declared columns that it does not have."""

    def resolved(self) -> "Input":
        """The same under its whole path, as others find it."""
        return replace(self, path=self.path.resolve())

    def read(
        self, mapping: str | None, columns: Sequence[str], aside: Path, report: Report
    ) -> Iterator[pl.DataFrame]:
        """The file by the readers, bad rows set aside."""
        names = tuple(dict.fromkeys(("declaration", *columns)))
        return batches(
            self.path,
            mapping,
            "set_aside",
            aside,
            columns=names,
            unknown_codes="ignore",
            report=report,
        )


class InputsError(Exception):
    """Files that cannot be read as they are. `problems` has all of them."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def looked_at(paths: Sequence[Path], mapping: str | None) -> tuple[Input, ...]:
    """The files, each opened once. Raises InputsError with what is wrong with any of them."""
    found, problems = [], []
    loaded = None
    try:
        loaded = None if mapping is None else mappings.load(mapping)
    except DeclarationsError as wrong:
        raise InputsError([str(wrong)]) from None
    for number, path in enumerate(paths, start=1):
        if path.is_dir():
            problems.append(f"{path} is a folder: name the files in it")
            continue
        try:
            own = loaded
            if own is None and format_of(path) == "xml":
                own = mappings.load("asycuda")
            with opened(path, own) as table:
                fitted = mappings.fit(own, table.header, path.name)
            there = {rule.ours for rule in fitted.rules} | set(own.constants if own else ())
            lacks = frozenset(column.name for column in SCHEMA.declared) - there
            label = f"{number:03d}-{path.stem}"
            found.append(Input(path, label, rows_of(path), lacks))
        except DeclarationsError as wrong:
            problems.append(str(wrong))
    if problems:
        raise InputsError(problems)
    return tuple(found)
