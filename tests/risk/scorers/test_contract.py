"""Every scorer keeps the contract, and the contract catches one that does not."""

import numpy as np
import polars as pl
import pytest

from serai.risk import checks
from serai.risk.checks import SCORER_CHECKS, BrokenContractError
from serai.risk.measures.ranking import roc_area
from serai.risk.scorers.blend import Blend
from serai.risk.scorers.calibrated import Calibrated
from serai.risk.scorers.entity_history import EntityHistory
from serai.risk.scorers.history import History
from serai.risk.scorers.logistic import Logistic
from serai.risk.scorers.past import Past
from serai.risk.scorers.peer_price import PeerPrice
from serai.risk.scorers.raw_trees import RawTrees
from serai.risk.scorers.record_trees import RecordTrees
from serai.risk.scorers.same_product import Prevalence, SameProduct
from serai.risk.scorers.saved import KINDS
from serai.risk.scorers.simple_flags import SimpleFlags
from serai.risk.scorers.standard import standard
from tests.risk.scorers.trade import batch, history

MAKERS = {
    "prevalence": Prevalence,
    "logistic": Logistic,
    "lightgbm-raw": RawTrees,
    "lightgbm-records": RecordTrees,
    "same-product": SameProduct,
    "entity-history": EntityHistory,
    "peer-price": PeerPrice,
    "simple-flags": SimpleFlags,
    "blend": lambda: Blend(Logistic(), RawTrees(), weights=(1, 2)),
    "calibrated": lambda: Calibrated(Logistic()),
    "standard": standard,
}
HISTORY, BATCH = history(), batch()


@pytest.mark.parametrize("check", SCORER_CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_every_scorer_keeps_the_contract(make, check):
    check(make, HISTORY, BATCH)


def test_no_scorer_escapes_the_contract():
    assert set(KINDS) <= set(MAKERS)


class Clairvoyant(Past):
    """Counts all results for everyone, later ones too."""

    def records(self, batch):
        return super().records(batch.with_columns(date=pl.lit(None, dtype=pl.Date)))


class LookingAhead(RecordTrees):
    name = "looking-ahead"

    def _fit(self, history, rng, later):
        super()._fit(history, rng, later)
        past = self.past
        self.past = Clairvoyant(
            past.chains, past.product, past.first, past.last, past.values, past.levels
        )


class ByRow(Prevalence):
    """Scores by the row a declaration stands in."""

    def _score(self, batch):
        return np.linspace(0, 1, len(batch))


class Restless(Prevalence):
    """Another score at every fit, whatever the seed."""

    fits = 0

    def _fit(self, history, rng, later):
        Restless.fits += 1
        self.rate = 1 / (1 + Restless.fits)


class Overjoyed(Prevalence):
    def _score(self, batch):
        return np.full(len(batch), 1.2)


@pytest.mark.parametrize(
    ("make", "check"),
    [
        (LookingAhead, checks.the_future_says_nothing),
        (ByRow, checks.the_order_of_columns_and_rows_is_nothing),
        (ByRow, checks.one_by_one_as_together),
        (Restless, checks.the_same_seed_is_the_same_scorer),
        (Overjoyed, checks.scores_are_probabilities),
    ],
    ids=lambda one: one.__name__,
)
def test_who_breaks_the_contract_is_caught(make, check):
    with pytest.raises(BrokenContractError):
        check(make, HISTORY, BATCH)


@pytest.mark.parametrize("name", ["logistic", "lightgbm-raw", "lightgbm-records", "standard"])
def test_a_learning_scorer_ranks_what_comes_later(name):
    later = history(1500, seed=12)
    scorer = MAKERS[name]().fit(History.of(HISTORY), rng=np.random.default_rng(1))
    assert roc_area(later["found"], scorer.score(later)) > 0.65
