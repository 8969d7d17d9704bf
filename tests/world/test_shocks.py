"""Each kind of shock does what it says, from its week on."""

from itertools import pairwise

import numpy as np
import polars as pl
import pytest

from serai.world.goods import NONE
from serai.world.lines import HONEST
from serai.world.movements import HOURS
from serai.world.schemes import BY_NAME
from serai.world.shocks import (
    KINDS,
    ClosedBorder,
    Diversion,
    NewDuty,
    NewGroup,
    NewRoute,
    PriceShock,
    SmallParcels,
)
from serai.world.underway import QUEUE
from serai.world.world import World
from tests.worlds import run, scenario


def corridor(*shocks, **changes):
    return scenario("corridor", **{"shocks": shocks, "weekly": 600} | changes)


def through(world, node):
    """Routes over it."""
    return np.array([node in one.nodes for one in world._market.places.routes])


def setting_out(world):
    """How many movements of the week take each route."""
    return np.bincount(
        world._under_way.chunks[world.week - 1].goods.route,
        minlength=len(world._market.places.routes),
    )


def weekly_routes(world, weeks):
    rows = []
    for _ in range(weeks):
        world.next_week()
        rows.append(setting_out(world))
    return np.array(rows)


def test_a_price_shock_multiplies_what_the_goods_cost():
    calm = run(corridor(schemes=()), 3, 6)
    shaken = run(corridor(PriceShock(2, "85", 2.0), schemes=()), 3, 6)
    dear = pl.col("hs").str.starts_with("85") & (pl.col("type") == "IM")
    both = calm.declarations.join(shaken.declarations, on="declaration", suffix="_after")
    last = both.filter(pl.col("week") == 6)
    ratio = (last["value_after"] / last["value"]).to_numpy()
    hit = last.select(dear)["hs"].to_numpy()
    right = (last["truth"] == "compliant").to_numpy()
    assert np.median(ratio[hit & right]) == pytest.approx(2.0, rel=0.001)
    assert np.median(ratio[~hit & right]) == 1.0
    first = both.filter(pl.col("week") == 1)
    assert first["value"].equals(first["value_after"])


def test_no_movement_sets_out_over_a_closed_node_and_traffic_comes_back():
    calm = World.open(corridor(), 3)
    shaken = World.open(corridor(ClosedBorder(3, "AKT", 3)), 3)
    over = through(calm, "AKT")
    usual, closed = weekly_routes(calm, 9), weekly_routes(shaken, 9)
    assert (usual[:2] == closed[:2]).all()
    assert (closed[2:5, over] == 0).all()
    assert closed[2:5].sum() > 0.75 * usual[2:5].sum()  # most find another way
    back = closed[5:, over].sum() / usual[5:, over].sum()
    assert back == pytest.approx(1.0, abs=0.15)


@pytest.mark.parametrize(
    ("name", "node", "office", "weeks"),
    [("port", "BAT", "30202", 3), ("first-steps", "BIS", "40402", 2)],
)
def test_what_is_under_way_waits_where_it_meets_a_closed_border(name, node, office, weeks):
    begin = 6
    seen = {}
    for shocks in ((), (ClosedBorder(begin, node, weeks),)):
        played = scenario(name, shocks=shocks)
        world = World.open(played, 4)
        counts = []
        for _ in range(begin + weeks + 1):
            week = world.next_week()
            here = week.declarations.filter((pl.col("office") == office) & (pl.col("type") == "IM"))
            arrived = week.messages.filter(
                (pl.col("office") == office) & (pl.col("event") == "arrival")
            )
            counts.append((len(here), len(arrived)))
        seen[bool(shocks)] = counts
    usual, closed = seen[False], seen[True]
    assert closed[: begin - 1] == usual[: begin - 1]
    shut = slice(begin - 1, begin - 1 + weeks)
    assert min(many for many, _ in usual[shut]) > 3
    assert closed[shut] == [(0, 0)] * weeks
    # What was under way comes when it is open: none of it is lost.
    assert closed[begin - 1 + weeks][0] > 0


