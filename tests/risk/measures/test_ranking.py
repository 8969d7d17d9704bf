"""Ranking measures: against a count by hand, and laws that hold for all scores."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from serai.risk.measures.ranking import MeasureError, at_shares, pr_area, roc_area

ranked = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from([0.0, 0.1, 0.5, 0.9])), min_size=1, max_size=6
)


def test_counted_by_hand():
    found = [1, 0, 1, 0, 0, 0, 1, 0, 0, 0]
    score = [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]
    fifth = at_shares(found, score, revenue=[100] + [10] * 9, shares=[0.2])[0]
    assert (fifth.examined, fifth.found, fifth.hit_rate) == (2, 1, 0.5)
    assert fifth.recall == pytest.approx(1 / 3)
    assert fifth.lift == pytest.approx(0.5 / 0.3)
    assert fifth.revenue == 110
    assert roc_area(found, score) == pytest.approx((7 + 6 + 3) / 21)
    assert pr_area(found, score) == pytest.approx((1 / 1 + 2 / 3 + 3 / 7) / 3)


@pytest.mark.parametrize(
    ("rows", "share", "examined"), [(100, 0.05, 5), (101, 0.05, 6), (1, 0.01, 1), (7, 1.0, 7)]
)
def test_shares_are_rounded_up_to_whole_declarations(rows, share, examined):
    assert at_shares([1] * rows, range(rows), shares=[share])[0].examined == examined


@given(ranked, st.sampled_from([0.2, 0.5, 1.0]))
def test_one_score_for_many_counts_as_the_mean_of_all_their_orders(rows, share):
    found, score = zip(*rows, strict=True)
    ours = at_shares(found, score, shares=[share])[0]
    hits = []
    for order in itertools.permutations(range(len(rows))):
        by_score = sorted(order, key=lambda row: -score[row])  # stable: ties stay as permuted
        hits.append(sum(found[row] for row in by_score[: ours.examined]))
    assert ours.found == pytest.approx(np.mean(hits))


@given(ranked)
def test_roc_area_counts_pairs(rows):
    bad = [score for found, score in rows if found]
    good = [score for found, score in rows if not found]
    found, score = zip(*rows, strict=True)
    if not bad or not good:
        assert np.isnan(roc_area(found, score))
    else:
        won = [(one > other) + (one == other) / 2 for one in bad for other in good]
        assert roc_area(found, score) == pytest.approx(np.mean(won))


@given(ranked, st.randoms(use_true_random=False))
def test_no_measure_depends_on_the_order_of_rows_or_the_scale_of_scores(rows, chance):
    other = list(rows)
    chance.shuffle(other)
    for measure in (roc_area, pr_area):
        first = measure(*zip(*rows, strict=True))
        found, score = zip(*other, strict=True)
        assert measure(found, np.exp(score) * 7 - 3) == pytest.approx(first, nan_ok=True)


def test_a_score_that_says_nothing_is_chance():
    found = np.arange(1000) % 5 == 0
    assert roc_area(found, np.zeros(1000)) == 0.5
    assert pr_area(found, np.zeros(1000)) == pytest.approx(0.2)
    assert [one.lift for one in at_shares(found, np.zeros(1000))] == pytest.approx([1] * 4)


def test_without_anything_found_there_is_no_recall():
    nothing = at_shares([0, 0], [1, 2], shares=[0.5])[0]
    assert nothing.hit_rate == 0
    assert np.isnan(nothing.recall)
    assert np.isnan(nothing.lift)
    assert np.isnan(pr_area([0, 0], [1, 2]))


@pytest.mark.parametrize(
    ("found", "score", "why"),
    [
        ([], [], "no declaration"),
        ([1, 0], [1.0], "not of one length"),
        ([2, 0], [1.0, 2.0], "0 or 1"),
        ([1, 0], [float("nan"), 1.0], "1 scores are not a number"),
        ([3], [float("nan")], "0 or 1; 1 scores"),
    ],
)
def test_what_cannot_be_measured_is_refused(found, score, why):
    with pytest.raises(MeasureError, match=why):
        at_shares(found, score)


def test_wrong_shares_and_amounts_are_refused():
    with pytest.raises(MeasureError, match="share"):
        at_shares([1], [1], shares=[0, 0.5])
    with pytest.raises(MeasureError, match="revenue"):
        at_shares([1, 0], [1, 2], revenue=[1, float("inf")])
