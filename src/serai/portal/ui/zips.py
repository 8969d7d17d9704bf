"""Opening ZIP containers that strangers sent: everything is measured before anything is believed.

The sizes a ZIP declares may lie, so each entry is unpacked in small pieces and counted; nothing is
kept. A bomb is refused after `limit` bytes, whatever it says about itself.
"""

import copy
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

ENTRIES = 5_000
UNPACKED = 200 * 1024 * 1024
PIECE = 64 * 1024
ENCRYPTED = 0x1
PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class ZipRefusedError(Exception):
    """A ZIP that will not be opened."""


class ZipDamagedError(ZipRefusedError):
    """It is not a ZIP, it was cut off, or its parts contradict each other."""


class ZipEncryptedError(ZipRefusedError):
    """A password is needed."""


class ZipTooLargeError(ZipRefusedError):
    """It holds more than `limit` bytes or too many entries."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


@contextmanager
def open_zip(file: IO[bytes], *, limit: int = UNPACKED) -> Iterator[zipfile.ZipFile]:
    """A ZIP whose every entry has been unpacked once and found to be as large as it says.

    `limit` is in bytes over all entries. Raises a ZipRefusedError that says why not.
    """
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            measure(archive, limit=limit)
            yield archive
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        EOFError,
        NotImplementedError,
        ValueError,
    ) as damaged:
        raise ZipDamagedError(str(damaged)) from damaged
    finally:
        file.seek(0)


def measure(archive: zipfile.ZipFile, *, limit: int) -> None:
    """Unpack every entry in pieces, keeping nothing."""
    entries = archive.infolist()
    if len(entries) > ENTRIES or sum(entry.file_size for entry in entries) > limit:
        raise ZipTooLargeError(limit)
    left = limit
    for entry in entries:
        if entry.flag_bits & ENCRYPTED:
            raise ZipEncryptedError
        # Other methods unpack in one go, which cannot be bounded.
        if entry.compress_type not in PLAIN_METHODS:
            raise ZipDamagedError(f"{entry.filename} is packed in a way Office never uses")
        left -= size_of(archive, entry, limit=left)


def size_of(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, limit: int) -> int:
    """How many bytes the entry really holds; raises when above `limit` or not as declared."""
    unbounded = copy.copy(entry)
    # zipfile stops at the declared size; the copy lets it read on, so that a lie shows.
    unbounded.file_size = limit + PIECE
    size, is_xml = 0, entry.filename.lower().endswith((".xml", ".rels"))
    with archive.open(unbounded) as content:
        while piece := content.read(PIECE):
            size += len(piece)
            if size > limit:
                raise ZipTooLargeError(limit)
            if size == len(piece) and is_xml and b"<!DOCTYPE" in piece[:1024]:
                raise ZipDamagedError(f"{entry.filename} declares its own entities")
    if size != entry.file_size:
        raise ZipDamagedError(f"{entry.filename} is not as large as it says")
    return size


def names_in(archive: zipfile.ZipFile) -> list[str]:
    """The entries' names in lower case with forward slashes."""
    return [name.lower().replace("\\", "/") for name in archive.namelist()]


def part(archive: zipfile.ZipFile, name: str, *, limit: int = 1024 * 1024) -> bytes:
    """One entry's content, at most `limit` bytes; nothing when it is not there."""
    entry = next(
        (info for info in archive.infolist() if info.filename.lower() == name.lower()), None
    )
    if entry is None:
        return b""
    with archive.open(entry) as content:
        return content.read(limit)
