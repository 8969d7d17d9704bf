"""The kernel where it is built, and what stands in for it where it is not."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any, Literal, cast

import numpy as np
from numpy.typing import NDArray

from serai.risk.screening import plain
from serai.risk.screening.look import Look
from serai.risk.screening.plan import Plan

try:
    from serai.risk.screening import kernel
except ImportError:
    kernel = None  # type: ignore[assignment]  # no compiler where it was installed

type Path = Literal["avx512", "avx2", "portable", "numpy"]
type Rows = tuple[NDArray[np.int64], NDArray[np.unsignedinteger[Any]]]
"""Hits in compressed rows: where each row's begin (and the last's end), and the profiles of all."""

ROWS = 512
PIECE = 64 * 1024
"""Rows that a thread takes at once, at least."""
CODES, DOUBLES, DAYS = range(3)


def paths() -> tuple[Path, ...]:
    """What this machine can run, best first; NumPy always."""
    found = kernel.paths() if kernel else []
    return (*cast("list[Path]", found), "numpy")


def screen(plan: Plan, looks: Sequence[Look], rows: int, *, path: Path, threads: int) -> Rows:
    """Hits of all rows, in pieces on so many threads."""
    piece = max(PIECE, -(-rows // (threads * ROWS)) * ROWS) if threads > 1 else max(rows, 1)
    starts = range(0, rows, piece)
    offsets = np.empty(rows + 1, np.int64)
    offsets[0] = 0
    run = _kernel(plan, looks, path) if path != "numpy" else _plain(plan, looks)

    def part(start: int) -> NDArray[np.unsignedinteger[Any]]:
        end = min(start + piece, rows)
        return run(start, end, offsets[start + 1 : end + 1])

    if len(starts) > 1:
        with ThreadPoolExecutor(threads) as pool:
            parts = list(pool.map(part, starts))
    else:
        parts = [part(start) for start in starts]
    before = 0
    for start, found in zip(starts, parts, strict=True):
        if before:
            offsets[start + 1 : min(start + piece, rows) + 1] += before
        before += len(found)
    if len(parts) == 1:
        return offsets, parts[0]
    return offsets, np.concatenate(parts) if parts else np.empty(0, width_for(plan))


type Run = Callable[[int, int, NDArray[np.int64]], NDArray[np.unsignedinteger[Any]]]


def width_for(plan: Plan) -> type[np.uint16] | type[np.uint32]:
    """Two bytes tell 65,536 profiles apart."""
    return np.uint16 if plan.profiles <= 65536 else np.uint32


def _kernel(plan: Plan, looks: Sequence[Look], path: Path) -> Run:
    arrays = (plan.words, plan.profiles, plan.clause_sizes, plan.bits, plan.clause_profile)
    seen = tuple(map(_field, looks))
    width = width_for(plan)

    def run(start: int, end: int, ends: NDArray[np.int64]) -> NDArray[np.unsignedinteger[Any]]:
        memory = kernel.screen(
            path, arrays, seen, start, end, ends, np.dtype(width).itemsize, (end - start) // 4
        )
        return np.frombuffer(memory, width)

    return run


def _field(look: Look) -> tuple[Any, ...]:
    """As `field_of` in the kernel reads it."""
    if look.bounds is None:
        kind, width = CODES, 0 if look.is_bits else look.data.dtype.itemsize
    else:
        kind, width = (DOUBLES if look.data.dtype == np.float64 else DAYS), 0
    return (
        kind,
        width,
        np.ascontiguousarray(look.data),
        look.data_offset,
        look.valid,
        look.valid_offset,
        look.bounds,
        np.ascontiguousarray(look.classes * np.uint32(look.words)),
        look.missing * look.words,
        np.ascontiguousarray(look.table),
        look.first_word,
        look.words,
    )


def _plain(plan: Plan, looks: Sequence[Look]) -> Run:
    def run(start: int, end: int, ends: NDArray[np.int64]) -> NDArray[np.unsignedinteger[Any]]:
        found = plain.screen(plan, looks, start, end)
        ends[:] = found[0][1:]
        return found[1].astype(width_for(plan), copy=False)

    return run


def search(
    bounds: tuple[bytes, NDArray[np.int64]], texts: Any, ends: NDArray[np.int64]
) -> NDArray[np.uint32]:
    """How many bounds are not after each text; both in UTF-8, one after another."""
    if kernel:
        found = np.empty(len(ends) - 1, np.uint32)
        kernel.search(bounds[0], bounds[1], texts, np.ascontiguousarray(ends), found)
        return found
    sought = _apart(bounds[0], bounds[1])
    return np.array([bisect_right(sought, text) for text in _apart(bytes(texts), ends)], np.uint32)


def _apart(packed: bytes, ends: NDArray[np.int64]) -> list[bytes]:
    places = ends.tolist()
    return [packed[at:end] for at, end in pairwise(places)]
