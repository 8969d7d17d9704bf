"""What people type at the door of a season, and what they see of it."""

import math
import re
from dataclasses import replace

import pytest

from serai.risk.plans.report import Heading, Table
from serai.season import pictures
from serai.season.compare import compare
from serai.season.figures import DELAY, FIGURES, table_of
from serai.season.play import play
from serai.season.report import report_of
from serai.season.words import heard_about, news_about, signed
from serai.world.shocks import ClosedBorder, NewDuty, NewRoute, PriceShock, news_of
from serai.world.world import World
from tests.worlds import scenario

SHOCKS = (
    ClosedBorder(2, "AKT", 1), PriceShock(2, "85", 2.0), NewDuty(3, "8517", "KZ", 0.15),
    NewRoute(9, "ae-am-sea-gyu"),
)  # fmt: skip


@pytest.fixture(scope="module")
def compared():
    small = scenario(weekly=60, shocks=SHOCKS)
    return compare(small, ["random", "score random=0"], [1, 2], weeks=4)


def test_a_season_is_played_by_the_name_of_its_scenario_or_by_its_file(tmp_path):
    named = play("first-steps", "random", 3, weeks=1)
    assert named.weeks.equals(play(scenario(), "random", 3, weeks=1).weeks)
    file = tmp_path / "toys.yaml"
    file.write_text(
        "title: Toys\nstart: 2027-01-04\nweeks: 2\nweekly: 40\nschemes: []\n"
        "administrations: {KG: {hours: {other: {goods: 4}}}}\n"
    )
    made = compare(str(file), ["random"], range(1, 3))
    assert (made.scenario.name, made.seeds) == ("toys", (1, 2))
    assert len(play(file, "random", 1, weeks=3).weeks) == 3  # more than the scenario has


@pytest.mark.parametrize(
    ("seed", "error"), [(-1, ValueError), (True, TypeError), (1.0, TypeError), ("1", TypeError)]
)
def test_a_seed_that_is_none_is_refused_before_anything_is_played(seed, error, monkeypatch):
    monkeypatch.setattr(World, "open", None)
    with pytest.raises(error, match="a seed is a whole number from 0 up"):
        play("first-steps", "random", seed)
    with pytest.raises(error, match="a seed is a whole number from 0 up"):
        compare("first-steps", ["random"], [1, seed])


@pytest.mark.parametrize(
    ("practices", "seeds", "said"),
    [("score", [1], r"a list of texts, for example \['score'\]"),
     (["score"], 10, r"a list or a range, for example range\(1, 11\)")],
)  # fmt: skip
def test_practices_and_seeds_are_several(practices, seeds, said):
    with pytest.raises(TypeError, match=said):
        compare("first-steps", practices, seeds)


def test_a_season_without_weeks_is_refused():
    with pytest.raises(ValueError, match="one week or more, not 0"):
        play("first-steps", "random", 1, weeks=0)


def test_a_season_and_a_comparison_are_shown_in_a_line(compared):
    board = compared.boards["random"][0]
    shown = (
        r"<Scoreboard first-steps, “random”, seed 1: 4 weeks, \d+ declarations, found \d+ of \d+>"
    )
    assert re.fullmatch(shown, repr(board))
    said = "<Comparison first-steps: “random”, “score random=0”; 2 seeds, 4 weeks each>"
    assert repr(compared) == said


def test_no_interval_goes_where_its_figure_cannot(compared):
    before = [compared.mean("random", one.key) for one in FIGURES if one.key in {"fines", "cost"}]
    assert any(one.low < 0 for one in before)  # two seasons tell little
    for one in {*FIGURES, *DELAY}:
        for practice in compared.practices:
            found = one.mean(compared, practice)
            if not one.signed and math.isfinite(found.low):
                assert 0 <= found.low <= found.value <= found.high, one.key
    signed = [one.mean(compared, "random") for one in FIGURES if one.signed]
    assert any(one.low < 0 for one in signed)


