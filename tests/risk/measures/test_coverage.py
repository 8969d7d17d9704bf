"""How often intervals hold the truth: of nominally 95 %, between 93 and 97 %, over 1,000 draws.

The truth is known: by the formula it was drawn from, or as a count over all declarations of which a
log shows only the examined ones.
"""

from functools import partial

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.stats import norm

from serai.risk.measures.bootstrap import stratified
from serai.risk.measures.propensity import compliance, missed, off_policy, weighted_rate
from serai.risk.measures.proportion import difference, exact, wilson

DRAWS = 1000


def covered(estimates, truths):
    """Share of the estimates whose bounds hold the truth."""
    bounds = np.array([(one.low, one.high) for one in estimates])
    slack = 1e-9  # a bound that is the truth, but for rounding
    return np.mean((bounds[:, 0] <= truths + slack) & (truths <= bounds[:, 1] + slack))


@pytest.mark.parametrize(
    ("of", "truth", "most"),
    # The exact interval is steps wide: few declarations or a rare offence make it cover more.
    [(2000, 0.3, 0.97), (1000, 0.1, 0.97), (300, 0.05, 1), (150, 0.02, 1), (40, 0.1, 1)],
)
def test_exact(of, truth, most):
    hits = np.random.default_rng(1).binomial(of, truth, DRAWS)
    assert 0.93 <= covered([exact(one, of) for one in hits.tolist()], truth) <= most


@pytest.mark.parametrize(("of", "truth"), [(2000, 0.3), (400, 0.1), (300, 0.05), (1500, 0.02)])
def test_wilson(of, truth):
    hits = np.random.default_rng(2).binomial(of, truth, DRAWS)
    assert 0.93 <= covered([wilson(one, of) for one in hits.tolist()], truth) <= 0.97


@pytest.mark.parametrize(
    ("targeted", "at_random"), [((400, 0.12), (150, 0.03)), ((1000, 0.2), (500, 0.02))]
)
def test_difference(targeted, at_random):
    rng = np.random.default_rng(3)
    pairs = zip(rng.binomial(*targeted, DRAWS), rng.binomial(*at_random, DRAWS), strict=True)
    estimates = [difference(int(a), targeted[0], int(b), at_random[0]) for a, b in pairs]
    assert 0.93 <= covered(estimates, targeted[1] - at_random[1]) <= 0.97


def test_compliance_of_a_random_draw():
    rng = np.random.default_rng(4)
    found = (rng.random(100_000) < 0.08).astype(float)
    drawn = np.zeros((DRAWS, 1000), bool)
    drawn[:, :600] = True
    samples = [found[rng.integers(0, len(found), 1000)] for _ in range(DRAWS)]
    estimates = [compliance(*pair) for pair in zip(samples, drawn, strict=True)]
    assert 0.93 <= covered(estimates, 1 - found.mean()) <= 0.97


# Bootstrap: scores of the compliant are normal, those of the others as well and `APART` higher.

ROWS, SHARE, APART, EXAMINED = 200, 0.2, 1.2, 0.2
PLACE = 1 / np.arange(1, ROWS + 1)


def area(found, _):
    """The area under the ROC curve of rows without ties between results, the highest score first."""
    above = found.cumsum()
    return above @ (1 - found) / above[-1] / (len(found) - above[-1])


def hit_rate(found, _):
    """Of the highest fifth."""
    first = round(EXAMINED * len(found))
    return found[:first].sum() / first


def average_precision(found, _):
    sums = found.cumsum()
    return (found * PLACE[: len(found)]) @ sums / sums[-1]


def above(score):
    """Share of all declarations above a score, and the share of the non-compliant among these."""
    bad, good = SHARE * norm.sf(score - APART), (1 - SHARE) * norm.sf(score)
    return bad + good, bad / (bad + good)


