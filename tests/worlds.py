"""Worlds for tests: a scenario that ships with something changed, played for some weeks."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from serai.world.ledger import Ledger
from serai.world.scenario import Scenario
from serai.world.scenarios import load
from serai.world.week import Week
from serai.world.world import World

TOYS = """\
title: Toys
start: 2027-01-04
weeks: 4
weekly: 60
administrations:
  KG: {hours: {other: {documents: 4, goods: 4}}}
trade: {sectors: {household: 1}, elsewhere: 0}
schemes: [undervaluation]
"""
"""A scenario as somebody writes it."""

type Planner = Callable[[Week], pl.DataFrame]


def scenario(name: str = "first-steps", **changes: Any) -> Scenario:
    """One that ships, with other values."""
    return replace(load(name), **changes)


def plan_of(declarations: pl.DataFrame | list[str], control: str = "documents") -> pl.DataFrame:
    """The same control for each."""
    names = declarations if isinstance(declarations, list) else declarations["declaration"]
    frame = pl.DataFrame({"declaration": names}, schema={"declaration": pl.String})
    return frame.with_columns(control=pl.lit(control))


@dataclass
class Run:
    """What was played."""

    world: World
    weeks: list[Week]
    outcomes: list[pl.DataFrame]
    ledger: Ledger

    @property
    def declarations(self) -> pl.DataFrame:
        """Of all weeks, with what the ledger says of each."""
        lodged = pl.concat(
            [one.declarations.with_columns(week=pl.lit(one.number)) for one in self.weeks]
        )
        truth = self.ledger.declarations.select(
            "declaration", "kind", "truth", "due", "declared", "recovered", "found", "alarm"
        )
        return lodged.join(truth, on="declaration", how="left", maintain_order="left")


def run(played: Scenario, seed: int, weeks: int, planner: Planner | None = None) -> Run:
    """Play, and open the ledger."""
    world = World.open(played, seed)
    seen, outcomes = [], []
    for _ in range(weeks):
        week = world.next_week()
        seen.append(week)
        if planner is not None:
            outcomes.append(world.inspect(planner(week)))
    return Run(world, seen, outcomes, world.debrief())


def fingerprint(*frames: pl.DataFrame) -> str:
    """SHA-256 of all values to the last digit, and of their types."""
    digest = hashlib.sha256()
    for frame in frames:
        digest.update(str(frame.schema).encode())
        digest.update(frame.write_csv().encode())
    return digest.hexdigest()
