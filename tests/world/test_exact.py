"""Exact numbers: as close as NumPy's and SciPy's, and the same bits everywhere."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm
from scipy.stats import poisson as poisson_law

from serai.world import exact

CLOSE = 1e-14


def away(found, wanted):
    return np.max(np.abs(found - wanted) / np.abs(wanted))


def test_exp_is_e_to_the_power():
    x = np.concatenate([np.linspace(-700, 700, 20_001), np.geomspace(1e-300, 1, 500)])
    assert away(exact.exp(x), np.exp(x)) < CLOSE


def test_log_is_the_natural_logarithm():
    x = np.concatenate([np.geomspace(1e-300, 1e300, 20_001), np.linspace(0.5, 2, 5_000)])
    x = x[np.abs(x - 1) > 1e-3]
    assert away(exact.log(x), np.log(x)) < CLOSE


def test_log_near_one_is_as_close_as_log1p():
    near = np.array([-1e-3, -1e-9, -1e-15, 1e-15, 1e-9, 1e-3])
    assert away(exact.log(1 + near), np.log1p((1 + near) - 1)) < CLOSE
    assert exact.log(np.array([1.0]))[0] == 0.0


@given(st.floats(-690, 690))
def test_log_undoes_exp(x):
    assert exact.log(exact.exp(np.array([x])))[0] == pytest.approx(x, rel=1e-13, abs=1e-15)


@given(st.floats(allow_nan=False))
def test_powers_beyond_700_count_as_700(x):
    found = exact.exp(np.array([x]))[0]
    assert found == exact.exp(np.clip([x], -700.0, 700.0))[0]
    assert 0 < found < np.inf


def test_quantile_is_that_of_the_normal_law():
    p = np.concatenate([np.linspace(0.001, 0.999, 9_999), np.geomspace(1e-300, 1e-3, 500)])
    p = p[np.abs(p - 0.5) > 1e-6]
    assert away(exact.quantile(p), norm.ppf(p)) < CLOSE
    assert exact.quantile(np.array([0.5]))[0] == 0.0
    assert np.isfinite(exact.quantile(np.array([0.0, 1.0]))).all()


@given(st.floats(1e-12, 0.5))
def test_quantile_is_odd_around_a_half(p):
    low, high = exact.quantile(np.array([p, 1 - p]))
    assert low == pytest.approx(-high, rel=1e-3)


def test_numbers_do_not_depend_on_how_many_are_worked_out_together():
    x = np.linspace(-30, 30, 3 * exact.BLOCK + 17)
    one_by_one = np.array([exact.exp(np.array([one]))[0] for one in x[::97]])
    assert (exact.exp(x)[::97] == one_by_one).all()
    square = exact.exp(x[:6].reshape(2, 3))
    assert square.shape == (2, 3)
    assert (square.ravel() == exact.exp(x[:6])).all()


@pytest.mark.parametrize("mean", [0.0, 0.01, 0.7, 4.0, 29.9, 30.1, 250.0, 20_000.0])
def test_poisson_has_its_mean_and_variance(mean):
    drawn = exact.poisson(np.full(100_000, mean), np.random.default_rng(3))
    error = 5 * np.sqrt(max(mean, 1e-9) / len(drawn))
    assert abs(drawn.mean() - mean) <= error
    assert drawn.var() == pytest.approx(mean, rel=0.05)
    assert (drawn >= 0).all()


def test_poisson_has_its_shares():
    drawn = exact.poisson(np.full(200_000, 3.0), np.random.default_rng(5))
    shares = np.bincount(drawn, minlength=12)[:12] / len(drawn)
    assert np.abs(shares - poisson_law.pmf(np.arange(12), 3.0)).max() < 0.005


@pytest.mark.parametrize("tail", [0.8, 1.2, 3.0])
def test_the_share_of_pareto_numbers_above_x_falls_as_x_to_the_tail(tail):
    most = 400.0
    drawn = exact.pareto(np.random.default_rng(1), 200_000, tail=tail, most=most)
    assert drawn.min() >= 1
    assert drawn.max() <= most * (1 + 1e-12)
    for x in (2.0, 5.0, 20.0):
        wanted = (x**-tail - most**-tail) / (1 - most**-tail)
        assert (drawn > x).mean() == pytest.approx(wanted, abs=0.004)


def test_normal_numbers_are_standard():
    drawn = exact.normal(np.random.default_rng(2), (400, 500))
    assert drawn.shape == (400, 500)
    assert abs(drawn.mean()) < 0.01
    assert drawn.std() == pytest.approx(1, abs=0.01)
