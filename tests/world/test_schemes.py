"""Each way to cheat does what it says, and nothing else."""

from dataclasses import fields
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from serai.world.chance import Chance, Purpose
from serai.world.controls import CONTROLS
from serai.world.disguises import Disguises, crowd_of
from serai.world.events import Kind
from serai.world.facts import Facts
from serai.world.goods import NONE, goods
from serai.world.ledger import is_false_at
from serai.world.lines import HONEST
from serai.world.market import Market
from serai.world.movements import _either, _rounded, _true
from serai.world.places import places
from serai.world.scenario import Played
from serai.world.schemes import BY_NAME, SCHEMES, cover_goods
from serai.world.schemes.scheme import Consignments, Since
from serai.world.traders.moves import where
from serai.world.traders.population import populate
from serai.world.world import World
from tests.worlds import scenario

NAMES = list(BY_NAME)
seeds = st.integers(0, 10_000)


@cache
def everywhere():
    """Lines of trade of all administrations, and the market they trade in."""
    market = Market.of(goods(), places())
    all_ = dict.fromkeys(places().members, Played({}))
    wide = scenario("corridor", administrations=all_, weekly=3000)
    population = populate(wide, market, Chance(1).of(0, Purpose.POPULATION))
    crowd = crowd_of(population.lines, len(market.countries), len(market.goods))
    market.disguises = Disguises(market.goods, crowd)
    return population, market


def lines_for(name, seed, *, count=300):
    """Lines that can practise a scheme, timid to brazen."""
    population, market = everywhere()
    rng = np.random.default_rng(seed)
    rows = rng.permutation(len(population.lines))[: 12 * count]
    lines = where(population.lines, rows)
    lines.depth = rng.random(len(rows))
    lines.depth[:2] = (0.0, 1.0)
    able = np.flatnonzero(SCHEMES[BY_NAME[name]].open_to(lines, market))[:count]
    assert len(able), "nobody can"
    return rows[able], where(lines, able), market


def falsified(name, seed, who=None):
    """Consignments of such lines before and after."""
    rows, lines, market = who or lines_for(name, seed)
    rng = np.random.default_rng(seed + 1)
    true = _true(everywhere()[0], market, rows, lines.goods, lines.origin, rng)
    count = len(rows)
    all_ = Consignments(
        true, true.copy(), rows, lines.dispatch, lines.destination, lines.route, lines.depth,
        np.full(count, NONE), np.zeros(count), np.full(count, NONE),
    )  # fmt: skip
    before = true.copy()
    SCHEMES[BY_NAME[name]].falsify(all_, np.arange(count), market, rng)
    return before, all_, market


def changed(one: Facts, other: Facts) -> set[str]:
    """Names of facts in which they differ anywhere."""
    return {
        f.name
        for f in fields(Facts)
        if not np.array_equal(getattr(one, f.name), getattr(other, f.name), equal_nan=True)
    }


def least_unit(facts):
    """Nobody declares no units: it would give the label away."""
    return np.nanmin(facts.units) >= 1


def untouched(all_):
    return (all_.hidden == NONE).all() and (all_.diverted == NONE).all()


@settings(max_examples=12)
@given(seeds)
def test_undervaluation_declares_a_lower_value_and_changes_nothing_else(seed):
    before, all_, _ = falsified("undervaluation", seed)
    assert changed(before, all_.true) == set()
    assert changed(before, all_.declared) == {"value"}
    assert (all_.declared.value < all_.true.value).all()
    assert (all_.declared.value >= 0.25 * all_.true.value).all()
    assert untouched(all_)


@settings(max_examples=12)
@given(seeds)
def test_misclassification_declares_a_code_in_a_crowd_that_pays_less_with_the_same_value_and_mass(
    seed,
):
    before, all_, market = falsified("misclassification", seed)
    assert changed(before, all_.true) == set()
    assert changed(before, all_.declared) <= {"goods", "units", "packages", "permit"}
    true, said, end = all_.true, all_.declared, all_.destination
    assert (said.goods != true.goods).all()
    crowd = market.disguises.crowd
    assert (crowd[end, said.goods, said.origin] > 0).all(), "nobody else declares it from there"
    for own, other in zip(true.goods.tolist(), said.goods.tolist(), strict=True):
        same = market.goods.sector[own] == market.goods.sector[other]
        assert same or other in market.goods.neighbours[own]
    rates = [market.rate(end, one.goods, one.origin, one.preference) for one in (said, true)]
    assert (rates[0] < rates[1]).all()
    assert said.permit.all()
    assert least_unit(said)
    assert untouched(all_)


