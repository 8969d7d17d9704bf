"""Fields as numbers: codes by their place, read off a batch once however many listen."""

import numpy as np
import polars as pl

from serai.risk.scorers.blend import Blend
from serai.risk.scorers.fields import Fields, shared
from serai.risk.scorers.history import History, complete
from serai.risk.scorers.logistic import Logistic
from serai.risk.scorers.raw_trees import RawTrees
from serai.risk.scorers.record_trees import RecordTrees
from serai.risk.scorers.scorer import odds, probability
from tests.risk.scorers.trade import batch, history


def test_an_unseen_code_stands_between_its_neighbours():
    fields = Fields((), {"origin": ["CN", "DE", "TR"]})
    codes = ["CN", "TR", None, "AA", "DK", "VN", "DE"]
    places = fields.matrix(complete(pl.DataFrame({"origin": codes})))[:, 0]
    np.testing.assert_array_equal(places, [0, 2, np.nan, -0.5, 1.5, 2.5, 1])


def test_what_is_shared_is_of_the_same_fields_and_the_same_batch():
    past = History.of(history())
    fields, same = Fields.of(past), Fields.of(past)
    fewer = Fields(fields.numbers[:1], {})
    one, other = complete(batch(20)), complete(batch(30))
    with shared(one):
        assert fields.matrix(one) is same.matrix(one)
        assert fewer.matrix(one).shape == (20, 1)
        assert fields.matrix(other).shape == (30, len(fields.names))
    assert fields.matrix(one) is not fields.matrix(one)


def test_a_blend_scores_as_its_parts_do_alone():
    past = History.of(history())
    blend = Blend(RawTrees(), RecordTrees(), Logistic()).fit(past, rng=np.random.default_rng(1))
    alone = [odds(part.score(batch())) * (1 / 3) for part in blend.parts]
    np.testing.assert_array_equal(blend.score(batch()), probability(np.sum(alone, axis=0)))
