"""docs/findings.md: what seasons teach, each figure over twenty seeds with its interval, made anew.

`uv run python -m tests.season.findings_page` brings the page up to the world.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import polars as pl

from serai.risk.measures.proportion import Estimate
from serai.season.compare import Comparison, compare, mean
from serai.season.scoreboard import Scoreboard
from serai.world.controls import Control
from serai.world.scenario import Played, Scenario
from serai.world.scenarios import load
from serai.world.shocks import NewGroup

PAGE = Path(__file__).resolve().parents[2] / "docs" / "findings.md"
SEEDS = tuple(range(1, 21))


@dataclass(frozen=True)
class Finding:
    """A claim, and the figure that bears it."""

    claim: str
    figure: str
    """What is measured, in words; in percentage points or USD."""
    measured: Callable[[], Estimate]
    holds: Callable[[Estimate], bool]
    unit: str = "points"


def market() -> Scenario:
    """A small market: clothing, shoes, electronics and household goods to Kyrgyzstan."""
    hours = {Control.DOCUMENTS: 8.0, Control.GOODS: 24.0, Control.AUDIT: 16.0}
    return replace(
        load("first-steps"), weekly=300, administrations={"KG": Played({"other": hours})}
    )


def corridor() -> Scenario:
    """Three administrations on the corridor, undervaluation and transit diversion."""
    hours = {Control.DOCUMENTS: 3.0, Control.GOODS: 6.0, Control.AUDIT: 16.0}
    return replace(
        load("corridor"),
        weekly=240,
        administrations=dict.fromkeys(("KZ", "AZ", "GE"), Played({"other": hours})),
        schemes=("undervaluation", "transit-diversion"),
        shocks=(),
    )


@cache
def plain() -> Comparison:
    """24 weeks of the market."""
    return compare(market(), ["random", "profiles", "score", "score random=0"], SEEDS, weeks=24)


@cache
def shaken() -> Comparison:
    """40 weeks; in the fourteenth a group brings goods without permits, which nobody has done before."""
    scenario = replace(
        load("first-steps"),
        weekly=300,
        schemes=("undervaluation",),
        shocks=(NewGroup(14, "missing-permit", "KG", 25),),
    )
    return compare(scenario, ["score random=0", "score random=0.2"], SEEDS, weeks=40)


@cache
def exchanged() -> Comparison:
    """20 weeks of the corridor."""
    return compare(corridor(), ["score", "score exchange"], SEEDS, weeks=20)


@cache
def manned() -> Comparison:
    """12 weeks of the market with as many officers as planned, and with eight times as many."""
    return compare(market(), ["score", "score hours=8"], SEEDS, weeks=12)


def caught(board: Scoreboard, scheme: str) -> float:
    """Share of a scheme's consignments that was found."""
    rows = board.schemes.filter(pl.col("scheme") == scheme)
    return float(rows["found"].sum()) / max(float(rows["there"].sum()), 1.0)


def points(values: list[float]) -> Estimate:
    """Mean of shares, in percentage points."""
    return mean([100 * one for one in values])


def gap(of: Comparison, one: str, other: str, what: Callable[[Scoreboard], float]) -> list[float]:
    """Seed by seed."""
    pairs = zip(of.boards[one], of.boards[other], strict=True)
    return [what(a) - what(b) for a, b in pairs]


FINDINGS = (
    Finding(
        "A fixed set of profiles loses hit rate as traders learn.",
        "hit rate of the profiles in weeks 1 to 6, less that in weeks 13 to 24",
        lambda: points([one.rate(1, 6) - one.rate(13, 24) for one in plain().boards["profiles"]]),
        lambda found: found.low > 0,
    ),
    Finding(
        "A score that learns finds more than chance does.",
        "share of what is there that is found, score less random",
        lambda: points(gap(plain(), "score", "random", lambda one: one.totals["recall"])),
        lambda found: found.low > 0,
    ),
    Finding(
        "A random share costs little.",
        "share of what is there that is found, with a tenth left to chance less with nothing",
        lambda: points(gap(plain(), "score", "score random=0", lambda one: one.totals["recall"])),
        lambda found: found.low > -2.5,
    ),
    Finding(
        "A random share keeps a learning strategy from going blind after a shock.",
        "share of a new group’s consignments that is found, with a fifth left to chance less with nothing",
        lambda: points(
            gap(
                shaken(),
                "score random=0.2",
                "score random=0",
                lambda one: caught(one, "missing-permit"),
            )
        ),
        lambda found: found.low > 0,
    ),
    Finding(
        "Information exchange on the corridor finds more diverted transit.",
        "share of diverted transit that is found, with exchange less without",
        lambda: points(
            gap(
                exchanged(), "score exchange", "score", lambda one: caught(one, "transit-diversion")
            )
        ),
        lambda found: found.low > 0,
    ),
    Finding(
        "Over-inspection costs more than it finds.",
        "USD recovered and fined, less what waiting and officers cost: eight times the officers less as many as planned",
        lambda: mean(gap(manned(), "score hours=8", "score", lambda one: one.totals["net"])),
        lambda found: found.high < 0,
        "USD",
    ),
)


def table() -> str:
    """Claims with their figures."""
    lines = ["| finding | measured | | 95 % |", "|---|---|--:|--:|"]
    for one in FINDINGS:
        found = one.measured()
        lines.append(
            f"| {one.claim} | {one.figure} | {_said(found.value, one.unit)} | "
            f"{_said(found.low, one.unit)} to {_said(found.high, one.unit)} |"
        )
    return "\n".join(lines)


def _said(value: float, unit: str) -> str:
    return f"{value:+,.0f} USD" if unit == "USD" else f"{value:+.1f}"


def written(page: str, made: str) -> str:
    """The page with its table replaced."""
    pattern = r"(<!-- findings -->\n).*?(<!-- end of findings -->)"
    page, count = re.subn(pattern, lambda m: f"{m[1]}\n{made}\n\n{m[2]}", page, flags=re.DOTALL)
    assert count == 1, "the page has no mark “findings”"
    return page


def main() -> None:
    """Write the page."""
    PAGE.write_text(written(PAGE.read_text("utf-8"), table()), "utf-8")


if __name__ == "__main__":
    main()
