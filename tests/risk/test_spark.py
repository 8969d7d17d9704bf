"""On Spark the same declarations are hit as on one machine, whatever fails on the way."""

import datetime as dt
import os
import signal
import threading
import time
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from serai.risk.language.parse import parse
from serai.risk.profiles import Lane, Profile
from serai.risk.screening.screen import Screen, compile_profiles

TODAY = dt.date(2026, 2, 1)
ROWS = 40_000
TEXTS = [
    'hs4 in ("8517", "8471") and origin = "CN" and unit_price < 20',
    "dispatch_differs and price > 100",
    'description contains ("tea") or origin is missing',
    "price < 0.9 * peer(price by origin)",
    "date >= today - 30 days and container",
]
PEERS = {
    ("price", ("origin",)): pl.DataFrame(
        {"origin": ["CN", "DE", "KR"], "price": [90.0, 80.0, 99.0]}
    )
}


@pytest.fixture(scope="module")
def declarations() -> pl.DataFrame:
    rng = np.random.default_rng(7)

    def some(values, missing=0.05):
        return [None if rng.random() < missing else str(rng.choice(values)) for _ in range(ROWS)]

    return pl.DataFrame(
        {
            "declaration": [f"D{number:06d}" for number in range(ROWS)],
            "date": pl.Series(rng.integers(20_300, 20_500, ROWS).astype(np.int32)).cast(pl.Date),
            "hs": some(["85171300", "84713000", "09024000", "0902"]),
            "origin": some(["CN", "DE", "KR"]),
            "dispatch": some(["CN", "DE"]),
            "description": some(["Green TEA", "telephones", "чай"]),
            "price": rng.lognormal(4, 1, ROWS),
            "net_mass": rng.lognormal(1, 1, ROWS),
            "container": rng.random(ROWS) < 0.5,
        }
    )


@pytest.fixture(scope="module")
def screen() -> Screen:
    return compile_profiles(
        Profile(
            f"P{number}", text, "1", Lane.RED if number else Lane.BLUE, number + 1.0, parse(text)
        )
        for number, text in enumerate(TEXTS)
    )


@pytest.fixture(scope="module")
def wanted(declarations, screen) -> list[tuple]:
    hits = screen(declarations, today=TODAY, peers=PEERS)
    found = zip(declarations["declaration"], range(ROWS), strict=True)
    lanes, scores = hits.lane.to_list(), hits.score.tolist()
    made = [(number, hits[row], lanes[row], scores[row]) for number, row in found]
    assert {len(profiles) for _, profiles, _, _ in made} >= {0, 1, 2, 3}
    return made


def test_a_dataframe_is_screened_as_on_one_machine(spark, declarations, screen, wanted):
    from serai.risk import spark as ours

    frame = spark.createDataFrame(declarations.to_arrow()).repartition(7)
    found = ours.screen(frame, screen, today=TODAY, peers=PEERS).collect()
    assert sorted((*row,) for row in found) == wanted


def test_columns_to_keep_that_are_not_there_are_refused(spark, declarations, screen):
    from serai.risk import spark as ours

    frame = spark.createDataFrame(declarations.head(10).to_arrow())
    with pytest.raises(ValueError, match="colour"):
        ours.screen(frame, screen, today=TODAY, keep=("colour",))


def test_a_task_that_fails_is_tried_again(spark, declarations, screen, wanted, tmp_path):
    from serai.risk import spark as ours

    def failing_once(batches):
        from pyspark import TaskContext

        yield from batches
        if TaskContext.get().attemptNumber() == 0:
            (tmp_path / f"failed-{TaskContext.get().partitionId()}").touch()
            raise OSError("the machine went away")

    frame = spark.createDataFrame(declarations.to_arrow()).repartition(3)
    failing = frame.mapInArrow(failing_once, frame.schema)
    found = ours.screen(failing, screen, today=TODAY, peers=PEERS).collect()
    assert sorted((*row,) for row in found) == wanted
    assert len(list(tmp_path.glob("failed-*"))) == 3


@pytest.fixture(scope="module")
def files(declarations, tmp_path_factory) -> list[Path]:
    folder = tmp_path_factory.mktemp("archive")
    for name, rows in (("a", slice(0, 25_000)), ("b", slice(25_000, ROWS))):
        declarations[rows].write_parquet(folder / f"{name}.parquet", row_group_size=6_000)
    return sorted(folder.iterdir())


def read(folder: Path) -> list[tuple]:
    assert not list(folder.glob("*.part"))
    frame = pl.read_parquet(folder / "*.parquet")
    return sorted((*row,) for row in frame.iter_rows())


def test_an_archive_is_screened_by_row_groups(spark, files, screen, wanted, tmp_path):
    from serai.risk import spark as ours

    done = ours.archive(spark, files, screen, tmp_path, today=TODAY, peers=PEERS).collect()
    assert read(tmp_path) == wanted
    assert len(done) == 8
    assert sum(task["rows"] for task in done) == ROWS
    assert sum(task["hit"] for task in done) == sum(bool(profiles) for _, profiles, _, _ in wanted)
    assert {task["result"] for task in done} == {path.name for path in tmp_path.iterdir()}
    again = ours.archive(spark, files, screen, tmp_path, today=TODAY, peers=PEERS).collect()
    assert again == done
    assert read(tmp_path) == wanted


def test_an_archive_of_hits_alone(spark, files, screen, wanted, tmp_path):
    from serai.risk import spark as ours

    ask = {"today": TODAY, "peers": PEERS, "only_hit": True}
    ours.archive(spark, files, screen, tmp_path, **ask).collect()
    assert read(tmp_path) == [row for row in wanted if row[1]]


def test_a_worker_that_is_killed_loses_and_doubles_nothing(spark, files, screen, wanted, tmp_path):
    from serai.risk import spark as ours

    killed: list[int] = []

    def kill_the_first() -> None:
        """The name of what a worker is writing has its process in it."""
        until = time.monotonic() + 60
        while not killed and time.monotonic() < until:
            for path in tmp_path.glob("*.part"):
                worker = int(path.name.split(".")[2])
                if worker != os.getpid():
                    os.kill(worker, signal.SIGKILL)
                    killed.append(worker)
                    return

    watching = threading.Thread(target=kill_the_first)
    watching.start()
    done = ours.archive(spark, files, screen, tmp_path, today=TODAY, peers=PEERS).collect()
    watching.join()
    assert killed
    for left in tmp_path.glob(f"*.{killed[0]}.*.part"):
        left.unlink()
    assert sum(task["rows"] for task in done) == ROWS
    assert read(tmp_path) == wanted
