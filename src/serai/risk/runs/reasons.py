"""Why declarations were hit, in words, for the column `reasons` of the results."""

import datetime as dt
from functools import lru_cache

import numpy as np
import polars as pl

from serai.declarations.columns import SCHEMA, Value
from serai.risk.language.evaluate import References
from serai.risk.language.sentence import to_sentence
from serai.risk.language.tree import All, Condition
from serai.risk.runs.results import Reasons
from serai.risk.screening.explain import Reason
from serai.risk.screening.screen import Screen
from serai.risk.screening.stream import Part


def reasons_of(
    screen: Screen, *, today: dt.date, references: References | None = None, language: str = "en"
) -> Reasons:
    """Says of each declaration which conditions of its profiles were met, and its values there.

    `UV-03: Bags and cases (4202) from China, below 9.60 per kg. hs4 4202, origin CN, unit_price 0.6`;
    the next profile on a line of its own.
    """
    sentence = lru_cache(maxsize=65_536)(lambda condition: to_sentence(condition, language))

    def words(met: tuple[Reason, ...]) -> str:
        values = {name: value for reason in met for name, value in reason.values.items()}
        shown = ", ".join(f"{name} {_shown(value)}" for name, value in values.items())
        return f"{sentence(_together(met))} {shown}".rstrip()

    def of(part: Part) -> list[str]:
        lines = [""] * len(part)
        for row, declaration in _hit(part):
            told = []
            for profile in part.hits[row]:
                why = screen.explain(declaration, profile, today=today, references=references)
                told.append(f"{profile}: {words(why.met)}")
            lines[row] = "\n".join(told)
        return lines

    return of


def _hit(part: Part) -> list[tuple[int, dict[str, Value | None]]]:
    """The declarations that were hit, with their place."""
    batch = part.batch if isinstance(part.batch, pl.DataFrame) else pl.from_arrow(part.batch)
    assert isinstance(batch, pl.DataFrame)
    hit = np.flatnonzero(np.diff(part.hits.offsets)).tolist()
    declared = [name for name in batch.columns if name in SCHEMA]
    return list(zip(hit, batch[hit].select(declared).iter_rows(named=True), strict=True))


def _together(met: tuple[Reason, ...]) -> Condition:
    """What was met, as one condition: it is said in one sentence."""
    return met[0].condition if len(met) == 1 else All(tuple(reason.condition for reason in met))


def _shown(value: Value | None) -> str:
    if value is None:
        return "missing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,.10g}" if isinstance(value, float) else str(value)
