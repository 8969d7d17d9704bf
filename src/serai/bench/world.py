"""How long the world takes: a million declarations, a week with a unit that screens and learns.

Each figure comes from a process of its own, on one core, and is the time that core worked for it.
The week has 20,000 declarations and 100 profiles; it is the mean over a season, lessons and traders'
thoughts included. Sizes ×1, ×10 and ×100 show how the cost grows.
"""

import argparse
import json
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

MILLION = 1_000_000
WEEKLY, PROFILES = 20_000, 100
SIZES = (200, 2_000, 20_000)
PEER = (
    "2.6 CPU-seconds for a week of 700 declarations: the public simulator (as the field reports it)"
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """A quick look, and the seed."""
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--small", action="store_true", help="a hundredth of everything")


def run(asked: argparse.Namespace) -> int:
    """Measure, print, write."""
    part = 100 if asked.small else 1
    million = apart(generated, MILLION // part, asked.seed)
    say(
        f"{million['declarations']:,} declarations with their traders: {million['seconds']:.1f} core-seconds"
    )
    weeks = 8 if asked.small else 52
    season = apart(played, WEEKLY // part, weeks, asked.seed)
    say(
        f"a season of {weeks} weeks of {WEEKLY // part:,}, {PROFILES} profiles: {season['week_s']:.3f} s a week "
        f"({season['median_s']:.3f} s in the median), {season['peak_mb']} MB at most"
    )
    say(f"{'declarations a week':>20}{'generate, s':>14}{'play, s':>10}{'µs a declaration':>19}")
    sizes = []
    for size in SIZES if not asked.small else SIZES[:2]:
        made = apart(generated, 6 * size, asked.seed)
        one = apart(played, size, 12, asked.seed)
        per = 1e6 * one["week_s"] / size
        sizes.append({"weekly": size, "generate_s": made["seconds"] / 6, **one})
        say(f"{size:>20,}{made['seconds'] / 6:>14.3f}{one['week_s']:>10.3f}{per:>19.1f}")
    say(f"For comparison, {PEER}.")
    found = {
        # The last week runs over the million.
        "million_s": round(million["seconds"] * MILLION / part / million["declarations"], 2),
        "week_s": round(season["week_s"], 3),
        "season_peak_mb": season["peak_mb"],
        "sizes": sizes,
    }
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=2) + "\n")
    return 0


def apart(task: Any, *given: Any) -> dict[str, Any]:
    """What a task returns in a fresh process on one core."""
    before = os.environ.get("POLARS_MAX_THREADS")
    os.environ["POLARS_MAX_THREADS"] = "1"
    try:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            return dict(pool.submit(task, *given).result())
    finally:
        if before is None:
            del os.environ["POLARS_MAX_THREADS"]
        else:
            os.environ["POLARS_MAX_THREADS"] = before


def generated(count: int, seed: int) -> dict[str, Any]:
    """So many declarations of the corridor, with messages, from drawing the traders on."""
    alone()
    from serai.world.scenarios import load
    from serai.world.world import World

    scenario = load("corridor")
    began = time.process_time()
    world = World.open(replace(scenario, weekly=max(count // scenario.weeks, 1)), seed)
    made = 0
    while made < count:
        made += len(world.next_week().declarations)
    return {"seconds": time.process_time() - began, "declarations": made}


def played(weekly: int, weeks: int, seed: int) -> dict[str, Any]:
    """A season of one administration, with officers for a twentieth of its declarations."""
    alone()
    from serai.season.play import play
    from serai.season.practice import Practice
    from serai.world.controls import Control
    from serai.world.scenario import OTHER, Played
    from serai.world.scenarios import load

    hours = {Control.DOCUMENTS: weekly * 0.02 / 3, Control.GOODS: weekly * 0.03 * 1.5}
    scenario = replace(
        load("mirror-gap"),
        weekly=weekly,
        exchange=False,
        administrations={"KZ": Played({OTHER: hours})},
    )
    ends: list[float] = []
    practice = replace(Practice.of("score"), screen=screen())
    began = time.process_time()
    play(
        scenario, practice, seed, weeks=weeks, progress=lambda *_: ends.append(time.process_time())
    )
    gaps = sorted(b - a for a, b in zip([began, *ends], ends, strict=False))[:-1]
    peak = int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
    # The first week carries the opening of the world; it is in the total, and not in a week's mean.
    mean = (ends[-1] - ends[0]) / max(len(ends) - 1, 1)
    return {
        "week_s": mean, "median_s": gaps[len(gaps) // 2],
        "total_s": time.process_time() - began, "peak_mb": peak // 1024,
    }  # fmt: skip


def screen() -> Any:
    """A hundred profiles: those of the corridor, each again with narrower terms."""
    from serai.risk.language.parse import parse
    from serai.risk.language.tree import All
    from serai.risk.profiles.profile_set import ProfileSet
    from serai.season.practice import profiles

    own = profiles().profiles
    terms = ("net_mass > 500", "container", "not dispatch_differs")
    more = [
        replace(one, id=f"{one.id}-{place}", when=All((one.when, parse(term))))
        for place, term in enumerate(terms)
        for one in own
    ]
    return ProfileSet((*own, *more)[:PROFILES]).compile()


def alone() -> None:
    """On one core."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def say(text: str) -> None:
    """At once, for whoever waits."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
