"""The bootstrap: laws of its interval; how often it holds the truth is in test_coverage.py."""

from time import perf_counter

import numpy as np
import pytest

from serai.risk.measures.bootstrap import stratified
from serai.risk.measures.ranking import MeasureError, pr_area, roc_area


def sample(rows=300, seed=1):
    rng = np.random.default_rng(seed)
    found = (rng.random(rows) < 0.2).astype(float)
    return found, np.round(rng.normal(size=rows) + found, 1)


def interval(measure, found, score, *, seed=3, **options):
    return stratified(measure, found, score, rng=np.random.default_rng(seed), **options)


@pytest.mark.parametrize("measure", [roc_area, pr_area])
def test_the_value_is_the_measure_between_its_bounds(measure):
    found, score = sample()
    one = interval(measure, found, score)
    assert one.value == measure(found, score)
    assert one.low < one.value < one.high
    wider = interval(measure, found, score, level=0.99)
    assert wider.low < one.low < one.high < wider.high


def test_the_roc_area_has_the_interval_of_theory():
    """DeLong et al. 1988 (doi:10.2307/2531595): how often each declaration is on the right side."""
    found, score = sample(2000)
    one = interval(roc_area, found, score)
    bad, good = score[found == 1][:, None], score[found == 0]
    won = (bad > good) + (bad == good) / 2
    variance = won.mean(axis=1).var(ddof=1) / len(bad) + won.mean(axis=0).var(ddof=1) / len(good)
    half, area = 1.96 * np.sqrt(variance), one.value
    assert (one.low, one.high) == pytest.approx((area - half, area + half), abs=half / 6)


@pytest.mark.parametrize("strata", [None, "office"])
def test_the_order_of_rows_is_nothing(strata):
    found, score = sample()
    labels = np.where(np.arange(len(found)) % 3, "road", "rail") if strata else None
    order = np.random.default_rng(5).permutation(len(found))
    other = None if labels is None else labels[order]
    assert interval(roc_area, found, score, strata=labels) == interval(
        roc_area, found[order], score[order], strata=other
    )


def test_the_same_chance_gives_the_same_interval_and_other_chance_another():
    found, score = sample()
    assert interval(roc_area, found, score) == interval(roc_area, found, score)
    assert interval(roc_area, found, score) != interval(roc_area, found, score, seed=4)


def test_each_draw_has_as_many_of_each_stratum():
    found, score = sample(60)
    office = np.arange(60) % 4
    drawn = []

    def rows(results, scores):
        drawn.append((len(results), results.sum()))
        assert (np.diff(scores) <= 0).all()  # the highest first
        return results.mean()

    one = interval(rows, found, score, draws=50)
    assert set(drawn[:51]) == {(60, found.sum())}
    assert one.low == one.value == one.high
    drawn.clear()
    interval(rows, found, score, strata=office, draws=50)
    assert {count for count, _ in drawn[:51]} == {60}
    assert len({hits for _, hits in drawn[:51]}) > 5
    with_labels = interval(lambda _, scores: scores.mean(), found, office, strata=office, draws=50)
    assert with_labels.low == with_labels.high == 1.5


def test_of_a_score_that_tells_all_no_draw_differs():
    one = interval(roc_area, [0, 0, 0, 1, 1], [1, 2, 3, 4, 5])
    assert (one.value, one.low, one.high) == (1, 1, 1)


def test_what_cannot_be_measured_has_no_bounds():
    one = interval(roc_area, [0, 0, 0], [1, 2, 3])
    assert np.isnan([one.value, one.low, one.high]).all()
    # In one stratum a draw may have no find at all: it is left out.
    rare = interval(pr_area, [1, *[0] * 9], range(10), strata=[0] * 10, draws=200)
    assert 0 < rare.low <= rare.value <= rare.high <= 1


def test_many_declarations_take_seconds():
    found, score = sample(200_000)
    start = perf_counter()
    one = interval(roc_area, found, score, draws=20)
    assert perf_counter() - start < 5
    assert one.high - one.low < 0.02


def test_all_that_is_wrong_is_said():
    with pytest.raises(
        MeasureError, match=r"0 or 1; strata \(1,\) .*; .*two draws, not 1; a level"
    ):
        interval(roc_area, [2, 0], [1, 2], strata=[1], draws=1, level=95)
    with pytest.raises(MeasureError, match="no declaration"):
        interval(roc_area, [], [])
