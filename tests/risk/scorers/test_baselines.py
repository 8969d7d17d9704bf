"""Entities, peer prices and flags: known values by hand."""

import datetime as dt

import numpy as np
import polars as pl
import pytest

from serai.risk.measures.ranking import roc_area
from serai.risk.scorers.entity_history import EntityHistory
from serai.risk.scorers.history import History, complete
from serai.risk.scorers.peer_price import PeerPrice
from serai.risk.scorers.peer_prices import FEWEST, FLOOR, TO_SIGMA, PeerPrices
from serai.risk.scorers.simple_flags import FLAGS, SimpleFlags
from tests.risk.scorers.trade import history

DAY = dt.date(2026, 1, 1)


def fitted(scorer, frame):
    return scorer.fit(History.of(frame), rng=np.random.default_rng(1))


@pytest.mark.parametrize(
    ("make", "least"), [(EntityHistory, 0.58), (PeerPrice, 0.6), (SimpleFlags, 0.53)]
)
def test_each_ranks_what_comes_later_by_what_it_looks_at(make, least):
    later = history(1500, seed=12)
    assert roc_area(later["found"], fitted(make(), history()).score(later)) > least


def test_a_bad_record_of_a_trader_raises_the_score():
    scorer = fitted(EntityHistory(), history())
    day = pl.DataFrame({"date": [DAY] * 2, "consignee": ["T1", "T9"], "hs": ["8517120000"] * 2})
    bad, good = scorer.score(day)
    assert bad > good
    reason = max(scorer.explain(day[:1], k=9)[0], key=lambda one: one.effect)
    assert "consignee" in reason.fields
    assert (scorer.weights >= 0).all()


def goods(prices, hs="8517120000", origin="CN"):
    return pl.DataFrame(
        {"hs": hs, "origin": origin, "price": [float(one) for one in prices], "net_mass": 1.0}
    )


def test_robust_z_by_hand():
    prices = [np.e**step for step in (1, 1, 2, 2, 3, 3, 4, 20)]
    peers = PeerPrices.of(complete(goods(prices)))
    # Median of the logarithms 2.5; distances 1.5 1.5 .5 .5 .5 .5 1.5 17.5, whose median is 1.
    (z,) = peers.z(complete(goods([np.e**5.5])))
    assert z == pytest.approx((5.5 - 2.5) / (TO_SIGMA * 1.0))
    assert peers.ratio(complete(goods([np.e**2.5])))[0] == pytest.approx(1)


def test_where_all_pay_the_same_the_spread_has_a_floor():
    peers = PeerPrices.of(complete(goods([100] * FEWEST)))
    assert peers.z(complete(goods([100 * np.e**FLOOR])))[0] == pytest.approx(1)


@pytest.mark.parametrize(
    ("hs", "origin", "middle"),
    [
        ("8517120000", "CN", 10),  # the same code and origin
        ("8517129999", "CN", 10),  # of this subheading
        ("8517120000", "TR", 10),  # another origin: the subheading alone
        ("8517999999", "TR", 10),  # the heading
        ("8599000000", "TR", 10),  # the chapter
        ("0207140000", "TR", None),
        (None, "CN", None),
    ],
)
def test_peers_from_narrow_to_wide(hs, origin, middle):
    peers = PeerPrices.of(complete(goods([10] * FEWEST)))
    found, _ = peers.middle_and_spread(complete(goods([1], hs, origin)))
    assert (None if np.isnan(found[0]) else round(np.exp(found[0]), 6)) == middle


def test_too_few_prices_are_no_peers():
    peers = PeerPrices.of(complete(goods([10] * (FEWEST - 1))))
    assert np.isnan(peers.z(complete(goods([10])))).all()


def test_flags_by_hand():
    flags = fitted(SimpleFlags(), history())
    price = history().filter((pl.col("hs") == "8517120000") & (pl.col("origin") == "CN"))
    middle = float((price["price"] / price["net_mass"]).median())
    day = pl.DataFrame(
        {
            "date": [DAY] * 2,
            "hs": ["8517120000"] * 2,
            "origin": ["CN"] * 2,
            "dispatch": ["CN", "AE"],
            "consignee": ["T1", "NEW"],
            "tax_rate": [8.0, 0.0],
            "net_mass": [1.0, 1000 / (middle * 0.3)],
            "price": [middle, 1000.0],
            "gross_mass": [1.5, 1000 / (middle * 0.3)],
        }
    )
    none, every = flags.explain(day, k=9)
    assert none == []
    assert {one.fields[0] for one in every} == set(FLAGS)


def test_a_consignee_is_new_until_a_result_is_known():
    rows = pl.DataFrame(
        {
            "date": [DAY, DAY + dt.timedelta(days=3), DAY + dt.timedelta(days=9)],
            "consignee": ["A", "A", "B"],
            "found": [0, 1, 0],
        }
    )
    flags = fitted(SimpleFlags(), rows)
    raised = flags._raised(complete(rows))[:, FLAGS.index("consignee")]
    assert raised.tolist() == [True, False, True]
