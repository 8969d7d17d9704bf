"""The report of a comparison: headings that say the fact, tables and pictures, for HTML and PDF alike."""

from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version

import polars as pl

from serai.risk.measures.proportion import Estimate
from serai.risk.plans.report import Block, Heading, Picture, Report, Table, Text
from serai.season import pictures
from serai.season.compare import Comparison, mean
from serai.season.figures import DELAY, gaps_of, table_of
from serai.season.practice import Practice
from serai.season.scoreboard import Scoreboard
from serai.season.words import (
    THOUSAND,
    Language,
    about_scenario,
    capital,
    heard_about,
    number,
    plural,
    practice_about,
    said,
    scheme_title,
    share,
    signed,
    times,
)

RANDOM = "random"
"""The practice that everything is measured against, where it is played."""
MOVES = (
    "start", "stop", "rest", "new name", "give up trade", "other office or route", "other scheme",
    "other broker", "less at a time", "more at a time", "split", "grow", "newcomers",
)  # fmt: skip
ABREAST = 3
"""Strategies side by side; more stand in a table below."""
QUARTERS = 8
"""Weeks below which the first and the last quarter are too short to tell apart."""


def report_of(comparison: Comparison, language: Language) -> Report:
    """Everything a class asks in the debrief."""
    subject = best(comparison)
    scenario, seeds = comparison.scenario, comparison.seeds
    below = said(
        "below", language,
        title=scenario.title_ru if language == "ru" else scenario.title,
        weeks=plural(pictures.length(comparison), "weeks", language),
        seasons=plural(len(seeds), "seasons", language),
        seeds=said("seed" if len(seeds) == 1 else "seeds", language, first=seeds[0], last=seeds[-1]),
    )  # fmt: skip
    blocks = [
        *_result(comparison, language),
        *_schemes(comparison, subject, language),
        *_rates(comparison, subject, language),
        *_moves(comparison, subject, language),
        *_compliance(comparison, subject, language),
        *_delay(comparison, subject, language),
        *_played(comparison, language),
    ]
    return Report(title_of(comparison, language), below, blocks, language)


def best(comparison: Comparison) -> str:
    """The practice that finds most."""
    return max(comparison.practices, key=lambda one: _caught(comparison, one))


def title_of(comparison: Comparison, language: Language) -> str:
    """The fact: what the best practice finds, against chance or against the first."""
    subject = best(comparison)
    others = [one for one in comparison.practices if one != subject]
    if not others:
        found, there = (_summed(comparison, subject, one) for one in ("caught", "non_compliant"))
        return said(
            "title_alone", language, best=quoted(subject, language),
            share=share(found / there if there else 0.0, language),
        )  # fmt: skip
    other = RANDOM if RANDOM in others else others[0]
    named = said("chance", language) if other == RANDOM else quoted(other, language)
    base = _caught(comparison, other)
    gap = comparison.gap(subject, "recall", than=other)
    alone = len(comparison.seeds) == 1
    if not base or not (gap.value > 0 if alone else gap.low > 0):
        return said("title_unclear", language, best=quoted(subject, language), other=named)
    ratio = times(_caught(comparison, subject) / base, language)
    key = "title_one" if alone else "title_ratio"
    return said(key, language, best=quoted(subject, language), times=ratio, other=named)


def quoted(practice: str, language: Language) -> str:
    """Its text, as it was typed."""
    return said("quoted", language, name=practice)


def _summed(comparison: Comparison, practice: str, name: str) -> float:
    return sum(one.totals[name] for one in comparison.boards[practice])


def _caught(comparison: Comparison, practice: str) -> float:
    """Share of what was there: the fewer cheat, the fewer can be found."""
    there = _summed(comparison, practice, "non_compliant")
    return _summed(comparison, practice, "caught") / there if there else 0.0


def _tables(rows: list[list[str]], fixed: int = 1) -> Iterator[Table]:
    """The first column is text and takes the room; all others are numbers, so many as a page holds.

    The first `fixed` columns are in every table.
    """
    for begin in range(fixed, len(rows[0]), ABREAST):
        some = [[*row[:fixed], *row[begin : begin + ABREAST]] for row in rows]
        yield Table(some[0], some[1:], frozenset(range(1, len(some[0]))), 0)


