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
from serai.season.compare import mean
from serai.season.play import play
from serai.season.practice import Practice
from serai.season.scoreboard import Scoreboard
from serai.world.controls import Control
from serai.world.scenario import Played, Scenario
from serai.world.scenarios import load
from serai.world.shocks import NewGroup
from tests.recorded import record, recorded

PAGE = Path(__file__).resolve().parents[2] / "docs" / "findings.md"
RECORD = Path(__file__).resolve().parent / "findings.json"
SEEDS = tuple(range(1, 21))


@dataclass(frozen=True)
class Finding:
    """A claim, and the figure that bears it."""

    claim: str
    figure: str
    """What is measured, in words; in percentage points or USD."""
    of_seed: Callable[[int], float]
    holds: Callable[[Estimate], bool]
    unit: str = "points"


def market(weekly: int = 300) -> Scenario:
    """A small market: clothing, shoes, electronics and household goods to Kyrgyzstan."""
    share = weekly / 300
    hours = {Control.DOCUMENTS: 8.0 * share, Control.GOODS: 24.0 * share, Control.AUDIT: 16.0}
    return replace(
        load("first-steps"), weekly=weekly, administrations={"KG": Played({"other": hours})}
    )


def shaken() -> Scenario:
    """In the fourteenth week a group brings goods without permits, which nobody has done before."""
    return replace(
        load("first-steps"),
        weekly=300,
        schemes=("undervaluation",),
        shocks=(NewGroup(14, "missing-permit", "KG", 25),),
    )


def corridor() -> Scenario:
    """Two administrations on the corridor, undervaluation and transit diversion."""
    hours = {Control.DOCUMENTS: 3.0, Control.GOODS: 6.0, Control.AUDIT: 16.0}
    return replace(
        load("corridor"),
        weekly=240,
        administrations=dict.fromkeys(("KZ", "AZ"), Played({"other": hours})),
        schemes=("undervaluation", "transit-diversion"),
        shocks=(),
    )


SCENARIOS = {
    "market": market, "large market": lambda: market(1000), "shaken": shaken, "corridor": corridor,
}  # fmt: skip


@cache
def board(scenario: str, practice: str, seed: int, weeks: int) -> Scoreboard:
    """A season that is played."""
    return play(SCENARIOS[scenario](), Practice.of(practice), seed, weeks=weeks)


def caught(found: Scoreboard, scheme: str) -> float:
    """Percentage of a scheme's consignments that was found."""
    rows = found.schemes.filter(pl.col("scheme") == scheme)
    return 100 * float(rows["found"].sum()) / max(float(rows["there"].sum()), 1.0)


def recall(found: Scoreboard) -> float:
    """Percentage of what was there that was found."""
    return 100 * found.totals["recall"]


def faded(seed: int) -> float:
    """Hit rate of profiles at first less that later, in percentage points."""
    found = board("large market", "profiles", seed, 20)
    return 100 * (found.rate(1, 4) - found.rate(9, 20))


def learned(seed: int) -> float:
    """Recall of score less that of chance."""
    return recall(board("market", "score", seed, 16)) - recall(board("market", "random", seed, 16))


def cost_of_chance(seed: int) -> float:
    """Recall with a tenth left to chance less that with nothing."""
    without = recall(board("market", "score random=0", seed, 16))
    return recall(board("market", "score", seed, 16)) - without


def seen_by_chance(seed: int) -> float:
    """Found of a new scheme, with a fifth left to chance less with nothing."""
    by_chance, without = (
        caught(board("shaken", practice, seed, 40), "missing-permit")
        for practice in ("score random=0.2", "score random=0")
    )
    return by_chance - without


def exchanged(seed: int) -> float:
    """Found of diverted transit, with exchange less without."""
    together, alone = (
        caught(board("corridor", practice, seed, 20), "transit-diversion")
        for practice in ("score exchange", "score")
    )
    return together - alone


def manned(seed: int) -> float:
    """Net of eight times the officers less that of as many as planned, USD."""
    many, planned = (
        board("market", practice, seed, 12).totals["net"] for practice in ("score hours=8", "score")
    )
    return many - planned


FINDINGS = (
    Finding(
        "A fixed set of profiles loses hit rate as traders learn.",
        "hit rate of the profiles in weeks 1 to 4, less that in weeks 9 to 20",
        faded,
        lambda found: found.low > 0,
    ),
    Finding(
        "A score that learns finds more than chance does.",
        "share of what is there that is found, score less random",
        learned,
        lambda found: found.low > 0,
    ),
    Finding(
        "A random share costs little.",
        "share of what is there that is found, with a tenth left to chance less with nothing",
        cost_of_chance,
        lambda found: found.low > -2.5,
    ),
    Finding(
        "A random share keeps a learning strategy from going blind after a shock.",
        "share of a new group’s consignments that is found, a fifth left to chance less nothing",
        seen_by_chance,
        lambda found: found.low > 0,
    ),
    Finding(
        "Information exchange on the corridor finds more diverted transit.",
        "share of diverted transit that is found, with exchange less without",
        exchanged,
        lambda found: found.low > 0,
    ),
    Finding(
        "Over-inspection costs more than it finds.",
        "recovered and fined, less what waiting and officers cost: eight times the officers less as planned",
        manned,
        lambda found: found.high < 0,
        "USD",
    ),
)


def measured(finding: Finding) -> Estimate:
    """Over all seeds, by the record."""
    return mean(recorded(RECORD)[finding.claim])


def table() -> str:
    """Claims with their figures."""
    lines = ["| finding | measured | | 95 % |", "|---|---|--:|--:|"]
    for one in FINDINGS:
        found = measured(one)
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
    """Play everything, and write record and page."""
    record(RECORD, {one.claim: one.of_seed for one in FINDINGS}, SEEDS)
    PAGE.write_text(written(PAGE.read_text("utf-8"), table()), "utf-8")


if __name__ == "__main__":
    main()
