"""A control plan: mandatory profiles, the random share, a strategy, and one draw.

For each pool of hours, in this order:

1. what mandatory profiles hit is examined, the highest scores first where hours are short;
2. the random share of the hours goes to all others alike: the only unbiased look at compliance;
3. a strategy says with which probability each declaration gets what remains.

Then one draw decides, and every declaration keeps the probability it had.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import polars as pl
from numpy.typing import NDArray

from serai.risk.profiles.profile import Lane
from serai.risk.selection.capacity import CONTROLS, Capacity
from serai.risk.selection.day import Day
from serai.risk.selection.draw import draw
from serai.risk.selection.shares import fill, in_turn
from serai.risk.selection.strategy import Floats, Strategy


class Ground(StrEnum):
    """Why a declaration is examined, or that it is not."""

    MANDATORY = "mandatory"
    RANDOM = "random"
    STRATEGY = "strategy"
    NONE = "none"


LANES = tuple(Lane)


@dataclass(frozen=True)
class Plan:
    """What is decided for each declaration, and with which probability."""

    control: NDArray[np.int64]
    """Its place in `CONTROLS`; -1 for none."""
    ground: list[Ground]
    shares: Floats
    """Declarations × controls: the probability each control had."""
    random: Floats
    """Probability that the random share examines it: the same for all it is open to, in one pool."""
    severity: NDArray[np.uint8]
    """Of the lane: 0 green to 3 red."""
    pools: dict[str, "Spent"]

    @property
    def examined(self) -> NDArray[np.bool_]:
        """Whether goods or documents are."""
        return self.control >= 0

    @property
    def propensity(self) -> Floats:
        """Probability that a declaration would be examined, whatever was decided."""
        total: Floats = self.shares.sum(axis=1)
        return total

    def at(self, rows: NDArray[np.int64]) -> "Plan":
        """What is decided for some of them, in this order; one may stand in it several times."""
        return replace(
            self,
            control=self.control[rows],
            ground=[self.ground[row] for row in rows.tolist()],
            shares=self.shares[rows],
            random=self.random[rows],
            severity=self.severity[rows],
        )

    def frame(self) -> pl.DataFrame:
        """`lane`, `control`, `ground`, `propensity`, `random_propensity`, one row for each declaration."""
        lanes = pl.Enum([str(lane) for lane in LANES])
        return pl.DataFrame(
            {
                "lane": pl.Series(self.severity).cat.to(lanes),
                "control": [str(CONTROLS[one]) if one >= 0 else None for one in self.control],
                "ground": [str(one) for one in self.ground],
                "propensity": self.propensity,
                "random_propensity": self.random,
            },
            schema_overrides={"control": pl.String, "ground": pl.String},
        )


@dataclass(frozen=True)
class Spent:
    """What a pool of hours was used for."""

    declarations: int
    slots: list[int]
    """Controls its hours are enough for, as in `CONTROLS`."""
    given: list[int]
    mandatory: int
    """Declarations that mandatory profiles hit."""
    random: float
    """Of its slots, those of the random share."""


def select(
    day: Day,
    offices: Sequence[str | None],
    strategy: Strategy,
    capacity: Capacity,
    rng: np.random.Generator,
) -> Plan:
    """Decide for a day; `offices` has one for each declaration.

    Never more controls than the hours of an office are enough for. The order of declarations decides
    nothing. Raises ValueError where there are not as many offices as declarations.
    """
    if len(offices) != len(day):
        raise ValueError(f"{len(offices)} offices of {len(day)} declarations")
    pool_of = {office: capacity.pool(office) for office in set(offices)}
    names = sorted(set(pool_of.values()))
    places = {office: names.index(pool) for office, pool in pool_of.items()}
    place = np.array([places[office] for office in offices], np.int64)
    count = len(day)
    shares, random = np.zeros((count, len(CONTROLS))), np.zeros(count)
    must = np.zeros((count, len(CONTROLS)))
    control = np.full(count, -1)
    pools = {}
    for number, pool in enumerate(names):
        rows = np.flatnonzero(place == number)
        here, slots = day.where(rows), np.array(capacity.slots(pool), np.float64)
        fixed = _mandatory(here, slots)
        chance = _random(here, fixed, slots, capacity.random)
        taken = fixed + chance
        left = np.maximum(1 - taken.sum(axis=1), 0.0)
        remaining = np.maximum(slots - taken.sum(axis=0), 0.0)
        left = np.where(here.mandatory, 0.0, left)
        shares[rows] = taken + strategy.shares(here, left, remaining, capacity, rng)
        must[rows], random[rows] = fixed, chance.sum(axis=1)
        control[rows] = draw(shares[rows], rng)
        given = [int((control[rows] == one).sum()) for one in range(len(CONTROLS))]
        pools[pool] = Spent(
            len(rows), capacity.slots(pool), given, int(here.mandatory.sum()), float(chance.sum())
        )
    ground = _grounds(day, control, random, shares, rng)
    lane = np.array([one.lane.severity for one in CONTROLS], np.uint8)
    audited = np.where(day.severity > Lane.GREEN.severity, Lane.BLUE.severity, Lane.GREEN.severity)
    severity = np.where(control >= 0, lane[np.maximum(control, 0)], audited).astype(np.uint8)
    return Plan(control, ground, shares, random, severity, pools)


def _mandatory(day: Day, slots: Floats) -> Floats:
    """Goods for those whose profiles say red, documents for the others, and either if hours are short."""
    value = np.where(day.mandatory, day.score, -np.inf)
    chosen = fill(value, np.ones(len(day)), slots.sum())
    red = day.severity == Lane.RED.severity
    first = in_turn((np.where(red, value, -np.inf), np.where(red, -np.inf, value)), chosen, slots)
    remains = np.maximum(chosen - first.sum(axis=1), 0.0)
    return first + in_turn((value, value), remains, slots - first.sum(axis=0))


def _random(day: Day, fixed: Floats, slots: Floats, share: float) -> Floats:
    """The same for everybody who is not mandatory; what mandatory ones leave, where that is less."""
    unspent = np.maximum(slots - fixed.sum(axis=0), 0.0)
    wanted = np.minimum(slots * share, unspent)
    # What mandatory ones have taken from one control, another gives.
    lacking = slots.sum() * share - wanted.sum()
    for place, more in enumerate(unspent - wanted):
        wanted[place] += min(more, lacking)
        lacking -= min(more, lacking)
    open_ = np.where(day.mandatory, 0.0, 1.0)
    same = np.zeros(len(day))
    return in_turn((same, same), open_, wanted)


def _grounds(
    day: Day,
    control: NDArray[np.int64],
    random: Floats,
    shares: Floats,
    rng: np.random.Generator,
) -> list[Ground]:
    """Which part of its probability a choice came from, drawn by how large each part is."""
    total = shares.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        by_chance = rng.random(len(day)) < random / total
    ground = np.full(len(day), Ground.STRATEGY, dtype=object)
    ground[by_chance] = Ground.RANDOM
    ground[day.mandatory] = Ground.MANDATORY
    ground[control < 0] = Ground.NONE
    return ground.tolist()
