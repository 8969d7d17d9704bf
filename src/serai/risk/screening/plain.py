"""The screen in NumPy: the same steps as `kernel.c`, with larger blocks.

Class of each row and field; bits of each class; a bitmap over the rows for each bit; AND for each
clause; OR for each profile; hits row by row. It serves where there is no compiler, and the tests
hold the kernel to it.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from serai.risk.screening.look import Look
from serai.risk.screening.plan import Plan, Words

ROWS = 32 * 1024
"""Rows of a block: a bitmap of 4 KB for each bit."""


def screen(
    plan: Plan, looks: Sequence[Look], start: int, end: int
) -> tuple[NDArray[np.int64], NDArray[np.unsignedinteger[Any]]]:
    """Hits of rows `start` to `end` in compressed rows."""
    counts = [np.zeros(1, np.int64)]
    profiles: list[NDArray[np.uint32]] = [np.empty(0, np.uint32)]
    for begin in range(start, end, ROWS):
        rows = min(ROWS, end - begin)
        row, profile = _hits(plan, bitmaps(plan, looks, begin, rows))
        counts.append(np.bincount(row, minlength=rows).astype(np.int64))
        profiles.append(profile[np.argsort(row, kind="stable")])
    return np.cumsum(np.concatenate(counts)), np.concatenate(profiles)


def classes(look: Look, start: int, rows: int) -> NDArray[np.uint32]:
    """The class of each row in one field."""
    if look.is_bits:
        bits = _bits(look.data.view(np.uint8), look.data_offset + start, rows)
        found = look.classes[bits]
    elif look.bounds is None:
        found = look.classes[np.minimum(look.data[start : start + rows], len(look.classes) - 1)]
    else:
        values = look.data[start : start + rows].astype(np.float64)
        # Bounds are padded with NaN, which sorts last, as a NaN that is looked for would.
        absent = np.isnan(values)
        found = look.classes[
            np.searchsorted(look.bounds, np.where(absent, 0.0, values), side="right")
        ]
        found[absent] = look.missing
    if look.valid is not None:
        found[_bits(look.valid, look.valid_offset + start, rows) == 0] = look.missing
    return found


def _bits(bitmap: NDArray[np.uint8], first: int, count: int) -> NDArray[np.uint8]:
    octets = bitmap[first // 8 : (first + count + 7) // 8]
    return np.unpackbits(octets, bitorder="little")[first % 8 : first % 8 + count]


def bitmaps(plan: Plan, looks: Sequence[Look], start: int, rows: int) -> Words:
    """A bitmap over the rows for each bit, and last one of all rows: bits × words of rows."""
    padded = -(-rows // 64) * 64
    lines = np.zeros((plan.words * 64 + 1, padded // 64), np.uint64)
    found = [classes(look, start, rows) for look in looks]
    for word in range(plan.words):
        bits = np.zeros(padded, np.uint64)
        for look, of_rows in zip(looks, found, strict=True):
            if look.first_word <= word < look.first_word + look.words:
                bits[:rows] |= look.table[:, word - look.first_word][of_rows]
        lines[word * 64 : word * 64 + 64] = transposed(bits)
    last = np.packbits(np.arange(padded) < rows, bitorder="little")
    lines[-1] = last.view("<u8")
    return lines


def transposed(bits: Words) -> Words:
    """Rows of 64 bits → 64 bitmaps over the rows: squares of 64 × 64 bits, all at once."""
    square = np.ascontiguousarray(bits.reshape(-1, 64).T)
    mask = np.uint64(0xFFFFFFFF)
    for width in (32, 16, 8, 4, 2, 1):
        by = np.uint64(width)
        pairs = square.reshape(-1, 2, width, square.shape[1])
        upper, lower = pairs[:, 0], pairs[:, 1]
        swapped = ((upper >> by) ^ lower) & mask
        upper ^= swapped << by
        lower ^= swapped
        if width > 1:
            mask ^= mask << np.uint64(width // 2)
    return square


def _hits(plan: Plan, lines: Words) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
    """Row and profile of each hit, profile by profile."""
    profiles = np.zeros((plan.profiles, lines.shape[1]), np.uint64)
    some = lines.any(axis=1)
    begins = np.cumsum(plan.clause_sizes, dtype=np.int64) - plan.clause_sizes
    possible = np.logical_and.reduceat(some[plan.bits], begins) if len(begins) else begins
    for clause in np.flatnonzero(possible).tolist():
        begin = begins[clause]
        bits = plan.bits[begin : begin + plan.clause_sizes[clause]].tolist()
        held = lines[bits[0]]
        for bit in bits[1:]:
            held = held & lines[bit]
        profiles[plan.clause_profile[clause]] |= held
    profile, word = np.nonzero(profiles)
    octets = profiles[profile, word].astype("<u8", copy=False).view(np.uint8).reshape(-1, 8)
    which, bit = np.nonzero(np.unpackbits(octets, axis=1, bitorder="little"))
    return word[which] * 64 + bit, profile[which].astype(np.uint32)
