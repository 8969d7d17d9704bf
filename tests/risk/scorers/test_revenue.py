"""What an examination would recover: a share of the value, by chapter, leaning on the whole."""

import datetime as dt
import json

import numpy as np
import polars as pl
import pytest

from serai.risk.scorers.history import History, HistoryError
from serai.risk.scorers.revenue import PRIOR, Revenue
from tests.risk.scorers.trade import batch, history

DAY = dt.date(2026, 1, 1)


def past(rows):
    names = ("hs", "value", "found", "revenue")
    kinds = {"value": pl.Float64, "revenue": pl.Float64}
    table = pl.DataFrame(rows, schema=names, orient="row", schema_overrides=kinds)
    return History.of(table.with_columns(date=pl.lit(DAY)))


ROWS = [
    ("8703220000", 1000.0, 1, 300.0),
    ("8703220000", 1000.0, 1, 100.0),
    ("0207140000", 2000.0, 1, 0.0),
    ("0207140000", 5000.0, 0, 0.0),
]


def test_known_values():
    learned = Revenue.of(past(ROWS))
    overall, mean = 400 / 4000, 4000 / 3
    assert learned.overall == pytest.approx(overall)
    cars = (400 + PRIOR * mean * overall) / (2000 + PRIOR * mean)
    assert learned.chapters["87"] == pytest.approx(cars)
    day = pl.DataFrame(
        {"hs": ["8703220000", "6403990000", None, "8703220000"], "value": [100.0, 100, 100, None]}
    )
    expected = learned.expected(day, np.array([0.5, 0.5, 0.5, 0.3]))
    assert expected == pytest.approx([50 * cars, 50 * overall, 50 * overall, 0.3 * 400 / 3])


def test_a_planted_share_is_found():
    learned = Revenue.of(History.of(history()))
    assert learned.column == "price"
    assert learned.overall == pytest.approx(0.2, abs=1e-3)
    assert all(share == pytest.approx(0.2, abs=1e-3) for share in learned.chapters.values())


def test_the_order_of_rows_is_nothing():
    one, other = Revenue.of(past(ROWS)), Revenue.of(past(ROWS[::-1]))
    assert one.chapters == pytest.approx(other.chapters)


def test_saved_and_made_again():
    learned = Revenue.of(History.of(history()))
    again = Revenue.made(json.loads(json.dumps(learned.state())))
    ones = np.ones(20)
    assert (again.expected(batch(20), ones) == learned.expected(batch(20), ones)).all()


def test_without_values_the_mean_counts():
    learned = Revenue.of(past([(None, None, 1, 300.0), (None, None, 1, 100.0)]))
    assert learned.expected(pl.DataFrame({"value": [None, 5.0]}), np.ones(2))[0] == 200


@pytest.mark.parametrize(
    ("frame", "problem"),
    [
        (history(50).drop("revenue"), "has no revenue"),
        (history(50).with_columns(found=pl.lit(0)), "nothing was recovered"),
    ],
)
def test_nothing_to_learn_from_is_said(frame, problem):
    with pytest.raises(HistoryError, match=problem):
        Revenue.of(History.of(frame))
