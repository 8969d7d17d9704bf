"""The report of a plan: headings that say the fact, tables, pictures; the same blocks for HTML and PDF."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from serai.declarations.columns import SCHEMA
from serai.risk import charts
from serai.risk.measures.calibration import reliability
from serai.risk.measures.drift import LARGE, SLIGHT, Drift
from serai.risk.measures.proportion import Estimate
from serai.risk.plans.backtest import Backtest
from serai.risk.plans.made import Made
from serai.risk.plans.prepared import Prepared
from serai.risk.plans.words import Language, number, said, share
from serai.risk.profiles.profile import Lane
from serai.risk.selection.capacity import OTHER
from serai.risk.selection.select import Ground, Plan

LISTED = 60
"""Declarations that are listed here; all stand in the files."""
PROFILES = 15
UNLIKELY = 0.01
"""An index that so few declarations reach by chance this seldom has moved."""


@dataclass(frozen=True)
class Heading:
    """A fact, and what follows shows it."""

    text: str


@dataclass(frozen=True)
class Text:
    """A paragraph; a warning is set apart."""

    text: str
    warning: bool = False


@dataclass(frozen=True)
class Table:
    """Cells as text; numbers stand right."""

    head: list[str]
    rows: list[list[str]]
    numbers: frozenset[int]
    """Places of columns with numbers."""
    wide: int | None = None
    """Place of the column that takes what width is left."""


@dataclass(frozen=True)
class LaneBand:
    """How many of each lane: lane, declarations, and the same in words."""

    lanes: list[tuple[Lane, int, str]]


@dataclass(frozen=True)
class Picture:
    """SVG, and what it shows for who cannot see it."""

    svg: str
    alt: str


type Block = Heading | Text | Table | LaneBand | Picture


@dataclass(frozen=True)
class Report:
    """A title that says what is decided, and blocks."""

    title: str
    below: str
    blocks: list[Block]
    language: Language


def report_of(
    prepared: Prepared, made: Made, *, today: dt.date, seed: int, language: Language
) -> Report:
    """Everything a head of unit is asked in a meeting."""
    plan = made.plan
    counts = {"goods": int((plan.control == 0).sum()), "documents": int((plan.control == 1).sum())}
    figures = {name: number(value, language) for name, value in counts.items()}
    examined = int(plan.examined.sum())
    title = said(_nothing(plan), language)
    if examined:
        title = said(
            "title", language, examined=number(examined, language),
            all=number(len(plan.control), language), **figures,
        )  # fmt: skip
    day = f"{today:%d.%m.%Y}" if language == "ru" else f"{today.day} {today:%B %Y}"
    below = said(
        "below", language, day=day, version=prepared.screen.version[:12],
        strategy=prepared.strategy_text, seed=seed,
    )  # fmt: skip
    blocks = [
        *_expected(made, language),
        *(Text(note.said(language), warning=True) for note in prepared.notes),
        *_hours(made, language),
        *_lanes(made, language),
        *_tested(prepared, made.backtest, language),
        *_profiles(made, language),
        *_drift(made.drift, language),
        *_listed(made, language),
    ]
    return Report(title, below, blocks, language)


def _nothing(plan: Plan) -> str:
    """Why nothing is examined."""
    if not len(plan.control):
        return "no_day"
    return "unused" if any(sum(one.slots) for one in plan.pools.values()) else "nothing"


def _expected(made: Made, language: Language) -> Iterator[Block]:
    plan = made.plan
    if made.score is None:
        yield Text(said("no_history", language), warning=True)
    elif plan.examined.any():
        found = made.highest[plan.examined].sum()
        chance = made.highest.mean() * plan.examined.sum()
        yield Text(
            said(
                "expected", language,
                found=_about(found, language), chance=_about(chance, language),
            )
        )  # fmt: skip
    mandatory = sum(one.mandatory for one in plan.pools.values())
    short = mandatory - sum(ground is Ground.MANDATORY for ground in plan.ground)
    if short:
        yield Text(said("short", language, count=number(short, language)), warning=True)
    if missed := made.red_unexamined:
        count = number(int(made.red_left.sum()), language)
        yield Text(said("red_left", language, count=count, ids=", ".join(missed)), warning=True)
    if not plan.random.any():
        yield Text(said("no_random", language), warning=True)


def _about(count: float, language: Language) -> str:
    """Of few a tenth tells something, of many it does not."""
    return number(count, language, 0 if count >= 20 else 1)


def _hours(made: Made, language: Language) -> Iterator[Block]:
    yield Heading(said("hours", language))
    rows = []
    for pool, spent in made.plan.pools.items():
        name = said("other", language) if pool == OTHER else pool
        of = [
            said("of", language, given=number(given, language), slots=number(slots, language))
            for given, slots in zip(spent.given, spent.slots, strict=True)
        ]
        rows.append(
            [
                name,
                number(spent.declarations, language),
                *of,
                number(spent.mandatory, language),
                number(spent.random, language, 1),
            ]
        )
    head = ["office", "declarations", "goods", "documents", "mandatory", "random"]
    yield Table([said(key, language) for key in head], rows, frozenset(range(1, 6)), 0)


def _lanes(made: Made, language: Language) -> Iterator[Block]:
    yield Heading(said("lanes", language))
    count = np.bincount(made.plan.severity, minlength=len(Lane))
    every = max(len(made.plan.severity), 1)
    yield LaneBand(
        [
            (lane, int(many), f"{said(lane, language)} {number(many, language)} ({share(many / every, language)})")
            for lane in reversed(Lane)
            for many in [count[lane.severity]]
        ]
    )  # fmt: skip


def _tested(prepared: Prepared, tested: Backtest | None, language: Language) -> Iterator[Block]:
    if prepared.history is None:
        return
    if tested is None:
        yield Heading(said("unclear", language))
        yield Text(said("untested", language))
        return
    kind = "better" if prepared.goes_by_score else "would_be_better"
    yield Heading(said(kind if tested.beats_chance else "unclear", language))
    if not prepared.goes_by_score:
        yield Text(said("not_by_score", language))
    yield Text(
        said(
            "measured", language,
            learned=number(tested.learned, language), tested=number(len(tested.found), language),
            share=share(tested.share, language), rate=share(tested.at.hit_rate, language),
            base=share(float(tested.found.mean()), language),
            gain=number(100 * tested.gain.value, language, 1),
            low=number(100 * tested.gain.low, language, 1),
            high=number(100 * tested.gain.high, language, 1),
            area=share(tested.area.value, language),
        )
    )  # fmt: skip
    if tested.is_rough:
        examined, found = (number(one, language) for one in (tested.at.examined, tested.at.found))
        yield Text(said("rough", language, examined=examined, found=found), warning=True)
    base = float(tested.found.mean())
    top = max(np.ceil(10 * max(one.hit_rate for one in tested.curve)) / 10, 0.1)
    series = [
        charts.Line(
            said("by_score", language), [(one.share, one.hit_rate) for one in tested.curve]
        ),
        charts.Line(said("by_chance", language), [(one.share, base) for one in tested.curve]),
    ]
    title = said("curve", language)
    yield Picture(
        charts.lines(
            title, "", series, x=said("examined_share", language),
            x_ticks=(0.0, 0.1, 0.2, 0.3), y_ticks=tuple(float(top) * step / 5 for step in range(6)),
        ),
        title,
    )  # fmt: skip
    title = said("honest", language)
    bins = reliability(tested.found, tested.score, 10)
    yield Picture(
        charts.reliability(
            title, said("honest_below", language), bins,
            x=said("score", language), y=said("rate_axis", language),
        ),
        title,
    )  # fmt: skip
    yield Text(said("selective", language))


def _profiles(made: Made, language: Language) -> Iterator[Block]:
    finders = [one for one in made.profiles if one.found]
    if not made.profiles:
        return
    yield Heading(said("profiles", language))
    rows = [
        [
            one.id,
            number(one.hits, language),
            number(one.found, language),
            _between(one.precision, language),
            number(one.only_found, language),
        ]
        for one in finders[:PROFILES]
    ]
    head = ["profile", "hits", "found", "precision", "only"]
    if rows:
        yield Table([said(key, language) for key in head], rows, frozenset(range(1, 5)), 0)
    rest = {
        "more_finders": [one.id for one in finders[PROFILES:]],
        "silent": [one.id for one in made.profiles if one.hits and not one.found],
        "never": [one.id for one in made.profiles if not one.hits],
    }
    for key, ids in rest.items():
        if ids:
            yield Text(said(key, language, count=number(len(ids), language), ids=", ".join(ids)))


def _between(one: Estimate, language: Language) -> str:
    low, high = number(100 * one.low, language, 1), share(one.high, language)
    return f"{share(one.value, language)} ({low}–{high})"


def _drift(drifts: list[tuple[str, Drift]], language: Language) -> Iterator[Block]:
    if not drifts:
        return
    yield Heading(said("drift", language))
    title = "title_ru" if language == "ru" else "title"
    rows = [
        [getattr(SCHEMA[name], title), number(one.index, language, 2), said(_read(one), language)]
        for name, one in drifts
    ]
    yield Table(
        [said(key, language) for key in ("column", "psi", "reading")], rows, frozenset({1}), 2
    )


def _read(one: Drift) -> str:
    if one.index < SLIGHT:
        return "stable"
    if one.chance > UNLIKELY:
        return "few"
    return "slight" if one.index < LARGE else "large"


def _listed(made: Made, language: Language) -> Iterator[Block]:
    plan, frame = made.plan.at(made.number), made.frame
    if not plan.examined.any():
        return
    score = np.zeros(len(frame)) if made.score is None else made.score
    # Of each declaration the item that decided.
    order = np.lexsort((-made.hits.score, -made.hits.severity.astype(np.int64), -score))
    _, first = np.unique(made.number[order], return_index=True)
    rows = order[first]
    rows = rows[plan.examined[rows]]
    order = rows[np.lexsort((-score[rows], plan.control[rows]))]
    yield Heading(said("listed", language))
    cells = []
    for row in order[:LISTED].tolist():
        profiles = made.hits[row]
        why = [said(f"ground_{plan.ground[row]}", language).capitalize() + "."]
        hit = "hit_by" if len(profiles) > 1 else "hit_by_one"
        why += [said(hit, language, ids=", ".join(profiles))] if profiles else []
        cells.append(
            [
                number(row + 1, language),
                str(frame["declaration"][row] or "") if "declaration" in frame.columns else "",
                said("goods" if plan.control[row] == 0 else "documents", language),
                "" if made.score is None else share(score[row], language),
                " ".join([*why, *made.reasons[row]]),
            ]
        )
    head = ["number", "declaration", "lanes", "score", "why"]
    titles = [said(key, language).capitalize() for key in head]
    titles[2] = f"{said('goods', language)} / {said('documents', language).lower()}"
    yield Table(titles, cells, frozenset({0, 3}), 4)
    if len(order) > LISTED:
        yield Text(said("more", language, count=number(len(order) - LISTED, language)))
