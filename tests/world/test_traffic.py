"""Legs have capacities: the fuller one is, the longer one waits; at usual traffic waits are those of the tables."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from serai.world.places import places
from serai.world.places.ways import ways_of
from serai.world.shocks import ClosedBorder, SmallParcels
from serai.world.traffic import FULLEST, LONGEST, Traffic
from serai.world.world import World
from tests.worlds import scenario

ROUTES = len(places().routes)


def traffic(sent):
    return Traffic.of(places(), ways_of(places()), sent)


USUAL = np.random.default_rng(1).pareto(1.5, ROUTES)


def test_usual_traffic_waits_as_the_tables_say():
    made = traffic(USUAL)
    assert made.times(USUAL) == pytest.approx(1)
    assert made.delay(made.times(USUAL)) == pytest.approx(0)
    assert made.usual.max() == pytest.approx(FULLEST)


def test_only_the_ratios_of_what_is_sent_count():
    again = np.roll(USUAL, 7)
    assert traffic(USUAL).times(again) == pytest.approx(traffic(1000 * USUAL).times(1000 * again))


@settings(max_examples=60)
@given(st.integers(0, ROUTES - 1), st.floats(0, 1e4), st.floats(0, 3))
def test_more_traffic_never_shortens_a_wait_and_none_grows_without_bound(route, more, times):
    made = traffic(USUAL)
    before, after = times * USUAL, times * USUAL
    after[route] += more
    less, longer = made.times(before), made.times(after)
    assert (longer >= less - 1e-12).all()
    assert (longer > 0).all()
    assert longer.max() <= LONGEST


def test_a_nearly_full_leg_has_the_queue_of_its_formula():
    """0.80 in use, a tenth more: the mean wait grows from 1 ÷ 0.20 to 1 ÷ 0.12."""
    alone = np.zeros(ROUTES)
    alone[0] = 3.0
    found = traffic(alone).times(1.1 * alone)[0]
    busy = found > 1 + 1e-9
    assert found[busy].max() == pytest.approx(0.20 / 0.12)


def hours_over(world, begin, end):
    """Of all movements under way: from leaving `begin` to reaching `end`, waiting included."""
    found = []
    for made in world._under_way.chunks.values():
        for route in np.unique(made.goods.route).tolist():
            nodes = places().routes[route].nodes
            if f"{begin} {end}" in " ".join(nodes):
                at = nodes.index(begin)
                rows = made.goods.route == route
                found.append(made.hour[rows, at + 1] - made.hour[rows, at])
    return np.concatenate(found)


def test_a_border_that_closes_fills_the_others_until_it_opens_again():
    played = scenario("corridor", weekly=2_000, shocks=(ClosedBorder(3, "AKT", 4),))
    open_, shut = (
        World.open(scenario("corridor", weekly=2_000, shocks=()), 3),
        World.open(played, 3),
    )
    route = next(n for n, one in enumerate(places().routes) if "KUR ALY" in " ".join(one.nodes))
    longer = []
    for week in range(1, 10):
        open_.next_week()
        shut.next_week()
        longer.append(shut._decisions.delay[route] - open_._decisions.delay[route])
        if week == 6:
            usual, fuller = (np.mean(hours_over(one, "KUR", "ALY")) for one in (open_, shut))
            assert fuller > 1.1 * usual
    # Traders see it, and those who think of a route reckon with it.
    assert longer[0] == longer[1] == 0
    assert min(longer[2:6]) > 1.5
    assert max(map(abs, longer[6:])) < 0.3


@pytest.mark.parametrize("name", ["corridor", "parcels", "port"])
def test_where_nothing_happens_waits_stay_as_usual_all_year(name):
    world = World.open(scenario(name, shocks=()), 1)
    for _ in range(26):
        world.next_week()
        lines, delay = world._people.lines, world._decisions.delay
        mean = (delay[lines.route] * lines.weight).sum() / lines.weight.sum()
        assert abs(mean) < 0.3  # days
        slow = lines.weight[delay[lines.route] > 1].sum() / lines.weight.sum()
        assert slow < 0.10


def test_many_parcels_fill_no_leg():
    world = World.open(scenario("parcels", shocks=(SmallParcels(2, 20),)), 1)
    for _ in range(4):
        world.next_week()
    assert world._decisions.delay.max() < 0.5
