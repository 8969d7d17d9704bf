"""Goods and money neither appear nor vanish."""

import numpy as np
import polars as pl
import pytest

from serai.season.play import play
from serai.season.practice import Practice
from serai.world.chance import Purpose
from serai.world.events import Kind, events_of
from serai.world.goods import NONE
from serai.world.world import World
from tests.worlds import plan_of, run, scenario

SHOCKED = ("first-steps", "corridor")


@pytest.fixture(scope="module")
def moved():
    """Movements of some weeks of the corridor, and all that anybody could see of them."""
    world = World.open(scenario("corridor", shocks=()), 5)
    world.next_week()
    market = world._market
    everybody = np.ones(len(market.countries), np.bool_)
    rng = world._chance.of(1, Purpose.WAY)
    return market, [
        (movements, events_of(movements, market, everybody, rng, exchange=True))
        for movements in world._under_way.chunks.values()
    ]


def test_what_sets_out_arrives_once_or_is_diverted(moved):
    _, found = moved
    diverted = 0
    for movements, events in found:
        count = len(movements)
        exports = np.bincount(events.movement[events.kind == Kind.EXPORT], minlength=count)
        imports = np.bincount(events.movement[events.kind == Kind.IMPORT], minlength=count)
        astray = movements.goods.diverted != NONE
        assert (exports == 1).all()
        assert (imports + astray == 1).all()
        net = movements.goods.true.net
        assert net[imports == 1].sum() + net[astray].sum() == pytest.approx(net.sum())
        diverted += astray.sum()
    assert diverted > 20


def test_nothing_of_a_diverted_movement_is_seen_beyond_the_place_where_it_leaves(moved):
    _, found = moved
    for movements, events in found:
        astray = movements.goods.diverted[events.movement]
        assert (events.crossing <= astray)[astray != NONE].all()
        confirmed = events.kind == Kind.CONFIRMED
        assert (events.crossing < astray)[confirmed & (astray != NONE)].all()


def test_every_document_sets_out_once_and_each_part_of_its_way_takes_time(moved):
    market, found = moved
    numbers = np.concatenate([movements.number for movements, _ in found])
    assert (np.sort(numbers) == np.arange(len(numbers))).all()
    for movements, events in found:
        legs = market.ways.legs[movements.goods.route]
        for leg in range(movements.hour.shape[1] - 1):
            on = legs > leg
            assert (movements.hour[on, leg + 1] > movements.hour[on, leg]).all()
        order = np.lexsort((events.crossing, events.movement))
        declared = order[events.kind[order] <= Kind.IMPORT]
        same = np.diff(events.movement[declared]) == 0
        assert (np.diff(events.hour[declared])[same] > 0).all()


@pytest.fixture(scope="module")
def corridor():
    """Nobody inspects, so nothing is put right on the way."""
    return run(scenario("corridor", shocks=(), weekly=2400), 11, 14)


def test_export_transit_and_import_of_an_honest_movement_have_the_same_goods(corridor):
    declared = corridor.declarations
    honest = (pl.col("truth") == "compliant").all().over("document")
    several = (pl.len() > 1).over("document")
    of_document = declared.filter(honest & several).group_by("document").agg(
        pl.col("hs", "origin", "net_mass", "gross_mass", "packages", "units").n_unique(),
        pl.col("type").n_unique().alias("types"),
    )  # fmt: skip
    assert len(of_document) > 300
    assert (of_document["types"] > 1).any()
    for name in ("hs", "origin", "net_mass", "gross_mass", "packages", "units"):
        assert (of_document[name] == 1).all(), name


def test_each_administration_sees_a_movement_once(corridor):
    seen = corridor.declarations.group_by("document", "administration").len()
    assert (seen["len"] == 1).all()
    imports = corridor.declarations.filter(pl.col("type") == "IM")
    assert imports["document"].is_unique().all()


@pytest.fixture(scope="module", params=SHOCKED)
def inspected(request):
    """Every week some of everything is examined; shocks and all."""

    def planner(week):
        each = week.declarations.group_by("administration", maintain_order=True).head(60)
        return plan_of(each, "goods")

    rich = {
        code: type(one)({"other": dict.fromkeys(("documents", "scan", "goods", "audit"), 200.0)})
        for code, one in scenario(request.param).administrations.items()
    }
    return run(scenario(request.param, administrations=rich), 4, 18, planner)


def test_what_is_due_is_declared_or_evaded_or_a_mistake_too_much(inspected):
    ledger = inspected.ledger.declarations
    gap = ledger["due"] - ledger["declared"]
    assert (ledger["due"] >= 0).all()
    assert (ledger["declared"] >= 0).all()
    paid_too_much = ledger.filter(gap < -0.005)
    assert set(paid_too_much["truth"].cast(pl.String)) <= {"mistake"}
    evaded, overpaid = gap.clip(0).sum(), (-gap).clip(0).sum()
    total = ledger["declared"].sum() + evaded - overpaid
    assert total == pytest.approx(ledger["due"].sum(), rel=1e-12)


def test_compliant_declarations_declare_what_is_due(inspected):
    honest = inspected.ledger.declarations.filter(pl.col("truth") == "compliant")
    assert (honest["due"] == honest["declared"]).all()


def test_the_ledger_and_the_declaration_name_the_same_amount(inspected):
    imports = inspected.declarations.filter(pl.col("type") == "IM")
    assert len(imports) > 1000
    assert (imports["tax"] - imports["declared"]).abs().max() < 0.011


def test_no_more_is_recovered_than_was_evaded_and_nothing_from_the_compliant(inspected):
    ledger = inspected.ledger.declarations
    evaded = (ledger["due"] - ledger["declared"]).clip(0)
    assert (ledger["recovered"] <= evaded + 1e-9).all()
    assert ledger["recovered"].sum() > 0
    without = ledger.filter((pl.col("truth") == "compliant") | ~pl.col("found") | pl.col("alarm"))
    assert without["recovered"].sum() == 0
    assert without["fine"].sum() == 0


def test_outcomes_and_ledger_agree(inspected):
    told = pl.concat([*inspected.outcomes, *(one.results for one in inspected.weeks)])
    assert told["declaration"].is_unique().all()
    both = told.join(inspected.ledger.declarations, on="declaration", suffix="_truly")
    assert len(both) == len(told)
    for name in ("recovered", "fine", "found"):
        assert (both[name] == both[f"{name}_truly"]).all(), name
    assert (both["control"] == both["control_truly"].cast(pl.String)).all()


def test_what_is_lost_is_evaded_and_not_recovered_and_the_rest_is_paid():
    board = play(scenario(), Practice.of("score"), 2, weeks=5)
    weeks = board.weeks
    close = 1e-6
    assert ((weeks["lost"] - (weeks["evaded"] - weeks["recovered"])).abs() < close).all()
    assert (
        (weeks["due"] + weeks["overpaid"] - weeks["paid"] - weeks["evaded"]).abs() < close
    ).all()
    assert (weeks["lost"] >= -close).all()
    for name in ("evaded", "recovered"):
        assert board.schemes[name].sum() == pytest.approx(board.totals[name])
    assert board.schemes["there"].sum() == board.totals["non_compliant"]
    assert board.schemes["found"].sum() == board.totals["caught"]
