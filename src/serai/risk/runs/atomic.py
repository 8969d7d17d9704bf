"""Files that are whole or not there, whatever happens while they are written."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

UNFINISHED = ".unfinished-"
"""What the names of part-written files begin with."""


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """A path to write to; what is written there takes the place of `path` at the end, on the disk.

    The part-written file keeps its ending, for writers that go by it, and is of one writer alone.
    """
    unfinished = path.with_name(f"{UNFINISHED}{uuid.uuid4().hex[:8]}-{path.name}")
    try:
        yield unfinished
        with unfinished.open("rb") as file:
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
