"""Logistic regression: bent lines for numbers, one effect for each code."""

import datetime as dt

import numpy as np
import polars as pl
import pytest

from serai.risk.scorers.history import History
from serai.risk.scorers.logistic import KNOTS, Logistic

DAY = dt.date(2026, 1, 1)


def fitted(frame):
    return Logistic().fit(History.of(frame), rng=np.random.default_rng(1))


def by_mass(rows=4000):
    """What is light and what is heavy is risky; what is between is not."""
    rng = np.random.default_rng(4)
    mass = np.exp(rng.uniform(0, 8, rows))
    risky = np.abs(np.log(mass) - 4) > 2
    found = rng.random(rows) < np.where(risky, 0.5, 0.05)
    return pl.DataFrame({"date": DAY, "net_mass": mass, "found": found})


def test_risk_may_fall_and_rise_again_with_a_number():
    low, middle, high = fitted(by_mass()).score(pl.DataFrame({"net_mass": np.exp([1.0, 4, 7])}))
    assert min(low, high) > 0.3
    assert middle < 0.15


def test_beyond_the_history_a_number_counts_as_its_nearest():
    scorer = fitted(by_mass())
    largest = float(by_mass()["net_mass"].max())
    most, more = scorer.score(pl.DataFrame({"net_mass": [largest, largest * 1000]}))
    assert most == pytest.approx(more)


def test_a_reason_is_told_against_the_mean_declaration():
    frame = by_mass()
    effects = [one.effect for (one,) in fitted(frame).explain(frame, k=1)]
    assert np.mean(effects) == pytest.approx(0, abs=1e-9)


def test_few_values_have_no_more_bends_than_values():
    frame = by_mass().with_columns(tax_rate=pl.Series([0.0, 8.0, 12.0, 8.0] * 1000))
    knots = dict(zip(fitted(frame).fields.numbers, fitted(frame).knots, strict=True))
    assert len(knots["tax_rate"]) == 3
    assert len(knots["net_mass"]) == KNOTS
