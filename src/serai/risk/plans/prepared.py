"""Everything a plan is made from, read and checked before anything is decided."""

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from serai.declarations import mapping as mappings
from serai.declarations import read
from serai.declarations.columns import Kind
from serai.declarations.errors import DeclarationsError
from serai.declarations.findings import Report
from serai.declarations.mapping.rules import FileMapping, Rule
from serai.declarations.reading.formats import format_of, opened
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

    @property
    def wanted(self) -> dict[str, tuple[str, Kind]]:
        """Their name → ours, and how it is read."""
        return {
            self.found: ("found", Kind.FLAG),
            self.revenue: ("revenue", Kind.NUMBER),
            self.known: ("known", Kind.DATE),
        }


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
    today: dt.date,
    history: Path | None = None,
    strategy: str | None = None,
    mapping: str | None = None,
    columns: Columns | None = None,
) -> Prepared:
    """Read all of it. Raises PlanError with everything that is wrong with any part.

    Results that are not known before `today` are left out, as if they were not there. Without a
    strategy it goes by the score, and by profiles where there is no history.
    """
    problems: list[str] = []
    batch = _read(declarations, mapping, {}, problems)
    past = None
    if history:
        past = _history(history, mapping, columns or Columns(), today, problems)
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


def _read(
    path: Path, mapping: str | None, more: dict[str, tuple[str, Kind]], problems: list[str]
) -> pl.DataFrame | None:
    """The schema's columns, and of the others those asked for: their name → ours and its kind."""
    try:
        followed = mappings.load(mapping) if mapping else None
        with opened(path, followed) as table:
            header = [name for name in table.header if name]
        if followed is None and format_of(path) == "xml":
            return read(path, unknown_codes="ignore")
        if followed is None:
            rules = mappings.fit(None, header, path.name).rules
            followed = FileMapping(path.name, rules)
        kept = [rule for rule in followed.rules if not rule.is_extra]
        kept += [
            Rule(theirs, ours, kind, theirs, width=0, is_extra=True)
            for theirs, (ours, kind) in more.items()
            if theirs in header
        ]
        return read(
            path, replace(followed, rules=tuple(kept)), unknown_codes="ignore", report=Report()
        )
    except DeclarationsError as wrong:
        problems.append(str(wrong))
    except OSError as wrong:
        problems.append(f"{path}: {wrong.strerror or wrong}")
    return None


def _history(
    path: Path, mapping: str | None, columns: Columns, today: dt.date, problems: list[str]
) -> History | None:
    frame = _read(path, mapping, columns.wanted, problems)
    if frame is None:
        return None
    absent = [
        f"{path.name}: there is no column “{theirs}”"
        for theirs, (ours, _) in columns.wanted.items()
        if ours not in frame.columns and (ours == "found" or theirs != ours)
    ]
    if absent:
        problems += absent
        return None
    try:
        past = History.of(frame)
    except HistoryError as wrong:
        problems += [f"{path.name}: {one}" for one in wrong.problems]
        return None
    before = (today - dt.date(1970, 1, 1)).days
    if not len(past := past.where(past.known < before)):
        problems.append(f"{path.name}: no result was known before {today}")
    elif past.is_one_kind:
        problems.append(
            f"{path.name}: all {len(past):,} results are the same, and nothing can be learned from "
            "them. Without --history the plan goes by profiles and by chance."
        )
    return past
