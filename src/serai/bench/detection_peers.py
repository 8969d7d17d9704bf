"""Other ways to score the Korean declarations: what the product's scorer has to beat.

Each learns from `learned`, stops by `later` where it can, and gets the raw fields of a declaration:
amounts, rates, flags and codes, up to the full HS code; not the traders, which tell nothing here and
make every peer worse. A wide one gets no code narrower than the heading and, where it stops, stops by
new products: it is worse on products that come again and better on those that do not.
"""

from collections.abc import Callable, Sequence
from typing import Any

import catboost
import lightgbm
import numpy as np
import polars as pl
import xgboost
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from serai.risk.scorers.fields import AMOUNTS, CODES, FLAGS, RATES
from serai.risk.scorers.history import History, complete
from serai.risk.scorers.simple_flags import SimpleFlags

type Floats = NDArray[np.float64]
type Score = Callable[[pl.DataFrame], Floats]
type Peer = Callable[[History, History, int], Score]

KEY = ("hs", "dispatch", "origin", "tax_rate", "preference", "net_mass")
"""What the maker of the set tied the label to (its README)."""
NUMBERS = (*AMOUNTS, *RATES, *FLAGS)
NARROW = (*CODES, "hs6", "hs")
TREES, PATIENCE = 1000, 50


class _Table:
    """Numbers as they are, codes as their place among those of the history; missing and unseen are -1."""

    def __init__(self, history: History, codes: Sequence[str] = NARROW) -> None:
        frame = history.declarations
        self.numbers = [name for name in NUMBERS if frame[name].n_unique() > 1]
        self.known = {
            name: frame[name].drop_nulls().unique().sort()
            for name in codes
            if frame[name].n_unique() > 1
        }

    def __call__(self, batch: pl.DataFrame) -> tuple[Floats, NDArray[np.int64]]:
        whole = complete(batch)
        numbers = whole.select(pl.col(self.numbers).cast(pl.Float64)).to_numpy()
        codes = [
            whole[name].replace_strict(known, np.arange(len(known)), default=-1).fill_null(-1)
            for name, known in self.known.items()
        ]
        return numbers, np.column_stack([column.to_numpy() for column in codes]).astype(np.int64)

    @property
    def codes_at(self) -> list[int]:
        return list(range(len(self.numbers), len(self.numbers) + len(self.known)))


def logistic(learned: History, later: History, seed: int, codes: Sequence[str] = NARROW) -> Score:
    """Logarithms of amounts in their spread, one number for each code."""
    table = _Table(learned, codes)
    amounts = [name in AMOUNTS for name in table.numbers]
    scale, one_hot = StandardScaler(), OneHotEncoder(handle_unknown="ignore")

    def numbers(raw: Floats) -> Floats:
        return np.nan_to_num(np.where(amounts, np.log1p(np.maximum(raw, 0)), raw))

    def joined(batch: pl.DataFrame) -> Any:
        raw, places = table(batch)
        return sparse.hstack([scale.transform(numbers(raw)), one_hot.transform(places)]).tocsr()

    raw, places = table(learned.declarations)
    scale.fit(numbers(raw))
    one_hot.fit(places)
    model = LogisticRegression(C=0.1, max_iter=500).fit(joined(learned.declarations), learned.found)
    return lambda batch: np.asarray(model.predict_proba(joined(batch))[:, 1])


def xgboost_raw(learned: History, later: History, seed: int) -> Score:
    """XGBoost; codes by their place, as in the set's published figures."""
    table = _Table(learned)

    def data(batch: pl.DataFrame, found: Floats | None = None) -> xgboost.DMatrix:
        return xgboost.DMatrix(np.column_stack(table(batch)), label=found)

    model = xgboost.train(
        {"objective": "binary:logistic", "eval_metric": "auc", "eta": 0.05, "max_depth": 6,
         "subsample": 0.8, "colsample_bytree": 0.6, "nthread": 1, "seed": seed},
        data(learned.declarations, learned.found),
        TREES,
        evals=[(data(later.declarations, later.found), "later")],
        early_stopping_rounds=PATIENCE,
        verbose_eval=False,
    )  # fmt: skip
    rounds = (0, model.best_iteration + 1)
    return lambda batch: np.asarray(model.predict(data(batch), iteration_range=rounds), np.float64)


