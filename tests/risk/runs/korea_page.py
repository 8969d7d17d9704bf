"""The run that docs/howto/screen-declarations.md shows: its tables, made anew.

`uv run python -m tests.risk.runs.korea_page` brings the page and its picture up to the profiles.
"""

import tempfile
from importlib.resources import files
from pathlib import Path

import polars as pl

from serai.commands.screen import screen_of
from serai.declarations import kcs
from serai.risk.measures.proportion import exact
from serai.risk.measures.ranking import at_shares, roc_area
from serai.risk.runs.inputs import looked_at
from serai.risk.runs.picture import svg_of
from serai.risk.runs.run import Options, Run
from serai.risk.runs.summary import GRAVEST_FIRST, Summary, summary_of
from serai.risk.screening.screen import Screen
from tests.recorded import written
from tests.risk.runs.runner import TODAY, results

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs" / "howto" / "screen-declarations.md"
PICTURE = ROOT / "docs" / "pictures" / "screening.svg"
SPLITS = ("train", "valid", "test")
KEY = ["hs", "dispatch", "origin", "tax_rate", "preference", "net_mass"]
"""What the generator fused the label into (README of the set)."""


def korean_run(folder: Path) -> tuple[Summary, pl.DataFrame]:
    """The summary, and each item with `profiles`, `lane`, `fraud`, `year` and whether its key is new."""
    screen = screen_of("korea")
    assert isinstance(screen, Screen)
    paths = [Path(str(files(kcs).joinpath(f"{split}.parquet"))) for split in SPLITS]
    run = Run(folder, screen, looked_at(paths, "kcs"), Options(TODAY, mapping="kcs"))
    run.begin()
    summary = summary_of(run, *run.go(lambda rows: None))
    items = pl.concat(kcs.load(split) for split in SPLITS)
    known = kcs.load("train").select(KEY).unique().with_columns(known=pl.lit(value=True))
    about = items.join(known, on=KEY, how="left", nulls_equal=True, maintain_order="left").select(
        fraud=pl.col("Fraud") == 1,
        year=pl.col("date").dt.year(),
        new=pl.col("known").is_null(),
    )
    return summary, pl.concat([results(folder), about], how="horizontal")


def tables(summary: Summary, items: pl.DataFrame) -> dict[str, str]:
    """The tables of the page, by the name of their mark."""
    return {
        "lanes": _lanes(items),
        "ranking": _ranking(items),
        "profiles": _profiles(summary, items),
    }


def _lanes(items: pl.DataFrame) -> str:
    first, second = items.filter(pl.col("year") == 2020), items.filter(pl.col("year") == 2021)
    samples = (first, second, second.filter("new"))
    lines = [
        "| lane | items 2020 | fraud | items 2021 | fraud | of these with a new key | fraud |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for lane in (*GRAVEST_FIRST, "all"):
        chosen = [
            sample if lane == "all" else sample.filter(pl.col("lane") == str(lane))
            for sample in samples
        ]
        if any(map(len, chosen)):
            lines.append(
                f"| {lane} | " + " | ".join(_count_and_share(one) for one in chosen) + " |"
            )
    return "\n".join(lines)


def _ranking(items: pl.DataFrame) -> str:
    later = items.filter(pl.col("year") == 2021)
    lines = [
        "| ranked by score | items | ROC area | first 1 % | first 5 % | first 10 % |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for title, sample in (("2021", later), ("of these with a new key", later.filter("new"))):
        first = at_shares(sample["fraud"], sample["score"], shares=(0.01, 0.05, 0.10))
        lines.append(
            f"| {title} | {len(sample):,} | {roc_area(sample['fraud'], sample['score']):.3f} | "
            + " | ".join(f"{one.hit_rate:.0%} (× {one.lift:.2f})" for one in first)
            + " |"
        )
    return "\n".join(lines)


def _profiles(summary: Summary, items: pl.DataFrame) -> str:
    hits = items.explode("profiles").drop_nulls("profiles")
    lines = [
        "| profile | lane | what it says | hits 2020 | fraud | hits 2021 | fraud |",
        "|---|---|---|--:|--:|--:|--:|",
    ]
    for name, profile in summary.about.items():
        of_it = hits.filter(pl.col("profiles") == name)
        shares = (_count_and_share(of_it.filter(pl.col("year") == year)) for year in (2020, 2021))
        lines.append(f"| {name} | {profile.lane} | {profile.title} | {' | '.join(shares)} |")
    return "\n".join(lines)


def _count_and_share(items: pl.DataFrame) -> str:
    if not len(items):
        return "0 | –"
    share = exact(items["fraud"].sum(), len(items))
    return f"{len(items):,} | {share.value:.0%} ({share.low:.0%} to {share.high:.0%})"


def main() -> None:
    """Write page and picture."""
    with tempfile.TemporaryDirectory() as folder:
        summary, items = korean_run(Path(folder) / "out")
    PAGE.write_text(written(PAGE.read_text("utf-8"), tables(summary, items)), "utf-8")
    PICTURE.write_text(svg_of(summary), "utf-8")


if __name__ == "__main__":
    main()
