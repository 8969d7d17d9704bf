"""One control or none for each declaration, drawn with given probabilities and within whole numbers.

Dependent rounding (Gandhi, Khuller, Parthasarathy and Srinivasan 2006, doi:10.1145/1147954.1147956), for
one control the pivotal method of Deville and Tillé 1998 (doi:10.1093/biomet/85.1.89): two declarations
trade probability between two controls until one of them has no more to give, one way or the other with
the odds that leave every probability as it was. So each declaration gets each control exactly as often as
its share says, and each control is given as often as its shares add up to, rounded up or down, and so are
all controls together.

Declarations trade in two steps. First all that share two controls, in pairs and at once, half of them
settled by every round. Then the few that are left, at most one for each two controls, in circles of more
than two.
"""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]

NEAR = 1e-9
"""Shares nearer to 0 than this are 0: what is left of a sum of binary fractions."""


def draw(shares: Floats, rng: np.random.Generator) -> Ints:
    """The control of each declaration, as its column in `shares`; -1 for none.

    `shares` is declarations × controls, each row adding up to at most 1. Raises ValueError for shares
    below zero and rows that add up to more.
    """
    rows = shares.sum(axis=1)
    if (shares < -NEAR).any() or (rows > 1 + 1e-6).any() or not np.isfinite(shares).all():
        raise ValueError("shares are not below 0, and those of a declaration add up to at most 1")
    count, controls = shares.shape
    whole = np.column_stack([shares, 1 - rows, np.zeros(count)]).clip(0, 1)
    table = np.vstack([whole, _absent(shares)])
    open_rows = np.flatnonzero(table.max(axis=1) < 1 - NEAR)
    # Who trades with whom is drawn: the order of declarations decides nothing.
    open_rows = rng.permutation(open_rows)
    table[open_rows] = _settled(table[open_rows], rng)
    chosen = table[:count].argmax(axis=1)
    return np.where(chosen == controls, -1, chosen)


def _absent(shares: Floats) -> Floats:
    """Declarations that are not there, and make every sum a whole number.

    One lacks each control, as far as that is short of a whole number, and may lack nothing: the last column.
    One more makes a whole number of those that lack nothing, so that together, too, the controls lack
    what is short of a whole number, rounded up or down.
    """
    controls = shares.shape[1]
    total = shares.sum(axis=0)
    lacking = (np.ceil(np.round(total, 6)) - total).clip(0, 1)
    rest = lacking.sum() % 1
    absent = np.zeros((controls + 1, controls + 2))
    absent[range(controls), range(controls)] = lacking
    absent[:, -1] = [*(1 - lacking), rest]
    absent[-1, -2] = 1 - rest
    return absent


def _settled(table: Floats, rng: np.random.Generator) -> Floats:
    """Every row with one control alone."""
    columns = np.ascontiguousarray(table.T)
    for one, other in combinations(columns, 2):
        _trade_in_pairs(one, other, rng)
    settled = columns.T.copy()
    left = np.flatnonzero((settled > NEAR).sum(axis=1) > 1)
    rows = settled[left].tolist()
    while trade := _circle(rows):
        _move(trade, rows, float(rng.random()))
    settled[left] = np.reshape(rows, (len(left), len(columns)))
    return settled


def _trade_in_pairs(one: Floats, other: Floats, rng: np.random.Generator) -> None:
    """Until at most one row has a share of both controls; what has none gets none."""
    rows = np.flatnonzero((one > NEAR) & (other > NEAR))
    while half := len(rows) // 2:
        first, second = rows[:half], rows[half : 2 * half]
        most = np.minimum(one[first], other[second])
        least = np.minimum(other[first], one[second])
        moved = np.where(rng.random(half) * (most + least) < least, most, -least)
        one[first] -= moved
        other[first] += moved
        one[second] += moved
        other[second] -= moved
        rows = rows[(one[rows] > NEAR) & (other[rows] > NEAR)]


def _circle(rows: list[list[float]]) -> list[tuple[int, int, int]]:
    """Rows that can trade in a circle: (row, control it gives, control it gets)."""
    joined: dict[int, list[tuple[int, int]]] = {}
    for row, values in enumerate(rows):
        open_ = [place for place, value in enumerate(values) if value > NEAR]
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


def _move(trade: list[tuple[int, int, int]], rows: list[list[float]], chance: float) -> None:
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
