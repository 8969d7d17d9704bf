"""The vocabulary all share: what a declaration says, how it is read, and the codes it uses."""

from serai.declarations.errors import (
    BadCellsError,
    DeclarationsError,
    FileUnreadableError,
    ListChangedError,
    MappingError,
)
from serai.declarations.findings import BadCell, Report
from serai.declarations.reading import batches, read

__all__ = [
    "BadCell",
    "BadCellsError",
    "DeclarationsError",
    "FileUnreadableError",
    "ListChangedError",
    "MappingError",
    "Report",
    "batches",
    "read",
]
