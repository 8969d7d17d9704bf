"""docs/calibration.md: published figures beside simulated ones, made anew.

`uv run python -m tests.world.calibration_page` brings the page up to the world.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from serai.risk.measures.proportion import Estimate
from serai.season.compare import mean
from serai.season.play import play
from serai.season.practice import Practice
from serai.world.goods import goods
from serai.world.market import Market
from serai.world.mirror import mirror
from serai.world.movements import hours_on
from serai.world.places import places
from serai.world.scenarios import load
from serai.world.world import World
from tests.recorded import record, recorded, written

PAGE = Path(__file__).resolve().parents[2] / "docs" / "calibration.md"
RECORD = Path(__file__).resolve().parent / "calibration.json"
RATES_RECORD = Path(__file__).resolve().parent / "rates.json"
NAMES = ("first-steps", "port", "parcels", "mirror-gap", "corridor")
FEW = (1, 2, 3)
"""Seeds of the rates of scenarios."""
SEEDS = range(1, 11)
DRAWS = 400
"""Movements on a route, for each seed."""


@dataclass(frozen=True)
class Row:
    """A published figure, and how it is simulated with a seed."""

    what: str
    published: str
    bounds: tuple[float, float]
    """Within which the published figure, or the range of such figures, lies."""
    simulated: Callable[[int], float]
    unit: str
    why: str = ""
    """The two differ, or what is compared."""


@cache
def _market() -> Market:
    return Market.of(goods(), places())


def _between(begin: str, end: str) -> Callable[[int], float]:
    """Median days from node to node, waiting included, over the routes that pass both."""

    def days(seed: int) -> float:
        ways = _market().ways
        routes = places().routes
        passing = [
            place
            for place, one in enumerate(routes)
            if begin in one.nodes and end in one.nodes
            and one.nodes.index(begin) < one.nodes.index(end) and "AKT" in one.nodes
        ]  # fmt: skip
        route = np.resize(np.array(passing), DRAWS)
        hours = hours_on(route, ways, 0, np.random.default_rng(seed), _waits(seed))
        at = [(routes[r].nodes.index(begin), routes[r].nodes.index(end)) for r in route.tolist()]
        spent = [hours[n, b] - hours[n, a] for n, (a, b) in enumerate(at)]
        return float(np.median(spent)) / 24

    return days


@cache
def _waits(seed: int) -> NDArray[np.float64]:
    """By route and leg: times the wait of the tables, in the twelfth week of the corridor with no shocks."""
    world = World.open(replace(load("corridor"), shocks=()), seed)
    for _ in range(12):
        world.next_week()
    return world._times()


def _leg(begin: str, end: str, *, moving: bool) -> Callable[[int], float]:
    """Median hours on a leg: moving, or waiting before it."""

    def hours(seed: int) -> float:
        one = places().legs[begin, end]
        routes = places().routes
        route = next(n for n, r in enumerate(routes) if f"{begin} {end}" in " ".join(r.nodes))
        at = routes[route].nodes.index(begin)
        draw = np.random.default_rng(seed)
        drawn = hours_on(np.full(DRAWS, route), _market().ways, 0, draw, _waits(seed))
        whole = float(np.median(drawn[:, at + 1] - drawn[:, at]))
        return whole - one.wait if moving else whole - one.hours

    return hours


def _sea_share(seed: int) -> float:
    legs = [one for pair, one in places().legs.items() if pair in {("AKT", "ALY"), ("KUR", "ALY")}]
    sea = float(np.mean([one.wait + one.hours for one in legs])) / 24
    return sea / _between("ALT", "ABS")(seed)


@cache
def _corridor(seed: int) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Declarations, messages and the ledger of 26 weeks of the corridor, nobody examined."""
    world = World.open(load("corridor"), seed)
    weeks = [world.next_week() for _ in range(26)]
    return (
        pl.concat([one.declarations for one in weeks]),
        pl.concat([one.messages for one in weeks]),
        world.debrief().declarations,
    )


def _containers(seed: int) -> float:
    """TEU for each thousand tonnes of transit through Azerbaijan; a container counts as two."""
    declared, _, _ = _corridor(seed)
    transit = declared.filter((pl.col("type") == "TR") & (pl.col("administration") == "AZ"))
    return 2 * float(transit["container"].sum()) / float(transit["gross_mass"].sum()) * 1e6


def _gap(seed: int) -> float:
    world = World.open(load("mirror-gap"), seed)
    weeks = [world.next_week() for _ in range(26)]
    found = mirror(
        pl.concat([one.declarations for one in weeks]),
        pl.concat([one.exports for one in weeks]),
        partner="CN",
        reporter="KZ",
    )
    return 100 * found.gap


