"""LightGBM, as the scorers here use it: small trees, one core, the same result everywhere.

Ke and others 2017, “LightGBM: A Highly Efficient Gradient Boosting Decision Tree”.
"""

from collections.abc import Sequence
from typing import Any

import lightgbm as lgb
import numpy as np
from numpy.typing import NDArray

from serai.risk.scorers.history import History

type Floats = NDArray[np.float64]

ROUNDS = 400
PATIENCE = 50
"""Trees without gain on the later window after which growing ends."""
PARAMETERS: dict[str, Any] = {
    "objective": "binary",
    "num_leaves": 15,
    "learning_rate": 0.06,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "min_data_in_leaf": 50,
    "lambda_l2": 5.0,
    "cat_smooth": 50.0,
    "cat_l2": 50.0,
    "min_data_per_group": 200,
    "metric": "binary_logloss",
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbose": -1,
}
"""Chosen on products of the Korean set that were held back, in 2020 and the first quarter of 2021; none of
them is in the quarter it is tested on. Likelihood tells when to stop: the area under the ROC curve of a few
hundred new products jumps about so much that growing ended by luck, at times after the first tree."""


class Trees:
    """Gradient boosted trees that are kept as text."""

    def __init__(self, booster: lgb.Booster) -> None:
        self.booster = booster

    @classmethod
    def grown(
        cls,
        table: Floats,
        history: History,
        *,
        later: tuple[Floats, History] | None,
        codes: Sequence[int] = (),
        seed: int,
    ) -> "Trees":
        """Grown until the likelihood of the later declarations gains no more.

        Without later ones of both kinds, 200 trees.
        """
        data = lgb.Dataset(
            table, history.found, weight=history.weight, categorical_feature=list(codes)
        )
        parameters = PARAMETERS | {"seed": seed}
        if later is None or not len(later[1]) or later[1].is_one_kind:
            return cls(lgb.train(parameters, data, ROUNDS // 2))
        watched = data.create_valid(later[0], later[1].found)
        stop = lgb.early_stopping(PATIENCE, verbose=False)
        return cls(lgb.train(parameters, data, ROUNDS, valid_sets=[watched], callbacks=[stop]))

    def log_odds(self, table: Floats) -> Floats:
        """Of each row."""
        found: Floats = np.asarray(self.booster.predict(table, raw_score=True, num_threads=0))
        return found

    def moved(self, table: Floats) -> Floats:
        """What each column added to each row's log odds (TreeSHAP: Lundberg and others 2020)."""
        parts: Floats = np.asarray(self.booster.predict(table, pred_contrib=True, num_threads=0))
        return parts[:, :-1]

    def text(self) -> NDArray[np.uint8]:
        """The trees, for a file."""
        return np.frombuffer(
            self.booster.model_to_string(num_iteration=self.booster.best_iteration).encode(),
            np.uint8,
        )

    @classmethod
    def made(cls, text: NDArray[np.uint8]) -> "Trees":
        """What `text` has given."""
        return cls(lgb.Booster(model_str=text.tobytes().decode()))
