"""A comparison in a folder: the report, its pictures, and tables for whoever goes on with them."""

import json
import math
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from serai.risk.measures.proportion import Estimate
from serai.risk.plans.page import html_of
from serai.risk.plans.paper import pdf_of
from serai.risk.plans.report import Report
from serai.risk.runs.atomic import replaced
from serai.season import pictures
from serai.season.compare import Comparison
from serai.season.figures import DELAY, FIGURES
from serai.season.report import best


def write(folder: Path, comparison: Comparison, report: Report) -> list[str]:
    """Write all files, each whole or not at all; their names. Raises OSError."""
    subject, language = best(comparison), report.language
    summary = json.dumps(summary_of(comparison), indent=2, ensure_ascii=False, allow_nan=False)
    files = {
        "report.html": html_of(report).encode(),
        "report.pdf": pdf_of(report),
        "hit-rate.svg": pictures.hit_rate(comparison, subject, language).encode(),
        "compliance.svg": pictures.compliance(comparison, subject, language).encode(),
        "cheating.svg": pictures.cheating(comparison, subject, language).encode(),
        "season.json": (summary + "\n").encode(),
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
    return [*files, *frames]


def summary_of(comparison: Comparison) -> dict[str, Any]:
    """What was played, means with intervals, gaps against the first practice, and each season's totals."""
    figures = list(dict.fromkeys((*FIGURES, *DELAY)))
    return {
        "serai": version("serai"),
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
                "seasons": [
                    {"seed": board.seed, **{name: _known(v) for name, v in board.totals.items()}}
                    for board in comparison.boards[practice]
                ],
            }
            for place, practice in enumerate(comparison.practices)
        ],
    }


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
            for practice, boards in comparison.boards.items()
            for board in boards
        ],
        how="diagonal_relaxed",
    )