def test_two_closures_hold_once_at_each_whatever_their_order_in_the_file():
    """Altynkol for two weeks, Beyneu behind it for four: when both are open, all are on their way."""
    both = ClosedBorder(5, "ALT", 2), ClosedBorder(5, "BEI", 4)
    came = []
    for shocks in (both, both[::-1]):
        world = World.open(corridor(*shocks), 3)
        for _ in range(6):
            world.next_week()
        hours = []
        place = world._market.ways.node_codes.index("BEI")
        for week, made in world._under_way.chunks.items():
            if week < 4:
                at = world._market.ways.nodes[made.goods.route] == place
                hours += made.hour[at].tolist()
        came.append(np.array([one for one in hours if one >= 8 * HOURS]))
    for some in came:
        held = some[some < 8 * HOURS + QUEUE]
        assert len(held) > 5
    assert len(came[0]) == len(came[1])
    assert np.median(came[0]) == pytest.approx(np.median(came[1]), abs=24)


def test_no_container_is_in_two_places_where_a_border_holds_some_of_them():
    world = World.open(corridor(ClosedBorder(3, "AKT", 8)), 3)
    trips = {}
    for _ in range(22):
        world.next_week()
        for made in world._under_way.chunks.values():
            legs = world._market.ways.legs[made.goods.route]
            for place in np.flatnonzero(made.container != NONE).tolist():
                way = made.hour[place, : legs[place] + 1]
                assert (np.diff(way) > 0).all()
                trips[int(made.number[place])] = (int(made.container[place]), way[0], way[-1])
    by = {}
    for container, begin, end in trips.values():
        by.setdefault(container, []).append((begin, end))
    again = [sorted(one) for one in by.values() if len(one) > 1]
    assert len(again) > 50
    for one in again:
        assert all(end < begin for (_, end), (begin, _) in pairwise(one))


def test_everybody_learns_of_a_border_that_is_closed_and_of_one_that_opens():
    made = run(corridor(ClosedBorder(2, "AKT", 1), PriceShock(3, "85", 1.5)), 3, 4)
    assert [tuple(map(str, one.news)) for one in made.weeks] == [
        (), ("AKT is closed",), ("AKT is open again",), (),
    ]  # fmt: skip


@pytest.mark.parametrize("later", ["AKT", "ALY"])
def test_a_node_stays_closed_while_another_opens(later):
    other = "ALY" if later == "AKT" else "AKT"
    shocks = (ClosedBorder(1, other, 2), ClosedBorder(2, later, 3), ClosedBorder(1, later, 3))
    world = World.open(corridor(*shocks), 3)
    routes = weekly_routes(world, 6)
    assert (routes[:2, through(world, other)] == 0).all()
    assert (routes[:4, through(world, later)] == 0).all()
    assert routes[5, through(world, later)].sum() > 0
    assert not world._shaken.closed.any()
    assert not world._shaken.home


def test_lines_come_back_to_the_route_they_had_after_closures_that_overlap():
    calm = World.open(corridor(), 3)
    world = World.open(
        corridor(ClosedBorder(1, "AKT", 3), ClosedBorder(2, "ALY", 4), ClosedBorder(3, "KUR", 1)), 3
    )
    before = world._people.lines.route.copy()
    honest = world._people.lines.scheme == HONEST
    assert (before == calm._people.lines.route).all()
    for _ in range(7):
        world.next_week()
    stays = honest & (world._people.lines.scheme == HONEST)
    assert (world._people.lines.route[stays] == before[stays]).mean() > 0.98


def test_a_border_closed_in_the_first_week_and_for_ever_leaves_trade_elsewhere():
    world = World.open(corridor(ClosedBorder(1, "AKT", 520)), 3)
    routes = weekly_routes(world, 3)
    assert (routes[:, through(world, "AKT")] == 0).all()
    assert (routes.sum(axis=1) > 100).all()


