"""docs/findings.md: what seasons teach, each figure over twenty seeds with its interval, made anew.

`uv run python -m tests.season.findings_page` brings the page up to the world.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

from serai.risk.measures.proportion import Estimate
from serai.season.compare import UNEXAMINED, mean
from serai.season.play import play
from serai.season.practice import Practice, profiles
from serai.season.scoreboard import Scoreboard
from serai.season.unit import Unit
from serai.world.controls import Control
from serai.world.ledger import COMPLIANT
from serai.world.scenario import Played, Scenario
from serai.world.scenarios import load
from serai.world.shocks import NewGroup
from serai.world.world import World
from tests.recorded import record, recorded, written

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
    """In the tenth week a group brings goods without permits, which nobody has done before."""
    return replace(
        market(1000),
        administrations={
            "KG": Played(
                {"other": {Control.DOCUMENTS: 17.0, Control.GOODS: 50.0, Control.AUDIT: 16.0}}
            )
        },
        schemes=("undervaluation",),
        shocks=(NewGroup(10, "missing-permit", "KG", 80),),
    )


def corridor(audit: float = 40.0) -> Scenario:
    """Two administrations on the corridor, undervaluation and transit diversion; eight hours are an audit."""
    hours = {Control.DOCUMENTS: 3.0, Control.GOODS: 6.0, Control.AUDIT: audit}
    return replace(
        load("corridor"),
        weekly=240,
        administrations=dict.fromkeys(("KZ", "AZ"), Played({"other": hours})),
        schemes=("undervaluation", "transit-diversion"),
        shocks=(),
    )


SCENARIOS = {
    "market": market,
    "large market": lambda: market(1000),
    "shaken": shaken,
    "corridor": corridor,
    "corridor with two audits a week": lambda: corridor(16.0),
}


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
    """By how much more profiles fade where they are used than where nobody examines, in points.

    How many of the declarations they hit are non-compliant in truth, in weeks 1 to 4 less in weeks 9 to 20.
    """
    return fading(seed, examined=True) - fading(seed, examined=False)


@cache
def fading(seed: int, *, examined: bool) -> float:
    """One arm: the same market and seed, with the controls of the profiles or with none."""
    scenario = market(1000)
    world = World.open(scenario, seed)
    hours = world.officers.of_administration("KG")
    unit = Unit("KG", Practice.of("profiles"), hours, np.random.default_rng(seed))
    hit = []
    for _ in range(20):
        week = world.next_week()
        hits = profiles()(week.declarations, today=week.last, threads=1)
        hit.append(week.declarations.select("declaration").filter(pl.Series(hits.severity > 0)))
        if examined:
            world.inspect(unit.plan(week))
    truth = world.debrief().declarations.select("declaration", "week", "truth")
    found = (
        pl.concat(hit).join(truth, on="declaration").with_columns(bad=pl.col("truth") != COMPLIANT)
    )
    early = found.filter(pl.col("week") <= 4)["bad"].mean()
    late = found.filter(pl.col("week") >= 9)["bad"].mean()
    assert isinstance(early, float)
    assert isinstance(late, float)
    return 100 * (early - late)


def deterred(seed: int) -> float:
    """Of the declarations with fraud with nobody examining, the percentage that is not there under score."""
    bare = board("large market", UNEXAMINED, seed, 16).totals["fraud"]
    return 100 * (1 - board("large market", "score", seed, 16).totals["fraud"] / bare)


def learned(seed: int) -> float:
    """Recall of score less that of chance."""
    by_chance = recall(board("large market", "random", seed, 16))
    return recall(board("large market", "score", seed, 16)) - by_chance


def cost_of_chance(seed: int) -> float:
    """Recall with a tenth left to chance less that with nothing."""
    without = recall(board("large market", "score random=0", seed, 16))
    return recall(board("large market", "score", seed, 16)) - without


def seen_by_chance(seed: int) -> float:
    """By how much more the picks hit after the shock than before, with chance less without."""
    by_chance, without = (
        board("shaken", practice, seed, 28) for practice in ("score random=0.3", "score random=0")
    )
    return 100 * (_gained(by_chance) - _gained(without))


def _gained(found: Scoreboard) -> float:
    return found.rate(12, 28) - found.rate(1, 9)


def exchanged(seed: int, scenario: str = "corridor") -> float:
    """Found of diverted transit, with exchange less without."""
    together, alone = (
        caught(board(scenario, practice, seed, 20), "transit-diversion")
        for practice in ("score exchange", "score")
    )
    return together - alone


def followed_up(seed: int) -> float:
    """What exchange gains with five audits a week less what it gains with two."""
    return exchanged(seed) - exchanged(seed, "corridor with two audits a week")


def manned(seed: int) -> float:
    """Net of eight times the officers less that of as many as planned, USD."""
    many, planned = (
        board("market", practice, seed, 12).totals["net"] for practice in ("score hours=8", "score")
    )
    return many - planned


FINDINGS = (
    Finding(
        "A fixed set of profiles loses hit rate as traders learn.",
        "non-compliant of those they hit, weeks 1 to 4 less 9 to 20; where used less where nobody examines",
        faded,
        lambda found: found.low > 0,
    ),
    Finding(
        "Control deters.",
        "declarations with fraud under score, fewer than with nobody examining, in % of these",
        deterred,
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
        "hit rate of what it picks after the shock less before it; with three tenths left to chance less nothing",
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
        "Exchange pays where officers can follow it up.",
        "what exchange gains with five audits a week, less what it gains with two",
        followed_up,
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


def tables() -> dict[str, str]:
    """Claims with their figures, by the name of their mark."""
    lines = ["| finding | measured | | 95 % |", "|---|---|--:|--:|"]
    for one in FINDINGS:
        found = measured(one)
        lines.append(
            f"| {one.claim} | {one.figure} | {_said(found.value, one.unit)} | "
            f"{_said(found.low, one.unit)} to {_said(found.high, one.unit)} |"
        )
    return {"findings": "\n".join(lines)}


def _said(value: float, unit: str) -> str:
    return f"{value:+,.0f} USD" if unit == "USD" else f"{value:+.1f}"


def main() -> None:
    """Play everything, and write record and page."""
    record(RECORD, {one.claim: one.of_seed for one in FINDINGS}, SEEDS)
    PAGE.write_text(written(PAGE.read_text("utf-8"), tables()), "utf-8")


if __name__ == "__main__":
    main()
