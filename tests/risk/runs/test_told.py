"""How a run is told: while it goes on, as a summary, as a picture, and declaration by declaration."""

import io
import re
import xml.etree.ElementTree as ET

import polars as pl
import pytest

from serai.risk.profiles import Lane
from serai.risk.runs import reasons
from serai.risk.runs.picture import COLOR, FAINT, INK, LINE, PAPER, SOFT, svg_of
from serai.risk.runs.progress import Progress
from serai.risk.runs.reasons import reasons_of
from serai.risk.runs.results import table_of
from serai.risk.runs.summary import bar, text_of
from serai.risk.screening import stream
from tests.risk.runs.runner import TODAY, declarations, files, profile_set, run_of, summary


@pytest.fixture(scope="module")
def paths(tmp_path_factory):
    return files(tmp_path_factory.mktemp("files"), declarations())


@pytest.fixture(scope="module")
def told(paths, tmp_path_factory):
    return summary(run_of(paths, tmp_path_factory.mktemp("out") / "run"))


# The summary


def test_lanes_add_up_and_profiles_come_by_hits(told):
    assert sum(told.lanes.values()) == told.declarations == 500
    assert list(told.lanes) == [Lane.RED, Lane.YELLOW, Lane.BLUE, Lane.GREEN]
    assert list(told.profiles.values()) == sorted(told.profiles.values(), reverse=True)
    assert told.never == ("F",)


def test_overlaps_are_shares_of_each_profile(told):
    for one in told.overlaps:
        assert one.share_of_first == one.both / told.profiles[one.first]
        assert one.share_of_second == one.both / told.profiles[one.second]


def test_the_text_has_lanes_profiles_and_those_that_never_hit(told):
    text = text_of(told)
    assert text.startswith("500 declarations of first.parquet, second.csv, as of 2021-07-01.\n")
    for lane in told.lanes:
        assert re.search(rf" {lane} +{told.lanes[lane]:,} ", text)
    for name in told.hit:
        assert re.search(rf"  {name}  . {told.about[name].lane} .* Title of {name}\n", text)
    assert "Never hit: 1\n  F  Title of F\n" in text
    assert "\x1b" not in text
    assert "\x1b[31m" in text_of(told, color=True)


def test_a_long_list_is_cut(told):
    assert "… and 3 more in summary.json" in text_of(told, most=2)


def test_columns_that_profiles_ask_for_and_files_lack_are_told(tmp_path, paths):
    frame = declarations().drop("price", "date").rename({"origin": "Origen"})
    frame.write_parquet(tmp_path / "d.parquet")
    found = summary(run_of([tmp_path / "d.parquet"], tmp_path / "out"))
    assert found.lacking == {"date": ("D",), "origin": ("C", "F"), "price": ("B",)}
    text = text_of(found)
    assert "There is no column price, which B asks for." in text
    assert "In d.parquet column “Origen” was not read (did you mean origin?)." in text


@pytest.mark.parametrize(("count", "shown"), [(0, ""), (1, "▏"), (500, "█" * 15), (1000, "█" * 30)])
def test_bars_are_long_as_the_count(count, shown):
    assert bar(count, 1000) == shown


def test_nothing_at_all_can_be_told(tmp_path):
    declarations(0).write_parquet(tmp_path / "d.parquet")
    found = summary(run_of([tmp_path / "d.parquet"], tmp_path / "out"))
    assert "0 declarations" in text_of(found)
    ET.fromstring(svg_of(found))


# The picture


def test_the_picture_says_in_shape_and_word_what_color_says(told):
    root = ET.fromstring(svg_of(told))
    words = " ".join(text.text or "" for text in root.iter("{http://www.w3.org/2000/svg}text"))
    for lane, count in told.lanes.items():
        assert f"{lane} {count:,} (" in words
    for name in told.hit:
        assert f"Title of {name}" in words
    assert "Never hit: F." in words


def test_color_in_the_picture_is_for_lanes(told):
    used = set(re.findall(r"#[0-9a-f]{6}", svg_of(told)))
    assert used <= {INK, SOFT, FAINT, PAPER, LINE, *COLOR.values()}


def test_titles_cannot_break_the_picture(tmp_path, paths):
    profiles = profile_set()
    object.__setattr__(profiles.profiles[0], "title", "</text><script>&")
    found = summary(run_of(paths, tmp_path / "out", profiles))
    assert "<script>" not in svg_of(found)
    ET.fromstring(svg_of(found))


# Reasons


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_each_hit_is_explained_with_its_values(tmp_path, paths, form):
    path = paths[0] if form == "parquet" else paths[1]
    run = run_of([path], tmp_path / "out")
    say = reasons_of(run.screen, today=TODAY)
    for part in stream.parts(path, run.screen, today=TODAY):
        table = pl.from_arrow(table_of(part, say))
        for profiles, told in table.select("profiles", "reasons").iter_rows():
            lines = told.split("\n") if told else []
            assert [line.partition(": ")[0] for line in lines] == profiles
        (line,) = [
            line
            for line in table.filter(pl.col("profiles").list.contains("A"))["reasons"][0].split(
                "\n"
            )
            if line.startswith("A: ")
        ]
        assert re.fullmatch(r"A: .*\(85\)\. hs2 85", line)


def test_reasons_read_off_the_profile_are_those_of_the_explanation(paths, tmp_path, monkeypatch):
    more = {
        "G": (Lane.RED, 'not hs2 = "85" and not unit_price >= 50 and not preference is missing'),
        "H": (Lane.RED, 'origin = "CN" or dispatch = "CN" and tax_rate > 5'),
        "I": (Lane.BLUE, "dispatch_differs and not container"),
    }
    run = run_of(paths[:1], tmp_path / "out", profile_set(**more))
    (part,) = stream.parts(paths[0], run.screen, today=TODAY)
    read_off = reasons_of(run.screen, today=TODAY)(part)
    monkeypatch.setattr(reasons, "columns_of_all", lambda condition: None)
    explained = reasons_of(run.screen, today=TODAY)(part)
    assert read_off == explained
    assert {line[0] for lines in read_off for line in lines.split("\n") if line} >= set("ABCDEGH")


# While it goes on


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_elsewhere_than_in_a_terminal_a_line_comes_every_ten_seconds():
    now = 0.0
    out = io.StringIO()
    progress = Progress(out, 4000, done=1000, clock=lambda: now)
    for _ in range(30):
        now += 1
        progress(100)
    progress.close()
    lines = out.getvalue().splitlines()
    assert len(lines) == 4
    assert lines[0].endswith("50%  2,000 of 4,000 declarations  100 a second  20 s left")
    assert lines[-1].endswith("100%  4,000 of 4,000 declarations  100 a second")


def test_in_a_terminal_one_line_changes():
    now = 0.0
    out = Terminal()
    progress = Progress(out, 100, clock=lambda: now)
    now = 1.0
    progress(25)
    progress.close()
    assert out.getvalue().count("\n") == 1
    assert "\r\x1b[K[██████··················]  25%" in out.getvalue()


def test_where_the_end_is_not_known_rows_are_counted():
    now = 0.0
    progress = Progress(io.StringIO(), None, clock=lambda: now)
    now = 2.0
    progress(5000)
    assert progress.line() == "5,000 declarations  2,500 a second"
