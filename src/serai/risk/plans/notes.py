"""What there is to tell of files before a plan is made of them: what is not there, odd or twice."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from serai.declarations.columns import SCHEMA
from serai.declarations.findings import Report
from serai.risk.language.check import leaves
from serai.risk.plans.words import Language, number, said
from serai.risk.scorers.fields import AMOUNTS, CODES, FLAGS, RATES
from serai.risk.scorers.history import History
from serai.risk.screening.screen import Screen
from serai.risk.selection.capacity import CONTROLS, OTHER, Capacity

SHOWN = 5
"""Names that are listed of many."""


@dataclass(frozen=True)
class Note:
    """One fact, as the key of a text and its figures."""

    key: str
    figures: tuple[tuple[str, int | float | str | tuple[str, ...]], ...] = ()

    @classmethod
    def of(cls, key: str, **figures: int | float | str | Iterable[str]) -> "Note":
        """A fact with its figures."""
        kept = {
            name: value if isinstance(value, int | float | str) else tuple(value)
            for name, value in figures.items()
        }
        return cls(key, tuple(kept.items()))

    def said(self, language: Language) -> str:
        """In words."""
        return said(self.key, language, **{n: _shown(v, language) for n, v in self.figures})


def _shown(value: float | str | tuple[str, ...], language: Language) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        more = len(value) - SHOWN
        some = ", ".join(value[:SHOWN])
        return some + said("and_more", language, count=number(more, language)) if more > 0 else some
    return number(value, language, 0 if value == int(value) else 2)


def lacking(batch: pl.DataFrame, screen: Screen) -> dict[str, tuple[str, ...]]:
    """Columns that profiles ask for and no declaration has: those profiles."""
    if not len(batch):
        return {}
    empty = {name for name in batch.columns if batch[name].null_count() == len(batch)}
    found: dict[str, dict[str, None]] = {}
    for name, profile in _asked(screen):
        if name in empty or name not in batch.columns:
            found.setdefault(name, {})[profile] = None
    return {name: tuple(found[name]) for name in SCHEMA if name in found}


def asked(screen: Screen) -> list[str]:
    """Declared columns that profiles ask for."""
    names = {name for name, _ in _asked(screen)}
    return [name for name in SCHEMA if name in names]


def _asked(screen: Screen) -> Iterable[tuple[str, str]]:
    for profile in screen.profiles:
        for leaf, _ in leaves(profile.condition):
            for name in SCHEMA[leaf.column].made_of or (leaf.column,):
                yield name, profile.id


def of_columns(
    batch: pl.DataFrame, report: Report, screen: Screen, past: History | None
) -> list[Note]:
    """What the day lacks that profiles, hours or the score need, and columns nothing read."""
    if not len(batch):
        return []
    lacks = lacking(batch, screen)
    notes = [Note.of("no_column", name=name, ids=ids) for name, ids in lacks.items()]
    if past is not None:
        unlearned = [
            name
            for name in dict.fromkeys(
                part
                for one in (*AMOUNTS, *RATES, *FLAGS, *CODES)
                for part in SCHEMA[one].made_of or (one,)
            )
            if past.declarations[name].null_count() < len(past)
            and batch[name].null_count() == len(batch)
        ]
        if unlearned:
            notes.append(Note.of("not_in_day", names=unlearned))
    if batch["office"].null_count() == len(batch):
        notes.append(Note.of("no_office"))
    if notes:
        notes += [
            Note.of("not_read", name=one.name, hint=f" ({one.hint})" if one.hint else "")
            for one in report.ignored
        ]
    return notes


def of_days(batch: pl.DataFrame, today: dt.date) -> list[Note]:
    """Declarations of other days than that of the plan."""
    other = batch.filter(pl.col("date") != today)["date"]
    if not len(other):
        return []
    days = other.unique().sort()
    return [
        Note.of(
            "other_days", count=len(other), all=len(batch), day=today.isoformat(),
            first=str(days[0]), last=str(days[-1]),
        )
    ]  # fmt: skip


def of_hours(batch: pl.DataFrame, capacity: Capacity) -> list[Note]:
    """Hours that nobody can use, and declarations nobody has hours for."""
    notes: list[Note] = []
    if not len(batch):
        return notes
    offices = batch.group_by("office").len().sort("office", nulls_last=True)
    there = {office for office in offices["office"] if office is not None}
    idle = sorted(set(capacity.hours) - there - {OTHER})
    notes += [Note.of("idle_office", office=office) for office in idle]
    for office, by_control in capacity.hours.items():
        for place, control in enumerate(CONTROLS):
            hours = by_control.get(control, 0.0)
            if hours and not capacity.slots(office)[place]:
                minutes = capacity.minutes[control]
                notes.append(
                    Note.of(f"short_{control}", office=office, minutes=hours * 60, needed=minutes)
                )
    without = offices.filter(
        pl.Series([not any(capacity.slots(capacity.pool(one))) for one in offices["office"]], dtype=pl.Boolean)
    )  # fmt: skip
    if len(without) and any(any(capacity.slots(pool)) for pool in capacity.hours):
        names = [one or "–" for one in without["office"]]
        notes.append(Note.of("no_hours", count=int(without["len"].sum()), offices=names))
    joined = [one for one in offices["office"] if one and capacity.pool(one) == OTHER]
    if len(joined) > 1 and any(capacity.slots(OTHER)):
        notes.append(Note.of("joined", offices=joined))
    return notes


def of_results(frame: pl.DataFrame) -> list[Note]:
    """Days of knowing and revenues of a history that were put right, or look wrong."""
    notes = []
    examined = frame.filter(pl.col("found").is_not_null())
    if "known" in frame.columns:
        if missing := examined["known"].null_count():
            notes.append(Note.of("known_missing", count=missing))
        if early := examined.filter(pl.col("known") < pl.col("date")).height:
            notes.append(Note.of("known_early", count=early))
    if "revenue" in frame.columns:
        if negative := examined.filter(pl.col("revenue") < 0).height:
            notes.append(Note.of("revenue_negative", count=negative))
        lost = examined.filter(pl.col("found").cast(pl.Float64) > 0)["revenue"].null_count()
        if lost:
            notes.append(Note.of("revenue_missing", count=lost))
    return notes


def of_items(batch: pl.DataFrame) -> list[Note]:
    """Items that stand in the file more than once, and numbers that two offices have given."""
    numbered = batch.filter(pl.col("declaration").is_not_null())
    keys = ["declaration", "office", "item"] if "item" in batch.columns else batch.columns
    if "item" in batch.columns:
        numbered = numbered.filter(pl.col("item").is_not_null())
    twice = numbered.group_by(keys).len().filter(pl.col("len") > 1)
    notes = []
    if len(twice):
        names = twice["declaration"].unique().sort().to_list()
        notes.append(Note.of("twice", count=int(twice["len"].sum()) - len(twice), names=names))
    offices = (
        batch.drop_nulls("declaration")
        .group_by("declaration")
        .agg(pl.col("office").n_unique())
        .filter(pl.col("office") > 1)
    )
    if len(offices):
        names = offices["declaration"].sort().to_list()
        notes.append(Note.of("two_offices", count=len(offices), names=names))
    return notes
