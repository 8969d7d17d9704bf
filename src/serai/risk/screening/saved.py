"""A compiled screen as one file, for another machine: arrays and JSON in an `.npz`, nothing that runs.

The file is not trusted: what its parts say of each other is checked before anything is screened. It
is not compressed, so that what it takes to load is known from its size.
"""

import datetime as dt
import io
import json
import os
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from serai.declarations.columns import SCHEMA
from serai.risk.language.findings import ConditionError
from serai.risk.language.json import from_json, to_json
from serai.risk.profiles.profile import Lane, Profile
from serai.risk.screening.compile import joined
from serai.risk.screening.leaves import Field, Sort
from serai.risk.screening.plan import FieldPlan, Plan

FORMAT = "serai screen 1"
ARRAYS = {
    "head": "u1",
    "profiles": "u1",
    "classes": "<u4",
    "tables": "<u8",
    "bounds": "<f8",
    "clause_sizes": "<u4",
    "bits": "<u4",
    "clause_profile": "<u4",
    "weights": "<f8",
    "severities": "u1",
}
"""What the file holds, and how. `head` and `profiles` are JSON; of the latter nothing is screened with."""
TEXT = {Sort.CODE, Sort.HS, Sort.TEXT}


class ScreenFileError(ValueError):
    """A file that is no screen, or not one that this version can use. Says which and why."""


def save(
    path: Path,
    plan: Plan,
    *,
    version: str,
    profiles: Sequence[Profile],
    lists: Mapping[str, Iterable[str]],
) -> None:
    """Write the file whole, or not at all: under another name first, then renamed."""
    content = packed(plan, version=version, profiles=profiles, lists=lists)
    beside = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def packed(
    plan: Plan,
    *,
    version: str,
    profiles: Sequence[Profile],
    lists: Mapping[str, Iterable[str]],
) -> bytes:
    """What a file of the screen holds."""
    fields = [member for field in plan.fields for member in field.members or (field,)]
    head = {
        "format": FORMAT,
        "version": version,
        "profiles": plan.profiles,
        "ids": [profile.id for profile in profiles],
        "fields": [_head_of(field) for field in fields],
    }
    whole = {
        "profiles": [_profile_out(profile) for profile in profiles],
        "lists": {name: sorted(values) for name, values in lists.items()},
    }
    numbers = [_bounds(field) for field in fields]
    arrays: dict[str, NDArray[Any]] = {
        "head": _text(head),
        "profiles": _text(whole),
        "classes": _flat([field.classes for field in fields]),
        "tables": _flat([field.table.reshape(-1) for field in fields]),
        "bounds": _flat(numbers),
        "clause_sizes": plan.clause_sizes,
        "bits": plan.bits,
        "clause_profile": plan.clause_profile,
        "weights": np.array([profile.weight for profile in profiles], np.float64),
        "severities": np.array([profile.lane.severity for profile in profiles], np.uint8),
    }
    typed: dict[str, Any] = {name: arrays[name].astype(ARRAYS[name]) for name in ARRAYS}
    out = io.BytesIO()
    np.savez(out, **typed)
    return out.getvalue()


def _text(data: object) -> NDArray[np.uint8]:
    return np.frombuffer(json.dumps(data, ensure_ascii=False).encode(), np.uint8)


def _flat(parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.empty(0)


def _bounds(field: FieldPlan) -> NDArray[np.float64]:
    return np.empty(0) if field.field.sort in TEXT else np.asarray(field.bounds, np.float64)


def _head_of(field: FieldPlan) -> dict[str, Any]:
    return {
        "sort": str(field.field.sort),
        "column": field.field.column,
        "detail": list(field.field.detail),
        "texts": list(map(str, field.bounds)) if field.field.sort in TEXT else [],
        "bounds": len(_bounds(field)),
        "rows": len(field.table),
        "words": field.words,
        "missing": field.missing,
        "first_word": field.first_word,
        "first_bit": field.first_bit,
        "bits": field.bits,
    }


def _profile_out(profile: Profile) -> dict[str, Any]:
    """All but the examples, which are for who writes the set."""
    days = {"valid_from": profile.valid_from, "valid_to": profile.valid_to}
    names = ("id", "title", "title_ru", "version", "weight", "area", "owner", "legal_basis")
    return {
        **{name: getattr(profile, name) for name in names},
        **{name: day and day.isoformat() for name, day in days.items()},
        "lane": str(profile.lane),
        "when": to_json(profile.when),
    }


def profiles_in(text: bytes) -> tuple[tuple[Profile, ...], dict[str, frozenset[str]]]:
    """The profiles of a file, and the lists they name. Raises ScreenFileError."""
    try:
        whole = json.loads(text)
        profiles = tuple(
            Profile(
                **{
                    **given,
                    "lane": Lane(given["lane"]),
                    "when": from_json(given["when"]),
                    "valid_from": _day(given["valid_from"]),
                    "valid_to": _day(given["valid_to"]),
                }
            )
            for given in whole["profiles"]
        )
        lists = {name: frozenset(values) for name, values in whole["lists"].items()}
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
        ConditionError,
    ) as error:
        raise ScreenFileError(f"its profiles cannot be read: {error}") from error
    return profiles, lists


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