def test_of_one_season_no_deterrence_is_claimed(compared):
    one = replace(
        compared,
        seeds=(1,),
        boards={text: boards[:1] for text, boards in compared.boards.items()},
        unexamined=compared.unexamined[:1],
    )
    said = [block.text for block in report_of(one, "en").blocks if isinstance(block, Heading)]
    assert not [text for text in said if "deter" in text]
    assert [text for text in said if text.startswith("What traders did under")]


LONG = ["score 0.9 + thompson 0.1", "score 0.9 + thompson 0.1 random=0", "profiles", "random"]


def test_every_strategy_has_its_line_and_every_table_of_moves_the_season_without_controls(compared):
    board = compared.boards["random"]
    many = replace(compared, practices=tuple(LONG), boards=dict.fromkeys(LONG, board))
    for made in (pictures.cheating(many, LONG[0], "en"), pictures.compliance(many, LONG[0], "en")):
        assert made.count('fill="none"') == len(LONG) + 1
    tables = [
        block.head
        for block in report_of(many, "en").blocks
        if isinstance(block, Table) and block.head[0] == "What they do"
    ]
    assert len(tables) == 2
    assert all(head[1] == "no controls" for head in tables)
    assert [name for head in tables for name in head[2:]] == LONG


def test_every_figure_may_be_asked_of_every_season(compared):
    for one in {*FIGURES, *DELAY}:
        assert len(one.each(compared, "random")) == 2
    (deterred,) = [one for one in FIGURES if one.key == "deterred"]
    assert deterred.each(compared, "random") == compared.less("random", "fraud")


def test_what_is_rounded_to_nothing_has_no_sign():
    assert [signed(one, "en", 1) for one in (-0.04, 0.0, -0.06)] == ["0.0", "0.0", "−0.1"]


def test_false_alarms_are_told_beside_the_hit_rates(compared):
    board = compared.boards["random"][0]
    (figure,) = [one for one in FIGURES if one.key == "alarm_rate"]
    weeks = board.weeks.with_columns(found=10, alarms=1)
    assert figure.of(replace(board, weeks=weeks)) == pytest.approx(0.1)
    for language, said in (("en", "false alarms are among them"), ("ru", "неподтвердившиеся")):
        assert said in str(report_of(compared, language).blocks)


def test_a_range_is_said_as_statisticians_say_it(compared):
    one_of = {
        "en": r"[\d,.]+ \([−\d,.]+\sto\s[\d,.]+\)",
        "ru": r"[\d\s,]+ \(от\s[−\d\s,]+ до\s[\d\s,]+\)",
    }
    for language, pattern in one_of.items():
        (_, cell, _) = table_of(compared, language)[1]
        assert re.fullmatch(pattern, cell), cell


HEARD = {
    "en": [
        "week 2: Aktau is closed", "week 3: Aktau is open again",
        "week 3: Kazakhstan has another duty on goods 8517…: 15.0\u00a0%",
    ],
    "ru": [
        "неделя 2: движение через узел Актау закрыто",
        "неделя 3: движение через узел Актау возобновлено",
        "неделя 3: Казахстан – новая пошлина на товары 8517…: 15,0\u00a0%",
    ],
}  # fmt: skip


@pytest.mark.parametrize("language", HEARD)
def test_news_is_told_with_names_in_the_weeks_that_were_played(compared, language):
    assert heard_about(compared.scenario, 4, language) == HEARD[language]
    report = str(report_of(compared, language).blocks)
    assert "; ".join(HEARD[language]).replace("\u00a0", "\\xa0") in report
    quiet = replace(compared.scenario, shocks=SHOCKS[1:2])
    label = {"en": "everybody\\xa0heard", "ru": "Официально"}[language]
    assert label in report
    calm = replace(compared, scenario=quiet)
    assert label not in str(report_of(calm, language).blocks)


def test_a_new_route_is_told_by_the_names_along_it():
    (news,) = news_of(SHOCKS, 9)
    assert str(news) == "a new route is open: ae-am-sea-gyu"
    assert re.fullmatch(r"a new route opens, .+ → Gyumri", news_about(news, "en"))
    assert news_about(news, "ru").startswith("открывается новый маршрут ")