def test_where_everything_is_closed_weeks_pass_without_declarations():
    nodes = {one.nodes[-1] for one in World.open(scenario(), 1)._market.places.routes
             if one.destination == "KG"}  # fmt: skip
    shut = tuple(ClosedBorder(1, node, 12) for node in sorted(nodes))
    made = run(scenario(shocks=shut), 3, 14)
    counts = [len(one.declarations) for one in made.weeks]
    assert counts[9:12] == [0, 0, 0]
    assert counts[13] > 0
    schemas = {str(one.declarations.schema) for one in made.weeks}
    assert len(schemas) == 1
    assert len({str(one.messages.schema) for one in made.weeks}) == 1
    assert len(made.ledger.declarations) == sum(counts)


def busiest(world):
    """A route with much trade beside another between the same countries."""
    lines, ways = world._people.lines, world._market.ways
    weight = np.bincount(lines.route, lines.weight, minlength=len(ways.legs))
    several = np.bincount(ways.pair)[ways.pair] > 1
    return int(np.where(several, weight, 0).argmax())


def test_a_new_route_is_unused_before_its_week_and_takes_its_share_after():
    honest = {"schemes": ()}  # those who cheat would look for other ways meanwhile
    calm = World.open(corridor(**honest), 3)
    place = busiest(calm)
    code = calm._market.places.routes[place].code
    world = World.open(corridor(NewRoute(4, code), **honest), 3)
    early = [one.goods.route for week, one in world._under_way.chunks.items() if week < 3]
    assert all((route != place).all() for route in early)
    usual, routes = weekly_routes(calm, 6), weekly_routes(world, 6)
    assert (routes[:3, place] == 0).all()
    # Who waits for it goes elsewhere meanwhile, and then nobody's trade is lost or doubled.
    assert routes[:3].sum() == pytest.approx(usual[:3].sum(), rel=0.1)
    assert usual[3:, place].sum() > 10
    assert (routes[3:] == usual[3:]).all()


def test_a_node_that_opens_does_not_open_a_route_that_is_still_to_come():
    calm = World.open(corridor(), 3)
    place = busiest(calm)
    one = calm._market.places.routes[place]
    shocks = (ClosedBorder(1, one.nodes[1], 1), NewRoute(5, one.code))
    world = World.open(corridor(*shocks), 3)
    routes = weekly_routes(world, 5)
    assert (routes[:4, place] == 0).all()
    assert routes[4, place] > 0


def test_a_new_duty_changes_the_rate_of_new_declarations_and_what_is_due():
    duty = NewDuty(3, "61", "KG", 0.5)
    calm, shaken = run(scenario(), 3, 6), run(scenario(shocks=(duty,)), 3, 6)
    textile = (
        pl.col("hs").str.starts_with("61")
        & (pl.col("preference") == "100")
        & (pl.col("type") == "IM")
    )
    before, after = (one.declarations.filter(textile) for one in (calm, shaken))
    early = pl.col("week") < 3
    assert before.filter(early)["tax_rate"].equals(after.filter(early)["tax_rate"])
    late = after.filter(~early)
    assert len(late) > 20
    vat = 0.12
    assert late["tax_rate"].to_numpy() == pytest.approx(100 * (0.5 + vat * 1.5))
    # Of what was under way when it came, too, both books say the same.
    honest = late.filter(pl.col("truth") == "compliant")
    assert (honest["tax"] - honest["due"]).abs().max() < 0.011
    assert (late["tax"] - late["declared"]).abs().max() < 0.011


def counts(made, wanted, begin):
    declared = made.declarations.filter((pl.col("week") >= begin) & (pl.col("type") == "IM"))
    return len(declared.filter(wanted))