@cache
def _played(practice: str, seed: int) -> dict[str, float]:
    return play(load("first-steps"), Practice.of(practice), seed).totals


def _share(name: str) -> Callable[[int], float]:
    """In percent of all declarations, under `score`."""
    return lambda seed: 100 * _played("score", seed)[name] / _played("score", seed)["declarations"]


ROWS = (
    Row("Altynkol to Absheron, days", "9", (8, 10), _between("ALT", "ABS"), "days"),
    Row("Altynkol to Poti, days", "12", (11, 13), _between("ALT", "POT"), "days"),
    Row("Altynkol to Batumi, days", "12", (11, 13), _between("ALT", "BAT"), "days"),
    Row("Altynkol to Constanta, days", "20 to 22", (20, 22), _between("ALT", "CND"), "days"),
    Row(
        "Caspian leg with its waiting, share of Altynkol to Absheron", "“can be half”", (0.4, 0.6),
        _sea_share, "",
    ),
    Row(
        "Alat to Turkmenbashi by ferry, hours", "14 to 20", (14, 20),
        _leg("ALY", "TKB", moving=True), "h",
    ),
    Row(
        "Tsiteli Khidi outbound, hours at the border", "54.9", (50, 60),
        _leg("TSK", "RBA", moving=False), "h",
    ),
    Row(
        "Khorgos, hours at the border", "51.4 (2023)", (47, 56),
        _leg("KHO", "ALM", moving=False), "h",
    ),
    Row(
        "Kazakhstan, rail inbound, hours", "78.0 (2022)", (71, 85),
        _leg("HGR", "ALT", moving=False), "h",
    ),
    Row(
        "Containers on the corridor, TEU for each thousand tonnes",
        "12.2 (50,500 TEU in eleven months of 2024; 4.5 Mt in the year)", (8, 18), _containers, "",
        "Transit through Azerbaijan, each container taken as two TEU. Oil, grain and ore move in "
        "wagons here too, but consignments are drawn by value and number, not by tonnes.",
    ),
    Row(
        "Mirror gap of China’s exports and Kazakhstan’s imports, %", "41.1 (2021), 31.9 (2022)",
        (31.9, 41.1), _gap, "%",
        "In the scenario “mirror-gap”. A part of it is fraud; another part are goods in transit whose "
        "export papers name Kazakhstan as the first country on the way.",
    ),
    Row(
        "Declarations examined, %", "1 to 10 in the literature", (1, 10), _share("examined"), "%",
        "All controls together, with the practice “score” in the scenario “first-steps”.",
    ),
    Row(
        "Released unexamined (green), %", "about 82 (Georgia, early 2010s)", (80, 95),
        lambda seed: 100 - _share("examined")(seed), "%",
        "In the same seasons. Georgia’s rest is yellow, blue and red; how many a world has is what its "
        "officers’ hours are enough for.",
    ),
    Row(
        "Goods examined (red), %", "7.6 (OIC group, 2018); 1 to 10 in the literature", (1, 10),
        _share("goods"), "%", "In the same seasons: the hours are enough for ten a week.",
    ),
    Row(
        "Examinations that find something, %", "3.4 (OIC group, 2018); 1 to 10 in the literature",
        (1, 10), lambda seed: 100 * _played("score", seed)["hit_rate"], "%",
        "With the practice “score” in the scenario “first-steps”.",
    ),
    Row(
        "Random examinations that find something, %", "1 to 10 in the literature", (1, 10),
        lambda seed: 100 * _played("random", seed)["hit_rate"], "%",
        "With the practice “random” in the same scenario.",
    ),
)  # fmt: skip


def measured(row: Row) -> Estimate:
    """The mean over the seeds, by the record."""
    return mean(recorded(RECORD)[row.what])


def published() -> str:
    """The table of published figures."""
    lines = ["| figure | published | simulated | 95 % over seeds | |", "|---|---|--:|--:|---|"]
    for row in ROWS:
        found = measured(row)
        lines.append(
            f"| {row.what} | {row.published} | {_said(found.value)} | "
            f"{_said(found.low)} to {_said(found.high)} | {row.why} |"
        )
    return "\n".join(lines)


def _said(value: float) -> str:
    return f"{value:.2f}" if abs(value) < 1 else f"{value:.1f}"


def benford(values: pl.Series) -> float:
    """Mean absolute deviation of first digits from Benford's law (Nigrini 2012: below 0.015 is conformity)."""
    digits = values.filter(values > 0).log10()
    first = (10 ** (digits - digits.floor())).floor().cast(pl.Int64).clip(1, 9)
    shares = first.value_counts(normalize=True).sort(values.name)
    found = dict(zip(shares[values.name].to_list(), shares["proportion"].to_list(), strict=True))
    return float(np.mean([abs(found.get(d, 0.0) - np.log10(1 + 1 / d)) for d in range(1, 10)]))


