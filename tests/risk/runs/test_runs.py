"""A run gives one row for each declaration, and the same result however often it was killed."""

import json
import signal
import subprocess
import sys
import time
from dataclasses import replace

import openpyxl
import polars as pl
import pytest

from serai.declarations import BadCellsError
from serai.risk.profiles import Lane, ProfileSet
from serai.risk.runs import manifest
from serai.risk.runs.run import all_bad
from serai.risk.runs.told import keep
from tests.risk.runs.runner import (
    TODAY,
    declarations,
    files,
    finished,
    profile_set,
    results,
    run_of,
    summary,
)


@pytest.fixture(scope="module")
def frame():
    return declarations()


@pytest.fixture
def paths(tmp_path, frame):
    return files(tmp_path, frame)


def tree(folder) -> dict[str, bytes]:
    """Every file of a folder with its content."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_there_is_one_row_for_each_declaration(tmp_path, paths, frame):
    run = run_of(paths, tmp_path / "out")
    counts, done = finished(run)
    whole = run.screen(frame, today=TODAY)
    found = results(tmp_path / "out")
    assert found["declaration"].equals(frame["declaration"])
    assert found["profiles"].to_list() == [whole[row] for row in range(len(whole))]
    assert found["lane"].to_list() == whole.lane.to_list()
    assert found["score"].to_list() == whole.score.tolist()
    assert found["row"].to_list() == [*range(1, 301), *range(1, 201)]
    assert counts.rows == sum(one.rows for one in done) == 500
    names = [path.name for path in sorted((tmp_path / "out" / "results").iterdir())]
    assert names[:5] == [f"001-first-{part:05d}.parquet" for part in range(1, 6)]
    assert len(names) == 5 + 3


def test_results_are_written_as_csv(tmp_path, paths):
    finished(run_of(paths, tmp_path / "p"))
    finished(run_of(paths, tmp_path / "c", form="csv"))
    read = [
        pl.read_csv(one, schema_overrides={"declaration": pl.String}).fill_null("")
        for one in sorted((tmp_path / "c" / "results").iterdir())
    ]
    wanted = results(tmp_path / "p").with_columns(pl.col("profiles").list.join(" "))
    assert pl.concat(read).rows() == wanted.rows()


def test_results_are_written_as_workbooks_whose_codes_are_texts(tmp_path, paths):
    finished(run_of(paths, tmp_path / "x", form="xlsx"))
    book = openpyxl.load_workbook(tmp_path / "x" / "results" / "001-first-00001.xlsx")
    header, first, *_ = book.active.iter_rows(values_only=True)
    assert header == ("row", "declaration", "lane", "score", "profiles")
    assert isinstance(first[1], str)
    assert book.active.max_row == 71


def test_a_text_too_long_for_a_cell_is_cut_not_lost(tmp_path, paths):
    run = replace(
        run_of(paths[:1], tmp_path / "x", form="xlsx"),
        reasons=lambda part: ["=" * 40_000] * len(part),
    )
    finished(run)
    book = openpyxl.load_workbook(tmp_path / "x" / "results" / "001-first-00001.xlsx")
    assert book.active["F2"].value == "=" * 32_766 + "…"


def test_a_run_that_was_killed_goes_on_and_gives_the_same(tmp_path, paths):
    unbroken = run_of(paths, tmp_path / "unbroken")
    keep(unbroken.folder, summary(unbroken))
    wanted = tree(unbroken.folder)
    manifests = json.loads(wanted.pop("manifest.json"))
    for stop_after in (0, 1, 4, 5, 7):
        broken = run_of(paths, tmp_path / f"broken-{stop_after}")
        broken.begin()
        left = stop_after

        def told(rows: int) -> None:
            nonlocal left
            left -= rows > 0
            if left < 0:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            broken.go(told)
        again = run_of(paths, broken.folder)
        keep(again.folder, summary(again))
        found = tree(again.folder)
        assert json.loads(found.pop("manifest.json")) == manifests
        assert found == wanted


SLOWLY = """
import sys, time
from pathlib import Path
from tests.risk.runs.runner import run_of
run = run_of([Path(one) for one in sys.argv[2:]], Path(sys.argv[1]))
run.begin()
run.go(lambda rows: time.sleep(0.02))
"""


@pytest.mark.parametrize("parts", [0, 1, 4])
def test_a_run_killed_without_a_word_goes_on(tmp_path, paths, parts):
    unbroken, out = run_of(paths, tmp_path / "unbroken"), tmp_path / "out"
    wanted = summary(unbroken).as_json()
    process = subprocess.Popen([sys.executable, "-c", SLOWLY, str(out), *map(str, paths)])
    deadline = time.monotonic() + 60
    while len(list(out.glob("counts/[!.]*.npz"))) < parts and time.monotonic() < deadline:
        time.sleep(0.005)
    while not out.exists() and time.monotonic() < deadline:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    again = run_of(paths, out)
    assert summary(again).as_json() == wanted
    assert results(out).equals(results(unbroken.folder))
    assert {path.name for path in out.rglob("*") if not path.name.startswith(".unfinished")} == {
        path.name for path in unbroken.folder.rglob("*")
    }


def test_a_run_goes_on_after_the_last_finished_part(tmp_path, paths):
    finished(run_of(paths, tmp_path / "out"))
    for name in (
        "counts/001-first.json",
        "counts/001-first-00004.npz",
        "counts/001-first-00005.npz",
    ):
        (tmp_path / "out" / name).unlink()
    again = run_of(paths, tmp_path / "out")
    assert again.begin() == 3 * 70 + 200
    told: list[int] = []
    counts, _ = again.go(told.append)
    assert (sum(told), counts.rows) == (90, 500)


def test_a_finished_run_is_not_screened_again(tmp_path, paths):
    finished(run_of(paths, tmp_path / "out"))
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out" / "results").iterdir()}
    again = run_of(paths, tmp_path / "out")
    assert again.begin() == 500
    again.go(lambda rows: pytest.fail("nothing is left"))
    assert {path: path.stat().st_mtime_ns for path in before} == before


# What a run does not go on with


def test_another_set_is_refused(tmp_path, paths):
    finished(run_of(paths, tmp_path / "out"))
    changed = profile_set(B=(Lane.RED, "unit_price < 21"))
    with pytest.raises(manifest.OtherRunError, match="profile set has changed: it was"):
        run_of(paths, tmp_path / "out", changed).begin()


def test_the_same_set_in_another_order_is_refused(tmp_path, paths):
    finished(run_of(paths, tmp_path / "out"))
    turned = ProfileSet(tuple(reversed(profile_set().profiles)))
    assert turned.version == profile_set().version
    with pytest.raises(manifest.OtherRunError, match="in another order"):
        run_of(paths, tmp_path / "out", turned).begin()


def test_a_screen_without_a_version_is_known_by_what_it_holds(tmp_path, paths):
    finished(run_of(paths, tmp_path / "out", profile_set().profiles))
    finished(run_of(paths, tmp_path / "out"))
    changed = profile_set(B=(Lane.RED, "unit_price < 21")).profiles
    with pytest.raises(manifest.OtherRunError, match="profile set has changed"):
        run_of(paths, tmp_path / "out", changed).begin()


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"set": {"version": 3}}'])
def test_a_damaged_manifest_is_told(tmp_path, paths, text):
    finished(run_of(paths, tmp_path / "out"))
    (tmp_path / "out" / "manifest.json").write_text(text)
    with pytest.raises(manifest.OtherRunError, match="damaged"):
        run_of(paths, tmp_path / "out").begin()
    assert run_of(paths, tmp_path / "out").begin(anew=True) == 0


def test_a_changed_file_is_refused(tmp_path, paths, frame):
    finished(run_of(paths, tmp_path / "out"))
    frame[299:].write_csv(paths[1])
    with pytest.raises(manifest.OtherRunError, match=r"second\.csv has changed: it had"):
        run_of(paths, tmp_path / "out").begin()


def test_other_files_and_options_are_refused_all_at_once(tmp_path, paths):
    finished(run_of(paths, tmp_path / "out"))
    with pytest.raises(manifest.OtherRunError) as refused:
        run_of(paths[:1], tmp_path / "out", form="csv", part_rows=80).begin()
    assert refused.value.reasons == (
        "its files were first.parquet, second.csv; now they are first.parquet",
        "--format was parquet, it is csv",
        "--part-rows was 70, it is 80",
    )


def test_a_run_of_which_nothing_is_finished_holds_nobody(tmp_path, paths):
    run_of(paths, tmp_path / "out").begin()
    assert run_of(paths[:1], tmp_path / "out", part_rows=80).begin() == 0


def test_anew_removes_what_the_run_left_and_nothing_else(tmp_path, paths):
    finished(run_of(paths, tmp_path / "out"))
    (tmp_path / "out" / "notes.txt").write_text("mine")
    changed = run_of(paths, tmp_path / "out", part_rows=400)
    assert changed.begin(anew=True) == 0
    changed.go(lambda rows: None)
    assert (tmp_path / "out" / "notes.txt").read_text() == "mine"
    assert len(list((tmp_path / "out" / "results").iterdir())) == 2


def test_a_folder_of_other_things_is_refused(tmp_path, paths):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("mine")
    with pytest.raises(manifest.NotEmptyError, match="name another folder"):
        run_of(paths, tmp_path / "out").begin(anew=True)


# Bad cells


@pytest.fixture
def with_bad(tmp_path, frame):
    """Two bad masses in the first file, one in the second."""
    there = pl.int_range(pl.len()).is_in([5, 150, 400])
    mass = pl.when(there).then(-1.0).otherwise(pl.col("net_mass"))
    return files(tmp_path, frame.with_columns(mass.alias("net_mass")))


def test_bad_cells_stop_and_all_of_them_are_found(tmp_path, with_bad):
    run = run_of(with_bad, tmp_path / "out")
    with pytest.raises(BadCellsError):
        finished(run)
    found, places = all_bad(run)
    assert [(cell.file, cell.row) for cell in found.cells] == [
        ("first.parquet", 6),
        ("first.parquet", 151),
        ("second.csv", 102),
    ]
    assert [place.name for place in places] == ["001-first.csv", "002-second.csv"]
    found, _ = all_bad(run)
    assert found.count == 3


def test_who_stopped_at_bad_cells_may_set_them_aside_and_go_on(tmp_path, with_bad):
    with pytest.raises(BadCellsError):
        finished(run_of(with_bad, tmp_path / "out"))
    run = run_of(with_bad, tmp_path / "out", on_bad="set_aside")
    told = summary(run)
    assert (told.declarations, told.set_aside) == (497, 3)
    assert (
        len((tmp_path / "out" / "set-aside" / "001-first.csv").read_text("utf-8").splitlines()) == 3
    )
    with pytest.raises(manifest.OtherRunError, match="--on-bad was set-aside, it is stop"):
        run_of(with_bad, tmp_path / "out").begin()


def test_a_run_that_sets_aside_goes_on_like_others(tmp_path, with_bad):
    wanted = summary(run_of(with_bad, tmp_path / "unbroken", on_bad="set_aside")).as_json()
    run = run_of(with_bad, tmp_path / "out", on_bad="set_aside")
    finished(run)
    for name in (
        "001-first.json",
        "001-first-00003.npz",
        "001-first-00004.npz",
        "001-first-00005.npz",
    ):
        (run.folder / "counts" / name).unlink()
    (run.folder / "set-aside" / "001-first.csv").unlink()
    assert summary(run_of(with_bad, tmp_path / "out", on_bad="set_aside")).as_json() == wanted
    assert results(run.folder).equals(results(tmp_path / "unbroken"))
    assert tree(run.folder / "set-aside") == tree(tmp_path / "unbroken" / "set-aside")
