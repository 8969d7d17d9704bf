"""Reference lists: codes that profiles name as `@watchlist`, pinned by the hash of their content.

One code a line, or a CSV file whose first column is taken. Lines that begin with `#` are comments;
`# name: …` and `# version: …` among them say what the list is called.
"""

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from serai.declarations.errors import FileUnreadableError, ListChangedError

ABOUT = re.compile(r"#\s*(name|version)\s*:\s*(.*)", re.IGNORECASE)
LARGEST = 256 * 1024 * 1024
"""Bytes of a list: some ten million codes."""


@dataclass(frozen=True)
class ReferenceList:
    """Codes with a name; two lists with the same codes have the same hash, whatever their order."""

    name: str
    values: frozenset[str]
    version: str = ""

    @cached_property
    def ordered(self) -> tuple[str, ...]:
        """The codes in canonical order: by code point."""
        return tuple(sorted(self.values))

    @cached_property
    def hash(self) -> str:
        """SHA-256 over the ordered codes, as 64 hexadecimal digits."""
        digest = hashlib.sha256()
        for value in self.ordered:
            digest.update(value.encode() + b"\n")
        return digest.hexdigest()

    def pinned(self, expected: str) -> "ReferenceList":
        """The list itself. Raises ListChangedError where its hash does not begin with `expected`.

        At least 8 digits are needed, so that nothing is pinned by chance.
        """
        wanted = expected.lower().removeprefix("sha256:")
        if len(wanted) < 8 or not self.hash.startswith(wanted):
            raise ListChangedError(self.name, wanted, self.hash)
        return self

    @classmethod
    def load(cls, path: Path | str, *, pinned: str | None = None) -> "ReferenceList":
        """The list in a file; its name is the file's where no comment says it.

        Raises FileUnreadableError, and ListChangedError where `pinned` is not its hash.
        """
        path = Path(path)
        about = {"name": path.stem, "version": ""}
        found = cls(
            values=frozenset(_codes(_lines(path), about)),
            name=about["name"] or path.stem,
            version=about["version"],
        )
        return found if pinned is None else found.pinned(pinned)

    def save(self, path: Path | str) -> None:
        """Write it as `load` reads it, in canonical order."""
        head = [f"# name: {self.name}"]
        if self.version:
            head.append(f"# version: {self.version}")
        with Path(path).open("w", encoding="utf-8", newline="") as file:
            file.writelines(line + "\n" for line in head)
            # A quoted code is read back as it is, whatever it holds.
            file.writelines(_quoted(value) + "\n" for value in self.ordered)


def _lines(path: Path) -> list[str]:
    """The lines of a text file in UTF-8, with or without a byte order mark."""
    try:
        if path.stat().st_size > LARGEST:
            raise FileUnreadableError(path, f"it is larger than {LARGEST // 1024 // 1024} MB.")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as unreadable:
        raise FileUnreadableError(path, f"it cannot be opened: {unreadable.strerror}.") from None
    except UnicodeDecodeError:
        raise FileUnreadableError(path, "it is not text in UTF-8.", "Save it as UTF-8.") from None
    if "\0" in text:
        raise FileUnreadableError(path, "it is not text.")
    return text.splitlines()


def _codes(lines: Iterable[str], about: dict[str, str]) -> Iterator[str]:
    """The first cell of each line that is no comment; what comments say of the list goes to `about`."""
    for line in lines:
        if said := ABOUT.fullmatch(line.strip()):
            about[said[1].lower()] = said[2].strip()
        elif line.strip() and not line.lstrip().startswith("#"):
            try:
                first = next(csv.reader([line], skipinitialspace=True), [""])[0]
            except csv.Error:
                first = line
            if code := first.strip():
                yield code


def _quoted(value: str) -> str:
    return '"' + value.replace('"', '""') + '"' if re.search(r'[",;#]', value) else value
