"""An order of declarations: what is asked for, and what tells it from another one in a folder.

`world.json` in the folder holds the order, the files that are whole with their hashes, and the counts.
Seasons are told from one another the same way, by `season.json`: see `written`.
"""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from serai.risk.runs.atomic import replaced
from serai.world.controls import Control
from serai.world.scenario import OTHER, Scenario

NAME = "world.json"
FORMATS = ("parquet", "csv", "xml")
ENOUGH = 1_000_000.0
"""Hours a week: nobody waits for an officer where results are only to be learned from."""
PIECE = 1 << 20

type Manifest = dict[str, Any]


class OrderError(Exception):
    """A folder in which an order cannot be written; the message says why and what to do."""


@dataclass(frozen=True)
class Order:
    """So many declarations of a scenario."""

    scenario: Scenario
    declarations: int
    seed: int
    formats: tuple[str, ...] = ("parquet",)
    """Of `FORMATS`."""
    examined: float = 0.0
    """Share of the declarations that gets a control by chance, documents or goods."""
    truth: bool = False
    """Whether the ledger is written too."""

    @property
    def shaped(self) -> Scenario:
        """The scenario with so many declarations a week that its weeks are about enough."""
        weekly = max(math.ceil(self.declarations / self.scenario.weeks), 1)
        if not self.examined:
            return replace(self.scenario, weekly=weekly)
        hours = {OTHER: {Control.DOCUMENTS: ENOUGH, Control.GOODS: ENOUGH}}
        staffed = {
            code: replace(played, hours=hours)
            for code, played in self.scenario.administrations.items()
        }
        return replace(self.scenario, weekly=weekly, administrations=staffed)

    @property
    def as_json(self) -> Manifest:
        """Everything that decides about a byte of what is written."""
        return {
            "scenario": self.scenario.name,
            "scenario_sha256": version_of(self.scenario),
            "declarations": self.declarations,
            "seed": self.seed,
            "format": list(self.formats),
            "examined": self.examined,
            "truth": self.truth,
        }


def version_of(scenario: Scenario) -> str:
    """SHA-256 of all it says."""
    return hashlib.sha256(repr(scenario).encode()).hexdigest()


def earlier(path: Path, now: Manifest, what: str, *, option: str = "--") -> Manifest | None:
    """What an earlier run of the same order wrote to `path`; None where its folder is empty or missing.

    Raises OrderError, naming in what they differ, where the folder holds another order or other things;
    `what` it should hold, and what its words begin with as options, go into the message.
    """
    folder = path.parent
    if not path.exists():
        if folder.is_dir() and any(not one.name.startswith(".") for one in folder.iterdir()):
            raise OrderError(f"{folder} is not empty and holds no {what}: name another folder.")
        return None
    try:
        before: Manifest = json.loads(path.read_text(encoding="utf-8"))
        reasons = _differences(before, now, option)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _damaged(path) from None
    if reasons:
        listed = "\n".join(f"- {one}" for one in reasons)
        raise OrderError(
            f"{folder} holds another order:\n{listed}\nName another folder with --out."
        )
    return before


def _damaged(path: Path) -> OrderError:
    return OrderError(f"{path} is damaged: name another folder, or remove this one.")


def begun(folder: Path, order: Order) -> Manifest:
    """What an earlier run of the same order left; a new manifest where there is none.

    Raises OrderError, naming in what they differ, where the folder holds another order or other things.
    """
    path = folder / NAME
    now: Manifest = {
        "serai": version("serai"), "order": order.as_json, "done": False, "files": {},
    }  # fmt: skip
    before = earlier(path, now, "world")
    if before is None:
        return now
    try:
        files = {str(name): about for name, about in before["files"].items()}
    except (KeyError, AttributeError):
        raise _damaged(path) from None
    kept = {name: about for name, about in files.items() if _is_whole(folder / name, about)}
    return before | {"files": kept, "done": bool(before["done"]) and len(kept) == len(files)}


def keep(folder: Path, manifest: Manifest) -> None:
    """Write it, whole or not at all. Raises OSError."""
    with replaced(folder / NAME) as path:
        text = json.dumps(manifest, indent=2, ensure_ascii=False)
        path.write_text(text + "\n", encoding="utf-8")


def about(path: Path, rows: int) -> dict[str, Any]:
    """What a whole file is known by."""
    return {"rows": rows, "bytes": path.stat().st_size, "sha256": _hash(path)}


def _is_whole(path: Path, known: Mapping[str, Any]) -> bool:
    return (
        path.is_file()
        and path.stat().st_size == known.get("bytes")
        and _hash(path) == known.get("sha256")
    )


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _differences(before: Manifest, now: Manifest, option: str) -> list[str]:
    found = []
    if before["serai"] != now["serai"]:
        found.append(f"it was begun with Serai {before['serai']}, this is {now['serai']}")
    old, new = before["order"], now["order"]
    same_name = old["scenario"] == new["scenario"]
    if same_name and old["scenario_sha256"] != new["scenario_sha256"]:
        found.append(f"the scenario {new['scenario']} has changed since")
    return found + [
        f"{option}{name}: {_said(old.get(name))} there, {_said(value)} asked"
        for name, value in new.items()
        if name != "scenario_sha256" and old.get(name) != value
    ]


def _said(value: object) -> str:
    if isinstance(value, list):
        numbers = all(isinstance(one, int) for one in value) and len(value) > 1
        if numbers and value == [*range(value[0], value[0] + len(value))]:
            return f"{value[0]} to {value[-1]}"
        return " ".join(f"“{one}”" if " " in str(one) else str(one) for one in value)
    if value is None or value is False:
        return "not given"
    return "given" if value is True else str(value)
