"""Drift of a column: by hand, and laws that hold for all columns."""

import datetime as dt
from decimal import Decimal
from math import log

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from serai.risk.measures.drift import LARGE, SLIGHT, Range, Rest, index_parts, psi
from serai.risk.measures.ranking import MeasureError

words = st.lists(st.sampled_from(["CN", "TR", "DE", "KZ", None]), min_size=1, max_size=40)
numbers = st.lists(st.none() | st.integers(0, 30), min_size=1, max_size=40)


def text(values):
    return pl.Series(values, dtype=pl.String)


def integers(values):
    return pl.Series(values, dtype=pl.Int64)


def test_counted_by_hand():
    drift = psi(text(["CN"] * 60 + ["TR"] * 40), text(["CN"] * 30 + ["TR"] * 70))
    # One declaration is added to each side, 45 % of it to CN and 55 % to TR.
    before, now = 60.45 / 101, 30.45 / 101
    part = (now - before) * log(now / before)
    other = (before - now) * log((1 - now) / (1 - before))
    assert [(one.values, one.before, one.now) for one in drift.moved] == [
        ("CN", 0.6, 0.3),
        ("TR", 0.4, 0.7),
    ]
    assert [one.part for one in drift.moved] == pytest.approx([part, other])
    assert drift.index == pytest.approx(part + other)
    assert drift.most.values == "CN"
    assert drift.index > LARGE
    assert drift.chance < 0.001


def test_numbers_fall_in_ranges_of_equal_count_before():
    drift = psi(integers(range(1, 101)), integers([*range(51, 101), *[None] * 50]), bins=4)
    assert [(one.values, one.before, one.now) for one in drift.moved] == [
        (Range(None, 25), 0.25, 0),
        (Range(25, 50), 0.25, 0),
        (Range(50, 75), 0.25, 0.25),
        (Range(75, None), 0.25, 0.25),
        (Rest.MISSING, 0, 0.5),
    ]


def test_a_value_that_many_have_is_a_bin():
    moved = psi(integers([0] * 70 + list(range(1, 31))), integers([0] * 100), bins=10).moved
    assert (moved[0].values, moved[0].before, moved[0].now) == (Range(None, 0), 0.7, 1)
    assert len(moved) == 4


def test_rare_values_are_one_unless_they_are_not_rare_any_more():
    before = text(["CN"] * 97 + ["TR", "DE", "KZ"])
    now = text(["CN"] * 89 + ["TR"] * 10 + ["DE"])
    shares = {one.values: (one.before, one.now) for one in psi(before, now, rare=0.05).moved}
    assert shares == {"CN": (0.97, 0.89), "TR": (0.01, 0.1), Rest.RARE: (0.02, 0.01)}


DAY = dt.date(2025, 1, 1)


@pytest.mark.parametrize(
    "column",
    [
        pl.Series([1.5, float("nan"), float("inf"), None, -1.0]),
        pl.Series([Decimal("1.5"), Decimal(2), None]),
        pl.Series([DAY, DAY + dt.timedelta(1), None]),
        pl.Series([dt.datetime(2025, 1, 1, 5), dt.datetime(2025, 1, 2, 7)]),
        pl.Series([dt.time(5), dt.time(6)]),
        pl.Series([dt.timedelta(5), dt.timedelta(6)]),
        pl.Series([True, False, None]),
        pl.Series(["CN", "TR", None], dtype=pl.Categorical),
        pl.Series(["CN", "TR"], dtype=pl.Enum(["CN", "TR", "DE"])),
        pl.Series([None, None]),
        pl.Series([None, None], dtype=pl.Float64),
    ],
    ids=lambda column: str(column.dtype),
)
def test_every_kind_of_column_is_compared(column):
    same = psi(column, column)
    assert (same.index, same.chance) == (0, 1)
    assert sum(one.now for one in same.moved) == pytest.approx(1)
    gone = psi(column, pl.Series([None] * 9))
    assert gone.moved[-1].values is Rest.MISSING
    assert gone.moved[-1].now == 1


def test_numbers_of_other_types_are_the_same_numbers():
    whole = integers([*range(50), None])
    assert psi(whole, whole.cast(pl.Float32)).index == 0
    days = pl.Series([dt.datetime(2025, 1, day) for day in range(1, 20)])
    assert psi(days, days.cast(pl.Datetime("ms"))).index == 0
    assert psi(pl.Series([1.0, float("nan")]), pl.Series([1.0, None])).index == 0


@given(words, words)
def test_text_has_the_same_index_both_ways(one, other):
    there, back = psi(text(one), text(other), rare=0.1), psi(text(other), text(one), rare=0.1)
    assert there.index == pytest.approx(back.index)
    assert there.chance == pytest.approx(back.chance)


@given(numbers, numbers, st.integers(2, 12))
def test_shares_add_up_and_no_part_is_below_zero(one, other, bins):
    drift = psi(integers(one), integers(other), bins)
    assert len(drift.moved) <= bins + 1
    assert sum(part.before for part in drift.moved) == pytest.approx(1)
    assert sum(part.now for part in drift.moved) == pytest.approx(1)
    assert all(part.part >= 0 for part in drift.moved)
    assert drift.index == pytest.approx(sum(part.part for part in drift.moved))
    assert np.isfinite(drift.index)


@given(numbers, st.integers(1, 4), st.randoms(use_true_random=False))
def test_the_same_shares_have_no_drift_in_any_order_and_number(rows, times, chance):
    other = rows * times
    chance.shuffle(other)
    assert psi(integers(rows), integers(other)).index == pytest.approx(0, abs=1e-12)
    names = [None if row is None else str(row % 5) for row in rows]
    assert psi(text(names), text(names * times)).index == pytest.approx(0, abs=1e-12)


def test_an_empty_bin_does_not_make_it_infinite():
    parts = index_parts([50, 50, 0, 0], [50, 0, 50, 0])
    assert parts[0] == parts[3] == 0
    assert parts[1] == parts[2] > LARGE


def test_chance_says_how_often_columns_without_change_look_so():
    rng = np.random.default_rng(8)
    drifts = [
        psi(pl.Series(rng.normal(size=600)), pl.Series(rng.normal(size=300))) for _ in range(400)
    ]
    assert np.mean([one.chance < 0.05 for one in drifts]) == pytest.approx(0.05, abs=0.025)
    assert np.mean([one.chance < 0.5 for one in drifts]) == pytest.approx(0.5, abs=0.08)
    # The convention depends on the length: of 60 rows chance alone makes a "change".
    short = [psi(pl.Series(rng.normal(size=60)), pl.Series(rng.normal(size=60))) for _ in range(50)]
    assert np.median([one.index for one in short]) > SLIGHT


@pytest.mark.parametrize(
    ("before", "now", "options", "why"),
    [
        (
            integers([]),
            text([]),
            {"bins": 1},
            "before has no row; .*now has no row; Int64 .*two bins",
        ),
        (
            integers([1]),
            text(["a"]),
            {"rare": 1},
            "Int64 before and String now .*; a share of rare",
        ),
        (pl.Series([[1]]), text(["a"]), {}, "numbers, dates, times, text"),
        (pl.Series([DAY]), pl.Series([dt.time(1)]), {}, "Date before and Time now"),
    ],
)
def test_all_that_is_wrong_is_said(before, now, options, why):
    with pytest.raises(MeasureError, match=why):
        psi(before, now, **options)
