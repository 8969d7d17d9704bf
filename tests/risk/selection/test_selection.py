"""Who is examined: never more than the hours allow, always some by chance, and with known odds."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from serai.risk.selection.capacity import CONTROLS, Capacity, CapacityError, Control
from serai.risk.selection.day import Day
from serai.risk.selection.draw import draw
from serai.risk.selection.mix import Mix
from serai.risk.selection.select import Ground, select
from serai.risk.selection.shares import fill
from serai.risk.selection.strategies import STRATEGIES, StrategyError, strategy_of

MIX = "score 0.5 + thompson 0.3 + uncertain 0.2"
ALL = [*STRATEGIES, MIX]


def day_of(rows, seed=0, mandatory=0.1):
    rng = np.random.default_rng(seed)
    return Day(
        severity=rng.integers(0, 4, rows).astype(np.uint8),
        weight=rng.integers(0, 3, rows).astype(np.float64),
        score=np.round(rng.random(rows), 1),
        revenue=np.round(rng.exponential(100, rows)) * rng.integers(0, 2, rows),
        evidence=rng.integers(0, 30, rows).astype(np.float64),
        mandatory=rng.random(rows) < mandatory,
    )


def capacity_of(goods, documents, random=0.1, **more):
    hours = {"other": {Control.GOODS: goods, Control.DOCUMENTS: documents}, **more}
    return Capacity(dict.fromkeys(CONTROLS, 60.0), hours, random)


DAYS = st.builds(day_of, st.integers(0, 40), st.integers(0, 99), st.sampled_from([0.0, 0.1, 1.0]))
CAPACITIES = st.builds(
    capacity_of, st.integers(0, 12), st.integers(0, 12), st.sampled_from([0.0, 0.1, 0.37, 1.0])
)
NAMES = st.sampled_from(ALL)


def plan_of(day, name, capacity, seed=0, offices=None):
    offices = offices or ["10"] * len(day)
    return select(day, offices, strategy_of(name), capacity, np.random.default_rng(seed))


@settings(deadline=None, max_examples=120)
@given(day=DAYS, name=NAMES, capacity=CAPACITIES, seed=st.integers(0, 9))
def test_never_over_capacity(day, name, capacity, seed):
    offices = [["10", "20", None][row % 3] for row in range(len(day))]
    hours = {**capacity.hours, "20": {Control.GOODS: 2.0}}
    capacity = Capacity(capacity.minutes, hours, capacity.random)
    plan = plan_of(day, name, capacity, seed, offices)
    for pool in ("20", "other"):
        here = np.array([capacity.pool(office) == pool for office in offices], np.bool_)
        for control, slots in enumerate(capacity.slots(pool)):
            assert (plan.control[here] == control).sum() <= slots
            assert plan.shares[here, control].sum() <= slots + 1e-6


@settings(deadline=None, max_examples=120)
@given(day=DAYS, name=NAMES, capacity=CAPACITIES)
def test_propensities_are_probabilities_and_who_is_examined_had_one(day, name, capacity):
    plan = plan_of(day, name, capacity)
    assert (plan.shares >= 0).all()
    assert (plan.propensity <= 1 + 1e-9).all()
    chosen = np.flatnonzero(plan.examined)
    assert (plan.shares[chosen, plan.control[chosen]] > 0).all()
    assert plan.examined[plan.propensity > 1 - 1e-9].all()


@settings(deadline=None, max_examples=120)
@given(day=DAYS, name=NAMES, capacity=CAPACITIES)
def test_mandatory_declarations_come_first(day, name, capacity):
    plan = plan_of(day, name, capacity)
    must = day.mandatory
    if must.sum() <= sum(capacity.slots("other")):
        assert plan.examined[must].all()
    else:
        assert not plan.examined[~must].any()
        left_over = day.score[must & ~plan.examined]
        assert left_over.max() <= day.score[must & plan.examined].min(initial=1.0)


@settings(deadline=None, max_examples=120)
@given(day=DAYS, name=NAMES, capacity=CAPACITIES)
def test_the_random_share_is_the_same_for_everybody_else(day, name, capacity):
    plan = plan_of(day, name, capacity)
    open_ = ~day.mandatory
    slots = sum(capacity.slots("other"))
    assume(open_.any() and day.mandatory.sum() <= slots * (1 - capacity.random))
    share = plan.random[open_]
    assert np.ptp(share) < 1e-9
    wanted = min(capacity.random * slots, open_.sum())
    assert share.sum() == pytest.approx(wanted, abs=1e-6)
    assert (plan.random[day.mandatory] == 0).all()


@settings(deadline=None, max_examples=60)
@given(day=DAYS, name=st.sampled_from([one for one in ALL if "thompson" not in one]),
       capacity=CAPACITIES, seed=st.integers(0, 9))  # fmt: skip
def test_the_order_of_declarations_decides_nothing(day, name, capacity, seed):
    order = np.random.default_rng(seed).permutation(len(day))
    plan, other = plan_of(day, name, capacity), plan_of(day.where(order), name, capacity)
    np.testing.assert_allclose(other.shares, plan.shares[order], atol=1e-9)


@pytest.mark.parametrize("name", ALL)
def test_declarations_are_examined_as_often_as_their_propensity_says(name):
    day, capacity = day_of(14, seed=5), capacity_of(2, 3, 0.2)
    draws = 3000
    plan = plan_of(day, name, capacity)
    counts = np.zeros_like(plan.shares)
    rng = np.random.default_rng(8)
    for _ in range(draws):
        chosen = draw(plan.shares, rng)
        for control in range(len(CONTROLS)):
            counts[:, control] += chosen == control
    # Five standard errors: one in two million for a cell.
    within = 5 * np.sqrt(plan.shares * (1 - plan.shares) / draws) + 1e-9
    assert (np.abs(counts / draws - plan.shares) <= within).all()


def test_who_is_called_random_was_so_with_the_random_propensity():
    day, capacity = day_of(30, seed=2, mandatory=0), capacity_of(3, 5, 0.4)
    called = np.zeros(30)
    runs = 2000
    for seed in range(runs):
        plan = plan_of(day, "score", capacity, seed)
        called += [ground is Ground.RANDOM for ground in plan.ground]
    expected = 0.4 * 8 / 30
    assert called / runs == pytest.approx(expected, abs=5 * np.sqrt(expected / runs))


@pytest.mark.parametrize(
    ("value", "left", "slots", "given_"),
    [
        ([3, 2, 1], [1, 1, 1], 2, [1, 1, 0]),
        ([3, 2, 2], [1, 1, 1], 2, [1, 0.5, 0.5]),
        ([1, 3, 3], [1, 0.5, 1], 1.0, [0, 1 / 3, 2 / 3]),
        ([1, -np.inf], [1, 1], 2, [1, 0]),
        ([1, 1], [1, 1], 0, [0, 0]),
        ([1, 1], [0, 0], 1, [0, 0]),
        ([], [], 1, []),
    ],
)
def test_slots_go_to_the_highest_values(value, left, slots, given_):
    filled = fill(np.array(value, np.float64), np.array(left, np.float64), slots)
    assert filled == pytest.approx(given_)


def simple(rows, **columns):
    zeros = np.zeros(rows)
    base = {"severity": zeros.astype(np.uint8), "weight": zeros, "score": zeros, "revenue": zeros,
            "evidence": zeros + 10, "mandatory": zeros.astype(np.bool_)}  # fmt: skip
    return Day(**base | {name: np.asarray(one) for name, one in columns.items()})


def test_profiles_send_red_to_goods_and_yellow_to_documents():
    day = simple(6, severity=[3, 3, 2, 2, 1, 0], weight=[1.0, 5, 9, 1, 3, 0])
    plan = plan_of(day, "profiles", capacity_of(1, 2, 0))
    # The lighter red hit no longer gets an hour for goods; its documents come before any yellow one.
    assert plan.control.tolist() == [1, 0, 1, -1, -1, -1]
    lanes = plan.frame()["lane"].to_list()
    assert lanes == ["yellow", "red", "yellow", "blue", "blue", "green"]


@pytest.mark.parametrize(("expected", "examined"), [(0.1, 10), (0.25, 25), (0.9, 40), (0, 6)])
def test_asycuda_tops_up_to_the_expected_rate(expected, examined):
    day = simple(100, severity=[3] * 4 + [0] * 96, weight=[1.0] * 100)
    capacity = replace(capacity_of(20, 20, 0.05), expected=expected)
    plan = plan_of(day, "asycuda", capacity)
    assert plan.examined[:4].all()
    # Four hits, and the random share of two, whatever is expected; never more than the hours.
    assert plan.examined.sum() == pytest.approx(examined, abs=1e-9 if expected else 1)


def test_revenue_goes_where_most_is_found():
    day = simple(4, revenue=[10.0, 40, 30, 0])
    finds = {Control.GOODS: 0.5, Control.DOCUMENTS: 0.9}
    hours = {"other": {Control.GOODS: 2, Control.DOCUMENTS: 1}}
    capacity = Capacity(dict.fromkeys(CONTROLS, 60.0), hours, 0, finds=finds)
    assert plan_of(day, "revenue", capacity).control.tolist() == [0, 1, 0, -1]


def test_hours_that_no_revenue_is_expected_of_go_to_the_highest_scores():
    day = simple(4, revenue=[0.0, 40, 0, 0], score=[0.1, 0.2, 0.3, 0.4])
    assert plan_of(day, "revenue", capacity_of(1, 1, 0)).control.tolist() == [-1, 0, -1, 1]


@pytest.mark.parametrize(
    ("red", "control"),
    [
        (0, [0, 0, 0, 0, 1, 1, 1, 1, -1, -1]),
        (5, [0, 0, 1, 1, -1, -1, 1, 1, 0, 0]),
    ],
)
def test_red_hits_come_first_and_leave_most_to_the_score(red, control):
    """On up to 30 % of the controls of each kind, rounded up: here two of four."""
    score = np.linspace(0.1, 1, 10) if red else np.linspace(1, 0.1, 10)
    severity = [3] * red + [2] * (10 - red)
    day = simple(10, severity=severity, weight=np.arange(10, 0, -1.0), score=score)
    assert plan_of(day, "red-first", capacity_of(4, 4, 0)).control.tolist() == control


def test_uncertain_prefers_scores_that_rest_on_little():
    day = simple(3, score=[0.5, 0.5, 0.99], evidence=[0.0, 50, 0])
    assert plan_of(day, "uncertain", capacity_of(1, 0, 0)).control.tolist() == [0, -1, -1]


def test_thompson_gives_a_low_score_a_chance_when_little_is_known():
    day = simple(2, score=[0.3, 0.2], evidence=[500.0, 1])
    sure = simple(2, score=[0.3, 0.2], evidence=[500.0, 500])
    capacity = capacity_of(1, 0, 0)
    assert 0.1 < plan_of(day, "thompson", capacity).propensity[1] < 0.5
    assert plan_of(sure, "thompson", capacity).propensity[1] < 0.02


def test_ties_are_broken_by_the_generator():
    day = simple(10, score=[0.5] * 10)
    chosen = {
        int(np.argmax(plan_of(day, "score", capacity_of(1, 0, 0), seed).control))
        for seed in range(80)
    }
    assert len(chosen) == 10


def test_no_capacity_leaves_all_where_they_are():
    plan = plan_of(day_of(20), "score", capacity_of(0, 0))
    assert not plan.examined.any()
    assert set(plan.frame()["lane"].unique().to_list()) <= {"green", "blue"}


def test_a_capacity_is_read():
    read = Capacity.read(
        "minutes: {documents: 20, goods: 90}\nhours: {'10': {documents: 1, goods: 3}}\n"
        "random: 0.2\nexpected: 0.3\nmandatory: [P07]\nfinds: {documents: 0.6}"
    )
    assert read.slots("10") == [2, 3]
    assert read.slots("other") == [0, 0]
    assert (read.pool("10"), read.pool("99"), read.pool(None)) == ("10", "other", "other")
    assert (read.random, read.expected, read.mandatory) == (0.2, 0.3, {"P07"})
    assert read.finds == {Control.GOODS: 1.0, Control.DOCUMENTS: 0.6}


def test_an_office_is_its_code_and_no_number():
    read = Capacity.read("minutes: {goods: 60}\nhours: {010: {goods: 1}, 10: {goods: 2}, 8: {}}")
    assert (read.slots("010"), read.slots("10"), read.slots("8")) == ([1, 0], [2, 0], [0, 0])


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("- 1", ["has “minutes” and “hours”"]),
        ("a: [", ["not readable as YAML"]),
        ("minutes: {goods: 0}\nhours: {'10': {goods: -1, x: 2}}\nrandom: 2\nfree: 1\nexpected: -1",
         ["“free” is nothing", "minutes, goods: above 0", "hours of 10, goods: from 0 to 1,000,000",
          "“x” is no control", "random: from 0 to 1", "expected: from 0 to 1"]),
        ("hours: {'10': {goods: 5}}", ["minutes: a number for", "how long does one control of goods"]),
        ("minutes: {goods: 1e-300, documents: 20}\nhours: {'1': {goods: 1e308}, '1': {}, '2': {}}",
         ["“1” stands here twice", "minutes, goods: above 0.01"]),
        ("minutes: {goods: yes}\nhours: 5", ["“yes” is no number", "above 0", "which office"]),
    ],
)  # fmt: skip
def test_a_wrong_capacity_tells_everything(text, problems):
    with pytest.raises(CapacityError) as refused:
        Capacity.read(text)
    assert len(refused.value.problems) == len(problems)
    for expected in problems:
        assert any(expected in one for one in refused.value.problems), expected


@pytest.mark.parametrize("text", ["best", "score x", "score 0", "score 0.5 + chance", "score -1"])
def test_a_strategy_nobody_knows_is_refused(text):
    with pytest.raises(StrategyError):
        strategy_of(text)


def test_a_mix_by_weights():
    mix = strategy_of("score 3 + random 1")
    assert isinstance(mix, Mix)
    assert mix.weights.tolist() == [0.75, 0.25]
    day = simple(4, score=[0.9, 0.1, 0.1, 0.1])
    plan = select(day, [None] * 4, mix, capacity_of(1, 0, 0), np.random.default_rng(1))
    assert plan.propensity == pytest.approx([0.75 + 0.0625, 0.0625, 0.0625, 0.0625])
