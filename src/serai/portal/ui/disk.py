"""Files on the disk: either wholly there or not at all, also after a power cut."""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files.base import File

KEPT = re.compile(r"[0-9a-f]{32}")
UNFINISHED = "incoming-"


def write(upload: File[Any], place: Path) -> tuple[int, str]:
    """Write, flush, then move into place; returns bytes and SHA-256."""
    place.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    descriptor, path = tempfile.mkstemp(dir=place.parent, prefix=UNFINISHED)
    incoming = Path(path)
    try:
        with os.fdopen(descriptor, "wb") as file:
            for piece in upload.chunks():
                digest.update(piece)
                size += len(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        incoming.rename(place)
    except BaseException:
        incoming.unlink(missing_ok=True)
        raise
    # The folders that may be new: their names must survive as well.
    for folder in list(place.parents)[:3]:
        flush_folder(folder)
    return size, digest.hexdigest()


def flush_folder(folder: Path) -> None:
    """Make new names in the folder survive a power cut; Windows has no such call."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def files_before(moment: datetime, root: Path) -> Iterator[Path]:
    """Our files in `root/ab/cd` last changed before the moment, finished or not; others are not ours."""
    for file in root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
        ours = KEPT.fullmatch(file.name) or file.name.startswith(UNFINISHED)
        if ours and file.stat().st_mtime < moment.timestamp():
            yield file