@settings(max_examples=12)
@given(seeds)
def test_false_origin_claims_the_country_of_dispatch_and_its_preference(seed):
    before, all_, market = falsified("false-origin", seed)
    assert changed(before, all_.true) == set()
    assert changed(before, all_.declared) <= {"origin", "preference"}
    said, end = all_.declared, all_.destination
    assert (said.origin == all_.dispatch).all()
    assert (said.origin != all_.true.origin).all()
    assert said.preference.all()
    assert market.free[end, said.origin].all()
    assert untouched(all_)


@settings(max_examples=12)
@given(seeds)
def test_short_quantity_scales_everything_together_and_keeps_the_unit_price(seed):
    before, all_, _ = falsified("short-quantity", seed)
    assert changed(before, all_.true) == set()
    assert changed(before, all_.declared) <= {"value", "net", "gross", "packages", "units"}
    true, said = all_.true, all_.declared
    share = said.net / true.net
    assert (share < 1).all()
    assert (share >= 0.5).all()
    for name in ("value", "gross"):
        assert np.allclose(getattr(said, name) / getattr(true, name), share)
    for name in ("packages", "units"):
        short, whole = getattr(said, name), getattr(true, name)
        known = ~np.isnan(whole)
        assert (short[known] <= whole[known]).all()
        assert (np.abs(short - whole * share)[known] <= 1).all()
    _rounded(said)
    _rounded(true)
    large = said.net > 100
    assert np.allclose((said.value / said.net)[large], (true.value / true.net)[large], rtol=2e-3)
    assert untouched(all_)


@settings(max_examples=12)
@given(seeds)
def test_cover_goods_change_no_paper_and_only_the_mass_that_is_truly_on_board(seed):
    before, all_, market = falsified("cover-goods", seed)
    assert changed(before, all_.declared) == set()
    assert changed(before, all_.true) == {"gross"}
    assert market.goods.cover[all_.true.goods].all()
    assert market.goods.hidden[all_.hidden].all()
    assert np.allclose(all_.true.gross, before.gross + all_.hidden_net)
    assert (all_.hidden_net >= 0.1).all()
    most = np.minimum(
        cover_goods.LEAST + cover_goods.MORE * all_.depth,
        np.minimum(cover_goods.SHARE * before.net, cover_goods.WORTH / market.price[all_.hidden]),
    )
    assert (all_.hidden_net <= np.maximum(most, 0.1) + 0.05001).all()
    assert (all_.diverted == NONE).all()


@settings(max_examples=12)
@given(seeds)
def test_diversion_happens_on_the_way_through_a_member_and_changes_no_paper(seed):
    before, all_, market = falsified("transit-diversion", seed)
    assert changed(before, all_.declared) == changed(before, all_.true) == set()
    ways = market.ways
    assert (all_.diverted > 0).all()
    assert (all_.diverted < ways.crossings[all_.route] - 1).all()
    members = [market.country(one) for one in market.places.members]
    assert np.isin(ways.country[all_.route, all_.diverted], members).all()
    assert (all_.hidden == NONE).all()


@settings(max_examples=12)
@given(seeds)
def test_substitution_declares_cheaper_goods_of_the_same_mass(seed):
    before, all_, market = falsified("substitution", seed)
    assert changed(before, all_.true) == set()
    assert changed(before, all_.declared) <= {
        "goods", "value", "units", "permit", "packages", "gross",
    }  # fmt: skip
    true, said = all_.true, all_.declared
    assert (said.value < true.value).all()
    assert least_unit(said)
    sectors = np.array(market.goods.sector)
    assert (sectors[said.goods] == sectors[true.goods]).all()
    assert not any(market.goods.permit[one] for one in said.goods.tolist())
    assert untouched(all_)


@settings(max_examples=12)
@given(seeds)
def test_a_missing_permit_changes_only_the_permit(seed):
    before, all_, market = falsified("missing-permit", seed)
    assert changed(before, all_.declared) == changed(before, all_.true) == {"permit"}
    assert not all_.true.permit.any()
    assert all(market.goods.permit[one] for one in all_.true.goods.tolist())
    assert untouched(all_)


@settings(max_examples=12)
@given(seeds)
def test_counterfeit_goods_are_declared_at_what_was_paid_for_them(seed):
    before, all_, market = falsified("counterfeit", seed)
    assert changed(all_.true, all_.declared) == set()
    assert changed(before, all_.true) == {"value"}
    assert (all_.true.value < before.value).all()
    assert market.goods.brand[all_.true.goods].all()
    assert untouched(all_)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=6)