TRUTHS = {
    area: norm.cdf(APART / np.sqrt(2)),
    hit_rate: above(brentq(lambda score: above(score)[0] - EXAMINED, -5, 5))[1],
    average_precision: quad(lambda score: norm.pdf(score - APART) * above(score)[1], -8, 9)[0],
}


@pytest.mark.parametrize("measure", TRUTHS)
def test_bootstrap(measure):
    rng = np.random.default_rng(5)
    found = (np.arange(ROWS) < SHARE * ROWS).astype(float)
    scores = rng.normal(size=(DRAWS, ROWS)) + APART * found
    estimates = [stratified(measure, found, score, rng=rng, draws=150) for score in scores]
    assert 0.93 <= covered(estimates, TRUTHS[measure]) <= 0.97


# Logs: each declaration is examined by itself with its propensity, DRAWS times.


def evenly(rng):
    """5 % at random, 5 % of them non-compliant."""
    return rng.random(4000) < 0.05, np.full(4000, 0.05)


def targeted(rng):
    """A tenth is targeted and ten times as bad; of the others 6 % are drawn."""
    aim = rng.random(10_000) < 0.1
    return rng.random(10_000) < np.where(aim, 0.15, 0.015), np.where(aim, 0.95, 0.06)


def hardly_drawn(rng):
    """All that is targeted is examined, of the others 2 %, with about two finds."""
    aim = rng.random(10_000) < 0.1
    return rng.random(10_000) < np.where(aim, 0.15, 0.01), np.where(aim, 1.0, 0.02)


def by_score(rng):
    """The higher a score the more likely: propensities from 2 % to 100 %."""
    score = rng.normal(size=10_000)
    bad = rng.random(10_000) < 1 / (1 + np.exp(3.5 - score))
    return bad, np.clip(1 / (1 + np.exp(3 - 1.5 * score)), 0.02, 1)


def mostly(rng):
    """Few declarations, most of them examined."""
    return rng.random(300) < 0.1, rng.uniform(0.3, 0.9, 300)


LOGS = [evenly, targeted, hardly_drawn, by_score, mostly]


def logs(make):
    rng = np.random.default_rng(7)
    bad, chance = make(rng)
    seen = (rng.random(len(bad)) < chance for _ in range(DRAWS))
    return bad.astype(float), chance, seen, rng


@pytest.mark.parametrize("normalised", [True, False], ids=["Hajek", "Horvitz-Thompson"])
@pytest.mark.parametrize("make", LOGS)
def test_weighted_rate(make, normalised):
    bad, chance, draws, _ = logs(make)
    measure = partial(weighted_rate, total=len(bad), normalised=normalised)
    estimates = [measure(bad[seen], chance[seen]) for seen in draws]
    assert 0.93 <= covered(estimates, bad.mean()) <= 0.97


@pytest.mark.parametrize("make", LOGS)
def test_missed(make):
    bad, chance, draws, _ = logs(make)
    draws = list(draws)
    estimates = [missed(bad, chance, seen) for seen in draws]
    assert 0.93 <= covered(estimates, np.array([bad[~seen].sum() for seen in draws])) <= 0.97


@pytest.mark.parametrize("amounts", [False, True], ids=["found", "revenue"])
@pytest.mark.parametrize("make", [targeted, by_score, mostly])
def test_off_policy(make, amounts):
    """A strategy that examines a fifth by a score of its own, and a twentieth of the rest."""
    bad, chance, draws, rng = logs(make)
    worth = bad * rng.gamma(2, 500, len(bad)) if amounts else bad
    score = bad + rng.normal(size=len(bad))
    target = np.where(score > np.quantile(score, 0.8), 1, 0.05)
    played = [
        off_policy(np.where(seen, worth, np.nan), chance, target, amounts=amounts) for seen in draws
    ]
    total = (worth * target).sum()
    assert not any(one.weak for one in played)
    assert 0.93 <= covered([one.total for one in played], total) <= 0.97
    assert 0.93 <= covered([one.rate for one in played], total / target.sum()) <= 0.97
