"""Seasons as lines over weeks: hit rate, compliance, and how much of the trade cheats."""

import math
from collections.abc import Callable, Sequence

import polars as pl

from serai.risk import charts
from serai.season.compare import Comparison
from serai.season.scoreboard import Scoreboard
from serai.season.words import Language, number, plural, said

NARROW, WIDE = 12, 30
"""Weeks of a season above which two, and above which four, are drawn as one point."""
STEPS = (1, 2, 4, 8, 13, 26, 52, 104)
TICKS = 8
NAME = 22
"""Characters of a line's name that have room beside it."""

type Points = list[tuple[float, float]]


def hit_rate(comparison: Comparison, subject: str, language: Language) -> str:
    """Of what each practice picks, and of what chance picks, over the weeks."""
    lines = [
        charts.Line(_short(one), _rates(comparison.boards[one], "targeted_found", "targeted"))
        for one in _first(comparison, subject)
    ]
    every = [board for boards in comparison.boards.values() for board in boards]
    chance = _rates(every, "random_found", "random")
    lines.append(charts.Line(said("chance", language), chance))
    return _drawn(comparison, "rate_picture", lines, language, floor=0.0)


def compliance(comparison: Comparison, subject: str, language: Language) -> str:
    """True: share of the declarations that are compliant; last, with nobody examining."""
    lines = []
    for name, boards in _with_unexamined(comparison, subject, language):
        wrong = _rates(boards, "non_compliant", "declarations")
        lines.append(charts.Line(name, [(week, 1 - rate) for week, rate in wrong]))
    return _drawn(comparison, "compliance_picture", lines, language, floor=None)


def cheating(comparison: Comparison, subject: str, language: Language) -> str:
    """Share of the trade on which a scheme is practised; last, with nobody examining."""
    lines = []
    for name, boards in _with_unexamined(comparison, subject, language):
        weeks = pl.concat([board.weeks.select("week", "cheating") for board in boards])
        mean = weeks.group_by("week").agg(above=pl.sum("cheating"), below=pl.len())
        lines.append(charts.Line(name, _blocks(mean, length(comparison))))
    return _drawn(comparison, "cheating_picture", lines, language, floor=0.0)


def length(comparison: Comparison) -> int:
    """Weeks that were played."""
    (board, *_), *_ = comparison.boards.values()
    return len(board.weeks)


def _first(comparison: Comparison, subject: str) -> list[str]:
    """The one that is spoken of, then the others."""
    return [subject, *(one for one in comparison.practices if one != subject)]


def _with_unexamined(
    comparison: Comparison, subject: str, language: Language
) -> list[tuple[str, Sequence[Scoreboard]]]:
    """Each with the name of its line."""
    named = [(_short(one), comparison.boards[one]) for one in _first(comparison, subject)]
    return [*named, (said("unexamined", language), comparison.unexamined)]


def _short(name: str) -> str:
    return name if len(name) <= NAME else name[: NAME - 1].rstrip() + "…"


def _rates(boards: Sequence[Scoreboard], above: str, below: str) -> Points:
    """A sum over all seeds ÷ another; no point where the other is 0."""
    weeks = pl.concat(
        [board.weeks.select("week", above=pl.col(above), below=pl.col(below)) for board in boards]
    )
    sums = weeks.group_by("week").agg(pl.sum("above"), pl.sum("below"))
    return _blocks(sums, len(boards[0].weeks))


def _blocks(sums: pl.DataFrame, weeks: int) -> Points:
    size = _size(weeks)
    whole = (
        sums.with_columns(block=((pl.col("week") - 1) // size).clip(upper_bound=weeks // size - 1))
        .group_by("block")
        .agg(pl.max("week"), pl.sum("above"), pl.sum("below"))
        .filter(pl.col("below") > 0)
        .sort("week")
    )
    rate = pl.col("above") / pl.col("below")
    return [(float(week), float(one)) for week, one in whole.select("week", rate).iter_rows()]


def _size(weeks: int) -> int:
    return 1 if weeks <= NARROW else 2 if weeks <= WIDE else 4


def _drawn(
    comparison: Comparison,
    key: str,
    lines: list[charts.Line],
    language: Language,
    *,
    floor: float | None,
) -> str:
    weeks = length(comparison)
    size = _size(weeks)
    every = plural(size, "weeks", language)
    below = said("blocks" if size > 1 else "weekly", language, weeks=every)
    drawn = [one for one in lines if one.points]
    values = [rate for one in drawn for _, rate in one.points] or [0.0]
    low = min(values) if floor is None else floor
    y_ticks = ticks(low, max(values), most=1.0)
    return charts.lines(
        said(key, language), below, drawn, x=said("week_axis", language), x_ticks=_weeks(weeks, size),
        y_ticks=y_ticks, words=_percent(y_ticks, language), x_words=lambda week: f"{week:.0f}",
    )  # fmt: skip


def _percent(y_ticks: Sequence[float], language: Language) -> Callable[[float], str]:
    """As many digits as tell the ticks apart."""
    step = 100 * (y_ticks[1] - y_ticks[0])
    digits = next(n for n in range(4) if abs(round(step, n) - step) < 1e-6 or n == 3)
    return lambda value: number(100 * value, language, digits) + "\u00a0%"


def _weeks(weeks: int, first: int) -> list[float]:
    """From the first point to the last, a step that people count in."""
    step = next((one for one in STEPS if weeks / one <= TICKS), STEPS[-1])
    inner = [one for one in range(step, weeks, step) if one - first >= step / 2]
    inner = [one for one in inner if weeks - one >= step / 2]
    return [float(one) for one in dict.fromkeys([min(first, weeks - 1), *inner, weeks])]


def ticks(low: float, high: float, *, most: float) -> list[float]:
    """Round numbers that hold both, about five of them, none above `most`."""
    span = max(high - low, 1e-3)
    power = 10 ** math.floor(math.log10(span / 4))
    step = next(one * power for one in (1, 2, 2.5, 5, 10) if one * power >= span / 5)
    begin, end = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    made = [round(place * step, 6) for place in range(begin, max(end, begin + 1) + 1)]
    kept = [one for one in made if one <= most + 1e-9]
    return kept if len(kept) > 1 else [round(made[0] - step, 6), made[0]]
