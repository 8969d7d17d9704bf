"""A season: units play a scenario week by week, and the ledger is opened at the end."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl

from serai.season.practice import Practice
from serai.season.scoreboard import Scoreboard, scored
from serai.season.unit import Unit
from serai.world.chance import checked
from serai.world.scenario import Scenario
from serai.world.scenarios import load
from serai.world.world import World

type Progress = Callable[[int, int], None]
"""Told the weeks that are played, and all."""
UNITS = 7_777
"""Word of the seed for the units' own chance, apart from that of the world."""


def play(
    scenario: Scenario | str | Path,
    practice: Practice | str | Mapping[str, Practice],
    seed: int,
    *,
    weeks: int | None = None,
    progress: Progress | None = None,
) -> Scoreboard:
    """Play a season with one practice for all (or its text), or one for each administration by its code.

    `scenario` may be the name of one that ships, or the path of a file; `weeks` may be more than it has.
    The same scenario, practice and seed give the same scoreboard. Raises what `World.open` raises,
    PracticeError for a text that is no practice, KeyError where an administration that is played has none,
    and ValueError for less than one week.
    """
    seed, scenario = checked(seed), load(scenario)
    count = length(scenario, weeks)
    if isinstance(practice, str):
        practice = Practice.of(practice)
    practices = (
        dict.fromkeys(scenario.administrations, practice)
        if isinstance(practice, Practice)
        else {code: practice[code] for code in scenario.administrations}
    )
    # What a practice wants shared is shared; those who do not ask for it do not look.
    shared = scenario.exchange or any(one.exchange for one in practices.values())
    world = World.open(replace(_staffed(scenario, practices), exchange=shared), seed)
    chances = np.random.SeedSequence([seed, UNITS]).spawn(len(practices))
    units = [
        Unit(
            code,
            practices[code],
            world.officers.of_administration(code),
            np.random.Generator(np.random.PCG64DXSM(chance)),
        )
        for code, chance in zip(sorted(practices), chances, strict=True)
    ]
    plans = []
    for number in range(count):
        week = world.next_week()
        made = [unit.plan(week.of(unit.administration)) for unit in units]
        plan = pl.concat(made)
        outcomes = world.inspect(plan)
        for unit in units:
            unit.learn(outcomes.filter(pl.col("administration") == unit.administration))
        plans.append(plan.select("declaration", "ground"))
        if progress is not None:
            progress(number + 1, count)
    drawn = [unit.random_draws for unit in units]
    text = " | ".join(dict.fromkeys(one.text for one in practices.values()))
    grounds = pl.concat(plans) if plans else pl.DataFrame()
    return scored(world.debrief(), grounds, drawn, scenario=scenario.name, practice=text, seed=seed)


def length(scenario: Scenario, weeks: int | None) -> int:
    """Weeks of a season: those asked for, or the scenario's. Raises TypeError and ValueError."""
    if weeks is None:
        return scenario.weeks
    if isinstance(weeks, bool) or not isinstance(weeks, int):
        raise TypeError(f"weeks are a whole number, not {weeks!r}")
    if weeks < 1:
        raise ValueError(f"a season has one week or more, not {weeks}")
    return weeks


def _staffed(scenario: Scenario, practices: Mapping[str, Practice]) -> Scenario:
    """With as many officers as the practices ask for."""
    staffed = {
        code: replace(played, times=practices[code].hours)
        for code, played in scenario.administrations.items()
    }
    return replace(scenario, administrations=staffed)
