"""`serai season` as a person types it: what is played, told, drawn and refused."""

import contextlib
import errno
import json
import os
import re
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import polars as pl
import pytest

from serai import cli

FILES = {
    "report.html", "report.pdf", "hit-rate.svg", "compliance.svg", "cheating.svg", "season.json",
    "weeks.parquet", "schemes.parquet",
}  # fmt: skip
COMPARE = ["season", "compare", "--scenario", "first-steps", "--weeks", "8", "--seeds", "2"]
COMPARED = [*COMPARE, "--strategies", "random", "score hours=2", "--workers", "1"]
SCHEMES = re.compile(r"https?://(?!www\.w3\.org/2000/svg)|url\(|@import")


class Sources(HTMLParser):
    """What a page would fetch."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found += [(tag, name) for name, _ in attrs if name in {"src", "href", "xlink:href"}]
        self.found += [(tag, "")] if tag in {"script", "link", "iframe", "img", "object"} else []


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    out = tmp_path_factory.mktemp("season") / "out"
    assert cli.main([*COMPARED, "--out", str(out)]) == 0
    return out


def contents(folder, *, but=()):
    return {one.name: one.read_bytes() for one in folder.iterdir() if one.name not in but}


def test_a_season_is_told_in_a_table(capsys):
    words = ["season", "play", "--scenario", "first-steps", "--strategy", "profiles"]
    assert cli.main([*words, "--seed", "3", "--weeks", "3"]) == 0
    told = capsys.readouterr()
    title, below, *_ = told.out.splitlines()
    assert re.fullmatch(r"profiles finds \d+\.\d\s% of what is there\.", title)
    assert "3\u00a0weeks, 1\u00a0season with each strategy (seed 3)" in below
    for row in ("Declarations", "Examined, %", "Hit rate, by chance", "Lost", "Compliance, true"):
        assert re.search(rf"^{re.escape(row)}", told.out, re.MULTILINE), row
    assert "100%  6 of 6 weeks" in told.err


def test_a_comparison_is_written_whole(compared):
    assert {one.name for one in compared.iterdir()} == FILES
    weeks = pl.read_parquet(compared / "weeks.parquet")
    assert weeks.group_by("practice", "seed").len()["len"].to_list() == [8] * 6
    about = json.loads((compared / "season.json").read_text())
    assert [one["practice"] for one in about["practices"]] == ["random", "score hours=2"]
    first, second = about["practices"]
    assert first["gaps"] is None
    value, low, high = second["gaps"]["recall"]
    assert low <= value <= high
    declared = weeks.filter(practice="random", seed=1)["declarations"].sum()
    assert first["seasons"][0]["declarations"] == declared
    assert (compared / "report.pdf").read_bytes().startswith(b"%PDF")


def test_a_page_fetches_nothing(compared):
    page = (compared / "report.html").read_text()
    sources = Sources()
    sources.feed(page)
    assert sources.found == []
    assert not SCHEMES.search(page)


def test_what_is_said_first_is_a_fact_of_the_figures(compared):
    page = (compared / "report.html").read_text()
    title = re.search(r"<h1>(.*?)</h1>", page).group(1)
    assert "chance" in title
    headings = re.findall(r"<h2>(.*?)</h2>", page)
    assert len(headings) == 8
    assert headings[-1] == "What it was played with"


def test_pictures_are_whole_and_count_in_weeks(compared):
    for name in ("hit-rate", "compliance", "cheating"):
        root = ET.fromstring((compared / f"{name}.svg").read_text())
        texts = [one.text for one in root.iter("{http://www.w3.org/2000/svg}text")]
        assert "8" in texts
        assert "week" in texts
        assert "score hours=2" in texts


def test_the_same_seeds_give_the_same_files(compared, tmp_path):
    words = [*COMPARE, "--strategies", "random", "score  hours=2", "--workers", "1"]
    assert cli.main([*words, "--out", str(tmp_path / "out")]) == 0
    but = ("report.pdf",)
    assert contents(tmp_path / "out", but=but) == contents(compared, but=but)


@pytest.mark.processes
def test_processes_change_nothing(tmp_path, capsys):
    words = [*COMPARE[:4], "--weeks", "2", "--seeds", "1", "--strategies", "random", "profiles"]
    assert cli.main([*words, "--workers", "1"]) == 0
    first = capsys.readouterr().out
    assert cli.main([*words, "--workers", "2"]) == 0
    assert capsys.readouterr().out == first


def test_in_russian_no_english_is_left(tmp_path, capsys):
    words = [
        *COMPARE[:4],
        "--weeks",
        "8",
        "--seeds",
        "2",
        "--strategies",
        "score",
        "random random=0",
    ]
    out = tmp_path / "out"
    assert cli.main([*words, "--workers", "1", "--language", "ru", "--out", str(out)]) == 0
    told = capsys.readouterr().out.partition("В папке")[0]
    page = re.sub(r"<style>.*?</style>", "", (out / "report.html").read_text(), flags=re.DOTALL)
    texts = [told, *re.findall(r">([^<>]+)<", page)]
    texts += re.findall(r">([^<>]+)<", (out / "hit-rate.svg").read_text())
    for text in texts:
        rest = re.sub(r"random random=0|score|random|Serai", "", text)
        assert not re.search(r"[A-Za-z]", rest), text
    assert re.search(r"[а-я]", told)
    assert "Без случайного отбора: «random random=0»" in page


def test_everything_that_is_wrong_is_told_at_once(capsys, tmp_path):
    words = ["season", "compare", "--scenario", "prt", "--strategies", "scor", "score random=2"]
    wrong = ["--seeds", "0", "--weeks", "0", "--workers", "0", "--out", str(tmp_path / "out")]
    assert cli.main([*words, *wrong]) == 2
    told = capsys.readouterr().err
    for part in ("--seeds", "--weeks", "--workers", "Did you mean port?", "“scor”", "random lies"):
        assert part in told
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["play", "--strategy", "score", "--seed", "-1"], 2, "--seed is a number from 0 up"),
        (["play", "--strategy", "best"], 1, "A strategy that cannot be played: “best”"),
        (["compare", "--strategies", "score", "score"], 2, "stands there twice"),
    ],
)
def test_what_makes_no_sense_is_refused(words, code, said, capsys):
    assert cli.main(["season", *words, "--scenario", "port"]) == code
    assert said in capsys.readouterr().err


def test_a_scenario_with_errors_is_refused_with_their_lines(tmp_path, capsys):
    (tmp_path / "mine.yaml").write_text("title: Mine\nweks: 4\n")
    words = ["season", "play", "--strategy", "score", "--scenario", str(tmp_path / "mine.yaml")]
    assert cli.main(words) == 1
    assert "line 2, column 1" in capsys.readouterr().err


def test_a_folder_that_cannot_be_one_is_told(tmp_path, capsys):
    (tmp_path / "out").write_text("mine")
    words = ["season", "play", "--scenario", "port", "--strategy", "score"]
    assert cli.main([*words, "--out", str(tmp_path / "out")]) == 2
    assert "cannot be a folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"--seeds": "3"}, "seeds: 1 to 2 there, 1 to 3 asked"),
        ({"score hours=2": "profiles"}, "strategies: random “score hours=2” there, random profiles asked"),
        ({"--weeks": "1"}, "weeks: 8 there, 1 asked"),
        ({"--scenario": "port"}, "scenario: first-steps there, port asked"),
        ({"--language": "ru"}, "language: en there, ru asked"),
    ],
)  # fmt: skip
def test_a_folder_of_another_order_is_left_as_it_is(compared, changes, said, capsys, monkeypatch):
    monkeypatch.setattr(
        "serai.season.compare.compare", None
    )  # it is known before anything is played
    before = contents(compared)
    words = [*COMPARED, "--language", "en"]
    for name, value in changes.items():
        place = words.index(name)
        words[place + 1 if name.startswith("--") else place] = value
    assert cli.main([*words, "--out", str(compared)]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert "Name another folder with --out." in told
    assert len(told.splitlines()) == 3
    assert contents(compared) == before


def test_a_folder_of_something_else_is_left_alone(tmp_path, capsys):
    (tmp_path / "report.html").write_text("mine")
    words = ["season", "play", "--scenario", "first-steps", "--strategy", "random"]
    assert cli.main([*words, "--out", str(tmp_path)]) == 2
    assert "is not empty and holds no season" in capsys.readouterr().err
    assert contents(tmp_path) == {"report.html": b"mine"}


def test_a_folder_in_which_nothing_can_be_written_is_told_before_anything_is_played(
    tmp_path, capsys, monkeypatch
):
    monkeypatch.setattr("serai.season.play.play", None)
    monkeypatch.setattr("serai.season.written.TemporaryFile", full)
    words = ["season", "play", "--scenario", "first-steps", "--strategy", "random"]
    assert cli.main([*words, "--out", str(tmp_path / "out")]) == 2
    assert "out cannot be written: No space left on device." in capsys.readouterr().err


def full(**_):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_who_interrupts_while_files_are_written_can_finish_with_the_same_command(
    tmp_path, capsys, monkeypatch
):
    words = ["season", "play", "--scenario", "first-steps", "--strategy", "random", "--weeks", "1"]
    out = tmp_path / "out"
    with monkeypatch.context() as cut:
        cut.setattr("serai.season.written.pdf_of", interrupted)
        assert cli.main([*words, "--out", str(out)]) == 3
    assert "the same command writes it all" in capsys.readouterr().err
    assert not json.loads((out / "season.json").read_text())["done"]
    assert cli.main([*words, "--out", str(out)]) == 0
    made = json.loads((out / "season.json").read_text())
    assert made["done"]
    practices = set(pl.read_parquet(out / "weeks.parquet")["practice"])
    assert practices == {"random", "random hours=0"}
    assert [one["examined"] for one in made["unexamined"]] == [0.0]


def test_whoever_cuts_off_what_is_printed_has_the_files(tmp_path, monkeypatch):
    words = ["season", "play", "--scenario", "first-steps", "--strategy", "random", "--weeks", "1"]
    with monkeypatch.context() as cut:
        cut.setattr("builtins.print", broken)
        with contextlib.suppress(BrokenPipeError):
            cli.main([*words, "--out", str(tmp_path / "out")])
    assert {one.name for one in (tmp_path / "out").iterdir()} == FILES


def broken(*_, **__):
    raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))


def interrupted(_):
    raise KeyboardInterrupt


def test_the_same_order_replaces_its_own_files_and_no_others(tmp_path):
    words = ["season", "play", "--scenario", "first-steps", "--strategy", "random", "--weeks", "1"]
    out = tmp_path / "out"
    assert cli.main([*words, "--out", str(out)]) == 0
    before = contents(out, but=("report.pdf",))
    (out / "notes.txt").write_text("mine")
    (out / "report.html").write_text("cut off")
    (out / "weeks.parquet").unlink()
    assert cli.main([*words, "--out", str(out)]) == 0
    assert contents(out, but=("report.pdf",)) == before | {"notes.txt": b"mine"}
    (out / "season.json").write_text("[]")
    assert cli.main([*words, "--out", str(out)]) == 2