def _result(comparison: Comparison, language: Language) -> Iterator[Block]:
    yield Heading(said("result", language))
    if len(comparison.seeds) > 1:
        yield Text(said("result_below", language))
    yield from _tables(table_of(comparison, language))
    yield Text(said("hit_below", language))
    yield Text(said("net_below", language))
    yield Text(said("deterred_below", language))
    blind = [one for one in comparison.practices if not _summed(comparison, one, "random")]
    if blind:
        names = ", ".join(quoted(one, language) for one in blind)
        yield Text(said("no_chance", language, names=names), warning=True)
    if len(comparison.practices) > 1:
        first = quoted(comparison.practices[0], language)
        yield Heading(said("gaps", language, first=first))
        if len(comparison.seeds) > 1:
            yield Text(said("gaps_below", language))
        yield from _tables(gaps_of(comparison, language))


def schemes_of(comparison: Comparison, practice: str) -> pl.DataFrame:
    """Means over the seasons, what is lost most first: `scheme`, `there`, `found`, `lost` (USD)."""
    boards = comparison.boards[practice]
    every = pl.concat([one.schemes for one in boards])
    sums = every.group_by("scheme").agg(pl.col("there", "found", "evaded", "recovered").sum())
    count = float(len(boards))
    return sums.select(
        "scheme",
        pl.col("there", "found") / count,
        lost=(pl.col("evaded") - pl.col("recovered")) / count,
    ).sort("lost", "scheme", descending=[True, False])


def _schemes(comparison: Comparison, subject: str, language: Language) -> Iterator[Block]:
    by = {one: schemes_of(comparison, one) for one in comparison.practices}
    order = by[subject]["scheme"].to_list()
    order += sorted({s for one in by.values() for s in one["scheme"].to_list()} - set(order))
    if not order:
        yield Heading(said("by_scheme_none", language))
        return
    yield Heading(said("by_scheme", language, scheme=scheme_title(order[0], language)))
    yield Text(said("scheme_below", language))
    titles = [capital(scheme_title(one, language)) for one in order]
    found = [
        [title, *(_part(by[practice], scheme, language) for practice in comparison.practices)]
        for title, scheme in zip(titles, order, strict=True)
    ]
    yield from _tables([[said("found", language), *comparison.practices], *found])
    lost = [
        [
            title,
            *(
                signed(_cell(by[practice], scheme, "lost") / THOUSAND, language)
                for practice in comparison.practices
            ),
        ]
        for title, scheme in zip(titles, order, strict=True)
    ]
    yield from _tables([[said("lost", language), *comparison.practices], *lost])


def _part(frame: pl.DataFrame, scheme: str, language: Language) -> str:
    """Found of those that were there."""
    there, found = (_cell(frame, scheme, name) for name in ("there", "found"))
    if not there:
        return "–"
    return said(
        "part_of", language, found=number(found, language), there=number(there, language),
        share=share(found / there, language),
    )  # fmt: skip


def _cell(frame: pl.DataFrame, scheme: str, name: str) -> float:
    found = frame.filter(pl.col("scheme") == scheme)[name]
    return float(found[0]) if len(found) else 0.0


def _trend(
    comparison: Comparison, practice: str, rate: Callable[[Scoreboard, int, int], float]
) -> tuple[float, float, Estimate] | None:
    """A rate of the first and of the last quarter, and by how much it grew; None of short seasons."""
    weeks = pictures.length(comparison)
    boards = comparison.boards[practice]
    if weeks < QUARTERS:
        return None
    quarter = weeks // 4
    early = [rate(one, 1, quarter) for one in boards]
    late = [rate(one, weeks - quarter + 1, weeks) for one in boards]
    grown = mean([b - a for a, b in zip(early, late, strict=True)])
    return mean(early).value, mean(late).value, grown


def _told(key: str, up: str, down: str, grown: Estimate) -> str:
    """Which of three headings holds. Of one season nothing is claimed."""
    if grown.low == float("-inf") or not (grown.low > 0 or grown.high < 0):
        return f"{key}_steady"
    return f"{key}_{up if grown.value > 0 else down}"


def _rates(comparison: Comparison, subject: str, language: Language) -> Iterator[Block]:
    trend = _trend(comparison, subject, lambda board, begin, end: board.rate(begin, end))
    if trend is None:
        yield Heading(said("rate_short", language))
    else:
        early, late, grown = trend
        key = _told("rate", "rises", "falls", grown)
        figures = {"early": share(early, language), "late": share(late, language)}
        yield Heading(said(key, language, name=quoted(subject, language), **figures))
        chance = capital(said("chance", language))
        yield Text(said("rate_about", language, chance=chance))
    svg = pictures.hit_rate(comparison, subject, language)
    yield Picture(svg, said("rate_picture", language))


