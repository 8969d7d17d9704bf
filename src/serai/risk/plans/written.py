"""A plan in a folder: tables for machines and for officers, the report, and how it was made."""

import json
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import polars as pl

from serai.risk.plans.made import Made
from serai.risk.plans.order import Order
from serai.risk.plans.page import html_of
from serai.risk.plans.paper import pdf_of
from serai.risk.plans.prepared import Prepared
from serai.risk.plans.report import Report
from serai.risk.runs.atomic import replaced
from serai.risk.runs.interruption import held

NAMES = ("plan.parquet", "report.html", "report.pdf", "plan.csv", "plan.json")
"""What is written."""
FORMULA = r"^[=+\-@\t\r]"
"""What a spreadsheet would take for a formula: such a text gets an apostrophe before it."""


def write(
    folder: Path, prepared: Prepared, made: Made, report: Report, order: Order, before: list[Any]
) -> list[str]:
    """Write all files, together or not at all; their names. `before` has the plans that stood there.

    Raises OSError.
    """
    about = {"order": order, "replaced": before, **summary_of(prepared, made, report)}
    summary = json.dumps(about, indent=2, ensure_ascii=False)
    files = {
        "report.html": html_of(report).encode(),
        "report.pdf": pdf_of(report),
        "plan.csv": flat(made.frame).write_csv(include_bom=True).encode(),
        "plan.json": (summary + "\n").encode(),
    }
    with held(), ExitStack() as all_of_them:
        for name, content in files.items():
            all_of_them.enter_context(replaced(folder / name)).write_bytes(content)
        made.frame.write_parquet(all_of_them.enter_context(replaced(folder / "plan.parquet")))
    return ["plan.parquet", *files]


def flat(frame: pl.DataFrame) -> pl.DataFrame:
    """For spreadsheets: lists as text, nothing that could be taken for a formula."""
    joined = frame.with_columns(pl.col(pl.List(pl.String)).list.join(" "))
    texts = pl.col(pl.String)
    return joined.with_columns(
        pl.when(texts.str.contains(FORMULA)).then("'" + texts).otherwise(texts).name.keep()
    )


def summary_of(prepared: Prepared, made: Made, report: Report) -> dict[str, Any]:
    """The main figures of a plan."""
    plan = made.plan
    tested = made.backtest
    return {
        "notes": [note.said(report.language) for note in prepared.notes],
        "red_not_examined": {
            "declarations": int(made.red_left.sum()),
            "profiles": made.red_unexamined,
        },
        "history": 0 if prepared.history is None else len(prepared.history),
        "declarations": len(plan.control),
        "items": len(made.number),
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