def test_small_parcels_become_many_where_they_are_wanted():
    played = scenario("parcels", shocks=(), schemes=())
    shaken = scenario("parcels", shocks=(SmallParcels(2, 6.0, "KZ"),), schemes=())
    parcel = pl.col("net_mass") < 30
    before, after = (counts(run(one, 3, 9), parcel, 6) for one in (played, shaken))
    assert after > 2.5 * before
    elsewhere = scenario("parcels", shocks=(SmallParcels(2, 6.0, "GE"),), schemes=())
    assert counts(run(elsewhere, 3, 9), parcel, 6) < 0.6 * after


def test_diversion_raises_the_goods_at_that_market_and_no_others():
    calm, shaken = (
        run(corridor(schemes=()), 3, 9),
        run(corridor(Diversion(2, "85", "GE", 5.0), schemes=()), 3, 9),
    )
    there = pl.col("administration") == "GE"
    hit = pl.col("hs").str.starts_with("85")
    assert counts(shaken, there & hit, 7) > 2.5 * counts(calm, there & hit, 7)
    assert counts(shaken, there & ~hit, 7) < 1.4 * counts(calm, there & ~hit, 7)


def test_a_new_group_begins_its_scheme_at_its_place():
    group = NewGroup(4, "cover-goods", "GE", 8)
    played = scenario("port", schemes=("undervaluation", "cover-goods"), shocks=())
    shaken = scenario("port", schemes=("undervaluation", "cover-goods"), shocks=(group,))
    calm, made = run(played, 3, 10), run(shaken, 3, 10)
    before, after = (one.declarations.filter(pl.col("truth") == "cover-goods")
                     for one in (calm, made))  # fmt: skip
    late = pl.col("week") >= 6
    assert len(after.filter(late)) > len(before.filter(late)) + 10
    assert set(after["administration"]) == {"GE"}
    assert before.filter(pl.col("week") < 4)["declaration"].equals(
        after.filter(pl.col("week") < 4)["declaration"]
    )


def test_a_new_group_learns_as_one():
    world = World.open(scenario("port", shocks=(NewGroup(1, "counterfeit", "GE", 6),)), 3)
    known = world._shaken.networks.max()
    world.next_week()
    traders, lines = world._people.traders, world._people.lines
    members = np.flatnonzero(world._shaken.networks == known + 1)
    assert 1 < len(members) <= 6
    assert len(set(traders.network[members].tolist())) == 1
    theirs = np.isin(lines.trader, members) & (lines.scheme == BY_NAME["counterfeit"])
    assert set(lines.trader[theirs].tolist()) == set(members.tolist())


def test_all_shocks_in_one_week_are_survived():
    one = {
        "price": PriceShock(2, "85", 0.01), "new-route": NewRoute(2, "CN-KZ-1"),
        "closed-border": ClosedBorder(2, "AKT", 1), "new-duty": NewDuty(2, "8", "KZ", 5.0),
        "small-parcels": SmallParcels(2, 20.0), "diversion": Diversion(2, "8", "GE", 10.0),
        "new-group": NewGroup(2, "substitution", "AZ", 1000),
    }  # fmt: skip
    routes = World.open(scenario(), 1)._market.places.routes
    one["new-route"] = NewRoute(2, routes[0].code)
    assert one.keys() == {kind.kind for kind in KINDS}
    made = run(corridor(*one.values(), *one.values(), weekly=400), 3, 8)
    assert all(len(week.declarations) for week in made.weeks)
    ledger = made.ledger.declarations
    assert np.isfinite(ledger["due"].to_numpy()).all()
    assert (ledger["due"] >= 0).all()


def test_goods_that_became_dearer_or_cheaper_are_still_declared_as_what_they_are():
    """Substitution looks for cheaper goods: after a fall of prices there may be none."""
    fall = PriceShock(2, "8", 0.02)
    made = run(scenario("mirror-gap", schemes=("substitution",), shocks=(fall,)), 3, 8)
    cheats = made.declarations.filter(pl.col("truth") == "substitution")
    assert len(cheats) > 5
    assert (cheats["due"] > cheats["declared"]).all()
