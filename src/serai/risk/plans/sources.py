"""The files of a plan: the declarations of the day, and earlier ones with what was found."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from serai.declarations import mapping as mappings
from serai.declarations import read
from serai.declarations.columns import Kind
from serai.declarations.errors import DeclarationsError
from serai.declarations.findings import Report
from serai.declarations.mapping.fitting import squeezed
from serai.declarations.mapping.rules import FileMapping, Rule
from serai.declarations.reading.formats import format_of, opened
from serai.risk.plans.notes import Note, of_results
from serai.risk.scorers.history import History, HistoryError

type More = dict[str, tuple[str, Kind]]
"""Columns beside the schema's: their name → ours, and how it is read."""

ITEM = {"item", "itemno", "itemnumber", "box32", "номертовара", "графа32"}
"""What a column may be called that numbers the items of a declaration."""


@dataclass(frozen=True)
class Columns:
    """What the columns of the history with results are called there."""

    found: str = "found"
    revenue: str = "revenue"
    known: str = "known"

    @property
    def wanted(self) -> More:
        """Their name → ours, and how it is read."""
        return {
            self.found: ("found", Kind.FLAG),
            self.revenue: ("revenue", Kind.NUMBER),
            self.known: ("known", Kind.DATE),
        }


@dataclass(frozen=True)
class Source:
    """A file as it was read."""

    frame: pl.DataFrame
    """The schema's columns, and of the others those asked for."""
    report: Report


def of_day(path: Path, mapping: str | None, problems: list[str]) -> Source | None:
    """The declarations, with the number of the item where there is one, as `item`."""
    return _read(path, mapping, _item, problems)


def _item(header: list[str]) -> More:
    return {name: ("item", Kind.CODE) for name in header if squeezed(name) in ITEM}


def of_history(
    path: Path, mapping: str | None, columns: Columns, today: dt.date, problems: list[str]
) -> tuple[History | None, list[Note]]:
    """Results that were known before `today`, and what there is to tell of them."""
    source = _read(path, mapping, lambda _: columns.wanted, problems)
    if source is None:
        return None, []
    frame = source.frame
    absent = [
        f"{path.name}: there is no column “{theirs}”"
        for theirs, (ours, _) in columns.wanted.items()
        if ours not in frame.columns and (ours == "found" or theirs != ours)
    ]
    if absent:
        problems += absent
        return None, []
    notes = of_results(frame)
    if "known" in frame.columns:
        frame = frame.with_columns(pl.col("known").fill_null(pl.col("date")))
    try:
        past = History.of(frame)
    except HistoryError as wrong:
        problems += [f"{path.name}: {one}" for one in wrong.problems]
        return None, []
    before = (today - dt.date(1970, 1, 1)).days
    if not len(past := past.where(past.known < before)):
        problems.append(f"{path.name}: no result was known before {today}")
    elif past.is_one_kind:
        same = "the only result is not enough" if len(past) == 1 else (
            f"all {len(past):,} results are the same"
        )  # fmt: skip
        problems.append(
            f"{path.name}: {same}, and nothing can be learned from them. Without --history the plan "
            "goes by profiles and by chance."
        )
    return past, notes


def _read(
    path: Path, mapping: str | None, more: Callable[[list[str]], More], problems: list[str]
) -> Source | None:
    report = Report()
    try:
        followed = mappings.load(mapping) if mapping else None
        if followed is None and format_of(path) == "xml":
            return Source(read(path, unknown_codes="ignore", report=report), report)
        with opened(path, followed) as table:
            header = [name for name in table.header if name]
        if followed is None:
            followed = FileMapping(path.name, mappings.fit(None, header, path.name).rules)
        kept = {rule.theirs: rule for rule in followed.rules if not rule.is_extra}
        named = {rule.ours for rule in kept.values()}
        for theirs, (ours, kind) in more(header).items():
            if theirs in header and theirs not in kept and ours not in named:
                kept[theirs] = Rule(theirs, ours, kind, theirs, width=0, is_extra=True)
                named.add(ours)
        dropped = {rule.theirs for rule in followed.rules} - set(kept)
        followed = replace(followed, rules=tuple(kept.values()), ignored=followed.ignored | dropped)
        return Source(read(path, followed, unknown_codes="ignore", report=report), report)
    except DeclarationsError as wrong:
        problems.append(str(wrong))
    except OSError as wrong:
        problems.append(f"{path}: {wrong.strerror or wrong}")
    return None
