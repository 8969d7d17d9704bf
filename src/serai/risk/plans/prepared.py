"""Everything a plan is made from, read and checked before anything is decided."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from serai.risk.plans import notes, sources
from serai.risk.plans.notes import Note
from serai.risk.plans.sources import Columns
from serai.risk.scorers.history import History
from serai.risk.screening.screen import Screen
from serai.risk.selection.capacity import Capacity, CapacityError
from serai.risk.selection.strategies import StrategyError, strategy_of
from serai.risk.selection.strategy import Strategy

WITHOUT_SCORES = {"profiles", "asycuda", "random"}
"""Strategies that look at no score."""


class PlanError(Exception):
    """A plan that cannot be made. `problems` has everything that is in the way."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass(frozen=True)
class Prepared:
    """The declarations of a day, what is known, and how it is to be decided."""

    declarations: pl.DataFrame
    screen: Screen
    capacity: Capacity
    strategy: Strategy
    strategy_text: str
    history: History | None
    """None where there is none: then nothing has a score."""
    notes: tuple[Note, ...] = ()
    """What whoever uses the plan has to know of its files."""

    @property
    def goes_by_score(self) -> bool:
        """Whether any part of the strategy looks at the score."""
        return bool(names_in(self.strategy_text) - WITHOUT_SCORES)


def prepare(
    declarations: Path,
    screen: Screen,
    capacity: Path,
    *,
    today: dt.date,
    history: Path | None = None,
    strategy: str | None = None,
    mapping: str | None = None,
    columns: Columns | None = None,
) -> Prepared:
    """Read all of it. Raises PlanError with everything that is wrong with any part.

    Results that are not known before `today` are left out, as if they were not there. Without a
    strategy red hits come first, then the highest scores; profiles alone where there is no history.
    """
    problems: list[str] = []
    day = sources.of_day(declarations, mapping, problems)
    past, told = None, list[Note]()
    if history:
        past, told = sources.of_history(history, mapping, columns or Columns(), today, problems)
    text = strategy or ("red-first" if history else "profiles")
    chosen, hours = None, None
    try:
        chosen = strategy_of(text)
    except StrategyError as wrong:
        problems.append(f"--strategy: {wrong}")
    try:
        hours = Capacity.read(capacity.read_text(encoding="utf-8"))
    except CapacityError as wrong:
        problems += [f"{capacity.name}: {one}" for one in wrong.problems]
    except (OSError, UnicodeDecodeError) as wrong:
        problems.append(f"{capacity}: {getattr(wrong, 'strerror', None) or wrong}")
    problems += _together(text, past, history, screen, hours)
    asked = notes.asked(screen)
    if day and asked and asked == list(notes.lacking(day.frame, screen)):
        listed = [*(f"no {name}" for name in asked), *map(str, day.report.ignored)]
        problems.append(
            f"{declarations.name}: there is none of the columns that profiles ask for: "
            f"{'; '.join(listed)}. A --mapping says which column is which"
        )
    if problems or day is None or chosen is None or hours is None:
        raise PlanError(problems)
    batch = day.frame
    told = [
        *notes.of_columns(batch, day.report, screen, past),
        *notes.of_days(batch, today),
        *notes.of_items(batch),
        *notes.of_hours(batch, hours),
        *told,
    ]
    return Prepared(batch, screen, hours, chosen, text, past, tuple(told))


def names_in(strategy: str) -> set[str]:
    """Strategies that a text mixes."""
    return {part.strip().partition(" ")[0] for part in strategy.split("+")}


def _together(
    text: str, past: History | None, history: Path | None, screen: Screen, hours: Capacity | None
) -> list[str]:
    """What fits alone and not together."""
    problems = []
    names = names_in(text)
    if not history and (blind := sorted(names - WITHOUT_SCORES)):
        problems.append(f"--strategy: {', '.join(blind)} goes by scores, which need a --history")
    if "revenue" in names and past is not None and past.revenue is None:
        problems.append("--strategy: revenue needs a column of revenue in the history")
    elif "revenue" in names and past is not None and not (_revenue(past) > 0).any():
        problems.append("--strategy: revenue needs something recovered in the history, above zero")
    if hours:
        unknown = sorted(hours.mandatory - set(screen.ids))
        problems += [f"mandatory: the set has no profile “{name}”" for name in unknown]
    return problems


def _revenue(past: History) -> NDArray[np.float64]:
    return np.zeros(0) if past.revenue is None else past.revenue
