"""What can be learned from, what cannot, and why."""

import datetime as dt

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from serai.risk.scorers.history import History, HistoryError, complete
from serai.risk.scorers.past import PRIOR, Past
from serai.risk.scorers.raw_trees import RawTrees
from serai.risk.scorers.saved import ScorerFileError, load
from serai.risk.scorers.standard import standard
from tests.risk.scorers.trade import batch, history

DAY = dt.date(2026, 1, 1)


@pytest.mark.parametrize(
    ("frame", "problems"),
    [
        (pl.DataFrame({"hs": ["01"]}), ["no column “found”", "no column “date”"]),
        (pl.DataFrame({"found": ["yes"], "date": ["1 May"]}), ["yes or no", "is a day"]),
        (
            pl.DataFrame({"found": [2, 1], "date": [DAY, None]}),
            ["neither 0 nor 1: [2.0]", "no date"],
        ),
        (
            pl.DataFrame(
                {"found": [None], "date": [DAY]}, schema={"found": pl.Int8, "date": pl.Date}
            ),
            ["no declaration of the history was examined"],
        ),
        (
            pl.DataFrame({"found": [1], "date": [DAY], "revenue": [float("inf")]}),
            ["not finite"],
        ),
    ],
)
def test_everything_that_is_wrong_is_said(frame, problems):
    with pytest.raises(HistoryError) as refused:
        History.of(frame)
    assert len(refused.value.problems) == len(problems)
    for said, expected in zip(refused.value.problems, problems, strict=True):
        assert expected in said


@pytest.mark.parametrize("found", [0, 1])
def test_results_of_one_kind_teach_nothing(found):
    one_kind = history(60).with_columns(found=pl.lit(found, dtype=pl.Int8))
    with pytest.raises(HistoryError, match="all 60 results of the history are the same"):
        standard().fit(History.of(one_kind), rng=np.random.default_rng(1))


def test_what_was_not_examined_is_left_out():
    some = history(60).with_columns(
        found=pl.when(pl.int_range(60) < 20).then(None).otherwise(pl.col("found"))
    )
    assert (len(History.of(some)), History.of(some).left_out) == (40, 20)


def test_a_constant_column_and_a_single_day_do_no_harm():
    flat = history(300).with_columns(date=pl.lit(DAY), origin=pl.lit("CN"), office=pl.lit("10"))
    scorer = standard().fit(History.of(flat), rng=np.random.default_rng(1))
    assert np.isfinite(scorer.score(batch(10))).all()


def test_the_later_part_begins_on_a_new_day():
    early, later = History.of(history(500)).parted(0.2)
    assert early.day.max() < later.day.min()
    assert 60 <= len(later) <= 140


CODES = st.sampled_from(["A", "B", None])
ROWS = st.lists(
    st.tuples(st.integers(0, 6), CODES, CODES, st.booleans(), st.integers(0, 3)),
    min_size=1,
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(
    rows=ROWS, asked=st.tuples(st.integers(0, 12), st.sampled_from(["A", "B", "C", None]), CODES)
)
def test_records_count_what_was_known_before_the_day(rows, asked):
    """Against counting one by one."""
    frame = pl.DataFrame(
        {
            "date": [DAY + dt.timedelta(days=one[0]) for one in rows],
            "known": [DAY + dt.timedelta(days=one[0] + one[4]) for one in rows],
            "origin": [one[1] for one in rows],
            "office": [one[2] for one in rows],
            "found": [one[3] for one in rows],
        },
        schema_overrides={"origin": pl.String, "office": pl.String},
    )
    past = Past.of(History.of(frame), [("origin", "office")], product=())
    day, origin, office = asked
    declaration = pl.DataFrame(
        {"date": [DAY + dt.timedelta(days=day)], "origin": [origin], "office": [office]},
        schema_overrides={"origin": pl.String, "office": pl.String},
    )
    ((wide, narrow),), own = past.records(complete(declaration))
    known = [one for one in rows if one[0] + one[4] < day]
    like = [one for one in known if one[1] == origin]
    same = [one for one in like if one[2] == office]
    assert own is None
    assert (wide.examined[0], wide.found[0]) == (len(like), sum(one[3] for one in like))
    assert (narrow.examined[0], narrow.found[0]) == (len(same), sum(one[3] for one in same))
    overall = (sum(one[3] for one in known) + 0.5) / (len(known) + 1)
    rate = (wide.found[0] + PRIOR * overall) / (wide.examined[0] + PRIOR)
    assert wide.rate[0] == pytest.approx(rate)


def test_a_product_is_no_part_of_its_likes_record():
    goods = {"hs": "8517120000", "origin": "CN", "dispatch": "CN", "tax_rate": 8.0}
    rows = [goods | {"net_mass": mass, "date": DAY, "found": found} for mass, found in
            [(10.0, 1), (10.0, 1), (20.0, 0)]]  # fmt: skip
    past = Past.of(History.of(pl.DataFrame(rows)), [("origin", "hs2")])
    new = pl.DataFrame([goods | {"net_mass": 10.0, "date": DAY + dt.timedelta(days=1)}])
    ((_, chapter),), own = past.records(complete(new))
    assert (own.examined[0], own.found[0]) == (2, 2)
    assert (chapter.examined[0], chapter.found[0]) == (1, 0)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nothing", b"\x80\x04."])
def test_a_file_that_is_no_scorer_is_refused(tmp_path, content):
    path = tmp_path / "scorer.npz"
    path.write_bytes(content)
    with pytest.raises(ScorerFileError, match=r"scorer\.npz"):
        load(path)


def test_a_reason_can_be_read_in_both_languages():
    scorer = RawTrees().fit(History.of(history()), rng=np.random.default_rng(1))
    (reason,) = scorer.explain(batch(1), k=1)[0]
    assert reason.sentence("en").endswith((" times.", "odds."))
    assert "шансы" in reason.sentence("ru")
