"""What a plan was ordered with, kept in its `plan.json`, so that nobody draws until the draw suits.

The same order into the same folder gives the same files. Another order is refused, unless it is asked for
again in so many words; then `plan.json` keeps which plans stood there before.
"""

import datetime as dt
import hashlib
import importlib.metadata
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from serai.risk.plans.prepared import Prepared
from serai.risk.plans.sources import Columns

type Order = dict[str, Any]


class OtherPlanError(Exception):
    """The folder holds a plan of another order; the message says in what they differ."""


def order_of(
    prepared: Prepared,
    files: Mapping[str, Path | None],
    columns: Columns,
    *,
    today: dt.date,
    seed: int,
    language: str,
) -> Order:
    """Everything that decides about a plan; files by what they are for, with their SHA-256."""
    capacity = prepared.capacity
    return {
        "serai": importlib.metadata.version("serai"),
        "day": today.isoformat(),
        "seed": seed,
        "strategy": prepared.strategy_text,
        "language": language,
        "profiles": prepared.screen.version,
        "files": {name: _file(path) for name, path in files.items() if path},
        "columns": columns.__dict__ if prepared.history is not None else None,
        "minutes": {str(one): value for one, value in capacity.minutes.items()},
        "hours": {
            office: {str(one): value for one, value in some.items()}
            for office, some in capacity.hours.items()
        },
        "finds": {str(one): value for one, value in capacity.finds.items()},
        "random": capacity.random,
        "expected": capacity.expected,
        "mandatory": sorted(capacity.mandatory),
    }


def _file(path: Path) -> dict[str, str]:
    # A mapping that ships has no file here.
    if not path.is_file():
        return {"name": str(path)}
    with path.open("rb") as file:
        return {"name": path.name, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def replaced_by(order: Order, folder: Path, names: tuple[str, ...], *, again: bool) -> list[Any]:
    """The plans that this one takes the place of, the oldest first; empty in a folder without one.

    Raises OtherPlanError where one stands there that was ordered otherwise, unless it is to be made `again`.
    """
    there = [name for name in names if (folder / name).exists()]
    if not there:
        return []
    before = _read(folder / "plan.json")
    then = before.get("order")
    past = before.get("replaced")
    past = past if isinstance(past, list) else []
    if then == order:
        return past
    if not again:
        raise OtherPlanError(
            f"{folder} holds a plan that was ordered otherwise ({_differences(then, order)}). Name another "
            "folder, or take its place with --again; plan.json will say so."
        )
    content = (folder / "plan.json").read_bytes() if before else b""
    kept = {name: (then or {}).get(name) for name in ("day", "seed", "strategy")}
    return [*past, kept | {"plan_json_sha256": hashlib.sha256(content).hexdigest()}]


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and isinstance(found.get("order"), dict) else {}


def _differences(then: Order | None, now: Order) -> str:
    if then is None:
        return "its plan.json cannot be read"
    odd = [name for name in now if then.get(name) != now[name]]
    said = [
        f"{name} was {then.get(name)}, is {now[name]}"
        if isinstance(now[name], str | int | float)
        else name
        for name in odd
    ]
    return "; ".join(said)
