"""A scenario may keep to some offices: what another office would clear does not come."""

from dataclasses import replace

import polars as pl
import pytest

from serai.world.controls import Control
from serai.world.scenario import Played
from serai.world.shocks import ClosedBorder, NewRoute
from serai.world.world import World
from tests.worlds import plan_of, run, scenario

BISHKEK, OSH = "40402", "40401"
HOURS = {Control.DOCUMENTS: 40.0}


def at(*offices, **changes):
    return scenario(administrations={"KG": Played({"other": HOURS}, offices)}, **changes)


def test_the_first_scenario_is_one_office():
    (played,) = scenario().administrations.values()
    declared = run(scenario(), 5, 8).declarations
    assert set(declared["office"]) == set(played.offices) == set(played.hours)
    assert len(declared) > 8 * 0.7 * scenario().weekly


@pytest.mark.parametrize("offices", [(OSH,), (BISHKEK, OSH)])
def test_declarations_come_to_the_named_offices_only_and_as_many_as_the_scenario_says(offices):
    declared = run(at(*offices), 5, 10).declarations
    assert set(declared["office"]) == set(offices)
    assert 0.7 < len(declared) / (10 * scenario().weekly) < 1.3


def test_where_no_office_is_named_all_take_part():
    assert len(set(run(at(), 5, 6).declarations["office"])) > 3


def test_offices_of_one_administration_leave_those_of_another_alone():
    both = scenario("corridor", shocks=())
    some = dict(both.administrations)
    some["KZ"] = replace(some["KZ"], offices=("50401",))
    office = pl.col("office").n_unique()
    each = (
        run(replace(both, administrations=some), 5, 8)
        .declarations.group_by("administration")
        .agg(office)
    )
    offices = dict(each.iter_rows())
    assert offices["KZ"] == 1
    assert offices["GE"] > 1


def test_traders_who_go_elsewhere_stay_within_the_offices():
    """Whoever is examined thinks of another route; none that leads to another office is taken."""
    world = World.open(at(OSH, weekly=120), 4)
    for _ in range(10):
        week = world.next_week()
        world.inspect(plan_of(week.declarations.head(100)))
        assert set(week.declarations["office"]) <= {OSH}


def test_a_border_that_opens_again_opens_no_way_to_another_office():
    shut = at(OSH, shocks=(ClosedBorder(2, "IRK", 2),))
    assert set(run(shut, 5, 10).declarations["office"]) == {OSH}


def test_a_route_that_a_shock_opens_takes_part_wherever_it_leads():
    declared = run(at(OSH, shocks=(NewRoute(3, "cn-kg-tor-bis"),)), 5, 14).declarations
    assert set(declared["office"]) == {OSH, BISHKEK}
    assert declared.filter(pl.col("office") == BISHKEK)["week"].min() >= 3


def test_offices_that_nothing_passes_leave_no_trade():
    with pytest.raises(ValueError, match="nothing is traded"):
        World.open(at("40103"), 1)


@pytest.mark.parametrize("other", ["50401", "50402", "50101", "50201", "50404"])
def test_an_airport_takes_part_beside_any_other_office(other):
    kz = scenario("parcels", administrations={"KZ": Played({"other": HOURS}, (other, "50601"))})
    assert other in set(run(kz, 2, 4).declarations["office"]) <= {other, "50601"}


def test_an_airport_alone_leaves_no_trade():
    """Parcels are part of what a trader sends; nobody sends nothing else."""
    kz = scenario("parcels", administrations={"KZ": Played({"other": HOURS}, ("50601",))})
    with pytest.raises(ValueError, match="nothing is traded"):
        World.open(kz, 2)
