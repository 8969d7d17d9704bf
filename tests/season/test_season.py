"""A season: the same for the same seed on any number of workers, within hours, and never past the ledger."""

from dataclasses import replace

import polars as pl
import pytest

from serai.season.compare import compare, gathered
from serai.season.play import play
from serai.season.practice import Practice, PracticeError
from serai.world.inspection import OFFICER_HOUR
from serai.world.scenario import Played
from serai.world.shocks import ClosedBorder
from tests.worlds import fingerprint, scenario

PRACTICES = (
    "score", "score random=0", "score random=1", "score hours=0.4", "score exchange", "score frozen=1",
    "profiles", "revenue", "uncertain", "score 0.9 + thompson 0.1", "random hours=3",
)  # fmt: skip


def prints(board):
    return fingerprint(board.weeks, board.schemes), board.estimated, board.practice


def test_a_season_played_again_is_the_same():
    first, again = (play(scenario(), Practice.of("score"), 4, weeks=4) for _ in range(2))
    assert prints(first) == prints(again)
    assert prints(play(scenario(), Practice.of("score"), 5, weeks=4)) != prints(first)


def test_a_comparison_does_not_depend_on_the_number_of_workers():
    asked = (scenario(weekly=80), ["score"], [1, 2])
    told = []
    alone = compare(*asked, weeks=4, progress=lambda *one: told.append(one))
    pair = compare(*asked, weeks=4, workers=2)
    assert alone.practices == pair.practices
    for practice in alone.practices:
        both = zip(alone.boards[practice], pair.boards[practice], strict=True)
        assert all(prints(one) == prints(other) for one, other in both)
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert [one.seed for one in alone.boards["score"]] == [1, 2]


def test_a_comparison_has_each_season_with_nobody_examining_too():
    asked = scenario(weekly=80)
    made = compare(asked, ["score hours=3"], [1, 2], weeks=6)
    alone = play(asked, "random hours=0", 2, weeks=6)
    assert prints(made.unexamined[1])[0] == prints(alone)[0]
    assert alone.totals["examined"] == 0
    fewer = [
        bare.schemes.filter(pl.col("scheme") != "mistake")["there"].sum()
        - board.schemes.filter(pl.col("scheme") != "mistake")["there"].sum()
        for bare, board in zip(made.unexamined, made.boards["score hours=3"], strict=True)
    ]
    assert made.less("score hours=3", "fraud") == fewer
    assert made.deterred("score hours=3").value == pytest.approx(sum(fewer) / 2)
    assert any(fewer)


def test_seasons_that_come_back_in_any_order_make_the_same_comparison():
    asked = (scenario(weekly=60), ["score", "random  random=1"], [1, 2])
    made = compare(*asked, weeks=2)
    boards = [*made.unexamined, *(one for many in made.boards.values() for one in many)]
    again = gathered(*asked, boards[::-1])
    assert again.boards == made.boards
    assert again.unexamined == made.unexamined
    with pytest.raises(ValueError, match="“score”, seed 2 is missing"):
        gathered(*asked, [one for one in boards if (one.practice, one.seed) != ("score", 2)])
    with pytest.raises(ValueError, match="“score”, seed 1 was not asked for"):
        gathered(asked[0], asked[1][1:], [1, 2], boards)


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"seeds": [1, 1]}, "seeds are one or more, each once"),
        ({"seeds": []}, "seeds are one or more"),
        ({"practices": []}, "practices are one or more"),
        ({"practices": ["score", " score"]}, "practices are one or more, each once"),
        ({"weeks": 0}, "one week or more, not 0"),
    ],
)
def test_a_comparison_that_says_nothing_is_refused_before_anything_is_played(changed, wrong):
    asked = {"practices": ["score"], "seeds": [1], "weeks": 2} | changed
    with pytest.raises(ValueError, match=wrong):
        compare("first-steps", **asked)


@pytest.mark.parametrize("changed", [{"weeks": "2"}, {"weeks": True}, {"practices": {"score"}}])
def test_values_of_another_kind_are_refused(changed):
    asked = {"practices": ["score"], "seeds": [1], "weeks": 2} | changed
    with pytest.raises(TypeError):
        compare("first-steps", **asked)


def test_two_practices_of_one_seed_meet_the_same_trade_in_the_first_week():
    rows = [
        play(scenario(), Practice.of(text), 4, weeks=1).weeks
        .select("declarations", "non_compliant", "due", "evaded")
        for text in ("score", "random hours=3", "score hours=0")
    ]  # fmt: skip
    assert rows[0].equals(rows[1])
    assert rows[0].equals(rows[2])


