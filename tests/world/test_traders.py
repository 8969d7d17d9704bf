"""Traders: what they believe, what they do about it, and what deters them."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from serai.world.controls import CONTROLS
from serai.world.lines import HONEST, Character
from serai.world.scenario import Played
from serai.world.schemes import SCHEMES
from serai.world.traders.beliefs import FINDING, LEAST, MOST, Experience, Seen
from serai.world.traders.moves import BOUND, of_characters, where
from serai.world.traders.moves import MOST as MOST_CHEATED
from serai.world.world import World
from tests.worlds import plan_of, run, scenario

SIZES = {"office": 3, "chapter": 4, "origin": 3, "broker": 5}
NETWORKS = 4
EVENTS = st.lists(
    st.tuples(
        st.integers(0, NETWORKS - 1), st.integers(0, 2), st.integers(0, 3), st.integers(0, 2),
        st.integers(0, 4), st.sampled_from([0.0, 0.5, 0.8, 1.0, FINDING]),
    ),
    max_size=20,
)  # fmt: skip


def seen(rows):
    columns = np.array(rows, np.int64).reshape(-1, 5).T
    return Seen(*columns)


def everything():
    """Every network with every office, chapter, origin and broker."""
    grid = np.indices((NETWORKS, *SIZES.values())).reshape(5, -1).T
    return seen(grid)


@settings(max_examples=25)
@given(st.lists(EVENTS, max_size=6))
def test_beliefs_are_probabilities_whatever_is_met(weeks):
    believed = Experience(dict(SIZES), NETWORKS)
    for events in weeks:
        believed.record(seen([one[:5] for one in events]), np.array([one[5] for one in events]))
        believed.week_passes()
    expected = believed.expected(everything())
    assert ((expected >= LEAST) & (expected <= MOST)).all()


@settings(max_examples=25)
@given(EVENTS, st.integers(0, NETWORKS - 1), st.integers(0, 2), st.integers(1, 8))
def test_an_examination_raises_the_belief_for_its_office(events, network, office, often):
    believed = Experience(dict(SIZES), NETWORKS)
    believed.record(seen([one[:5] for one in events]), np.array([one[5] for one in events]))
    here = seen([(network, office, 1, 1, 1)])
    other = seen([(network, (office + 1) % 3, 1, 1, 1)])
    sent = seen([(network, office, 1, 1, 1)] * often)
    before = believed.expected(here)[0], believed.expected(other)[0]
    examined, spared = (_copy(believed) for _ in range(2))
    examined.record(sent, np.ones(often))
    spared.record(sent, np.zeros(often))
    assert examined.expected(here)[0] >= before[0]
    assert spared.expected(here)[0] <= before[0]
    assert examined.expected(here)[0] > spared.expected(here)[0] or before[0] in {LEAST, MOST}
    elsewhere = examined.expected(other)[0] / before[1]
    after = examined.expected(here)[0]
    assert after == MOST or after / before[0] >= elsewhere - 1e-12


def _copy(believed):
    made = Experience(dict(SIZES), NETWORKS, believed.weight)
    made.sent = {name: one.copy() for name, one in believed.sent.items()}
    made.met = {name: one.copy() for name, one in believed.met.items()}
    return made


def test_what_one_network_meets_others_do_not_learn_but_through_brokers():
    believed = Experience(dict(SIZES), NETWORKS)
    before = believed.expected(everything())
    believed.record(seen([(1, 0, 0, 0, 0)] * 20), np.ones(20))
    after = believed.expected(everything())
    all_ = everything()
    apart = (all_.network != 1) & (all_.broker != 0)
    assert np.array_equal(before[apart], after[apart])
    assert (after[(all_.network != 1) & (all_.broker == 0)] > before[0]).all()


def test_the_past_fades_towards_the_rumour():
    believed = Experience(dict(SIZES), NETWORKS)
    one = seen([(1, 1, 1, 1, 1)])
    rumour = believed.expected(one)[0]
    believed.record(seen([(1, 1, 1, 1, 1)] * 30), np.full(30, FINDING))
    values = [believed.expected(one)[0]]
    for _ in range(600):  # beyond the week in which the weights are scaled down again
        believed.week_passes()
        values.append(believed.expected(one)[0])
    assert (np.diff(values) <= 1e-15).all()
    assert values[0] > 3 * rumour
    assert values[-1] == pytest.approx(rumour, rel=1e-6)
    assert believed.weight < 1e7


def test_before_any_experience_everybody_believes_the_same():
    assert len(set(Experience(dict(SIZES), NETWORKS).expected(everything()).tolist())) == 1


RICH = Played({"other": dict.fromkeys(CONTROLS, 5000.0)})


def cheating(made):
    return made.ledger.behaviour["cheating"].to_list()


@pytest.fixture(scope="module")
def watched():
    """Everything is examined, week after week."""
    rich = scenario("mirror-gap", administrations={"KZ": RICH}, shocks=(), weekly=400)
    return run(rich, 6, 12, lambda week: plan_of(week.declarations, "goods"))


@pytest.fixture(scope="module")
def unwatched():
    return run(scenario("mirror-gap", shocks=(), weekly=400), 6, 12)


def test_control_deters_and_its_absence_does_not(watched, unwatched):
    free, feared = cheating(unwatched), cheating(watched)
    assert feared[-1] < 0.8 * feared[0]
    assert free[-1] > 0.9 * free[0]
    assert feared[-1] < 0.5 * free[-1]


def test_nobody_takes_up_a_scheme_that_brings_nothing_however_feared():
    played = scenario("corridor", weekly=600, shocks=())
    rich = {
        code: Played({"other": dict.fromkeys(CONTROLS, 2_000.0)}) for code in played.administrations
    }
    world = World.open(replace(played, administrations=rich), 1)
    for _ in range(14):
        week = world.next_week()
        world.inspect(plan_of(week.declarations[::3], "goods"))
    lines = world._people.lines
    cheats = np.flatnonzero(lines.scheme != HONEST)
    brings = np.zeros(len(cheats))
    for place, scheme in enumerate(SCHEMES):
        some = np.flatnonzero(lines.scheme[cheats] == place)
        part = where(lines, cheats[some])
        kept = np.minimum(scheme.gain(part, world._market), BOUND) - scheme.effort
        brings[some] = np.where(scheme.open_to(part, world._market), kept, -1.0)
    assert len(cheats) > 20
    assert (brings > 0).mean() > 0.95


def test_those_whose_fraud_is_found_rest_or_take_another_name(watched, unwatched):
    told = watched.ledger.behaviour
    assert told["rest"].sum() > 5
    assert told["new name"].sum() > 0
    for name in ("rest", "new name", "give up trade"):
        assert unwatched.ledger.behaviour[name].sum() == 0
    traders = watched.world._people.traders
    assert (traders.identity >= len(traders)).sum() >= told["new name"].sum() / 2
    assert len(set(traders.identity.tolist())) == len(traders)


def test_who_rests_cheats_on_nothing(watched):
    world = watched.world
    traders, lines = world._people.traders, world._people.lines
    rests = traders.rests_until[lines.trader] >= world.week
    assert rests.any()
    assert (lines.scheme[rests] == HONEST).all()
    assert (lines.intensity[rests] == 0).all()


@pytest.mark.parametrize("made", ["watched", "unwatched"])
def test_only_those_who_would_cheat_do_and_never_beyond_their_most(made, request):
    world = request.getfixturevalue(made).world
    traders, lines = world._people.traders, world._people.lines
    character = traders.character[lines.trader]
    cheats = lines.scheme != HONEST
    assert np.isin(character[cheats], (Character.OPPORTUNIST, Character.ORGANISED)).all()
    assert (lines.intensity[~cheats] == 0).all()
    most = of_characters(MOST_CHEATED, character) * world._decisions.business
    assert (lines.intensity[cheats] <= most[cheats] + 1e-12).all()
    assert ((lines.depth > 0) & (lines.depth <= 1)).all()
    assert (lines.parts[character != Character.ORGANISED] == 1).all()


def test_only_schemes_of_the_scenario_are_practised(unwatched):
    truth = set(unwatched.ledger.declarations["truth"].cast(pl.String))
    assert truth == {"compliant", "mistake", *scenario("mirror-gap").schemes}


def test_without_schemes_nobody_cheats():
    made = run(scenario(schemes=()), 6, 4)
    assert set(made.ledger.declarations["truth"].cast(pl.String)) == {"compliant", "mistake"}
    assert cheating(made) == [0.0] * 4


def test_papers_bear_the_name_a_trader_has_now():
    world = World.open(
        scenario("mirror-gap", administrations={"KZ": RICH}, shocks=(), weekly=400), 6
    )
    traders = world._people.traders
    renamed = 0
    for _ in range(4):
        week = world.next_week()
        chunk = world._under_way.chunks[world.week - 1]
        assert (chunk.identity == traders.identity[chunk.trader]).all()
        renamed += (chunk.identity >= len(traders)).sum()
        world.inspect(plan_of(week.declarations, "goods"))
    assert renamed > 0


@pytest.mark.parametrize(
    ("careless", "opportunist", "organised"),
    [(0, 0, 1), (0, 1, 0), (1, 0, 0), (0, 0, 0), (0, 0.5, 0.5)],
)
def test_characters_come_in_the_shares_a_scenario_says(careless, opportunist, organised):
    base = scenario(weekly=3000)
    shares = replace(
        base.characters, careless=careless, opportunist=opportunist, organised=organised
    )
    world = World(replace(base, characters=shares), 3)
    traders = world._people.traders
    small = traders.size < 5  # of the largest, half are careful
    found = np.bincount(traders.character[small], minlength=4) / small.sum()
    assert found[Character.CARELESS] == pytest.approx(careless, abs=0.06)
    if organised < 1:  # a group is of one country and sector: not everybody finds one
        assert found[Character.OPPORTUNIST] == pytest.approx(opportunist, abs=0.06)
    assert (found[Character.ORGANISED] > 0) == (organised > 0)
