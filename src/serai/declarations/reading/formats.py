"""Which reader opens which file."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from serai.declarations.errors import FileUnreadableError
from serai.declarations.mapping import FileMapping
from serai.declarations.reading.table import Table, header_faults

FORMATS = {
    ".parquet": "parquet",
    ".pq": "parquet",
    ".arrow": "arrow",
    ".arrows": "arrow",
    ".feather": "arrow",
    ".ipc": "arrow",
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".xml": "xml",
}
"""Endings of file names, in lower case."""


def format_of(path: Path) -> str:
    """The format by the name's ending. Raises FileUnreadableError for another."""
    if path.suffix.lower() not in FORMATS:
        known = ", ".join(FORMATS)
        hint = f"There are {known}."
        if path.suffix.lower() == ".xls":
            hint = "Save the old Excel file as .xlsx."
        raise FileUnreadableError(path, f"files ending in “{path.suffix}” are not read.", hint)
    return FORMATS[path.suffix.lower()]


@contextmanager
def opened(path: Path, mapping: FileMapping | None) -> Iterator[Table]:
    """The file as a table with a header that can be used.

    Raises FileUnreadableError, also while chunks are read.
    """
    form = format_of(path)
    try:
        if path.stat().st_size == 0:
            raise FileUnreadableError(path, "the file is empty.")
        with _reader(form, path, mapping) as table:
            if faults := header_faults(table.header):
                raise FileUnreadableError(path, " ".join(faults))
            yield table
    except OSError as unreadable:
        reason = f"it cannot be opened: {unreadable.strerror or unreadable}."
        raise FileUnreadableError(path, reason) from None


@contextmanager
def _reader(form: str, path: Path, mapping: FileMapping | None) -> Iterator[Table]:
    """Imports what the one format needs, and nothing else."""
    if form in ("parquet", "arrow"):
        from serai.declarations.reading import arrow_file

        opener = arrow_file.parquet if form == "parquet" else arrow_file.arrow
        with opener(path) as table:
            yield table
    elif form == "csv":
        from serai.declarations.reading import csv_file

        encoding = mapping.encoding if mapping else ""
        delimiter = mapping.delimiter if mapping else ""
        with csv_file.opened(path, encoding=encoding, delimiter=delimiter) as table:
            yield table
    elif form == "xlsx":
        from serai.declarations.reading import xlsx_file

        with xlsx_file.opened(path, sheet=mapping.sheet if mapping else "") as table:
            yield table
    else:
        from serai.declarations.reading import sad_xml

        with sad_xml.opened(path) as table:
            yield table
