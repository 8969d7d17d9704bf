"""`serai world` as a person types it: scenarios, their checks, and declarations made from them."""

import datetime as dt
import json
import re
import shutil
from importlib.resources import files

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from serai import cli
from serai.declarations import read
from serai.declarations.findings import Report
from serai.risk.plans.prepared import prepare
from serai.risk.screening.screen import compile_profiles
from serai.season import generate as generating
from serai.world.scenarios import names
from tests.risk.runs.runner import profile_set
from tests.worlds import TOYS


@pytest.fixture
def scenario(tmp_path):
    path = tmp_path / "toys.yaml"
    path.write_text(TOYS)
    return path


@pytest.fixture
def asked(scenario, tmp_path):
    return [
        *("world", "generate", "--scenario", str(scenario), "--declarations", "200"),
        *("--seed", "7", "--out", str(tmp_path / "out")),
    ]


def parts(folder, ending="parquet"):
    return sorted((folder / "declarations").glob(f"*.{ending}"))


def contents(folder):
    return {
        str(one.relative_to(folder)): one.read_bytes()
        for one in folder.rglob("*")
        if one.is_file() and not one.name.startswith(".")
    }


# Scenarios


def test_every_scenario_that_ships_is_listed(capsys):
    assert cli.main(["world", "scenarios"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in told[2:]] == list(names())
    assert re.search(r"The corridor +KZ AZ GE TM +52 +1,200", "\n".join(told))


def test_one_scenario_is_told_in_russian(capsys):
    assert cli.main(["world", "scenarios", "corridor", "--language", "ru"]) == 0
    told = capsys.readouterr().out.replace("(corridor)", "")
    assert "на 2\u00a0недели закрыт проход через узел Актау" in " ".join(told.split(" "))
    assert not re.search(r"[A-Za-z]", told)


def test_a_scenario_that_runs_is_said_to(scenario, capsys):
    assert cli.main(["world", "check", str(scenario)]) == 0
    assert capsys.readouterr().out.startswith(f"{scenario} runs: KG, 4 weeks with 60 declarations")


def test_everything_wrong_with_a_scenario_is_told_with_line_and_hint(scenario, capsys):
    bad = TOYS.replace("KG:", "KK:").replace("undervaluation", "undervalue").replace("-04", "-05")
    scenario.write_text(bad)
    assert cli.main(["world", "check", str(scenario)]) == 1
    told = capsys.readouterr().err
    for line, hint in ((2, "The Monday before"), (6, "There are AM"), (8, "undervaluation?")):
        assert re.search(rf"toys\.yaml: line {line}, column \d+: .*{re.escape(hint)}", told), hint


def test_what_a_scenario_has_is_said_with_names_and_abbreviations_as_they_are_written(capsys):
    assert cli.main(["world", "scenarios", "first-steps", "--language", "ru"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "Кыргызстан – Бишкек (40402): документы 5" in told
    assert "Занижение стоимости" in told
    assert "кода ТН ВЭД" in told


def test_a_scenario_in_which_nothing_is_traded_does_not_run(scenario, capsys):
    scenario.write_text(TOYS.replace("household: 1", "household: 0"))
    assert cli.main(["world", "check", str(scenario)]) == 1
    assert "nothing is traded" in capsys.readouterr().err


def test_a_scenario_that_is_not_there_is_told_with_those_that_are(capsys):
    assert cli.main(["world", "check", "coridor"]) == 1
    told = capsys.readouterr().err
    assert "first-steps" in told
    assert "Did you mean corridor?" in told
    assert cli.main(["world", "scenarios", "nowhere.yaml"]) == 1
    assert "cannot be opened" in capsys.readouterr().err


# Declarations


def test_so_many_declarations_are_written_as_are_asked_for(asked, tmp_path, capsys):
    assert cli.main(asked) == 0
    told = capsys.readouterr()
    assert told.out.startswith("200 declarations of ")
    assert "100%  200 of 200" in told.err
    found = pl.concat([read(one) for one in parts(tmp_path / "out")])
    assert len(found) == 200
    assert found["declaration"].n_unique() == 200
    about = json.loads((tmp_path / "out" / "world.json").read_text())
    assert about["done"]
    assert about["administrations"] == {"KG": 200}
    assert (about["order"]["scenario"], about["order"]["seed"]) == ("toys", 7)
    assert not list((tmp_path / "out").rglob("ledger*"))
    messages = pl.read_parquet(tmp_path / "out" / "messages.parquet")
    assert {"document", "event", "time"} <= set(messages.columns)


def test_what_is_written_in_three_formats_reads_the_same(asked, tmp_path):
    assert cli.main([*asked, "--format", "xml", "csv", "parquet"]) == 0
    out = tmp_path / "out"
    told = Report()
    as_csv = pl.concat([read(one, report=told) for one in parts(out, "csv")])
    whole = pl.concat([read(one) for one in parts(out)])
    assert [one.name for one in told.ignored] == ["administration", "document"]
    assert_frame_equal(as_csv, whole)
    assert parts(out, "csv")[0].read_text().splitlines()[0].count("Box 33: commodity code") == 1
    sample = read(out / "asycuda.xml", "asycuda").drop("tax_rate")
    assert_frame_equal(sample, whole.head(100).drop("tax_rate"))


def test_the_same_order_gives_the_same_bytes(asked, tmp_path):
    whole = [*asked, "--truth", "--examined", "0.2", "--format", "parquet", "csv", "xml"]
    assert cli.main(whole) == 0
    first = contents(tmp_path / "out")
    assert {"ledger.parquet", "history.parquet", "asycuda.xml"} <= set(first)
    shutil.rmtree(tmp_path / "out")
    assert cli.main(whole) == 0
    assert contents(tmp_path / "out") == first


def test_the_truth_is_told_of_each_declaration_and_of_no_other(asked, tmp_path):
    assert cli.main([*asked, "--truth"]) == 0
    truth = pl.read_parquet(tmp_path / "out" / "ledger.parquet")
    declared = pl.concat([pl.read_parquet(one) for one in parts(tmp_path / "out")])
    assert truth["declaration"].to_list() == declared["declaration"].to_list()
    assert {"truth", "due"} <= set(truth.columns)
    assert not {"truth", "scheme", "due"} & set(declared.columns)


def test_what_was_examined_is_a_history_to_plan_with(tmp_path):
    out = tmp_path / "out"
    words = ["world", "generate", "--scenario", "first-steps", "--declarations", "1500"]
    assert cli.main([*words, "--seed", "3", "--out", str(out), "--examined", "0.5"]) == 0
    history = pl.read_parquet(out / "history.parquet")
    assert 650 < len(history) < 850
    assert set(history["found"].unique()) == {0, 1}
    assert (history["known"] >= history["date"]).all()
    (tmp_path / "hours.yaml").write_text(
        "minutes: {documents: 20, goods: 90}\nhours: {other: {goods: 6, documents: 6}}\n"
    )
    prepared = prepare(
        parts(out)[-1],
        compile_profiles(profile_set()),
        tmp_path / "hours.yaml",
        today=history["known"].max() + dt.timedelta(days=1),
        history=out / "history.parquet",
    )
    assert len(prepared.history) == len(history)
    assert prepared.history.revenue.sum() == pytest.approx(history["revenue"].sum())
    assert set(history["office"]) == {
        "40402"
    }  # officers enough for all, and the scenario's one office


# Going on


def test_an_order_that_is_done_is_not_written_again(asked, tmp_path, monkeypatch, capsys):
    assert cli.main(asked) == 0
    before = contents(tmp_path / "out")
    monkeypatch.setattr(generating.World, "open", None)
    assert cli.main(asked) == 0
    assert contents(tmp_path / "out") == before
    assert capsys.readouterr().out.count("200 declarations of") == 2


def test_an_order_that_was_stopped_goes_on_and_comes_out_the_same(
    asked, tmp_path, monkeypatch, capsys
):
    whole = [*asked, "--truth", "--examined", "0.2"]
    assert cli.main(whole) == 0
    unbroken = contents(tmp_path / "out")
    shutil.rmtree(tmp_path / "out")
    writes = pl.DataFrame.write_parquet
    calls = []

    def stopped(frame, path, *rest, **options):
        calls.append(path)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return writes(frame, path, *rest, **options)

    with monkeypatch.context() as patched:
        patched.setattr(pl.DataFrame, "write_parquet", stopped)
        assert cli.main(whole) == 3
    assert "goes on from the last finished part" in capsys.readouterr().err
    done = contents(tmp_path / "out")
    assert len(parts(tmp_path / "out")) == 2
    assert not json.loads(done["world.json"])["done"]
    assert not list((tmp_path / "out").rglob(".unfinished*"))
    kept = parts(tmp_path / "out")[0].stat().st_mtime_ns
    assert cli.main(whole) == 0
    assert contents(tmp_path / "out") == unbroken
    assert parts(tmp_path / "out")[0].stat().st_mtime_ns == kept


def test_a_part_that_was_damaged_is_written_anew(asked, tmp_path):
    assert cli.main(asked) == 0
    before = contents(tmp_path / "out")
    parts(tmp_path / "out")[1].write_bytes(b"PAR1")
    assert cli.main(asked) == 0
    assert contents(tmp_path / "out") == before


def test_a_folder_of_another_order_is_refused_and_named(asked, scenario, tmp_path, capsys):
    assert cli.main(asked) == 0
    assert cli.main([*asked, "--seed", "8", "--truth"]) == 2
    told = capsys.readouterr().err
    assert "--seed: 7 there, 8 asked" in told
    assert "--truth: not given there, given asked" in told
    scenario.write_text(TOYS.replace("60", "61"))
    assert cli.main(asked) == 2
    assert "the scenario toys has changed since" in capsys.readouterr().err
    (tmp_path / "out" / "world.json").write_text("{}")
    assert cli.main(asked) == 2
    assert "damaged" in capsys.readouterr().err


def test_a_folder_of_something_else_is_left_alone(asked, tmp_path, capsys):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("mine")
    assert cli.main(asked) == 2
    assert "holds no world" in capsys.readouterr().err
    assert contents(tmp_path / "out") == {"thesis.txt": b"mine"}


def test_everything_wrong_with_an_order_is_told_at_once(tmp_path, capsys):
    words = ["world", "generate", "--scenario", "port", "--out", str(tmp_path / "out")]
    wrong = ["--declarations", "0", "--seed", "-1", "--examined", "1.5"]
    assert cli.main([*words, *wrong]) == 2
    told = capsys.readouterr().err
    assert len(told.splitlines()) == 3
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", ["world", "season"])
def test_exit_codes_are_documented(command, capsys):
    page = files("serai").joinpath("../../docs/howto/play-a-season.md").read_text()
    with pytest.raises(SystemExit):
        cli.main([command, "--help"])
    listed = capsys.readouterr().out.partition("exit codes:\n")[2].split("\n")
    codes = [line.split()[0] for line in listed if line.startswith("  ")]
    assert codes == ["0", "1", "2", "3"]
    assert all(f"| {code} |" in page for code in codes)
