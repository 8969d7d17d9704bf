"""What people type at the door of a world: names, seeds, plans, codes; and what they see of it."""

import numpy as np
import polars as pl
import pytest

from serai.world.errors import NotPlayedError, UnknownDeclarationsError
from serai.world.scenarios import ScenarioError
from serai.world.shocks import ClosedBorder, NewDuty, news_of
from serai.world.world import World
from tests.worlds import TOYS, fingerprint, plan_of, scenario


def small(**changes):
    return scenario(**{"weekly": 40} | changes)


def test_a_world_is_opened_by_the_name_of_a_scenario_or_by_its_file(tmp_path):
    named = World.open("first-steps", 7).next_week()
    assert fingerprint(named.declarations) == fingerprint(
        World.open(scenario(), 7).next_week().declarations
    )
    file = tmp_path / "toys.yaml"
    file.write_text(TOYS)
    by_path, by_text = (World.open(one, np.int64(7)) for one in (file, str(file)))
    assert by_path.scenario == by_text.scenario
    assert by_text.scenario.title == "Toys"


@pytest.mark.parametrize(
    ("which", "error", "said"),
    [("frist-steps", FileNotFoundError, "first-steps"), (None, TypeError, "first-steps"),
     ({"title": "Toys"}, TypeError, "this is dict")],
)  # fmt: skip
def test_what_is_no_scenario_is_refused_with_those_that_are(which, error, said):
    with pytest.raises(error, match=said):
        World.open(which, 7)


def test_a_file_with_mistakes_is_refused_with_all_of_them(tmp_path):
    file = tmp_path / "toys.yaml"
    file.write_text(TOYS.replace("KG", "KK").replace("weeks: 4", "weeks: x"))
    with pytest.raises(ScenarioError, match="line 3") as refused:
        World.open(str(file), 7)
    assert len(refused.value.problems) == 2


@pytest.mark.parametrize(
    ("seed", "error"),
    [(-1, ValueError), (True, TypeError), (np.True_, TypeError), (7.0, TypeError),
     (float("nan"), TypeError), ("7", TypeError), (None, TypeError)],
)  # fmt: skip
def test_a_seed_that_is_none_is_refused_before_anything_is_built(seed, error, monkeypatch):
    monkeypatch.setattr(World, "__init__", None)
    with pytest.raises(error, match="a seed is a whole number from 0 up"):
        World.open("first-steps", seed)


@pytest.mark.parametrize(
    "plan",
    [{"declaration": ["KG1"], "control": ["goods"]}, [{"declaration": "KG1", "control": "goods"}],
     pl.LazyFrame({"declaration": ["KG1"], "control": ["goods"]}), None],
    ids=lambda plan: type(plan).__name__,
)  # fmt: skip
def test_a_plan_that_is_no_frame_is_refused_with_what_one_has(plan):
    world = World.open(small(), 7)
    world.next_week()
    with pytest.raises(TypeError, match=f"“declaration”.*“control”.*{type(plan).__name__}"):
        world.inspect(plan)


def test_columns_of_a_plan_hold_text():
    world = World.open(small(), 7)
    world.next_week()
    plan = pl.DataFrame({"declaration": [1, 2], "control": [["goods"], ["scan"]]})
    with pytest.raises(UnknownDeclarationsError) as refused:
        world.inspect(plan)
    assert refused.value.problems == [
        "the column “control” of a plan holds text, not List(String)",
        "the column “declaration” of a plan holds text, not Int64",
    ]


def test_before_the_first_week_nothing_has_been_lodged():
    with pytest.raises(UnknownDeclarationsError, match="row 1: KG0000000000 was never lodged"):
        World.open(small(), 7).inspect(plan_of(["KG0000000000"]))


def test_an_empty_plan_is_a_plan_and_categories_are_text():
    world = World.open(small(), 7)
    for plan in (plan_of([]), pl.DataFrame({"declaration": [], "control": []})):
        assert not len(world.inspect(plan))
    week = world.next_week()
    plan = plan_of(week.declarations[:1]).cast(pl.Categorical)
    assert len(world.inspect(plan)) == 1


def test_who_is_not_played_gets_nothing_and_is_told_who_is():
    week = World.open(scenario("corridor", weekly=60), 7).next_week()
    assert week.administrations == ("AZ", "GE", "KZ", "TM")
    own = week.of("GE")
    assert set(own.declarations["administration"]) <= {"GE"}
    assert fingerprint(own.of("GE").declarations) == fingerprint(own.declarations)
    for one, code, there in ((week, "XX", "AZ, GE, KZ, TM"), (week, "ge", "AZ"), (own, "KZ", "GE")):
        with pytest.raises(NotPlayedError, match=f"“{code}” gets nothing here: there are {there}"):
            one.of(code)


def test_a_world_goes_on_beyond_the_weeks_of_its_scenario():
    world = World.open(small(weeks=2, shocks=(ClosedBorder(2, "KUR", 3),)), 7)
    weeks = [world.next_week() for _ in range(6)]
    assert [one.number for one in weeks] == [1, 2, 3, 4, 5, 6]
    assert all(len(one.declarations) for one in weeks)
    heard = [(one.week, str(one)) for week in weeks for one in week.news]
    assert heard == [(2, "KUR is closed"), (5, "KUR is open again")]
    assert len(world.debrief().weeks) == 6


def test_news_has_parts_and_not_how_long_it_will_last():
    shocks = (ClosedBorder(1, "KUR", 7), NewDuty(1, "61", "KG", 0.2))
    closed, duty = World.open(small(shocks=shocks), 7).next_week().news
    assert (closed.kind, closed.node, closed.over) == ("closed-border", "KUR", False)
    assert not hasattr(closed, "weeks")
    assert (duty.at, duty.goods, duty.duty) == ("KG", "61", 0.2)
    assert str(duty) == "KG has another duty on 61: 20%"


def test_what_another_closure_keeps_closed_is_not_said_to_be_open():
    shocks = (ClosedBorder(1, "AKT", 3), ClosedBorder(2, "AKT", 4), ClosedBorder(3, "AKT", 3))
    heard = [tuple(map(str, news_of(shocks, week))) for week in range(1, 8)]
    closed, open_ = ("AKT is closed",), ("AKT is open again",)
    assert heard == [closed, closed, closed, (), (), open_, ()]


def test_a_world_and_what_it_gives_are_shown_in_a_line():
    world = World.open(small(), 7)
    assert repr(world) == "<World first-steps, seed 7: week 0 of 26>"
    week = world.next_week()
    count = len(week.declarations)
    assert repr(week).startswith(f"<Week 1 from 2027-01-04: KG, {count} declarations, ")
    assert "\n" not in repr(week)
    assert repr(world) == "<World first-steps, seed 7: week 1 of 26>"
    assert repr(world.debrief()) == f"<Ledger: 1 week, {count} declarations>"
    assert repr(world) == "<World first-steps, seed 7: over>"
