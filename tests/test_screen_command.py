"""`serai screen` and `serai profiles` as a person types them: what comes, what is refused, how they end."""

import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from importlib.resources import files

import polars as pl
import pytest

from serai import cli
from serai.declarations import kcs
from serai.risk.screening.screen import compile_profiles
from tests.apart import bare_environment, python
from tests.risk.runs.runner import declarations, profile_set, results

KCS = str(files(kcs).joinpath("test.parquet"))


@pytest.fixture
def asked(tmp_path):
    """A set, a file, and the words to screen the one with the other."""
    profile_set().save(tmp_path / "set.yaml")
    declarations().write_parquet(tmp_path / "d.parquet", row_group_size=100)
    return [
        *("screen", str(tmp_path / "d.parquet"), "--profiles", str(tmp_path / "set.yaml")),
        *("--out", str(tmp_path / "out"), "--today", "2021-07-01"),
    ]


def test_the_korean_declarations_are_screened_end_to_end(tmp_path, capsys):
    words = ["screen", KCS, "--mapping", "kcs", "--profiles", "korea", "--out", str(tmp_path / "o")]
    assert cli.main([*words, "--today", "2021-07-01", "--explain"]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("8,481 declarations of test.parquet, as of 2021-07-01.\n40 profiles")
    assert "100%  8,481 of 8,481" in told.err
    found = results(tmp_path / "o")
    assert found.columns == ["row", "declaration", "lane", "score", "profiles", "reasons"]
    summary = json.loads((tmp_path / "o" / "summary.json").read_text())
    hit = found["profiles"].explode().drop_nulls().value_counts()
    assert dict(hit.iter_rows()) == {
        one["id"]: one["hits"] for one in summary["profiles"] if one["hits"]
    }
    assert (tmp_path / "o" / "summary.txt").read_text() in told.out
    assert (tmp_path / "o" / "hits.svg").read_text().startswith("<svg")


@pytest.mark.parametrize("form", ["parquet", "csv", "xlsx"])
def test_results_come_in_the_format_asked_for(asked, tmp_path, form):
    assert cli.main([*asked, "--format", form]) == 0
    assert (tmp_path / "out" / "results" / f"001-d-00001.{form}").exists()


def test_a_compiled_screen_gives_the_same(asked, tmp_path, capsys):
    compile_profiles(profile_set()).save(tmp_path / "set.npz")
    assert cli.main(asked) == 0
    first = capsys.readouterr().out
    changed = {
        str(tmp_path / "set.yaml"): str(tmp_path / "set.npz"),
        str(tmp_path / "out"): str(tmp_path / "other"),
    }
    other = [changed.get(word, word) for word in asked]
    assert cli.main(other) == 0
    assert capsys.readouterr().out.partition("\nIn ")[0] == first.partition("\nIn ")[0]


def test_reasons_are_told_in_russian(asked, tmp_path):
    assert cli.main([*asked, "--explain", "--language", "ru"]) == 0
    (line, *_) = results(tmp_path / "out").filter(pl.col("reasons") != "")["reasons"]
    assert any("а" <= letter <= "я" for letter in line)


# Ending and going on


def test_a_screening_that_is_stopped_says_so_and_goes_on(asked, tmp_path):
    unbroken = [*asked, "--part-rows", "1"]
    unbroken[unbroken.index(str(tmp_path / "out"))] = str(tmp_path / "unbroken")
    assert cli.main(unbroken) == 0
    words = [sys.executable, "-m", "serai.cli", *asked, "--part-rows", "1"]
    environment = bare_environment() | {"PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(words, env=environment, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while not list((tmp_path / "out").glob("counts/*3.npz")) and time.monotonic() < deadline:
        time.sleep(0.002)
    process.send_signal(signal.SIGTERM)
    _, told = process.communicate()
    assert process.returncode == 3, told
    assert told.endswith("Interrupted. The same command goes on from the last finished part.\n")
    assert not list((tmp_path / "out").rglob(".unfinished*"))
    again = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert again.returncode == 0
    assert "declarations are screened already." in again.stderr
    assert results(tmp_path / "out").equals(results(tmp_path / "unbroken"))
    told_at_once, told_in_two = (
        (tmp_path / name / "summary.json").read_text() for name in ("unbroken", "out")
    )
    assert told_at_once == told_in_two


def test_a_run_that_goes_on_keeps_its_day(asked, tmp_path):
    assert cli.main(asked) == 0
    assert cli.main(asked[:-2]) == 0
    assert json.loads((tmp_path / "out" / "summary.json").read_text())["as_of"] == "2021-07-01"


def test_another_run_in_the_folder_is_refused_until_asked_anew(asked, capsys):
    assert cli.main(asked) == 0
    capsys.readouterr()
    assert cli.main([*asked, "--format", "csv"]) == 2
    told = capsys.readouterr().err
    assert "--format was parquet, it is csv" in told
    assert "begin again with --anew" in told
    assert cli.main([*asked, "--format", "csv", "--anew"]) == 0


def test_a_folder_of_something_else_is_left_alone(asked, tmp_path, capsys):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("mine")
    assert cli.main([*asked, "--anew"]) == 2
    assert "name another folder" in capsys.readouterr().err
    assert [one.name for one in (tmp_path / "out").iterdir()] == ["thesis.txt"]


def test_a_folder_has_one_screening_at_a_time(asked, tmp_path, capsys):
    from serai.commands import folder

    with folder.only_one(tmp_path / "out"):
        assert cli.main(asked) == 2
    assert "Another serai is writing" in capsys.readouterr().err


def test_a_disk_that_is_full_can_be_put_right(asked, tmp_path, monkeypatch, capsys):
    from serai.risk.runs.results import ResultFile

    def full(self, table):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(ResultFile, "write", full)
        assert cli.main(asked) == 3
    assert "No space left on device. The same command goes on" in capsys.readouterr().err
    assert cli.main(asked) == 0
    assert len(results(tmp_path / "out")) == 500


# What is refused


def test_everything_that_is_wrong_with_set_and_files_is_told_at_once(asked, tmp_path, capsys):
    (tmp_path / "set.yaml").write_text(
        "profiles:\n"
        '  - {id: A, title: T, lane: red, when: orign = "CN"}\n'
        "  - {id: B, title: T, lane: red, when: price < }\n"
    )
    (tmp_path / "words.csv").write_text("one,two\n1,2\n")
    broken = [str(tmp_path / "words.csv"), str(tmp_path / "nowhere.csv")]
    assert cli.main([asked[0], *broken, *asked[2:]]) == 1
    told = capsys.readouterr().err
    assert "set.yaml:2:" in told
    assert "origin" in told
    assert "set.yaml:3:" in told
    assert "words.csv: it is not clear which column is which" in told
    assert "nowhere.csv: it cannot be opened" in told
    assert not (tmp_path / "out").exists()


def test_bad_cells_are_listed_with_place_and_hint_and_can_be_set_aside(asked, tmp_path, capsys):
    text = declarations().with_columns(pl.col("net_mass").cast(pl.String))
    there = pl.int_range(pl.len()).is_in([3, 70, 499])
    mass = pl.when(there).then(pl.lit("1,5")).otherwise(pl.col("net_mass"))
    text.with_columns(mass.alias("net_mass")).write_csv(tmp_path / "d.csv")
    words = [one.replace("d.parquet", "d.csv") for one in asked]
    assert cli.main(words) == 1
    told = capsys.readouterr().err
    assert "3 bad cells:" in told
    assert (
        "d.csv, row 5, net_mass: '1,5' is not a number here (a mapping can say `decimal: \",\"`)"
        in told
    )
    assert "row 501" in told
    assert "--on-bad set-aside" in told
    assert cli.main([*words, "--on-bad", "set-aside"]) == 0
    assert "3 rows with bad cells set aside, not screened." in capsys.readouterr().out
    assert len(results(tmp_path / "out")) == 497


def test_a_set_that_compares_with_peers_needs_their_tables(asked, tmp_path, capsys):
    (tmp_path / "set.yaml").write_text(
        "profiles:\n  - id: A\n    title: T\n    lane: red\n"
        "    when: unit_price < 0.5 * peer(unit_price by hs4)\n"
    )
    assert cli.main(asked) == 1
    assert "peer_unit_price_by_hs4.parquet or peer_unit_price_by_hs4.csv" in capsys.readouterr().err
    (tmp_path / "peers").mkdir()
    table = tmp_path / "peers" / "peer_unit_price_by_hs4.csv"
    table.write_text("hs4,unit_price\n8517,1000000\n0101,5\n")
    assert cli.main([*asked, "--peers", str(tmp_path / "peers"), "--explain"]) == 0
    (line, *_) = results(tmp_path / "out").filter(pl.col("reasons") != "")["reasons"]
    assert "1,000,000" in line
    table.write_text("hs4,unit_price\n8517,1000000\n8517,5\n")
    assert cli.main([*asked, "--peers", str(tmp_path / "peers")]) == 1
    assert "stands there twice" in capsys.readouterr().err


def test_spark_that_is_not_there_is_told(asked, monkeypatch, capsys):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert cli.main([*asked, "--engine", "spark"]) == 2
    assert "serai[spark]" in capsys.readouterr().err


def test_a_folder_that_cannot_be_one_and_files_that_are_folders_are_told(asked, tmp_path, capsys):
    (tmp_path / "out").write_text("mine")
    assert cli.main(asked) == 2
    assert "cannot be a folder" in capsys.readouterr().err
    assert cli.main([asked[0], str(tmp_path), *asked[2:]]) == 1
    assert "is a folder: name the files in it" in capsys.readouterr().err


def test_who_stops_reading_the_summary_has_heard_enough(asked):
    command = f"{sys.executable} -m serai.cli {' '.join(asked)} | head -0; exit ${{PIPESTATUS[0]}}"
    ended = subprocess.run(
        ["bash", "-c", command], env=bare_environment(), capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("wrong", [["--today", "soon"], ["--part-rows", "0"], ["--format", "pdf"]])
def test_options_that_make_no_sense_end_with_2(asked, wrong):
    with pytest.raises(SystemExit) as ended:
        cli.main([*asked, *wrong])
    assert ended.value.code == 2


@pytest.mark.parametrize("command", ["screen", "profiles"])
def test_exit_codes_are_documented(command, capsys):
    from pathlib import Path

    with pytest.raises(SystemExit):
        cli.main([command, "--help"])
    listed = capsys.readouterr().out.partition("exit codes:\n")[2].split("\n")
    codes = [line.split()[0] for line in listed if line.startswith("  ")]
    page = Path(__file__).parent.parent / "docs" / "howto" / "screen-declarations.md"
    assert codes
    assert all(f"| {code} |" in page.read_text() for code in codes)


def test_the_command_line_starts_without_what_screening_needs():
    code = (
        "import sys; from serai import cli; cli.parser();"
        "print([name for name in ('polars', 'pyarrow', 'numpy', 'yaml') if name in sys.modules])"
    )
    assert python(code).stdout == "[]\n"


# Profiles


@pytest.fixture
def sets(tmp_path):
    (tmp_path / "good.yaml").write_text(
        "profiles:\n  - id: A\n    title: Toys\n    title_ru: Игрушки\n    lane: red\n"
        '    when: hs4 in ("9503", "9503") and not origin = "CN"\n'
    )
    (tmp_path / "bad.yaml").write_text(
        "profiles:\n  - id: A\n    title: T\n    lane: red\n    when: orign = 5\n"
    )
    return tmp_path


def test_check_lists_findings_with_their_place(sets, capsys):
    assert cli.main(["profiles", "check", str(sets / "good.yaml"), "korea"]) == 0
    assert capsys.readouterr().out.endswith("korea: 40 profiles, nothing wrong\n")
    assert cli.main(["profiles", "check", str(sets / "bad.yaml")]) == 1
    told = capsys.readouterr().out
    assert told.startswith(f"{sets / 'bad.yaml'}:5:11: error: A: ")
    assert "Did you mean origin?" in told


def test_check_as_json_is_for_forms(sets, capsys):
    assert cli.main(["profiles", "check", "--json", str(sets / "bad.yaml")]) == 1
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["profile"], found["line"], found["column"]) == ("A", 5, 11)


def test_print_gives_the_canonical_text_which_stays_the_same(sets, capsys):
    assert cli.main(["profiles", "print", str(sets / "good.yaml")]) == 0
    printed = capsys.readouterr().out
    assert 'hs4 = "9503" and origin != "CN"' in printed
    (sets / "printed.yaml").write_text(printed)
    assert cli.main(["profiles", "print", str(sets / "printed.yaml")]) == 0
    assert capsys.readouterr().out == printed
    assert cli.main(["profiles", "diff", str(sets / "good.yaml"), str(sets / "printed.yaml")]) == 0


def test_sql_is_a_query_for_each_profile(sets, capsys):
    assert cli.main(["profiles", "sql", str(sets / "good.yaml"), "--table", "imports"]) == 0
    told = capsys.readouterr().out
    assert told.startswith('-- A: Toys\nSELECT d.* FROM "imports" AS d\nWHERE ')
    assert told.rstrip().endswith(";")


@pytest.mark.parametrize(("language", "title"), [("en", "Toys"), ("ru", "Игрушки")])
def test_sentence_says_each_profile_in_words(sets, capsys, language, title):
    words = ["profiles", "sentence", str(sets / "good.yaml"), "--language", language]
    assert cli.main(words) == 0
    assert capsys.readouterr().out.startswith(f"A  {title}\n    ")


def test_diff_ends_with_1_where_sets_differ(sets, capsys):
    changed = (sets / "good.yaml").read_text().replace("red", "yellow")
    (sets / "new.yaml").write_text(changed)
    assert cli.main(["profiles", "diff", str(sets / "good.yaml"), str(sets / "new.yaml")]) == 1
    assert "lane: red → yellow" in capsys.readouterr().out


def test_a_set_that_cannot_be_read_is_told(sets, capsys):
    for deed in ("print", "sql", "sentence"):
        assert cli.main(["profiles", deed, str(sets / "bad.yaml")]) == 1
        assert "Did you mean origin?" in capsys.readouterr().err
    assert cli.main(["profiles", "print", os.devnull + "x"]) == 1
