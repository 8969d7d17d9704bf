"""A plan in a folder: tables for machines and for officers, the report, and how it was made."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import polars as pl

from serai.risk.plans.made import Made
from serai.risk.plans.page import html_of
from serai.risk.plans.paper import pdf_of
from serai.risk.plans.prepared import Prepared
from serai.risk.plans.report import Report
from serai.risk.runs.atomic import replaced

NAMES = ("plan.parquet", "report.html", "report.pdf", "plan.csv", "plan.json")
"""What is written."""
FORMULA = r"^[=+\-@\t\r]"
"""What a spreadsheet would take for a formula: such a text gets an apostrophe before it."""


def write(
    folder: Path, prepared: Prepared, made: Made, report: Report, *, today: dt.date, seed: int
) -> list[str]:
    """Write all files, each whole or not at all; their names. Raises OSError."""
    summary = json.dumps(
        summary_of(prepared, made, today=today, seed=seed), indent=2, ensure_ascii=False
    )
    files = {
        "report.html": html_of(report).encode(),
        "report.pdf": pdf_of(report),
        "plan.csv": flat(made.frame).write_csv(include_bom=True).encode(),
        "plan.json": (summary + "\n").encode(),
    }
    for name, content in files.items():
        with replaced(folder / name) as path:
            path.write_bytes(content)
    with replaced(folder / "plan.parquet") as path:
        made.frame.write_parquet(path)
    return ["plan.parquet", *files]


def flat(frame: pl.DataFrame) -> pl.DataFrame:
    """For spreadsheets: lists as text, nothing that could be taken for a formula."""
    joined = frame.with_columns(pl.col(pl.List(pl.String)).list.join(" "))
    texts = pl.col(pl.String)
    return joined.with_columns(
        pl.when(texts.str.contains(FORMULA)).then("'" + texts).otherwise(texts).name.keep()
    )


def summary_of(prepared: Prepared, made: Made, *, today: dt.date, seed: int) -> dict[str, Any]:
    """How the plan was made, and its main figures; what another run needs to make it again."""
    plan = made.plan
    tested = made.backtest
    return {
        "day": today.isoformat(),
        "seed": seed,
        "strategy": prepared.strategy_text,
        "profiles": prepared.screen.version,
        "random": prepared.capacity.random,
        "mandatory": sorted(prepared.capacity.mandatory),
        "history": 0 if prepared.history is None else len(prepared.history),
        "declarations": len(plan.control),
        "examined": int(plan.examined.sum()),
        "pools": {
            name: {
                "declarations": spent.declarations,
                "slots": spent.slots,
                "given": spent.given,
                "mandatory": spent.mandatory,
                "random": spent.random,
            }
            for name, spent in plan.pools.items()
        },
        "backtest": None
        if tested is None
        else {
            "learned": tested.learned,
            "tested": len(tested.found),
            "share": tested.share,
            "hit_rate": tested.at.hit_rate,
            "base_rate": float(tested.found.mean()),
            "gain": [tested.gain.value, tested.gain.low, tested.gain.high],
            "roc_area": [tested.area.value, tested.area.low, tested.area.high],
        },
    }