@pytest.mark.parametrize("text", PRACTICES)
def test_no_practice_takes_more_hours_than_there_are(text):
    """The world refuses a plan that takes more in any week; here is what they come to."""
    practice = Practice.of(text)
    played = scenario()
    board = play(played, practice, 3, weeks=2)
    (hours,) = played.administrations["KG"].hours.values()
    there = 2 * practice.hours * sum(hours.values())
    taken = board.totals["officers"] / OFFICER_HOUR
    assert taken <= there + 1e-6
    assert (taken > 0) == (practice.hours > 0)
    if practice.hours == 1 and text.startswith(("score", "random")):
        assert taken > 0.85 * there  # a week has more declarations than hours


def test_without_officers_nothing_is_examined_and_the_rest_is_counted():
    board = play(scenario(), Practice.of("score hours=0"), 3, weeks=3)
    totals = board.totals
    assert totals["examined"] == totals["found"] == totals["recovered"] == totals["officers"] == 0
    assert totals["declarations"] > 500
    assert totals["lost"] == pytest.approx(totals["evaded"])


def test_all_chance_is_random_and_no_chance_is_not():
    chance = play(scenario(), Practice.of("random random=1"), 3, weeks=3).totals
    none = play(scenario(), Practice.of("score random=0"), 3, weeks=3).totals
    assert chance["random"] > 0
    assert none["random"] == 0
    assert none["targeted"] == none["examined"] > 0


def test_each_administration_may_have_a_practice_of_its_own():
    played = scenario("corridor", weekly=150)
    own = {code: Practice.of("score") for code in played.administrations}
    own["GE"] = Practice.of("random hours=2")
    board = play(played, own, 3, weeks=2)
    assert board.practice == "score | random hours=2"
    with pytest.raises(KeyError):
        play(played, {"KZ": own["KZ"]}, 3, weeks=1)


ODD = {
    "one declaration a week": {"weekly": 1},
    "no schemes": {"schemes": ()},
    "an administration without officers": {"administrations": {"KG": Played({})}},
    "an office with no hours": {"administrations": {"KG": Played({"other": {}})}},
    "an administration without trade": {
        "administrations": {"KG": Played({"other": {"goods": 9.0}}), "AM": Played({"other": {"goods": 9.0}})},
        "sectors": {"textiles": 1}, "origins": {"TR": 0.0, "IR": 0.0, "GE": 0.0, "RU": 0.0, "AM": 0.0},
    },
    "everything closed for good": {
        "shocks": tuple(ClosedBorder(1, node, 520) for node in ("OSH", "BIS", "TOK", "AKZ", "KAI", "DSK"))
    },
    "the highest fine": {"fine": 100.0},
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_an_odd_scenario_is_played_all_the_same(name):
    board = play(scenario(**ODD[name]), Practice.of("score exchange"), 3, weeks=4)
    assert board.totals["declarations"] >= 0
    assert board.totals["lost"] == pytest.approx(board.totals["evaded"] - board.totals["recovered"])


def test_weeks_without_declarations_are_weeks():
    board = play(
        scenario(weekly=1, administrations={"KG": Played({}, ("40402",))}), "random", 0, weeks=12
    )
    assert board.weeks["week"].to_list() == list(range(1, 13))
    assert 0 in board.weeks["declarations"].to_list()
    shut = play(scenario(shocks=(ClosedBorder(1, "BIS", 3),)), "random", 1, weeks=5)
    assert shut.weeks["declarations"].to_list()[:3] == [0, 0, 0]
    assert shut.weeks["declarations"].to_list()[3] > 0


def test_a_transit_that_ends_in_a_quiet_week_is_not_asked_after():
    played = replace(scenario("corridor", weekly=3, schemes=(), shocks=()), exchange=True)
    board = play(played, Practice.of("score"), 2, weeks=9)
    assert isinstance(board.weeks, pl.DataFrame)
    assert board.totals["declarations"] < 60


def test_a_practice_may_be_said_in_words():
    said, made = (
        play(scenario(), one, 3, weeks=2)
        for one in ("score random=0", Practice.of("score random=0"))
    )
    assert said.weeks.equals(made.weeks)
    with pytest.raises(PracticeError, match="no strategy"):
        play(scenario(), "guess", 3, weeks=2)
