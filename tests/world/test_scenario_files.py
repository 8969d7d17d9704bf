"""Scenario files: what is wrong is answered with every problem, its line and column, and a hint."""

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from serai.world.scenario import Scenario
from serai.world.scenarios import ScenarioError, load, names, read
from serai.world.world import World

GOOD = """\
title: Test
start: 2027-01-04
weeks: 26
weekly: 300
administrations:
  KG:
    hours:
      other: {documents: 8}
trade:
  sectors: {textiles: 1}
  elsewhere: 0
schemes: [undervaluation]
"""
CASES = yaml.safe_load((Path(__file__).parent / "scenario_cases.yaml").read_text("utf-8"))
PLACE = re.compile(r"line \d+, column \d+: .+[.?]")


def text_of(case):
    text = case.get("file", GOOD)
    for old, new in case.get("change", {}).items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text + case.get("add", "")


def answered(text):
    with pytest.raises(ScenarioError) as caught:
        read(text, name="x", file="x.yaml")
    return caught.value


@pytest.mark.parametrize("case", CASES, ids=[one["case"] for one in CASES])
def test_a_file_that_cannot_be_is_answered_with_all_that_is_wrong(case):
    error = answered(text_of(case))
    said = [str(one) for one in error.problems]
    if "said" in case:
        assert said == case["said"]
    else:
        wanted = case["said_begins"]
        assert len(said) == len(wanted)
        assert all(a.startswith(b) for a, b in zip(said, wanted, strict=True))
    assert all(PLACE.fullmatch(one) for one in said)
    assert str(error).splitlines() == [f"x.yaml, {one}" for one in said]
    str(error).encode()


def test_all_problems_are_told_in_one_go_in_the_order_of_lines():
    change = {
        "2027-01-04": "2027-01-05", "weeks: 26": "weeks: x", "KG": "KK", "textiles": "textil",
        "undervaluation": "u",
    }  # fmt: skip
    problems = answered(text_of({"change": change, "add": "fine: -1\nextra: 1"})).problems
    lines = [one.line for one in problems]
    assert lines == sorted(lines)
    assert set(lines) == {2, 3, 7, 10, 12, 13, 14}


def test_a_good_file_is_read_whole():
    made = read(GOOD, name="x", file="x.yaml")
    assert (made.name, made.title, made.title_ru, made.weeks) == ("x", "Test", "Test", 26)
    assert made.administrations["KG"].hours == {"other": {"documents": 8.0}}
    assert made.schemes == ("undervaluation",)


def test_a_border_may_stay_closed_beyond_the_last_week():
    shock = "shocks:\n  - {kind: closed-border, week: 25, node: KUR, weeks: 520}\n"
    (closed,) = read(GOOD + shock, name="x", file="x.yaml").shocks
    assert closed.ends == 545


@pytest.mark.parametrize("size", [200_001, 10_000_000])
def test_a_file_beyond_all_size_is_refused_before_it_is_read(size):
    assert "longer than" in str(answered("a" * size))


@pytest.mark.parametrize(
    "text",
    ["[" * 50_000, "a: " * 3_000, "- " * 5_000, "{" * 3_000 + "}" * 3_000, "%YAML 1." + "9" * 5_000,
     "? " * 2_000, "!" * 5_000, "&a " * 300],
    ids=lambda text: text[:4],
)  # fmt: skip
def test_deep_and_odd_files_are_answered_all_the_same(text):
    answered(text)


@pytest.mark.parametrize(
    "bytes_", [b"\x00\x01\x02\xff", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"\xff\xfe"]
)
def test_files_of_another_kind_are_no_scenarios(tmp_path, bytes_):
    file = tmp_path / "junk.yaml"
    file.write_bytes(bytes_ * 100)
    with pytest.raises(ScenarioError):
        load(file)


def test_a_file_that_is_not_there_is_told_with_those_that_ship(tmp_path):
    with pytest.raises(FileNotFoundError, match="first-steps"):
        load("frist-steps")
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "none.yaml")


def only_a_scenario_or_its_error(text):
    try:
        made = read(text, name="x", file="x.yaml")
    except ScenarioError as error:
        made = error
        str(error).encode()
    assert isinstance(made, Scenario) or made.problems


@settings(max_examples=60)
@given(st.text(max_size=40))
def test_any_text_is_a_scenario_or_is_answered(text):
    only_a_scenario_or_its_error(text)


PIECES = st.sampled_from(
    ["- ", "{", "}", "[", "]", ": ", "\n", "\n  ", "null", "~", "-1", "1e999", "yes", "&a ", "*a",
     "<<: ", "!!int ", "|\n", "'", '"', "#", "KG", "2027-01-04", "9999-12-27", "kind", "price", "💰",
     "\t", "\x85", "\ufeff", "0x10", "1_000", ".inf", "? ", "%", "@"]
)  # fmt: skip


@settings(max_examples=80)
@given(st.integers(0, len(GOOD)), st.integers(0, 40), st.lists(PIECES, max_size=5))
def test_a_scenario_that_has_been_broken_is_one_or_is_answered(at, cut, pieces):
    whole = GOOD + 'shocks:\n  - {kind: price, week: 2, goods: "85", factor: 2}\n'
    only_a_scenario_or_its_error(whole[:at] + "".join(pieces) + whole[at + cut :])


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
KEYS = [
    "title", "about", "start", "weeks", "weekly", "administrations", "trade", "traders", "schemes",
    "exchange", "fine", "shocks",
]  # fmt: skip


@settings(max_examples=60)
@given(st.sampled_from(KEYS), VALUES)
def test_any_value_of_any_key_is_read_or_answered(key, value):
    whole = yaml.safe_load(GOOD) | {key: value}
    only_a_scenario_or_its_error(yaml.safe_dump(whole, allow_unicode=True))


@pytest.mark.parametrize("name", names())
def test_each_scenario_that_ships_opens_and_runs_a_week(name):
    made = load(name)
    assert made.title_ru != made.title
    assert made.about
    week = World.open(made, 1).next_week()
    assert len(week.declarations) == pytest.approx(made.weekly, rel=0.3)
    assert set(week.declarations["administration"]) <= set(made.administrations)
    assert max((one.week for one in made.shocks), default=0) <= made.weeks
