"""What every scorer is held to. Each check raises BrokenContractError with what it saw.

`for check in SCORER_CHECKS: check(make, history, batch)`, where `make` makes a fresh scorer, `history`
is a frame as `History` takes it, and `batch` holds declarations lodged after it.
"""

import datetime as dt
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from serai.risk.scorers.history import History
from serai.risk.scorers.saved import load, save
from serai.risk.scorers.scorer import NotFittedError, Scorer

type Make = Callable[[], Scorer]
type Check = Callable[[Make, pl.DataFrame, pl.DataFrame], None]

SEED = 7


class BrokenContractError(AssertionError):
    """A scorer does what none may do."""


def scores_are_probabilities(make: Make, history: pl.DataFrame, batch: pl.DataFrame) -> None:
    """One number between 0 and 1 for each declaration; none for no declaration."""
    scorer = _fitted(make, history)
    score = scorer.score(batch)
    _hold(score.shape == (len(batch),), f"{score.shape} scores of {len(batch)} declarations")
    _hold(bool(np.isfinite(score).all()), "a score is not a number")
    _hold(bool(((score >= 0) & (score <= 1)).all()), "a score lies outside of 0 to 1")
    _hold(scorer.score(batch.clear()).shape == (0,), "an empty batch has scores")
    _hold(scorer.explain(batch.clear()) == [], "an empty batch has reasons")


def the_order_of_columns_and_rows_is_nothing(
    make: Make, history: pl.DataFrame, batch: pl.DataFrame
) -> None:
    """Columns may come in any order, and rows of the history and the batch too."""
    scorer = _fitted(make, history)
    expected = scorer.score(batch)
    _same(scorer.score(batch.select(reversed(batch.columns))), expected, "columns turned round")
    _same(scorer.score(batch.reverse())[::-1], expected, "rows of the batch turned round")
    other = _fitted(make, history.select(reversed(history.columns)).reverse())
    _same(other.score(batch), expected, "the history turned round")


def one_by_one_as_together(make: Make, history: pl.DataFrame, batch: pl.DataFrame) -> None:
    """What a declaration scores has nothing to do with those beside it."""
    scorer = _fitted(make, history)
    expected = scorer.score(batch)
    alone = np.concatenate(
        [scorer.score(batch[row : row + 1]) for row in range(min(20, len(batch)))]
    )
    _same(alone, expected[: len(alone)], "one by one")


def unseen_codes_are_scored(make: Make, history: pl.DataFrame, batch: pl.DataFrame) -> None:
    """Codes that the history has never had."""
    codes = [name for name in batch.columns if batch[name].dtype == pl.String]
    strange = batch.with_columns(pl.lit("~99").alias(name) for name in codes)
    _hold(bool(np.isfinite(_fitted(make, history).score(strange)).all()), "unseen codes: no score")


def missing_values_are_scored(make: Make, history: pl.DataFrame, batch: pl.DataFrame) -> None:
    """All values missing, or the columns; both say the same. NaN is missing too."""
    scorer = _fitted(make, history)
    names = [name for name in batch.columns if name != "date"]
    empty = batch.with_columns(pl.lit(None, dtype=batch[name].dtype).alias(name) for name in names)
    without = scorer.score(batch.select("date"))
    _hold(bool(np.isfinite(without).all()), "missing columns: no score")
    _same(scorer.score(empty), without, "missing values")
    numbers = [name for name in names if batch[name].dtype == pl.Float64]
    hollow = batch.with_columns(pl.lit(float("nan")).alias(name) for name in numbers)
    nulls = batch.with_columns(pl.lit(None, dtype=pl.Float64).alias(name) for name in numbers)
    _same(scorer.score(hollow), scorer.score(nulls), "NaN")


def the_same_seed_is_the_same_scorer(
    make: Make, history: pl.DataFrame, batch: pl.DataFrame
) -> None:
    """To the last bit."""
    _same(
        _fitted(make, history).score(batch), _fitted(make, history).score(batch), "fitted twice", 0
    )


def saved_and_loaded_is_the_same(make: Make, history: pl.DataFrame, batch: pl.DataFrame) -> None:
    """Scores to the last bit, and reasons, after a file without pickle."""
    scorer = _fitted(make, history)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scorer.npz"
        save(scorer, path)
        again = load(path)
    _same(again.score(batch), scorer.score(batch), "saved and loaded", 0)
    few = batch.head(5)
    _hold(again.explain(few) == scorer.explain(few), "reasons change when it is saved")


def the_future_says_nothing(make: Make, history: pl.DataFrame, batch: pl.DataFrame) -> None:
    """A declaration from amid the history scores the same whatever later results are turned to.

    The model itself is fitted once; what is turned are the results that its counts of the past hold.
    """
    scorer = _fitted(make, history)
    dates = history["date"].sort()
    middle = dates[len(dates) // 2]
    assert isinstance(middle, dt.date)
    early = history.filter(pl.col("date") <= middle).tail(50)
    turned = history.with_columns(
        found=pl.when(pl.col("date") >= middle).then(1 - pl.col("found")).otherwise("found")
    )
    before = scorer.score(early)
    for one in _all(scorer):
        if hasattr(one, "past"):
            past = one.past
            one.past = type(past).of(History.of(turned), past.chains, product=past.product)
    _same(scorer.score(early), before, "later results turned round", 0)


def before_a_history_there_is_no_score(
    make: Make, history: pl.DataFrame, batch: pl.DataFrame
) -> None:
    """It says so."""
    for ask in (lambda: make().score(batch), lambda: make().explain(batch)):
        try:
            ask()
        except NotFittedError:
            continue
        raise BrokenContractError("a scorer without history scores")


def reasons_name_fields(make: Make, history: pl.DataFrame, batch: pl.DataFrame) -> None:
    """At most k for a declaration, the strongest first, each with its sentences."""
    for reasons in _fitted(make, history).explain(batch.head(5), k=2):
        _hold(len(reasons) <= 2, "more reasons than asked for")
        strength = [abs(one.effect) for one in reasons]
        _hold(strength == sorted(strength, reverse=True), "a weaker reason comes first")
        for one in reasons:
            _hold(bool(one.sentence("en") and one.sentence("ru")), "a reason without a sentence")


SCORER_CHECKS: tuple[Check, ...] = (
    scores_are_probabilities,
    the_order_of_columns_and_rows_is_nothing,
    one_by_one_as_together,
    unseen_codes_are_scored,
    missing_values_are_scored,
    the_same_seed_is_the_same_scorer,
    saved_and_loaded_is_the_same,
    the_future_says_nothing,
    before_a_history_there_is_no_score,
    reasons_name_fields,
)


def _fitted(make: Make, history: pl.DataFrame) -> Scorer:
    return make().fit(History.of(history), rng=np.random.default_rng(SEED))


def _all(scorer: Scorer) -> list[Scorer]:
    return [scorer, *(one for part in scorer.parts for one in _all(part))]


def _same(
    one: NDArray[np.float64], other: NDArray[np.float64], what: str, tolerance: float = 1e-9
) -> None:
    gap = float(np.abs(one - other).max()) if len(one) else 0.0
    _hold(gap <= tolerance, f"{what}: scores differ by up to {gap:g}")


def _hold(holds: bool, else_: str) -> None:
    if not holds:
        raise BrokenContractError(else_)