@given(seed=seeds)
def test_a_scheme_gains_wherever_it_is_open_and_leaves_a_trace(name, seed):
    _, lines, market = lines_for(name, seed)
    scheme = SCHEMES[BY_NAME[name]]
    gain = scheme.gain(lines, market)
    assert np.isfinite(gain).all()
    assert (gain >= 0).all()
    before, all_, _ = falsified(name, seed)
    traces = changed(all_.true, all_.declared) | (set() if untouched(all_) else {"goods"})
    assert bool(traces | changed(before, all_.true)) is True
    if scheme.leaves_traces and name != "missing-permit":
        assert traces


@pytest.mark.parametrize("name", NAMES)
def test_a_brazen_scheme_is_found_more_often_and_never_surely(name):
    scheme = SCHEMES[BY_NAME[name]]
    assert scheme.finds.keys() <= set(CONTROLS)
    depth = np.linspace(0, 1, 41)
    for control in CONTROLS:
        usual = scheme.finds.get(control, 0.0)
        assert 0 <= usual <= 1
        chance = scheme.found_by(control, depth)
        assert (chance >= 0).all()
        assert (chance <= 0.98).all()
        assert (np.diff(chance) >= 0).all()
    assert max(scheme.finds.values()) > 0.3
    assert scheme.effort >= 0


def test_names_places_and_titles_agree():
    assert [SCHEMES[place].name for place in BY_NAME.values()] == NAMES
    assert len({one.title for one in SCHEMES} | {one.title_ru for one in SCHEMES}) == 2 * len(NAMES)


@pytest.fixture(scope="module")
def week():
    """Movements of the corridor, with schemes of all kinds."""
    world = World.open(scenario("corridor", weekly=6000, exchange=True), 3)
    world.next_week()
    return world, world._under_way.chunks


@pytest.mark.parametrize("name", NAMES)
def test_papers_before_arrival_follow_since(week, name):
    _, chunks = week
    scheme = SCHEMES[BY_NAME[name]]
    seen = 0
    for movements in chunks.values():
        rows = np.flatnonzero(movements.scheme == BY_NAME[name])
        papers = movements.papers.where(rows)
        source = movements.goods.declared if scheme.since is Since.ORIGIN else movements.goods.true
        assert changed(papers, source.where(rows)) == set()
        seen += len(rows)
    assert seen, name


def test_honest_papers_are_true_and_only_mistakes_at_import_differ(week):
    _, chunks = week
    for movements in chunks.values():
        honest = np.flatnonzero(movements.scheme == HONEST)
        assert changed(movements.papers.where(honest), movements.goods.true.where(honest)) == set()
        right = np.flatnonzero((movements.scheme == HONEST) & ~movements.mistaken)
        goods_ = movements.goods
        assert changed(goods_.declared.where(right), goods_.true.where(right)) == set()
        assert not (movements.mistaken & (movements.scheme != HONEST)).any()


def test_fraud_can_be_found_where_something_false_is_said_and_nowhere_else(week):
    world, chunks = week
    origin = {place for place, one in enumerate(SCHEMES) if one.since is Since.ORIGIN}
    book = world._books[0]
    for start, movements in chunks.items():
        events = book.lodged.events.where(book.lodged.chunk == start)
        false = is_false_at(movements, events)
        scheme = movements.scheme[events.movement]
        astray = movements.goods.diverted[events.movement]
        imports = events.kind == Kind.IMPORT
        assert not false[scheme == HONEST].any()
        assert (false == (events.crossing == astray))[astray != NONE].all()
        rest = (scheme != HONEST) & (astray == NONE)
        assert (false == (imports | np.isin(scheme, list(origin))))[rest].all()


def test_substitution_that_nothing_is_cheap_enough_for_any_more_declares_the_truth():
    rows, lines, market = lines_for("substitution", 1)
    crowd = market.disguises.crowd
    market.disguises = Disguises(market.goods, np.zeros_like(crowd))
    try:
        with pytest.raises(AssertionError, match="nobody"):
            lines_for("substitution", 1)
        before, all_, _ = falsified("substitution", 1, (rows, lines, market))
    finally:
        market.disguises = Disguises(market.goods, crowd)
    assert changed(before, all_.declared) == set()


@given(seeds)
@settings(max_examples=12)
def test_either_takes_each_fact_from_one_or_the_other(seed):
    before, all_, _ = falsified("short-quantity", seed)
    chosen = np.random.default_rng(seed).random(len(before)) < 0.5
    mixed = _either(chosen, all_.declared, before)
    assert (mixed.net[chosen] == all_.declared.net[chosen]).all()
    assert (mixed.net[~chosen] == before.net[~chosen]).all()
