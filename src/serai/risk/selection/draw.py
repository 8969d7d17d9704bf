"""One control or none for each declaration, drawn with given probabilities and within whole numbers.

Dependent rounding (Gandhi, Khuller, Parthasarathy and Srinivasan 2006, doi:10.1145/1147954.1147956), for
one control the pivotal method of Deville and Tillé 1998 (doi:10.1093/biomet/85.1.89): two declarations
trade probability between two controls until one of them is decided, up or down with the odds that leave
every probability as it was. So each declaration gets each control exactly as often as its share says,
and each control is given as often as the shares add up to, rounded up or down.
"""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]

NEAR = 1e-9
"""Shares nearer to 0 than this are 0: what is left of a sum of binary fractions."""


def draw(shares: Floats, rng: np.random.Generator) -> NDArray[np.int64]:
    """The control of each declaration, as its column in `shares`; -1 for none.

    `shares` is declarations × controls, each row adding up to at most 1. Raises ValueError for shares
    below zero and rows that add up to more.
    """
    rows = shares.sum(axis=1)
    if (shares < -NEAR).any() or (rows > 1 + 1e-6).any() or not np.isfinite(shares).all():
        raise ValueError("shares are not below 0, and those of a declaration add up to at most 1")
    count, controls = shares.shape
    whole = np.column_stack([shares, 1 - rows]).clip(0, 1)
    # Declarations that are not there make every sum a whole number.
    spare = np.ceil(np.round(shares.sum(axis=0), 6)) - shares.sum(axis=0)
    extra = np.zeros((controls, controls + 1))
    extra[np.arange(controls), np.arange(controls)] = spare.clip(0, 1)
    extra[:, -1] = 1 - spare.clip(0, 1)
    table = np.vstack([whole, extra])
    chosen = table.argmax(axis=1)
    open_rows = np.flatnonzero(table.max(axis=1) < 1 - NEAR)
    decided = _decided(table[open_rows], rng)
    chosen[open_rows] = decided
    chosen = chosen[:count]
    return np.where(chosen == controls, -1, chosen)


def _decided(table: Floats, rng: np.random.Generator) -> NDArray[np.int64]:
    """The choice of each row, in an order that is drawn."""
    order = rng.permutation(len(table))
    rows = [table[row].tolist() for row in order]
    chances = iter(rng.random(len(table) * table.shape[1] * 2 + 8).tolist())
    decided = np.zeros(len(table), np.int64)
    waiting: list[int] = []
    for new in range(len(rows)):
        waiting.append(new)
        while trade := _cycle(waiting, rows):
            _traded(trade, rows, next(chances))
            waiting = [row for row in waiting if max(rows[row]) < 1 - NEAR]
    for row, values in enumerate(rows):
        decided[order[row]] = values.index(max(values))
    return decided


def _cycle(waiting: list[int], rows: list[list[float]]) -> list[tuple[int, int, int]]:
    """Undecided rows that can trade in a circle: (row, control it gives, control it gets)."""
    joined: dict[int, list[tuple[int, int]]] = {}
    for row in waiting:
        open_ = [place for place, value in enumerate(rows[row]) if value > NEAR]
        for one, other in combinations(open_, 2):
            path = _path(joined, other, one, row)
            if path:
                return [(row, one, other), *path]
            joined.setdefault(one, []).append((other, row))
            joined.setdefault(other, []).append((one, row))
    return []


def _path(
    joined: dict[int, list[tuple[int, int]]], begin: int, end: int, without: int
) -> list[tuple[int, int, int]]:
    """Trades that lead from one control to another, each by another row, and none by `without`."""
    walked: list[tuple[int, list[tuple[int, int, int]]]] = [(begin, [])]
    while walked:
        place, path = walked.pop()
        if place == end:
            return path
        used = {without, *(row for row, _, _ in path)}
        been = {begin, *(get for _, _, get in path)}
        walked += [
            (following, [*path, (row, place, following)])
            for following, row in joined.get(place, [])
            if following not in been and row not in used
        ]
    return []


def _traded(trade: list[tuple[int, int, int]], rows: list[list[float]], chance: float) -> None:
    """Move as much as can be moved, one way or the other, so that no probability changes."""
    most = min(min(rows[row][give], 1 - rows[row][get]) for row, give, get in trade)
    least = min(min(rows[row][get], 1 - rows[row][give]) for row, give, get in trade)
    moved = most if chance * (most + least) < least else -least
    for row, give, get in trade:
        values = rows[row]
        values[give] -= moved
        values[get] += moved
        for place, value in enumerate(values):
            if value < NEAR:
                values[place] = 0.0
            elif value > 1 - NEAR:
                values[place] = 1.0
