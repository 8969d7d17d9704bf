"""A plan is made: hits, scores, one draw, and why each declaration is examined."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from serai.declarations.columns import with_derived
from serai.risk.measures.by_profile import ProfileFigures, by_profile
from serai.risk.measures.drift import Drift, psi
from serai.risk.plans.backtest import Backtest, backtest
from serai.risk.plans.prepared import Prepared
from serai.risk.profiles.profile import Lane
from serai.risk.scorers.history import complete
from serai.risk.scorers.record_trees import RecordTrees
from serai.risk.scorers.revenue import Revenue
from serai.risk.scorers.scorer import Scorer
from serai.risk.scorers.standard import standard
from serai.risk.screening.hits import Hits
from serai.risk.selection.day import EVIDENCE, Day
from serai.risk.selection.select import Plan, select

type Floats = NDArray[np.float64]

WATCHED = ("hs2", "origin", "dispatch", "preference", "office", "unit_price", "value", "net_mass")
"""Columns that are looked at for drift."""
REASONS = 3


@dataclass(frozen=True)
class Made:
    """A plan, and what there is to say about it."""

    plan: Plan
    """Of declarations."""
    number: NDArray[np.int64]
    """For each row of the file, the place of its declaration in the plan."""
    hits: Hits
    """Of rows, as all that follows."""
    score: Floats | None
    """None without a history."""
    reasons: list[list[str]]
    """Sentences for each item of a declaration that is examined; none for the others."""
    backtest: Backtest | None
    profiles: list[ProfileFigures]
    """Over the history; none without one."""
    drift: list[tuple[str, Drift]]
    """Of columns between history and day, the largest first."""
    frame: pl.DataFrame
    """What is written: one row for each item, in the order of the file."""

    @property
    def highest(self) -> Floats:
        """For each declaration the highest score of its items; 0 without a history."""
        highest = np.zeros(len(self.plan.control))
        if self.score is not None:
            np.maximum.at(highest, self.number, self.score)
        return highest

    @property
    def red_left(self) -> NDArray[np.bool_]:
        """Declarations that a red profile hit and nobody examines."""
        red = np.zeros(len(self.plan.control), np.bool_)
        red[self.number[self.hits.severity == Lane.RED.severity]] = True
        return red & ~self.plan.examined

    @property
    def red_unexamined(self) -> list[str]:
        """Ids of red profiles with such hits."""
        row, profile = self.hits.pairs()
        red = self.hits.severities[profile] == Lane.RED.severity
        places = np.unique(profile[self.red_left[self.number[row]] & red])
        return [self.hits.ids[place] for place in places.tolist()]


def make(prepared: Prepared, *, today: dt.date, seed: int, language: str = "en") -> Made:
    """Decide for a day. The same input and the same seed give the same plan."""
    decide, learn, test = np.random.default_rng(seed).spawn(3)
    batch = with_derived(prepared.declarations)
    # A declaration without a date is of this day: nothing else could be known of it.
    batch = batch.with_columns(pl.col("date").fill_null(today)) if "date" in batch.columns else (
        batch.with_columns(date=pl.lit(today))
    )  # fmt: skip
    hits = prepared.screen(batch, today=today)
    scorer, score, evidence, revenue = None, None, None, None
    if prepared.history is not None:
        scorer = standard().fit(prepared.history, rng=learn)
        score = scorer.score(batch)
        evidence = evidence_of(scorer, batch)
        if prepared.history.revenue is not None:
            revenue = Revenue.of(prepared.history).expected(batch, score)
    day = Day.of(
        hits,
        np.zeros(len(batch)) if score is None else score,
        revenue=revenue,
        evidence=evidence,
        mandatory=prepared.capacity.mandatory,
    )
    offices = batch["office"].to_list() if "office" in batch.columns else [None] * len(batch)
    # Whoever sorts the file must not choose who is drawn.
    order = _by_what_they_say(batch)
    number = numbered(batch[order.tolist()])
    _, first = np.unique(number, return_index=True)
    its_offices = [offices[row] for row in order[first].tolist()]
    joined = day.where(order).joined(number)
    plan = select(joined, its_offices, prepared.strategy, prepared.capacity, decide)
    number = number[np.argsort(order)]
    rows = plan.at(number)
    reasons = _reasons(rows, scorer, batch, language)
    share = float(plan.examined.mean()) if len(batch) else 0.0
    tested = backtest(prepared.history, share, test) if prepared.history else None
    return Made(
        plan,
        number,
        hits,
        score,
        reasons,
        tested,
        _profiles(prepared, today),
        _drift(prepared, complete(batch)),
        _frame(prepared, rows, hits, score, revenue, reasons),
    )


def _by_what_they_say(batch: pl.DataFrame) -> NDArray[np.int64]:
    """Rows in an order that their own has no part in."""
    names = sorted(batch.columns)
    rows = batch.select(names).with_columns(_row=pl.int_range(pl.len(), dtype=pl.Int64))
    order: NDArray[np.int64] = rows.sort(names, nulls_last=True)["_row"].to_numpy()
    return order


def numbered(batch: pl.DataFrame) -> NDArray[np.int64]:
    """For each row the number of its declaration, from 0, in the order in which they come.

    Rows with one declaration number and office are its items. A row without a number is a
    declaration.
    """
    if not {"declaration", "office"} <= set(batch.columns):
        return np.arange(len(batch), dtype=np.int64)
    rows = batch.select("declaration", "office").with_row_index("row")
    first = (
        pl.when(pl.col("declaration").is_null())
        .then("row")
        .otherwise(pl.col("row").min().over("declaration", "office"))
    )
    _, number = np.unique(rows.select(first).to_series().to_numpy(), return_inverse=True)
    return number.astype(np.int64)


def evidence_of(scorer: Scorer, batch: pl.DataFrame) -> Floats:
    """Earlier results of the same subheading, as of each declaration's day; what a score rests on."""
    for part in _all(scorer):
        if isinstance(part, RecordTrees):
            chains, own = part.past.records(complete(batch))
            narrow = next(one for one in chains[0] if one.columns[-1] == "hs6")
            same = own.examined if own is not None else np.zeros(len(batch))
            evidence: Floats = narrow.examined + same
            return evidence
    return np.full(len(batch), EVIDENCE)


