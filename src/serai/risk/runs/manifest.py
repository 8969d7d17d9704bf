"""What a run was started with, so that it goes on only with the same.

`manifest.json` in the folder of the results holds the version of the profile set, of each file its
size, when it was changed and a hash of its two ends, and what else decides about the results.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from serai.risk.runs.atomic import replaced

NAME = "manifest.json"
DAMAGED = f"its {NAME} is damaged"
END = 1 << 20
"""Bytes at each end of a file that are hashed: the whole of an archive would take longer than to screen it."""

type Manifest = dict[str, Any]


class OtherRunError(Exception):
    """The folder holds another run. `reasons` say in what it differs."""

    def __init__(self, folder: Path, reasons: Sequence[str]) -> None:
        self.folder = folder
        self.reasons = tuple(reasons)
        listed = "\n".join(f"- {reason}" for reason in reasons)
        super().__init__(f"{folder} holds a run that cannot go on:\n{listed}")


class NotEmptyError(Exception):
    """The folder holds something that is no run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(f"{folder} is not empty and holds no run: name another folder.")


def of_file(path: Path) -> dict[str, Any]:
    """What tells whether a file is still the same."""
    about = path.stat()
    digest = hashlib.sha256()
    with path.open("rb") as file:
        digest.update(file.read(END))
        file.seek(max(about.st_size - END, 0))
        digest.update(file.read(END))
    return {
        "name": path.name,
        "bytes": about.st_size,
        "changed": about.st_mtime_ns,
        "ends_sha256": digest.hexdigest(),
    }


def read(folder: Path) -> Manifest | None:
    """Of the run in a folder; None where there is none. Raises NotEmptyError for a folder of other things."""
    try:
        found: Manifest = json.loads((folder / NAME).read_text(encoding="utf-8"))
        return found
    except (FileNotFoundError, NotADirectoryError):
        # A run that was killed as it began leaves nothing but dots.
        if folder.is_dir() and any(not one.name.startswith(".") for one in folder.iterdir()):
            raise NotEmptyError(folder) from None
        return None
    except ValueError:
        return {}  # damaged: nothing can go on with it


def write(folder: Path, manifest: Manifest) -> None:
    """Whole or not at all."""
    with replaced(folder / NAME) as unfinished:
        text = json.dumps(manifest, indent=2, ensure_ascii=False)
        unfinished.write_text(text + "\n", encoding="utf-8")


def differences(before: Manifest, now: Manifest) -> list[str]:
    """In words what keeps a run from going on; nothing where it can."""
    try:
        return _differences(before, now)
    except (KeyError, TypeError, AttributeError):
        return [DAMAGED]


def _differences(before: Manifest, now: Manifest) -> list[str]:
    found = []
    if before["serai"] != now["serai"]:
        found.append(f"it was begun with Serai {before['serai']}, this is {now['serai']}")
    if before["set"]["version"] != now["set"]["version"]:
        versions = (one["set"]["version"][:12] for one in (before, now))
        found.append("the profile set has changed: it was {}…, it is {}…".format(*versions))
    elif before["set"]["profiles"] != now["set"]["profiles"]:
        found.append("the profiles of the set stand in another order")
    found += _files(before["files"], now["files"])
    for name, value in now["options"].items():
        then = before["options"].get(name)
        # Nothing was set aside by a run that stops at what is bad.
        if then != value and (name, then) != ("on-bad", "stop"):
            found.append(f"--{name} was {_said(then)}, it is {_said(value)}")
    return found


def today_of(manifest: Manifest) -> dt.date | None:
    """The day that a run counts from; None where its manifest is damaged."""
    try:
        return dt.date.fromisoformat(manifest["options"]["today"])
    except (KeyError, TypeError, ValueError):
        return None


def _files(before: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]) -> list[str]:
    names = [[one["name"] for one in files] for files in (before, now)]
    if names[0] != names[1]:
        return [f"its files were {', '.join(names[0])}; now they are {', '.join(names[1])}"]
    return [
        f"{old['name']} has changed: it had {old['bytes']:,} bytes, it has {new['bytes']:,}"
        if old["bytes"] != new["bytes"]
        else f"{old['name']} was changed or saved anew since"
        for old, new in zip(before, now, strict=True)
        if old != new
    ]


def _said(value: object) -> str:
    return "not given" if value in (None, False, "") else "given" if value is True else str(value)
