"""A comparison in a folder: the report, its pictures, and tables for whoever goes on with them."""

import json
import math
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import polars as pl

from serai.risk.measures.proportion import Estimate
from serai.risk.plans.page import html_of
from serai.risk.plans.paper import pdf_of
from serai.risk.plans.report import Report
from serai.risk.runs.atomic import replaced
from serai.season import pictures
from serai.season.compare import UNEXAMINED, Comparison
from serai.season.figures import DELAY, FIGURES
from serai.season.order import Manifest, earlier, version_of
from serai.season.report import best
from serai.season.scoreboard import Scoreboard
from serai.season.words import Language
from serai.world.scenario import Scenario

NAME = "season.json"
"""Holds the order too."""


def write(folder: Path, comparison: Comparison, report: Report) -> list[str]:
    """Write all files, each whole or not at all; their names. Those of the same order are replaced.

    Raises OrderError where the folder holds something else (see `ready`), and OSError.
    """
    subject, language = best(comparison), report.language
    weeks = pictures.length(comparison)
    order = order_of(comparison.scenario, comparison.practices, comparison.seeds, weeks, language)
    ready(folder, order)
    known = {"serai": version("serai"), "order": order}
    # First, so that a run that is cut short leaves a folder that is known by its order.
    _summary(folder, known | {"done": False})
    files = {
        "report.html": html_of(report).encode(),
        "report.pdf": pdf_of(report),
        "hit-rate.svg": pictures.hit_rate(comparison, subject, language).encode(),
        "compliance.svg": pictures.compliance(comparison, subject, language).encode(),
        "cheating.svg": pictures.cheating(comparison, subject, language).encode(),
    }
    for name, content in files.items():
        with replaced(folder / name) as path:
            path.write_bytes(content)
    frames = {
        "weeks.parquet": _joined(comparison, "weeks"),
        "schemes.parquet": _joined(comparison, "schemes"),
    }
    for name, frame in frames.items():
        with replaced(folder / name) as path:
            frame.write_parquet(path)
    _summary(folder, known | {"done": True} | summary_of(comparison))
    return [*files, NAME, *frames]


def _summary(folder: Path, made: Mapping[str, Any]) -> None:
    text = json.dumps(made, indent=2, ensure_ascii=False, allow_nan=False)
    with replaced(folder / NAME) as path:
        path.write_text(text + "\n", encoding="utf-8")


def order_of(
    scenario: Scenario,
    practices: Sequence[str],
    seeds: Sequence[int],
    weeks: int,
    language: Language,
) -> Manifest:
    """Everything that decides about what is written."""
    return {
        "scenario": scenario.name,
        "scenario_sha256": version_of(scenario),
        "strategies": list(practices),
        "seeds": list(seeds),
        "weeks": weeks,
        "language": language,
    }


def ready(folder: Path, order: Manifest) -> None:
    """Whether a comparison can be written there: the folder is empty, or holds the same order.

    Raises OrderError, naming in what they differ, where it holds another one or other things, and OSError
    where nothing can be written.
    """
    with TemporaryFile(dir=folder):
        pass
    earlier(folder / NAME, {"serai": version("serai"), "order": order}, "season", option="")


def summary_of(comparison: Comparison) -> dict[str, Any]:
    """What was played, means with intervals, gaps against the first practice, and each season's totals.

    `unexamined` are the seasons in which nobody examines anything.
    """
    figures = list(dict.fromkeys((*FIGURES, *DELAY)))
    return {
        "scenario": comparison.scenario.name,
        "weeks": pictures.length(comparison),
        "seeds": list(comparison.seeds),
        "practices": [
            {
                "practice": practice,
                "means": {one.key: _bounds(one.mean(comparison, practice)) for one in figures},
                "gaps": {one.key: _bounds(one.gap(comparison, practice)) for one in figures}
                if place
                else None,
                "seasons": _seasons(comparison.boards[practice]),
            }
            for place, practice in enumerate(comparison.practices)
        ],
        "unexamined": _seasons(comparison.unexamined),
    }


def _seasons(boards: Sequence[Scoreboard]) -> list[dict[str, Any]]:
    return [
        {"seed": board.seed, **{name: _known(v) for name, v in board.totals.items()}}
        for board in boards
    ]


def _bounds(one: Estimate) -> list[float | None]:
    return [_known(each) for each in (one.value, one.low, one.high)]


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _joined(comparison: Comparison, name: str) -> pl.DataFrame:
    """A frame of all seasons, with `practice` and `seed` before its columns."""
    return pl.concat(
        [
            getattr(board, name).select(
                pl.lit(practice).alias("practice"), pl.lit(board.seed).alias("seed"), pl.all()
            )
            for practice, boards in (
                {UNEXAMINED: comparison.unexamined} | comparison.boards
            ).items()
            for board in boards
        ],
        how="diagonal_relaxed",
    )
