"""Estimates from a log of choices: by hand, and laws; their intervals are held in test_coverage.py."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from serai.risk.measures.propensity import compliance, missed, off_policy, weighted_rate
from serai.risk.measures.proportion import exact, wilson
from serai.risk.measures.ranking import MeasureError

NONE = float("nan")
chances = st.sampled_from([0.02, 0.1, 0.25, 0.5, 0.9, 1.0])
log = st.lists(
    st.tuples(st.integers(0, 1), chances, chances, st.booleans()), min_size=1, max_size=30
)


def arrays(rows):
    found, chance, target, seen = map(np.array, zip(*rows, strict=True))
    return found.astype(float), chance, target, seen | (chance == 1)


def test_compliance_is_that_of_the_draw_alone():
    found = [1, 1, 1, NONE, 0, 0, 1, NONE]
    drawn = [False, False, False, False, True, True, True, False]
    one, rate = compliance(found, drawn), exact(1, 3)
    assert (one.value, one.low, one.high) == (1 - rate.value, 1 - rate.high, 1 - rate.low)
    nothing = compliance([1, NONE], [False, False])
    assert (nothing.low, nothing.high) == (0, 1)
    assert np.isnan(nothing.value)


def test_weights_are_counted_by_hand():
    found, chance = [1, 0, 1, 0], [0.5, 0.5, 1.0, 0.1]
    # 2 and 1 found, standing for 2 + 2 + 1 + 10 declarations.
    assert weighted_rate(found, chance, 20).value == pytest.approx(3 / 15)
    assert weighted_rate(found, chance, 20, normalised=False).value == pytest.approx(3 / 20)


def test_the_missed_are_counted_by_hand():
    found = [1, 0, 0, NONE, NONE, NONE]
    chance = [0.2, 0.5, 0.8, 0.3, 0.3, 0.3]
    # Weights 4, 1 and 0.25: 4 of 5.25 of the three.
    one = missed(found, chance, [True, True, True, False, False, False])
    assert one.value == pytest.approx(3 * 4 / 5.25)
    assert (one.low, one.high) == (pytest.approx(0, abs=1), 3)


def test_another_strategy_is_counted_by_hand():
    found = [1, 0, 1, NONE, NONE]
    one = off_policy(found, [0.5, 0.25, 1.0, 0.5, 0.0], [1.0, 0.5, 0.0, 0.5, 0.0])
    # Weights 2 and 2: 1 in 2, over two examinations.
    assert (one.rate.value, one.total.value, one.examined) == (0.5, 1, 2)
    assert one.effective == 2
    assert one.weak
    money = off_policy([900, 0, 5, NONE], [0.5, 0.25, 1.0, 0.5], [1, 0.5, 0, 0.5], amounts=True)
    assert (money.rate.value, money.total.value) == (450, 900)


@given(log)
def test_with_everything_examined_for_certain_it_is_a_count(rows):
    found, _, target, _ = arrays(rows)
    certain = np.ones(len(found))
    for normalised in (True, False):
        one = weighted_rate(found, certain, len(found), normalised=normalised)
        assert (one.value, one.low, one.high) == pytest.approx([found.mean()] * 3)
    none = missed(found, certain, certain == 1)
    assert (none.value, none.low, none.high) == (0, 0, 0)
    other = off_policy(found, certain, target)
    assert other.total.value == pytest.approx((found * target).sum())
    assert (other.total.low, other.total.high) == pytest.approx([other.total.value] * 2)


@given(log)
def test_the_strategy_that_was_played_has_found_what_it_found(rows):
    found, chance, _, seen = arrays(rows)
    one = off_policy(np.where(seen, found, NONE), chance, chance)
    assert one.examined == pytest.approx(chance.sum())
    if seen.any():
        assert one.rate.value == pytest.approx(found[seen].mean())
        assert one.effective == pytest.approx(seen.sum())


@given(log)
def test_estimates_lie_between_their_bounds_and_these_within_what_is_possible(rows):
    found, chance, target, seen = arrays(rows)
    for normalised in (True, False):
        rate = weighted_rate(found[seen], chance[seen], len(found), normalised=normalised)
        assert np.isnan(rate.value) or 0 <= rate.low <= rate.value <= rate.high <= 1
        assert rate.low >= found[seen].sum() / len(found) - 1e-12
        assert rate.high <= 1 - (1 - found[seen]).sum() / len(found) + 1e-12
    left = missed(found, chance, seen)
    assert np.isnan(left.value) or 0 <= left.low <= left.value <= left.high <= (~seen).sum()
    other = off_policy(np.where(seen, found, NONE), chance, target)
    assert 0 <= other.effective <= seen.sum() + 1e-9
    if not np.isnan(other.rate.value):
        assert 0 <= other.rate.low <= other.rate.value <= other.rate.high <= 1
        assert other.total.high == pytest.approx(other.rate.high * other.examined)


@given(log, st.randoms(use_true_random=False))
def test_the_order_of_rows_is_nothing(rows, random):
    other = list(rows)
    random.shuffle(other)
    figures = []
    for these in (rows, other):
        found, chance, target, seen = arrays(these)
        rate = weighted_rate(found[seen], chance[seen], len(found))
        left = missed(found, chance, seen)
        played = off_policy(np.where(seen, found, NONE), chance, target)
        estimates = (rate, left, played.rate, played.total)
        figures.append([x for one in estimates for x in (one.value, one.low, one.high)])
    assert figures[0] == pytest.approx(figures[1], nan_ok=True)


@given(log)
def test_finding_and_not_finding_are_mirror_images(rows):
    found, chance, _, seen = arrays(rows)
    one = weighted_rate(found[seen], chance[seen], len(found))
    other = weighted_rate(1 - found[seen], chance[seen], len(found))
    assert (one.value, one.low, one.high) == pytest.approx(
        (1 - other.value, 1 - other.high, 1 - other.low), nan_ok=True
    )


def test_the_rate_of_an_even_draw_has_about_wilsons_interval():
    found = np.arange(400) < 20
    one, same = weighted_rate(found, [0.001] * 400, 400_000), wilson(20, 400)
    assert (one.low, one.high) == pytest.approx((same.low, same.high), rel=0.02)


def test_nothing_found_does_not_mean_that_nothing_is_there():
    """Rule of three: at 95 %, 0 of 300 leave about 1 % open; the score interval 1.3 %."""
    one = weighted_rate([0] * 300, [0.01] * 300, 30_000)
    assert (one.value, one.low) == (0, 0)
    assert one.high == pytest.approx(1.96**2 / 300, rel=0.02)
    # Finds among those examined for certain say nothing about the others.
    targeted = weighted_rate([1] * 50 + [0] * 300, [1.0] * 50 + [0.01] * 300, 30_050)
    assert targeted.high - targeted.value > 0.01
    left = missed([1] * 50 + [0] * 300, [1.0] * 50 + [0.01] * 300, [True] * 350)
    assert left.value == 0


def test_of_nothing_examined_nothing_is_known():
    rate = weighted_rate([], [], 10)
    assert (rate.low, rate.high) == (0, 1)
    left = missed([NONE, NONE], [0.5, 0.5], [False, False])
    assert (left.low, left.high) == (0, 2)
    other = off_policy([NONE, 1], [0.5, 0.5], [1, 0])
    assert (other.rate.low, other.rate.high, other.total.high) == (0, 1, 1)
    assert np.isnan([rate.value, left.value, other.rate.value, other.total.value]).all()
    assert other.weak


def test_amounts_that_are_all_zero_have_no_upper_bound():
    one = off_policy([0, 0], [0.5, 0.5], [1, 1], amounts=True)
    assert (one.total.value, one.total.low, one.total.high) == (0, 0, np.inf)


def test_a_strategy_is_weak_below_thirty_effective_examinations():
    enough = off_policy([0, 1] * 15, [0.5] * 30, [1] * 30)
    assert enough.effective == pytest.approx(30)
    assert not enough.weak
    assert off_policy([0, 1] * 15, [0.4, *[0.5] * 29], [1] * 30).weak


@pytest.mark.parametrize(
    ("call", "why"),
    [
        (
            lambda: compliance([1, 0], [True], level=2),
            r"results \(2,\) and draws \(1,\).*; a level",
        ),
        (lambda: compliance([NONE, 2], [True, True]), "1 drawn declarations have no.*; .*0 or 1"),
        (lambda: compliance([1], [1]), "drawn is a flag"),
        (
            lambda: weighted_rate([2, NONE], [0, 1.1], 1, level=0),
            "a level.*; 1 examined .* no result; .*0 or 1; 2 propensities .*; 2 examined of 1",
        ),
        (
            lambda: off_policy([1, 2, NONE], [0, 2, 0], [0, 0, 0]),
            "0 or 1; .*0 to 1; 1 .* propensity 0 were examined; .*examines nothing",
        ),
        (lambda: off_policy([NONE, 1], [0, 1], [1, 1]), "examines 1 declarations .*never could"),
        (lambda: off_policy([-1], [1], [1], amounts=True), "an amount"),
        (lambda: off_policy([1], [1], [1, 1]), r"and targets \(2,\) are not of one length"),
        (lambda: missed([1, 1], [0, 1], [False, True], level=7), "a level.*; 1 propensities"),
        (lambda: missed([NONE, 1], [0.5, 1], [True, False]), "no result; 1 .* propensity 1 were"),
        (lambda: missed([1], [0.5], [1]), "examined is a flag"),
    ],
)
def test_all_that_is_wrong_is_said(call, why):
    with pytest.raises(MeasureError, match=why):
        call()
