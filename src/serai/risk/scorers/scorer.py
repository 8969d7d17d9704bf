"""The contract of a scorer: learn from a history, score a batch, explain a score.

A batch is a Polars frame with columns of a declaration, in any order; what is not there is missing. A
score is the probability that examining the declaration finds non-compliance. Chance is handed in:
the same history and the same seed give the same scores, whatever the order of rows and columns.
`serai.risk.checks` holds every scorer to this.
"""

from abc import ABC, abstractmethod
from typing import Any, ClassVar, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from serai.risk.scorers.history import History, HistoryError, complete
from serai.risk.scorers.reasons import Reason

type Floats = NDArray[np.float64]
type State = tuple[dict[str, Any], dict[str, NDArray[Any]]]

LATER = 0.2
"""Share of a history, its latest days, that tells when to stop and how sure to be, unless it is given."""
EDGE = 1e-6
"""No score is surer than this: the odds of 0 and 1 are no number."""


class NotFittedError(RuntimeError):
    """A scorer that has learned nothing is asked for scores."""


class Scorer(ABC):
    """One way to learn scores from a history."""

    name: ClassVar[str]
    """As tables and files have it."""

    fitted: bool = False
    parts: list["Scorer"] = []
    """Scorers it listens to."""

    def fit(
        self, history: History, *, rng: np.random.Generator, later: History | None = None
    ) -> Self:
        """Learn from a history; `later` holds results after it, by default its latest fifth.

        Raises HistoryError where all its declarations are compliant, or none: nothing tells them apart.
        """
        if history.is_one_kind:
            same = f"all {len(history):,} results of the history are the same"
            raise HistoryError([f"{same}: a score needs compliant and non-compliant declarations"])
        self._fit(history, rng, later)
        self.fitted = True
        return self

    def score(self, batch: pl.DataFrame) -> Floats:
        """Probability of non-compliance for each declaration. Raises NotFittedError before `fit`."""
        self._ready()
        return self._score(complete(batch)) if len(batch) else np.zeros(0)

    def heard(self, batch: pl.DataFrame) -> Floats:
        """The same for a batch that is `complete`, as a scorer that listens to this one has it."""
        return self._score(batch)

    def explain(self, batch: pl.DataFrame, k: int = 3) -> list[list[Reason]]:
        """For each declaration the k fields that moved its score most, the strongest first."""
        self._ready()
        if not len(batch):
            return []
        return [
            sorted(reasons, key=lambda one: (-abs(one.effect), one.fields))[:k]
            for reasons in self._explain(complete(batch))
        ]

    def _ready(self) -> None:
        if not self.fitted:
            raise NotFittedError(f"“{self.name}” has no history yet: fit it first")

    @abstractmethod
    def _fit(self, history: History, rng: np.random.Generator, later: History | None) -> None: ...

    @abstractmethod
    def _score(self, batch: pl.DataFrame) -> Floats: ...

    @abstractmethod
    def _explain(self, batch: pl.DataFrame) -> list[list[Reason]]: ...

    @abstractmethod
    def state(self) -> State:
        """What was learned, as JSON and arrays."""

    @classmethod
    @abstractmethod
    def made(cls, about: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Self:
        """The scorer that gave this state."""


def odds(probability: Floats) -> Floats:
    """Logarithm of the odds."""
    kept = np.clip(probability, EDGE, 1 - EDGE)
    result: Floats = np.log(kept / (1 - kept))
    return result


def probability(log_odds: Floats) -> Floats:
    """Of a logarithm of odds."""
    result: Floats = 1 / (1 + np.exp(-np.clip(log_odds, -30, 30)))
    return result


def within(history: History, later: History | None) -> tuple[History, History]:
    """The history to learn from, and the later one to watch.

    Where the earlier part is of one kind, all of the history is learned from and nothing is watched.
    """
    if later is not None:
        return history, later
    learned, watched = history.parted(LATER)
    if learned.is_one_kind:
        return history, history.where(np.zeros(len(history), np.bool_))
    return learned, watched
