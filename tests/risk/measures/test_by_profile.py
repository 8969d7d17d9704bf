"""Figures of profiles: by hand, and against a count row by row."""

import datetime as dt

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from serai.risk.measures.by_profile import by_profile
from serai.risk.measures.proportion import exact
from serai.risk.measures.ranking import MeasureError
from serai.risk.screening.hits import Hits

TODAY = dt.date(2025, 6, 30)
IDS = ("cover", "value", "origin")
rows = st.lists(
    st.tuples(st.sets(st.integers(0, 2)), st.booleans(), st.integers(0, 1), st.integers(0, 9)),
    max_size=25,
)


def hits(lists):
    return Hits(
        offsets=np.cumsum([0, *map(len, lists)]),
        profiles=np.array([one for row in lists for one in sorted(row)], np.uint16),
        ids=IDS,
        severities=np.zeros(len(IDS), np.uint8),
        weights=np.ones(len(IDS)),
    )


def test_counted_by_hand():
    cover, value, origin = by_profile(
        hits([{0}, {0, 1}, {1}, set(), {0}]),
        [True, True, True, True, False],
        [1, 1, 0, 1, float("nan")],
        today=TODAY,
        since={"cover": dt.date(2025, 6, 1), "value": dt.date(2025, 7, 1)},
        dates=pl.Series([dt.date(2025, 6, day) for day in (1, 10, 20, 25, 30)]),
    )
    assert (cover.hits, cover.examined, cover.found, cover.precision) == (3, 2, 2, exact(2, 2))
    assert (cover.only_hits, cover.only_found, cover.age, cover.since_found) == (2, 1, 29, 20)
    assert (value.hits, value.examined, value.found, value.precision) == (2, 2, 1, exact(1, 2))
    assert (value.only_hits, value.only_found, value.age, value.since_found) == (1, 0, -1, 20)
    assert (origin.id, origin.hits, origin.age, origin.since_found) == ("origin", 0, None, None)
    assert np.isnan(origin.precision.value)


@given(rows)
def test_it_is_a_count_row_by_row(declarations):
    lists = [row for row, *_ in declarations]
    seen = np.array([one for _, one, *_ in declarations], bool)
    found = [one for *_, one, _ in declarations]
    dates = [TODAY - dt.timedelta(days) for *_, days in declarations]
    for place, one in enumerate(
        by_profile(hits(lists), seen, found, today=TODAY, dates=np.array(dates, "datetime64[D]"))
    ):
        hit = [row for row in declarations if place in row[0]]
        finds = [row for row in hit if row[1] and row[2]]
        assert one.hits == len(hit)
        assert one.examined == sum(row[1] for row in hit)
        assert one.found == len(finds)
        assert one.only_hits == sum(row[0] == {place} for row in hit)
        assert one.only_found == sum(row[0] == {place} for row in finds)
        assert one.since_found == min((row[3] for row in finds), default=None)
        assert one.only_found <= one.only_hits <= one.hits
        assert one.only_found <= one.found <= one.examined <= one.hits


@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_rows_is_nothing(declarations, chance):
    other = list(declarations)
    chance.shuffle(other)
    figures = []
    for these in (declarations, other):
        seen = np.array([one for _, one, *_ in these], bool)
        found = [one for *_, one, _ in these]
        figures.append(str(by_profile(hits([row for row, *_ in these]), seen, found, today=TODAY)))
    assert figures[0] == figures[1]


def test_a_find_without_a_date_is_no_last_find():
    dates = np.array(["2025-06-01", "NaT"], "datetime64[D]")
    one, *_ = by_profile(hits([{0}, {0}]), [True, True], [1, 1], today=TODAY, dates=dates)
    assert (one.found, one.since_found) == (2, 29)
    one, *_ = by_profile(hits([{0}, {0}]), [True, True], [0, 1], today=TODAY, dates=dates)
    assert (one.found, one.since_found) == (1, None)


def test_all_that_is_wrong_is_said():
    with pytest.raises(
        MeasureError,
        match=r"found \(1,\) .* 2 declarations; dates \(1,\) .*; examined is a flag; no prof.*; a level",
    ):
        by_profile(
            hits([{0}, {1}]),
            [1, 0],
            [1],
            today=TODAY,
            since={"other": TODAY},
            dates=["2025-06-01"],
            level=1,
        )
    with pytest.raises(MeasureError, match="0 or 1"):
        by_profile(hits([{0}]), [True], [float("nan")], today=TODAY)