def _all(scorer: Scorer) -> list[Scorer]:
    return [scorer, *(one for part in scorer.parts for one in _all(part))]


def _reasons(
    plan: Plan, scorer: Scorer | None, batch: pl.DataFrame, language: str
) -> list[list[str]]:
    reasons: list[list[str]] = [[] for _ in range(len(batch))]
    chosen = np.flatnonzero(plan.examined)
    if scorer is not None and len(chosen):
        some = batch[chosen.tolist()]
        for row, told in zip(chosen.tolist(), scorer.explain(some, REASONS), strict=True):
            reasons[row] = [one.sentence(language) for one in told]
    return reasons


def _profiles(prepared: Prepared, today: dt.date) -> list[ProfileFigures]:
    past = prepared.history
    if past is None:
        return []
    found = by_profile(
        prepared.screen(past.declarations, today=today),
        np.ones(len(past), np.bool_),
        past.found,
        today=today,
        since={one.id: one.valid_from for one in prepared.screen.profiles},
        dates=past.declarations["date"].to_numpy().astype("datetime64[D]"),
    )
    return sorted(found, key=lambda one: (-one.found, -one.hits, one.id))


def _drift(prepared: Prepared, batch: pl.DataFrame) -> list[tuple[str, Drift]]:
    past = prepared.history
    if past is None or not len(batch):
        return []
    drifts = [
        (name, psi(past.declarations[name], batch[name]))
        for name in WATCHED
        if past.declarations[name].null_count() < len(past)
    ]
    return sorted(drifts, key=lambda one: -one[1].index)


def _frame(
    prepared: Prepared,
    plan: Plan,
    hits: Hits,
    score: Floats | None,
    revenue: Floats | None,
    reasons: list[list[str]],
) -> pl.DataFrame:
    batch = prepared.declarations
    rows = len(batch)
    kept = [
        name
        for name in ("declaration", "item", "date", "office", "hs", "origin")
        if name in batch.columns
    ]
    none = pl.Series([None] * rows, dtype=pl.Float64)
    return batch.select(kept).with_columns(
        *plan.frame().get_columns(),
        score=none if score is None else pl.Series(score),
        expected_revenue=none if revenue is None else pl.Series(revenue),
        profiles=pl.Series([hits[row] for row in range(rows)], dtype=pl.List(pl.String)),
        reasons=pl.Series(reasons, dtype=pl.List(pl.String)),
    )
