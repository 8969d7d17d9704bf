"""Strategies by the names that files and the command line have for them."""

from collections.abc import Callable

from serai.risk.selection.asycuda import Asycuda
from serai.risk.selection.by_chance import ByChance
from serai.risk.selection.mix import Mix
from serai.risk.selection.profiles_only import ProfilesOnly
from serai.risk.selection.red_first import RedFirst
from serai.risk.selection.revenue_per_hour import RevenuePerHour
from serai.risk.selection.score_only import ScoreOnly
from serai.risk.selection.strategy import Strategy
from serai.risk.selection.thompson import Thompson
from serai.risk.selection.uncertain import Uncertain

STRATEGIES: dict[str, Callable[[], Strategy]] = {
    one.name: one
    for one in (
        Asycuda,
        ByChance,
        ProfilesOnly,
        RedFirst,
        RevenuePerHour,
        ScoreOnly,
        Thompson,
        Uncertain,
    )
}


class StrategyError(ValueError):
    """A text that names no strategy; the message lists everything that is wrong with it."""


def strategy_of(text: str) -> Strategy:
    """One by its name, or a mix by weights: `score`, `score 0.8 + thompson 0.2`.

    Raises StrategyError.
    """
    problems, parts = [], []
    for part in text.split("+"):
        name, _, weight = part.strip().partition(" ")
        if name not in STRATEGIES:
            problems.append(f"“{name}” is no strategy; there are {', '.join(STRATEGIES)}")
            continue
        try:
            number = float(weight) if weight.strip() else 1.0
        except ValueError:
            problems.append(f"the weight of {name} is a number, not “{weight.strip()}”")
            continue
        if not 0 < number < float("inf"):
            problems.append(f"the weight of {name} is above zero, not {weight.strip()}")
        parts.append((STRATEGIES[name](), number))
    if problems:
        raise StrategyError("; ".join(problems))
    return parts[0][0] if len(parts) == 1 else Mix(parts)