def top_share(names: pl.Series, share: float = 0.01) -> float:
    """Share of all declarations that the largest traders have."""
    counts = names.value_counts(sort=True)["count"].to_numpy()
    return float(counts[: max(int(len(counts) * share), 1)].sum() / counts.sum())


def repeated(declared: pl.DataFrame) -> float:
    """Share of the second half's pairs of consignee and subheading that the first half has had."""
    half = len(declared) // 2
    pairs = declared.select("consignee", "hs")
    known = pairs.head(half).unique()
    return pairs.tail(half).join(known, on=["consignee", "hs"], how="semi").height / half


def swing(declared: pl.DataFrame, chapter: str) -> float:
    """Trade of a chapter in its best quarter ÷ in its worst."""
    quarter = declared.filter(pl.col("hs").str.starts_with(chapter))["date"].dt.quarter()
    counts = quarter.value_counts()["count"].to_numpy()
    return float(counts.max() / counts.min())


@cache
def year(seed: int) -> pl.DataFrame:
    """Imports of 52 weeks of a large first-steps market of all goods, with what is true of them."""
    scenario = replace(load("first-steps"), weekly=800, weeks=52, sectors={}, elsewhere=1.0)
    world = World.open(scenario, seed)
    declared = pl.concat([world.next_week().declarations for _ in range(52)])
    truth = world.debrief().declarations.select("declaration", "truth")
    return declared.join(truth, on="declaration", how="left", maintain_order="left").filter(
        pl.col("type") == "IM"
    )


def distributions() -> str:
    """The table of distributions, of one year."""
    imports = year(1)
    honest = imports.filter(pl.col("truth") == "compliant")
    largest = honest["value"].sort(descending=True)
    few = int(len(largest) * 0.01)
    rows = (
        ("Largest 1 % of consignees, share of declarations", f"{top_share(imports['consignee']):.0%}"),
        ("Largest 1 % of consignments, share of the value", f"{largest.head(few).sum() / largest.sum():.0%}"),
        ("First digits of honest values, mean deviation from Benford’s law", f"{benford(honest['value']):.4f}"),
        ("Consignee and subheading that came before, share of declarations", f"{repeated(imports):.0%}"),
        ("Fruit (chapter 08), best quarter ÷ worst", f"{swing(imports, '08'):.1f}"),
        ("Telephones and electronics (chapter 85), best quarter ÷ worst", f"{swing(imports, '85'):.1f}"),
    )  # fmt: skip
    lines = ["| of a year of imports | |", "|---|--:|"]
    return "\n".join([*lines, *(f"| {name} | {value} |" for name, value in rows)])


@cache
def half_a_year(scenario: str, practice: str, seed: int) -> dict[str, float]:
    """Totals of 26 weeks of a scenario as it ships."""
    return play(scenario, practice, seed, weeks=26).totals


def _rate(scenario: str, practice: str, above: str, below: str) -> Callable[[int], float]:
    """In percent."""

    def rate(seed: int) -> float:
        totals = half_a_year(scenario, practice, seed)
        return 100 * totals[above] / totals[below]

    return rate


RATES = {
    "examined": ("score", "examined", "declarations"),
    "non-compliant": ("score", "non_compliant", "declarations"),
    "found by chance": ("random", "found", "examined"),
    "found by profiles": ("profiles", "found", "examined"),
    "found by score": ("score", "found", "examined"),
}
"""By column: practice, and which total ÷ which."""
OF_SCENARIOS = {
    f"{scenario}: {column}": _rate(scenario, *how)
    for scenario in NAMES
    for column, how in RATES.items()
}


def rates() -> str:
    """The table of rates of each scenario, means of a few seeds."""
    found = recorded(RATES_RECORD)
    lines = [f"| % | {' | '.join(RATES)} |", "|---|" + "--:|" * len(RATES)]
    for scenario in NAMES:
        cells = [f"{np.mean(found[f'{scenario}: {column}']):.1f}" for column in RATES]
        lines.append(f"| {scenario} | {' | '.join(cells)} |")
    return "\n".join(lines)


def tables() -> dict[str, str]:
    """By the name of their mark."""
    return {"published": published(), "rates": rates(), "distributions": distributions()}


def main() -> None:
    """Draw everything, and write record and page."""
    record(RECORD, {row.what: row.simulated for row in ROWS}, SEEDS)
    record(RATES_RECORD, OF_SCENARIOS, FEW)
    PAGE.write_text(written(PAGE.read_text("utf-8"), tables()), "utf-8")


if __name__ == "__main__":
    main()
