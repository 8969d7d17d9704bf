"""A run on Spark leaves the same files as on one machine, and goes on wherever it was stopped."""

import polars as pl
import pytest

from serai.declarations import BadCellsError
from tests.risk.runs.runner import declarations, finished, results, run_of, summary


@pytest.fixture
def paths(tmp_path):
    frame = declarations()
    frame[:300].write_parquet(tmp_path / "first.parquet", row_group_size=100)
    frame[300:].write_parquet(tmp_path / "second.parquet", row_group_size=37)
    return [tmp_path / "first.parquet", tmp_path / "second.parquet"]


def test_the_files_are_those_of_one_machine(spark, tmp_path, paths):
    from serai.risk.runs.on_spark import screen_parts

    alone = run_of(paths, tmp_path / "alone", explain="en")
    wanted = summary(alone).as_json()
    run = run_of(paths, tmp_path / "spark", explain="en")
    run.begin()
    told: list[int] = []
    screen_parts(run, told.append, spark)
    assert sum(told) == 500
    run.go(lambda rows: pytest.fail("nothing is left"))
    assert summary(run_of(paths, tmp_path / "spark", explain="en")).as_json() == wanted
    found = results(tmp_path / "spark")
    assert found.drop("reasons").equals(results(alone.folder))
    assert found.filter((pl.col("reasons") != "") != (pl.col("profiles").list.len() > 0)).is_empty()


def test_only_parts_that_are_not_finished_are_made(spark, tmp_path, paths):
    from serai.risk.runs.on_spark import left, screen_parts

    run = run_of(paths, tmp_path / "out")
    finished(run)
    for name in ("001-first-00002", "002-second-00001"):
        (run.folder / "counts" / f"{name}.npz").unlink()
    again = run_of(paths, tmp_path / "out")
    again.begin()
    assert [(one.label, number) for one, number in left(again)] == [
        ("001-first", 2),
        ("002-second", 1),
    ]
    screen_parts(again, lambda rows: None, spark)
    assert left(again) == []


def test_bad_cells_are_told_as_on_one_machine(spark, tmp_path, paths):
    from serai.risk.runs.on_spark import screen_parts

    declarations().with_columns(net_mass=pl.lit(-1.0)).write_parquet(paths[1])
    run = run_of(paths, tmp_path / "out")
    run.begin()
    with pytest.raises(BadCellsError):
        screen_parts(run, lambda rows: None, spark)


def test_what_workers_cannot_begin_in_the_middle_of_is_refused(tmp_path, paths):
    pytest.importorskip("pyspark")
    from serai.risk.runs.on_spark import NotForSparkError, left

    declarations().write_csv(tmp_path / "d.csv")
    with pytest.raises(NotForSparkError, match=r"d\.csv"):
        left(run_of([tmp_path / "d.csv"], tmp_path / "out"))
    with pytest.raises(NotForSparkError, match="--on-bad"):
        left(run_of(paths, tmp_path / "out", on_bad="set_aside"))