def moves_of(boards: Sequence[Scoreboard]) -> dict[str, float]:
    """Lines of trade a week that moved so, on the mean."""
    weeks = pl.concat([one.weeks for one in boards], how="diagonal")
    return {
        one: float(weeks[one].cast(pl.Float64).fill_null(0.0).sum()) / max(len(weeks), 1)
        for one in MOVES
        if one in weeks.columns
    }


def _deterrence(comparison: Comparison, subject: str, language: Language) -> str:
    """The fact: how many non-compliant declarations fewer there are than with nobody examining."""
    name, fewer = quoted(subject, language), comparison.deterred(subject)
    # Of one season nothing is claimed: its difference may be chance.
    if len(comparison.seeds) == 1:
        return said("deters_one", language, name=name)
    if not fewer.low > 0:
        return said("deters_unclear", language, name=name)
    count = plural(round(fewer.value), "fraud_fewer", language)
    return said("deters", language, name=name, count=count)


def _moves(comparison: Comparison, subject: str, language: Language) -> Iterator[Block]:
    by = [moves_of(comparison.unexamined)]
    by += [moves_of(comparison.boards[one]) for one in comparison.practices]
    some = [one for one in MOVES if any(moves.get(one) for moves in by)]
    yield Heading(_deterrence(comparison, subject, language))
    if not some:
        return
    yield Text(said("moves_below", language))
    rows = [
        [
            capital(said(f"move_{one}", language)),
            *(number(moves.get(one, 0.0), language, 2) for moves in by),
        ]
        for one in some
    ]
    heads = [said("move", language), said("unexamined", language), *comparison.practices]
    yield from _tables([heads, *rows], fixed=2)
    svg = pictures.cheating(comparison, subject, language)
    yield Picture(svg, said("cheating_picture", language))


def _compliant(board: Scoreboard, begin: int, end: int) -> float:
    some = board.weeks.filter(pl.col("week").is_between(begin, end))
    return 1 - float(some["non_compliant"].sum()) / max(float(some["declarations"].sum()), 1.0)


def _compliance(comparison: Comparison, subject: str, language: Language) -> Iterator[Block]:
    trend = _trend(comparison, subject, _compliant)
    if trend is None:
        yield Heading(said("compliance_picture", language))
    else:
        early, late, grown = trend
        key = _told("compliance", "rises", "falls", grown)
        figures = {"early": share(early, language), "late": share(late, language)}
        yield Heading(said(key, language, name=quoted(subject, language), **figures))
    yield Text(said("compliance_about", language))
    svg = pictures.compliance(comparison, subject, language)
    yield Picture(svg, said("compliance_picture", language))


def _delay(comparison: Comparison, subject: str, language: Language) -> Iterator[Block]:
    net = mean([one.totals["net"] for one in comparison.boards[subject]])
    key = "delay_one"
    if len(comparison.seeds) > 1:
        key = "delay" if net.low > 0 else "delay_loss" if net.high < 0 else "delay_unclear"
    amount = number(abs(net.value) / THOUSAND, language)
    yield Heading(said(key, language, name=quoted(subject, language), net=amount))
    yield from _tables(table_of(comparison, language, DELAY))


def _played(comparison: Comparison, language: Language) -> Iterator[Block]:
    yield Heading(said("played", language))
    _, about, parts = about_scenario(comparison.scenario, language)
    if about:
        yield Text(about)
    rows = [
        [said("strategy", language, name=quoted(one, language)), _sentence(one, language)]
        for one in comparison.practices
    ]
    rows += [[name, "; ".join(texts)] for name, texts in parts]
    if heard := heard_about(comparison.scenario, pictures.length(comparison), language):
        rows.append([said("heard", language), "; ".join(heard)])
    rows.append([said("version", language), f"Serai {version('serai')}"])
    rows = [[name.replace(" ", "\u00a0"), text] for name, text in rows]
    yield Table([said("what", language), said("how", language)], rows, frozenset(), 1)


def _sentence(practice: str, language: Language) -> str:
    return capital(practice_about(Practice.of(practice), language))
