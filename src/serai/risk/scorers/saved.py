"""A fitted scorer as one file of arrays and JSON: no pickle, nothing in it runs."""

import json
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from serai.risk.scorers.blend import Blend
from serai.risk.scorers.calibrated import Calibrated
from serai.risk.scorers.entity_history import EntityHistory
from serai.risk.scorers.logistic import Logistic
from serai.risk.scorers.peer_price import PeerPrice
from serai.risk.scorers.raw_trees import RawTrees
from serai.risk.scorers.record_trees import RecordTrees
from serai.risk.scorers.same_product import Prevalence, SameProduct
from serai.risk.scorers.scorer import NotFittedError, Scorer
from serai.risk.scorers.simple_flags import SimpleFlags

KINDS: dict[str, type[Scorer]] = {
    kind.name: kind
    for kind in (
        Blend,
        Calibrated,
        EntityHistory,
        Logistic,
        PeerPrice,
        Prevalence,
        RawTrees,
        RecordTrees,
        SameProduct,
        SimpleFlags,
    )
}
VERSION = 1


class ScorerFileError(ValueError):
    """A file that holds no scorer this version can load; the message says why."""


def save(scorer: Scorer, path: Path) -> None:
    """Write it, with all it listens to. Raises NotFittedError where it has learned nothing."""
    if not scorer.fitted:
        raise NotFittedError(f"“{scorer.name}” has no history yet: fit it first")
    arrays: dict[str, NDArray[Any]] = {}
    about = {"version": VERSION, "scorer": _written(scorer, "", arrays)}
    header = np.frombuffer(json.dumps(about).encode(), np.uint8)
    with path.open("wb") as file:
        np.savez_compressed(file, header=header, **arrays)  # type: ignore[arg-type]


def load(path: Path) -> Scorer:
    """The scorer of a file, which scores as it did when it was saved. Raises ScorerFileError."""
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        about = json.loads(arrays.pop("header").tobytes())
    except (BadZipFile, EOFError, KeyError, ValueError) as wrong:
        raise ScorerFileError(f"{path.name} is no file of a scorer: {wrong}") from wrong
    if about.get("version") != VERSION:
        raise ScorerFileError(
            f"{path.name} is of version {about.get('version')}; this Serai reads {VERSION}"
        )
    try:
        return _read(about["scorer"], "", arrays)
    except (KeyError, TypeError, IndexError) as wrong:
        raise ScorerFileError(f"{path.name} is not whole: {wrong!r}") from wrong


def _written(scorer: Scorer, place: str, arrays: dict[str, NDArray[Any]]) -> dict[str, Any]:
    about, own = scorer.state()
    arrays |= {f"{place}{name}": array for name, array in own.items()}
    parts = [
        _written(part, f"{place}{number}/", arrays) for number, part in enumerate(scorer.parts)
    ]
    return {"kind": scorer.name, "about": about, "parts": parts}


def _read(told: dict[str, Any], place: str, arrays: dict[str, NDArray[Any]]) -> Scorer:
    own = {
        name.removeprefix(place): array
        for name, array in arrays.items()
        if name.startswith(place) and "/" not in name.removeprefix(place)
    }
    scorer = KINDS[told["kind"]].made(told["about"], own)
    scorer.parts = [
        _read(part, f"{place}{number}/", arrays) for number, part in enumerate(told["parts"])
    ]
    scorer.fitted = True
    return scorer
