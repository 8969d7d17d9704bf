"""Why declarations were hit, in words, for the column `reasons` of the results."""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import lru_cache

import numpy as np
import polars as pl

from serai.declarations.columns import SCHEMA, Value, with_derived
from serai.risk.language.evaluate import References
from serai.risk.language.sentence import to_sentence
from serai.risk.language.tree import All, Any, Compare, Condition, Not, Peer
from serai.risk.runs.results import Reasons
from serai.risk.screening.explain import Reason
from serai.risk.screening.screen import Screen
from serai.risk.screening.stream import Part

type Declaration = Mapping[str, Value | None]


def reasons_of(
    screen: Screen, *, today: dt.date, references: References | None = None, language: str = "en"
) -> Reasons:
    """Says of each declaration which conditions of its profiles were met, and its values there.

    `UV-03: Bags and cases (4202) from China, below 9.60 per kg. hs4 4202, origin CN, unit_price 0.6`;
    the next profile on a line of its own.
    """
    sentence = lru_cache(maxsize=65_536)(lambda condition: to_sentence(condition, language))
    plain = {
        profile.id: (sentence(profile.condition), columns)
        for profile in screen.profiles
        if (columns := columns_of_all(profile.condition))
    }

    def words(profile: str, declaration: Declaration) -> str:
        if profile in plain:
            said, columns = plain[profile]
            values = _shown((name, declaration[name]) for name in columns)
        else:
            why = screen.explain(declaration, profile, today=today, references=references)
            said = sentence(_together(why.met))
            values = _shown(dict(pair for one in why.met for pair in one.values.items()).items())
        return f"{profile}: {said} {values}"

    def of(part: Part) -> list[str]:
        lines = [""] * len(part)
        for row, declaration in _hit(part):
            lines[row] = "\n".join(words(profile, declaration) for profile in part.hits[row])
        return lines

    return of


def columns_of_all(condition: Condition) -> tuple[str, ...] | None:
    """The columns of conditions that all hold where their profile hits; None where only some need to."""
    parts = condition.parts if isinstance(condition, All) else (condition,)
    names = []
    for part in parts:
        leaf = part.part if isinstance(part, Not) else part
        if isinstance(leaf, All | Any | Not):
            return None
        if isinstance(leaf, Compare) and isinstance(leaf.value, Peer):
            return None
        names.append(leaf.column)
    return tuple(dict.fromkeys(names))


def _hit(part: Part) -> Iterable[tuple[int, Declaration]]:
    """The declarations that were hit, with their place."""
    batch = part.batch if isinstance(part.batch, pl.DataFrame) else pl.from_arrow(part.batch)
    assert isinstance(batch, pl.DataFrame)
    hit = np.flatnonzero(np.diff(part.hits.offsets))
    whole = with_derived(batch[hit].with_columns(pl.col(pl.Categorical).cast(pl.String)))
    lacking = (pl.lit(None).alias(name) for name in SCHEMA if name not in whole.columns)
    rows = whole.with_columns(lacking)
    return zip(hit.tolist(), rows.iter_rows(named=True), strict=True)


def _together(met: tuple[Reason, ...]) -> Condition:
    """What was met, as one condition: it is said in one sentence."""
    return met[0].condition if len(met) == 1 else All(tuple(reason.condition for reason in met))


def _shown(values: Iterable[tuple[str, Value | None]]) -> str:
    return ", ".join(f"{name} {_value(value)}" for name, value in values)


def _value(value: Value | None) -> str:
    if value is None:
        return "missing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,.10g}" if isinstance(value, float) else str(value)
