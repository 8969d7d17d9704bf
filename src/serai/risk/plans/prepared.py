"""Everything a plan is made from, read and checked before anything is decided."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from serai.declarations import read
from serai.declarations.columns import SCHEMA
from serai.declarations.errors import DeclarationsError
from serai.risk.scorers.history import History, HistoryError
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
class Columns:
    """What the columns of the history with results are called there."""

    found: str = "found"
    revenue: str = "revenue"
    known: str = "known"


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


def prepare(
    declarations: Path,
    screen: Screen,
    capacity: Path,
    *,
    history: Path | None = None,
    strategy: str | None = None,
    mapping: str | None = None,
    columns: Columns | None = None,
) -> Prepared:
    """Read all of it. Raises PlanError with everything that is wrong with any part.

    Without a strategy it goes by the score, and by profiles where there is no history.
    """
    problems: list[str] = []
    batch = _read(declarations, mapping, problems)
    past = _history(history, mapping, columns or Columns(), problems) if history else None
    text = strategy or ("score" if history else "profiles")
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
    if problems or batch is None or chosen is None or hours is None:
        raise PlanError(problems)
    return Prepared(batch, screen, hours, chosen, text, past)


def _together(
    text: str, past: History | None, history: Path | None, screen: Screen, hours: Capacity | None
) -> list[str]:
    """What fits alone and not together."""
    problems = []
    names = {part.strip().partition(" ")[0] for part in text.split("+")}
    if not history and (blind := sorted(names - WITHOUT_SCORES)):
        problems.append(f"--strategy: {', '.join(blind)} goes by scores, which need a --history")
    if "revenue" in names and past is not None and past.revenue is None:
        problems.append("--strategy: revenue needs a column of revenue in the history")
    if hours:
        unknown = sorted(hours.mandatory - set(screen.ids))
        problems += [f"mandatory: the set has no profile “{name}”" for name in unknown]
    return problems


def _read(path: Path, mapping: str | None, problems: list[str]) -> pl.DataFrame | None:
    try:
        return read(path, mapping, unknown_codes="ignore")
    except DeclarationsError as wrong:
        problems.append(str(wrong))
    except OSError as wrong:
        problems.append(f"{path}: {wrong.strerror or wrong}")
    return None


def _history(
    path: Path, mapping: str | None, columns: Columns, problems: list[str]
) -> History | None:
    frame = _read(path, mapping, problems)
    if frame is None:
        return None
    renamed = {columns.found: "found", columns.revenue: "revenue", columns.known: "known"}
    frame = frame.rename({old: new for old, new in renamed.items() if old in frame.columns})
    try:
        past = History.of(_typed(frame))
    except (HistoryError, pl.exceptions.PolarsError) as wrong:
        said = wrong.problems if isinstance(wrong, HistoryError) else [str(wrong)]
        problems += [f"{path.name}: {one}" for one in said]
        return None
    if past.is_one_kind:
        problems.append(
            f"{path.name}: all {len(past):,} results are the same, and nothing can be learned from "
            "them. Without --history the plan goes by profiles and by chance."
        )
    return past


def _typed(frame: pl.DataFrame) -> pl.DataFrame:
    """Results as a CSV file has them: numbers and days in text."""
    made = {}
    for name, kind in (("found", pl.Float64), ("revenue", pl.Float64), ("known", pl.Date)):
        if name in frame.columns and name not in SCHEMA and frame[name].dtype == pl.String:
            texts = frame[name].replace("", None)
            cast = texts.cast(kind, strict=False)
            wrong = frame.filter(texts.is_not_null() & cast.is_null())[name]
            if len(wrong):
                what = "day such as 2026-02-01" if kind == pl.Date else "number"
                raise HistoryError(
                    [f"“{name}”: {len(wrong):,} are no {what}: {wrong.unique().head(3).to_list()}"]
                )
            made[name] = cast
    return frame.with_columns(**made)
