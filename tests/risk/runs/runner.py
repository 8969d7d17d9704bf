"""Small runs for tests: some hundred declarations of the Korea set, six profiles, parts of 70 rows."""

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl

from serai.declarations import kcs
from serai.declarations.columns import SCHEMA
from serai.risk.language.parse import parse
from serai.risk.profiles import Lane, Profile, ProfileSet
from serai.risk.runs.counts import Counts
from serai.risk.runs.inputs import looked_at
from serai.risk.runs.run import FileDone, Options, Run
from serai.risk.runs.summary import Summary, summary_of
from serai.risk.screening.screen import compile_profiles

TODAY = dt.date(2021, 7, 1)
WHEN = {
    "A": (Lane.RED, 'hs2 = "85"'),
    "B": (Lane.YELLOW, "unit_price < 20"),
    "C": (Lane.YELLOW, 'origin = "CN"'),
    "D": (Lane.BLUE, "date >= today - 90 days"),
    "E": (Lane.GREEN, 'hs2 = "84"'),
    "F": (Lane.RED, 'hs2 = "01" and origin = "AQ"'),
}


def profile_set(**changed: tuple[Lane, str]) -> ProfileSet:
    """The six profiles, some of them changed."""
    return ProfileSet(
        tuple(
            Profile(name, f"Title of {name}", "1", lane, place + 1.0, parse(when))
            for place, (name, (lane, when)) in enumerate((WHEN | changed).items())
        )
    )


def declarations(rows: int = 500) -> pl.DataFrame:
    """In the schema's form."""
    return kcs.load("test").head(rows).select(column.name for column in SCHEMA.declared)


def files(folder: Path, frame: pl.DataFrame) -> list[Path]:
    """A Parquet file of the first rows, a CSV of the others."""
    paths = [folder / "first.parquet", folder / "second.csv"]
    frame[:300].write_parquet(paths[0], row_group_size=100)
    frame[300:].write_csv(paths[1])
    return paths


def run_of(
    paths: Sequence[Path],
    out: Path,
    profiles: Iterable[Profile] | ProfileSet | None = None,
    **options,
) -> Run:
    """A run with parts of 70 rows."""
    screen = compile_profiles(profiles or profile_set())
    chosen = Options(TODAY, **{"part_rows": 70} | options)
    return Run(out, screen, looked_at(paths, chosen.mapping), chosen)


def finished(run: Run) -> tuple[Counts, tuple[FileDone, ...]]:
    """The run, from where it is to its end."""
    run.begin()
    return run.go(lambda rows: None)


def summary(run: Run) -> Summary:
    return summary_of(run, *finished(run))


def results(out: Path) -> pl.DataFrame:
    """All result files, in order."""
    paths = sorted((out / "results").iterdir())
    return pl.concat([pl.read_parquet(path) for path in paths])
