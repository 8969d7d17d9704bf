"""The same scenario and seed give the same world, to the last byte, on any machine."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from serai.world.world import World
from tests.worlds import fingerprint, plan_of, run, scenario

ROOT = Path(__file__).parents[2]
PLAYED = ("first-steps", "corridor")


def prints(name, seed=7):
    """Of everything a world of three weeks gives."""
    played = scenario(name, exchange=True)
    made = run(played, seed, 3, lambda week: plan_of(week.declarations[:3]))
    frames = [
        frame
        for one in made.weeks
        for frame in (one.declarations, one.messages, one.exports, one.results)
    ]
    return fingerprint(*frames, *made.outcomes, made.ledger.declarations, made.ledger.behaviour)


def features():
    """What NumPy uses of this processor beyond what every processor has."""
    umath = np._core._multiarray_umath
    return [one for one in umath.__cpu_dispatch__ if umath.__cpu_features__[one]]


def elsewhere(**environment):
    """The same, worked out by another process."""
    code = (
        "import json, sys; sys.path.insert(0, 'tests/world');"
        "from test_same_bytes import PLAYED, features, prints;"
        "print(json.dumps([features(), *map(prints, PLAYED)]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def here():
    return [prints(name) for name in PLAYED]


def test_a_processor_with_fewer_features_and_one_thread_gives_the_same_bytes(here):
    plain = elsewhere(
        NPY_DISABLE_CPU_FEATURES=" ".join(features()), POLARS_MAX_THREADS="1", PYTHONHASHSEED="1"
    )
    assert plain == [[], *here]


def test_more_threads_another_order_of_sets_and_another_zone_give_the_same_bytes(here):
    threads = elsewhere(
        POLARS_MAX_THREADS="4", PYTHONHASHSEED="99", TZ="Asia/Almaty", LC_ALL="C", LANG="C"
    )
    assert threads[1:] == here


def test_a_world_opened_again_in_one_process_is_the_same(here):
    assert [prints(name) for name in PLAYED] == here


def test_worlds_played_side_by_side_do_not_touch_each_other():
    played = scenario()
    alone, other = World.open(played, 7), World.open(played, 7)
    between = World.open(scenario(schemes=()), 8)
    for _ in range(3):
        first = alone.next_week()
        between.next_week()
        assert fingerprint(first.declarations) == fingerprint(other.next_week().declarations)


def test_another_seed_is_another_world(here):
    assert prints(PLAYED[0], seed=8) != here[0]
