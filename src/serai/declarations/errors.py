"""Refusals of the readers: each says which file, what is wrong with it, and what helps."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from serai.declarations.findings import BadCell, Findings

SHOWN = 20
"""How many findings a message lists before it only counts."""


class DeclarationsError(Exception):
    """Anything these readers refuse."""


class FileUnreadableError(DeclarationsError):
    """A file that is no table of declarations at all; nothing of it was taken."""

    def __init__(self, path: Path | str, reason: str, hint: str = "") -> None:
        super().__init__(str(path), reason, hint)
        self.path = Path(path)
        self.reason = reason
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.path.name}: {self.reason}" + (f" {self.hint}" if self.hint else "")


class MappingError(DeclarationsError):
    """A mapping file that cannot be followed, or does not fit the file; lists every problem."""

    def __init__(self, name: Path | str, problems: Sequence[str], title: str = "") -> None:
        super().__init__(str(name), tuple(problems), title)
        self.name = str(name)
        self.title = title or "the mapping cannot be followed"
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return shortened(f"{self.name}: {self.title}", self.problems)


class BadCellsError(DeclarationsError):
    """Cells that do not hold what their column says; carries them all, shows the first ones."""

    def __init__(self, cells: "Findings") -> None:
        super().__init__(cells)
        self.cells: Sequence[BadCell] = cells.cells
        self.count = cells.count
        """How many there are, also when more were found than are kept."""

    def __str__(self) -> str:
        title = "1 bad cell" if self.count == 1 else f"{self.count:,} bad cells"
        return shortened(title, [str(cell) for cell in self.cells], self.count)


class ListChangedError(DeclarationsError):
    """A reference list whose content is not the one that was pinned."""

    def __init__(self, name: str, pinned: str, found: str) -> None:
        super().__init__(name, pinned, found)
        self.name, self.pinned, self.found = name, pinned, found

    def __str__(self) -> str:
        return (
            f"the reference list “{self.name}” has changed: its content has the hash "
            f"{self.found[:12]}…, but {self.pinned[:12]}… is pinned. Bring back the list that was "
            "meant, or pin the new hash once somebody has looked at what changed."
        )


def shortened(title: str, lines: Iterable[str], count: int | None = None) -> str:
    """A title and the first lines, and how many more there are."""
    listed = list(lines)
    left = (len(listed) if count is None else count) - min(len(listed), SHOWN)
    more = [f"  … and {left:,} more"] if left > 0 else []
    return "\n".join([title + ":", *(f"  {line}" for line in listed[:SHOWN]), *more])
