"""Counts of parts add up to those of the whole, pairs included."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from serai.risk.runs import counts as module
from serai.risk.runs.counts import Counts
from serai.risk.screening.hits import Hits

PROFILES = 5


def hits(rows) -> Hits:
    """Rows of places of profiles."""
    ordered = [sorted(row) for row in rows]
    return Hits(
        offsets=np.cumsum([0, *map(len, ordered)]),
        profiles=np.array([one for row in ordered for one in row], np.uint16),
        ids=tuple("ABCDE"),
        severities=np.array([0, 1, 2, 3, 3], np.uint8),
        weights=np.ones(PROFILES),
    )


def counted(*many) -> Counts:
    found = Counts(PROFILES)
    for rows in many:
        found.add(hits(rows))
    return found


def pairs_of(counts) -> dict[tuple[int, int], int]:
    return {(first, second): both for first, second, both in counts.overlaps(1000)}


some_rows = st.lists(st.sets(st.integers(0, PROFILES - 1)), max_size=12)


@given(some_rows)
def test_everything_is_counted(rows):
    found = counted(rows)
    wanted: dict[tuple[int, int], int] = {}
    for row in rows:
        for pair in combinations(sorted(row), 2):
            wanted[pair] = wanted.get(pair, 0) + 1
    assert pairs_of(found) == wanted
    assert found.hits.tolist() == [sum(one in row for row in rows) for one in range(PROFILES)]
    assert found.lanes.sum() == found.rows == len(rows)
    assert found.lanes[3] == sum(bool(row & {3, 4}) for row in rows)


@given(some_rows, some_rows, some_rows)
def test_parts_add_up(first, second, third):
    whole = counted(first + second + third)
    added = counted(first, second)
    added += counted(third)
    for name in ("rows", "lanes", "hits", "pairs", "times"):
        assert np.array_equal(getattr(added, name), getattr(whole, name)), name


@pytest.mark.parametrize("at_once", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize("dense", [0, 1 << 22])
def test_pairs_that_are_laid_out_in_pieces_are_the_same(monkeypatch, at_once, dense):
    rows = [{0, 1, 2, 3, 4}, set(), {1}, {0, 4}, {0, 1, 2, 3, 4}, {2, 3}] * 3
    whole = pairs_of(counted(rows))
    monkeypatch.setattr(module, "PAIRS_AT_ONCE", at_once)
    monkeypatch.setattr(module, "DENSE", dense)
    assert pairs_of(counted(rows)) == whole


def test_the_most_frequent_pairs_come_first():
    found = counted([{0, 1}, {3, 4}, {3, 4}, {1, 2}])
    assert found.overlaps(2) == [(3, 4, 2), (0, 1, 1)]


def test_counts_are_kept_in_a_file(tmp_path):
    found = counted([{0, 1}, {2}, set()])
    found.save(tmp_path / "c.npz")
    kept = Counts.load(tmp_path / "c.npz")
    assert (kept.rows, kept.profiles, pairs_of(kept)) == (3, PROFILES, {(0, 1): 1})
    assert [one.name for one in tmp_path.iterdir()] == ["c.npz"]
