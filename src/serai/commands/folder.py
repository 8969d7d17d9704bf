"""The data folder: who works in it, and whether it holds a demonstration.

A folder has one `serai` at a time, by a lock the operating system drops when the process dies. A
demonstration's folder carries a mark, so that neither `serai serve` opens a demonstration nor
`serai demo` writes into real data.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except (
    ImportError
):  # Windows has no such lock; two processes on one folder are the user's to avoid.
    fcntl = None  # type: ignore[assignment]

DEMO_FOLDER = Path("serai-demo")
DATABASE = "serai.sqlite3"
MARK = "demonstration.json"
UNFINISHED = "demonstration.unfinished"


class FolderInUseError(Exception):
    """Another `serai` works in this folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(
            f"Another serai is running on {folder}. Stop it first, or name another --data."
        )


@contextmanager
def only_one(folder: Path, *, patience: float = 3.0) -> Iterator[None]:
    """Hold the folder; waits `patience` seconds for the processes of a killed `serai` to follow it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        deadline = time.monotonic() + patience
        while fcntl:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise FolderInUseError(folder) from None
                time.sleep(0.1)
        yield


def is_demonstration(folder: Path) -> bool:
    """Whether `serai demo` made this folder."""
    return (folder / MARK).exists() or (folder / UNFINISHED).exists()


def holds_real_data(folder: Path) -> bool:
    """Whether the folder has a database that `serai demo` did not make."""
    return (folder / DATABASE).exists() and not is_demonstration(folder)


def made_from(folder: Path) -> str | None:
    """The digest of what the demonstration was made from; None when it is not whole."""
    try:
        return str(json.loads((folder / MARK).read_text())["made_from"])
    except FileNotFoundError:
        return None
    except (ValueError, KeyError):  # whole, but the mark is damaged: keep what was done there
        return ""


def begin(folder: Path) -> None:
    """Say that the demonstration is being made; one cut short is thrown away and made again."""
    (folder / UNFINISHED).touch()
    for leftover in folder.glob(f"{DATABASE}*"):
        leftover.unlink()


def finish(folder: Path, digest: str) -> None:
    """Say that the demonstration is whole."""
    new = folder / f"{MARK}.new"
    new.write_text(json.dumps({"made_from": digest}))
    new.replace(folder / MARK)
    (folder / UNFINISHED).unlink(missing_ok=True)
