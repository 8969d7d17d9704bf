"""The figures of a comparison that people ask for first, for the terminal and the report."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from serai.risk.measures.proportion import Estimate, exact
from serai.season.compare import Comparison, mean
from serai.season.scoreboard import Scoreboard
from serai.season.words import THOUSAND, Language, between, said

PERCENT = 0.01
DETERRED = {"deterred": "fraud", "deterred_usd": "evaded_by_fraud"}
"""Figures made of two seasons, this one and the same with nobody examining: of which total each is the difference."""


@dataclass(frozen=True)
class Figure:
    """One of them; `key` is that of its words."""

    key: str
    digits: int = 0
    unit: float = 1.0
    """What it is divided by to be shown."""
    signed: bool = False
    """Whether it can be below zero."""

    def of(self, board: Scoreboard) -> float:
        """Of a season. Raises KeyError for what is made of two (`each`)."""
        return MADE[self.key](board) if self.key in MADE else board.totals[self.key]

    def each(self, comparison: Comparison, practice: str) -> list[float]:
        """Of every season of a practice, in the order of seeds."""
        boards = comparison.boards[practice]
        if self.key in DETERRED:
            return comparison.less(practice, DETERRED[self.key])
        return [self.of(one) for one in boards]

    def mean(self, comparison: Comparison, practice: str) -> Estimate:
        """Over the seeds; of one season, a rate that was measured has the interval of its sample.

        An interval ends where the figure does: at 0 for what cannot be negative, and at 1 for shares. It
        covers the true mean as often as before, which cannot lie beyond.
        """
        boards = comparison.boards[practice]
        if len(boards) == 1 and self.key in MEASURED:
            return MEASURED[self.key](boards[0])
        found = mean(self.each(comparison, practice))
        if self.signed or found.low == float("-inf"):
            return found
        most = 1.0 if self.unit == PERCENT else float("inf")
        return replace(found, low=max(found.low, 0.0), high=min(found.high, most))

    def gap(self, comparison: Comparison, practice: str) -> Estimate:
        """By how much a practice has more of it than the first one, seed by seed."""
        base = self.each(comparison, comparison.practices[0])
        pairs = zip(self.each(comparison, practice), base, strict=True)
        return mean([one - other for one, other in pairs])


MADE: dict[str, Callable[[Scoreboard], float]] = {
    "control_rate": lambda board: _ratio(board, "examined", "declarations"),
    "red_rate": lambda board: _ratio(board, "goods", "declarations"),
    "alarm_rate": lambda board: _ratio(board, "alarms", "found"),
    "held_each": lambda board: _ratio(board, "held", "examined"),
}
"""Figures that are made of totals."""
MEASURED: dict[str, Callable[[Scoreboard], Estimate]] = {
    "targeted_rate": lambda board: _sample(board, "targeted_found", "targeted"),
    "random_rate": lambda board: _sample(board, "random_found", "random"),
    "compliance_estimated": lambda board: board.estimated,
}
"""Rates of one season that are themselves estimates."""


def _sample(board: Scoreboard, hits: str, of: str) -> Estimate:
    return exact(int(board.totals[hits]), int(board.totals[of]))


def _ratio(board: Scoreboard, above: str, below: str) -> float:
    totals = board.totals
    return totals[above] / totals[below] if totals[below] else float("nan")


FIGURES = (
    Figure("declarations"),
    Figure("control_rate", 1, PERCENT),
    Figure("red_rate", 1, PERCENT),
    Figure("targeted_rate", 1, PERCENT),
    Figure("random_rate", 1, PERCENT),
    Figure("alarm_rate", 1, PERCENT),
    Figure("non_compliant"),
    Figure("deterred", signed=True),
    Figure("deterred_usd", 0, THOUSAND, signed=True),
    Figure("recall", 1, PERCENT),
    Figure("recovered", 0, THOUSAND),
    Figure("fines", 0, THOUSAND),
    Figure("lost", 0, THOUSAND),
    Figure("cost", 0, THOUSAND),
    Figure("officers", 0, THOUSAND),
    Figure("net", 0, THOUSAND, signed=True),
    Figure("compliance", 2, PERCENT),
    Figure("compliance_estimated", 2, PERCENT),
)
DELAY = (
    Figure("held"),
    Figure("held_each", 1),
    Figure("cost", 0, THOUSAND),
    Figure("officers", 0, THOUSAND),
    Figure("recovered", 0, THOUSAND),
    Figure("fines", 0, THOUSAND),
    Figure("net", 0, THOUSAND, signed=True),
)
WITHOUT_GAPS = {
    "declarations", "control_rate", "red_rate", "officers", "random_rate", "alarm_rate",
}  # fmt: skip
"""Figures whose gaps say little."""


def table_of(
    comparison: Comparison, language: Language, figures: tuple[Figure, ...] = FIGURES
) -> list[list[str]]:
    """A head and a row for each figure, a column for each practice."""
    rows = [[said("figure", language), *comparison.practices]]
    for one in figures:
        cells = [
            between(one.mean(comparison, practice), language, digits=one.digits, unit=one.unit)
            for practice in comparison.practices
        ]
        rows.append([said(one.key, language), *cells])
    return rows


def gaps_of(comparison: Comparison, language: Language) -> list[list[str]]:
    """The same for what the others have more than the first practice."""
    others = comparison.practices[1:]
    rows = [[said("figure", language), *others]]
    for one in FIGURES:
        if one.key not in WITHOUT_GAPS:
            cells = [
                between(one.gap(comparison, practice), language, digits=one.digits, unit=one.unit)
                for practice in others
            ]
            name = said(one.key, language)
            if one.unit == PERCENT:
                name = name.removesuffix(", %") + said("points", language)
            rows.append([name, *cells])
    return rows
