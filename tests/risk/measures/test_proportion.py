"""Intervals of shares: against published figures, and how often they cover the truth, counted in full."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest

from serai.risk.measures.proportion import difference, exact, wilson
from serai.risk.measures.ranking import MeasureError


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    # Newcombe 1998, Statistics in Medicine 17:857, table I, methods 5 and 3.
    [
        (81, 263, 0.2527, 0.3676),
        (15, 148, 0.0578, 0.1617),
        (0, 20, 0.0, 0.1684),
        (1, 29, 0.0009, 0.1776),
    ],
)
def test_exact_is_as_published(hits, of, low, high):
    found = exact(hits, of)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_is_as_published(hits, of, low, high):
    found = wilson(hits, of)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize(
    ("first", "other", "low", "high"),
    # Newcombe 1998, Statistics in Medicine 17:873, table II, method 10.
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_difference_is_as_published(first, other, low, high):
    found = difference(*first, *other)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize("of", [1, 5, 30, 200])
@pytest.mark.parametrize("level", [0.9, 0.95])
def test_exact_covers_at_least_what_it_claims(of, level):
    """Every outcome with its probability: no draws are needed."""
    bounds = [exact(hits, of, level=level) for hits in range(of + 1)]
    for percent in range(1, 100):
        truth = Fraction(percent, 100)
        covered = sum(
            comb(of, hits) * truth**hits * (1 - truth) ** (of - hits)
            for hits, one in enumerate(bounds)
            if one.low <= truth <= one.high
        )
        assert covered >= level


def test_difference_covers_about_what_it_claims():
    rng = np.random.default_rng(11)
    truth, other = 0.12, 0.03
    hits, others = rng.binomial(400, truth, 1000), rng.binomial(150, other, 1000)
    covered = [
        one.low <= truth - other <= one.high
        for one in (difference(int(a), 400, int(b), 150) for a, b in zip(hits, others, strict=True))
    ]
    assert 0.93 <= np.mean(covered) <= 0.97


def test_of_nothing_examined_nothing_is_known():
    assert (exact(0, 0).low, exact(0, 0).high) == (0, 1)
    assert np.isnan(exact(0, 0).value)
    nothing = difference(3, 10, 0, 0)
    assert (nothing.low, nothing.high) == (-1, 1)
    assert np.isnan(nothing.value)


def test_all_that_is_wrong_is_said():
    with pytest.raises(MeasureError, match=r"5 hits of 3 examined; a level"):
        exact(5, 3, level=95)
    with pytest.raises(MeasureError, match="below zero"):
        difference(-1, 3, 1, 2)