def logistic_wide(learned: History, later: History, seed: int) -> Score:
    """The same on wide codes."""
    return logistic(learned, later, seed, CODES)


def lightgbm_raw(
    learned: History, later: History, seed: int, codes: Sequence[str] = NARROW
) -> Score:
    """LightGBM; codes as categories."""
    table = _Table(learned, codes)
    at = table.codes_at

    def rows(batch: pl.DataFrame) -> Floats:
        return np.column_stack(table(batch)).astype(np.float64)

    data = lightgbm.Dataset(rows(learned.declarations), learned.found, categorical_feature=at)
    model = lightgbm.train(
        {"objective": "binary", "metric": "auc", "learning_rate": 0.05, "num_threads": 1,
         "seed": seed, "deterministic": True, "verbose": -1},
        data,
        TREES,
        valid_sets=[data.create_valid(rows(later.declarations), later.found)],
        callbacks=[lightgbm.early_stopping(PATIENCE, verbose=False)],
    )  # fmt: skip
    return lambda batch: np.asarray(model.predict(rows(batch)), np.float64)


def lightgbm_wide(learned: History, later: History, seed: int) -> Score:
    """The same on wide codes, stopped by new products."""
    return lightgbm_raw(learned, later.where(new(later.declarations, learned)), seed, CODES)


def catboost_raw(learned: History, later: History, seed: int) -> Score:
    """CatBoost; codes by its own ordered counts."""
    table = _Table(learned)

    def pool(batch: pl.DataFrame, found: Floats | None = None) -> catboost.Pool:
        numbers, codes = table(batch)
        features = catboost.FeaturesData(
            num_feature_data=numbers.astype(np.float32),
            cat_feature_data=codes.astype("S").astype(object),
        )
        return catboost.Pool(features, label=found)

    model = catboost.CatBoostClassifier(
        iterations=TREES, learning_rate=0.1, eval_metric="AUC", thread_count=1,
        random_seed=seed, verbose=False, allow_writing_files=False,
    )  # fmt: skip
    model.fit(
        pool(learned.declarations, learned.found),
        eval_set=pool(later.declarations, later.found),
        early_stopping_rounds=PATIENCE,
    )
    return lambda batch: np.asarray(model.predict_proba(pool(batch))[:, 1])


def lookup(learned: History, later: History, seed: int) -> Score:
    """Share of findings among earlier declarations with the same product key; the mean for new keys."""
    seen = learned.declarations.select(KEY).with_columns(found=pl.Series(learned.found))
    rates = seen.group_by(KEY).agg(pl.col("found").mean())

    def score(batch: pl.DataFrame) -> Floats:
        keys = complete(batch).select(KEY)
        joined = keys.join(rates, on=list(KEY), how="left", nulls_equal=True, maintain_order="left")
        found: Floats = joined["found"].fill_null(learned.rate).to_numpy()
        return found

    return score


def simple_flags(learned: History, later: History, seed: int) -> Score:
    """Flags that an officer raises without a model: what a risk unit has today."""
    return SimpleFlags().fit(learned, rng=np.random.default_rng(seed), later=later).score


def by_chance(learned: History, later: History, seed: int) -> Score:
    """A number drawn for each declaration."""
    return lambda batch: np.random.default_rng(seed).random(len(batch))


def new(batch: pl.DataFrame, learned: History) -> NDArray[np.bool_]:
    """Which declarations have a product key that does not occur in the history: the cold ones."""
    seen = learned.declarations.select(KEY).unique().with_columns(seen=True)
    keys = complete(batch).select(KEY)
    joined = keys.join(seen, on=list(KEY), how="left", nulls_equal=True, maintain_order="left")
    return joined["seen"].is_null().to_numpy()


PEERS: dict[str, Peer] = {
    "logistic": logistic,
    "logistic wide": logistic_wide,
    "XGBoost": xgboost_raw,
    "LightGBM raw": lightgbm_raw,
    "LightGBM wide": lightgbm_wide,
    "CatBoost": catboost_raw,
    "lookup": lookup,
    "simple flags": simple_flags,
    "random": by_chance,
}