class Loaded:
    """What a file holds, or its bytes. Raises ScreenFileError, and OSError where it cannot be read."""

    def __init__(self, source: Path | bytes) -> None:
        path = source if isinstance(source, Path) else "the screen"
        try:
            arrays = _arrays(source)
            head = json.loads(arrays["head"].tobytes())
            self.plan = _plan(head, arrays)
            self.version = str(head["version"])
            self.ids = tuple(map(str, head["ids"]))
        except ScreenFileError as error:
            raise ScreenFileError(f"{path}: {error}") from None
        except (ValueError, KeyError, TypeError, IndexError, AttributeError, EOFError) as error:
            raise ScreenFileError(f"{path}: it is no screen: {error}") from error
        except (zipfile.BadZipFile, MemoryError, OverflowError, RecursionError) as error:
            raise ScreenFileError(f"{path}: it is no screen, or damaged") from error
        self.weights: NDArray[np.float64] = arrays["weights"]
        self.severities: NDArray[np.uint8] = arrays["severities"]
        self.profiles: bytes = arrays["profiles"].tobytes()
        counts = {self.plan.profiles, len(self.ids), len(self.weights), len(self.severities)}
        if len(counts) > 1 or (self.severities >= len(Lane)).any():
            raise ScreenFileError(f"{path}: its profiles, weights and lanes do not fit each other")


def _arrays(source: Path | bytes) -> dict[str, NDArray[Any]]:
    def opened() -> Path | io.BytesIO:
        return source if isinstance(source, Path) else io.BytesIO(source)

    with zipfile.ZipFile(opened()) as parts:
        entries = parts.infolist()
        # Nothing is larger than the file: no small file fills the memory.
        if any(entry.compress_type != zipfile.ZIP_STORED for entry in entries):
            raise ScreenFileError("it is compressed; a screen is not")
        names = sorted(entry.filename for entry in entries)
    if names != sorted(f"{name}.npy" for name in ARRAYS):
        raise ScreenFileError("it is no screen: other parts are in it")
    with np.load(opened(), allow_pickle=False) as file:
        arrays = {name: file[name] for name in ARRAYS}
    for name, array in arrays.items():
        if array.dtype != np.dtype(ARRAYS[name]) or array.ndim != 1:
            raise ScreenFileError(f"its {name} are {array.dtype} in {array.ndim} dimensions")
    return {
        name: array.astype(array.dtype.newbyteorder("="), copy=False)
        for name, array in arrays.items()
    }


def _plan(head: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> Plan:
    if head["format"] != FORMAT:
        raise ScreenFileError(f"it is {head['format']!r}; this version reads {FORMAT!r}")
    at = dict.fromkeys(("classes", "tables", "bounds"), 0)

    def taken(name: str, count: int) -> NDArray[Any]:
        begin = at[name]
        at[name] += count
        if count < 0 or at[name] > len(arrays[name]):
            raise ScreenFileError(f"its {name} are too short")
        return arrays[name][begin : at[name]]

    fields = []
    for given in head["fields"]:
        field = Field(Sort(given["sort"]), given["column"], tuple(given["detail"]))
        if field.column not in SCHEMA or (
            field.sort is Sort.PEER and not set(field.detail) <= set(SCHEMA)
        ):
            raise ScreenFileError(f"it asks for a column {field.column} that is not known here")
        texts = tuple(map(str, given["texts"]))
        numbers = taken("bounds", given["bounds"])
        rows, words = given["rows"], given["words"]
        fields.append(
            FieldPlan(
                field=field,
                bounds=texts if field.sort in TEXT else numbers,
                classes=taken("classes", len(texts) + len(numbers) + 1),
                missing=given["missing"],
                table=taken("tables", rows * words).reshape(rows, words),
                first_word=given["first_word"],
                first_bit=given["first_bit"],
                bits=given["bits"],
            )
        )
    for one in fields:
        _check(one)
    if sum(one.words for one in fields) < max(
        (one.first_word + one.words for one in fields), default=0
    ):
        raise ScreenFileError("it has bits that no field has")
    plan = Plan(
        fields=joined(fields),
        profiles=head["profiles"],
        clause_sizes=arrays["clause_sizes"],
        bits=arrays["bits"],
        clause_profile=arrays["clause_profile"],
    )
    sizes, bits = plan.clause_sizes, plan.bits
    if (
        len(sizes) != len(plan.clause_profile)
        or (sizes == 0).any()
        or int(sizes.sum(dtype=np.int64)) != len(bits)
        or (bits > plan.always).any()
        or (plan.clause_profile >= plan.profiles).any()
    ):
        raise ScreenFileError("its clauses do not fit each other")
    return plan


def _check(field: FieldPlan) -> None:
    rows = len(field.table)
    bounds = field.bounds
    ascending = all(low < high for low, high in pairwise(bounds))
    if not (
        ascending
        and field.words > 0
        and 0 <= field.missing < rows
        and not (field.classes >= rows).any()
        and 0 <= field.first_word * 64 <= field.first_bit
        and 0 < field.bits <= (field.first_word + field.words) * 64 - field.first_bit
    ):
        raise ScreenFileError(f"what it says of {field.field.column} does not fit")
