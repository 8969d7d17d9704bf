"""Calibration: bins counted by hand, and laws that hold for all scores."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from serai.risk.measures.calibration import brier, ece, reliability
from serai.risk.measures.proportion import exact
from serai.risk.measures.ranking import MeasureError

scored = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from([0.0, 0.1, 0.3, 0.5, 0.75, 1.0])),
    min_size=1,
    max_size=40,
)


def test_bins_are_counted_by_hand():
    found = [0, 0, 1, 0, 1, 1]
    score = [0.1, 0.2, 0.2, 0.4, 0.8, 0.9]
    low, middle, high = reliability(found, score, bins=3)
    assert [one.count for one in (low, middle, high)] == [3, 1, 2]
    assert [one.score for one in (low, middle, high)] == pytest.approx([0.5 / 3, 0.4, 0.85])
    assert low.rate == exact(1, 3)
    assert high.rate == exact(2, 2)


@pytest.mark.parametrize(
    ("score", "counts"),
    [
        (range(10), [2, 2, 2, 2, 2]),
        (range(7), [1, 2, 1, 2, 1]),
        ([5] * 10, [10]),
        ([1] * 9 + [2], [9, 1]),
        ([1, 2, 2, 2, 2, 2, 2, 2, 2, 3], [1, 8, 1]),
        ([1, 2], [1, 1]),
    ],
)
def test_equal_scores_stay_together(score, counts):
    assert [one.count for one in reliability([0] * len(score), score, bins=5)] == counts


@given(scored, st.integers(1, 12))
def test_bins_hold_every_declaration_once(rows, bins):
    found, score = zip(*rows, strict=True)
    curve = reliability(found, score, bins)
    assert 1 <= len(curve) <= bins
    assert sum(one.count for one in curve) == len(rows)
    assert sum(one.count * one.score for one in curve) == pytest.approx(sum(score))
    assert sum(one.count * one.rate.value for one in curve) == pytest.approx(sum(found))
    means = [one.score for one in curve]
    assert means == sorted(means)


@given(scored, st.randoms(use_true_random=False))
def test_the_order_of_rows_is_nothing(rows, chance):
    other = list(rows)
    chance.shuffle(other)
    one, two = (tuple(zip(*these, strict=True)) for these in (rows, other))
    assert [(bin_.count, bin_.rate) for bin_ in reliability(*one)] == [
        (bin_.count, bin_.rate) for bin_ in reliability(*two)
    ]
    assert ece(*one) == pytest.approx(ece(*two))
    assert brier(*one) == pytest.approx(brier(*two))


@pytest.mark.parametrize(
    ("found", "score", "bins", "error", "squares"),
    [
        ([1, 0], [1.0, 0.0], 15, 0, 0),
        ([0, 1], [1.0, 0.0], 15, 1, 1),
        ([1, 0, 0, 0], [0.25] * 4, 15, 0, 0.1875),
        # (0, 0.5] holds 0, 0.2 and 0.5 with one find: |0.7 - 1|, (0.5, 1] holds 0.9: |0.9 - 1|.
        ([0, 1, 0, 1], [0.0, 0.2, 0.5, 0.9], 2, 0.4 / 4, (0.64 + 0.25 + 0.01) / 4),
        # Bins are those of decimals: 0.7 ends the seventh, whatever it is as a binary fraction.
        ([1, 0], [0.65, 0.7], 10, 0.35 / 2, (0.35**2 + 0.49) / 2),
    ],
)
def test_errors_are_counted_by_hand(found, score, bins, error, squares):
    assert ece(found, score, bins) == pytest.approx(error)
    assert brier(found, score) == pytest.approx(squares)


@given(scored)
def test_errors_are_within_their_bounds(rows):
    found, score = zip(*rows, strict=True)
    assert 0 <= ece(found, score) <= 1
    assert abs(np.mean(found) - np.mean(score)) <= ece(found, score) + 1e-12
    assert ece(found, score) ** 2 <= brier(found, score) + 1e-12


@pytest.mark.parametrize(
    ("call", "why"),
    [
        (
            lambda: reliability([2], [np.inf], 0, level=2),
            "0 or 1; .*bin, not 0; 1 .*infin.*; a lev",
        ),
        (lambda: ece([2], [1.5], 0), "0 or 1; .*bin, not 0; a score is a probability"),
        (lambda: brier([1, 0], [np.nan, -0.1]), "1 scores are not a number; a score is a prob"),
        (lambda: brier([], []), "no declaration"),
    ],
)
def test_all_that_is_wrong_is_said(call, why):
    with pytest.raises(MeasureError, match=why):
        call()
