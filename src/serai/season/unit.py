"""A risk unit: gets a week as its administration gets it, gives controls, and learns from their results.

It never sees more than `serai.world.week.Week` has.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from serai.risk.selection.capacity import CONTROLS, Capacity
from serai.risk.selection.day import Day
from serai.risk.selection.select import Plan, select
from serai.season import signals
from serai.season.memory import CODED, Memory
from serai.season.practice import Practice, profiles
from serai.world.controls import Control
from serai.world.inspection import MINUTES
from serai.world.scenario import OTHER
from serai.world.week import Week

type Floats = NDArray[np.float64]
type Flags = NDArray[np.bool_]

KEPT, AUDITS = 26, 8
"""Weeks of results a unit learns from; and how much longer audits take."""
MINIMUM = 100.0
"""USD: what a finding is worth where nothing was declared as due; what was evaded grows with what was."""
PLAN = pl.Schema(
    {
        "declaration": pl.String(),
        "control": pl.String(),
        "ground": pl.String(),
        "propensity": pl.Float64(),
        "random_propensity": pl.Float64(),
    }
)


@dataclass
class Unit:
    """One administration's."""

    administration: str
    practice: Practice
    hours: Mapping[str, Mapping[str, float]]
    """A week, by office and control: as many as the practice asks for."""
    rng: np.random.Generator
    memory: Memory = field(init=False)
    transits: signals.OpenTransits = field(default_factory=signals.OpenTransits)
    results: list[pl.DataFrame] = field(default_factory=list)
    """Outcomes, as they came."""
    _examined: list[pl.DataFrame] = field(default_factory=list)
    """What declarations that got a control were like when it was decided: see `_keep`."""
    _draws: list[tuple[int, pl.DataFrame]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.memory = Memory(blank=self.practice.blank)

    def plan(self, week: Week) -> pl.DataFrame:
        """The controls of a week; columns as in `PLAN`."""
        self.results += [week.results] if len(week.results) else []
        self._learn(week.number, week.first)
        batch = week.declarations
        if not any(hours for by in self.hours.values() for hours in by.values()):
            return PLAN.to_frame()
        if not len(batch):
            made = self._audits(week, batch, np.zeros(0))
            self.transits.strike(made)
            return made
        screen = self.practice.screen or profiles()
        hits = screen(batch, today=week.last, threads=1)
        score, about = self._score(week, batch)
        due = batch["tax"].fill_null(0.0).to_numpy()
        day = Day.of(hits, score, revenue=score * (due + MINIMUM))
        offices = batch["office"].to_list()
        plan = select(day, offices, self.practice.strategy, self._capacity(), self.rng)
        given = self._given(batch, plan)
        free = plan.control < 0
        rank = np.where(free, np.maximum(score, day.weight * 1e-3), -1.0)
        extra = self._scans(batch, rank)
        audits = self._audits(week, batch, np.where(extra, -1.0, rank))
        made = pl.concat([given, self._plain(batch, np.flatnonzero(extra), Control.SCAN), audits])
        self.transits.strike(made)
        self._draws.append((week.number, made.filter(pl.col("ground") == "random")))
        if about is not None:
            self._keep(week.number, about, made)
        return made

    def learn(self, outcomes: pl.DataFrame) -> None:
        """Results that are known by the end of the week."""
        if len(outcomes):
            self.results.append(outcomes)

    def _capacity(self) -> Capacity:
        minutes = {one: MINUTES[Control(str(one))] for one in CONTROLS}
        hours = {
            office: {one: by.get(str(one), 0.0) for one in CONTROLS}
            for office, by in self.hours.items()
        }
        return Capacity(minutes, hours, self.practice.random)

    def _score(self, week: Week, batch: pl.DataFrame) -> tuple[Floats, pl.DataFrame | None]:
        """Scores, and what is remembered of each declaration; zeros and nothing without learning."""
        if not self.practice.learns:
            return np.zeros(len(batch)), None
        shown = {} if self.practice.blank else signals.own(week, batch)
        if self.practice.exchange:
            shown |= signals.shared(week, batch)
        codes = self.memory.codes(batch)
        described = self.memory.describe(batch, codes, shown)
        self.memory.see(batch, codes)
        about = pl.DataFrame(
            {"declaration": batch["declaration"], **codes, "described": described},
            schema_overrides={"described": pl.Array(pl.Float64, described.shape[1])},
        )
        return self.memory.score(described), about

    def _given(self, batch: pl.DataFrame, plan: Plan) -> pl.DataFrame:
        rows = np.flatnonzero(plan.examined)
        names = [str(one) for one in CONTROLS]
        return pl.DataFrame(
            {
                "declaration": batch["declaration"].gather(pl.Series(rows)),
                "control": [names[one] for one in plan.control[rows].tolist()],
                "ground": [str(plan.ground[row]) for row in rows.tolist()],
                "propensity": plan.propensity[rows],
                "random_propensity": plan.random[rows],
            },
            schema=PLAN,
        )

    @staticmethod
    def _plain(
        batch: pl.DataFrame, rows: NDArray[np.int64], control: Control, *, ground: str = "strategy"
    ) -> pl.DataFrame:
        return batch.select("declaration")[rows.tolist()].with_columns(
            control=pl.lit(str(control)),
            ground=pl.lit(ground),
            propensity=pl.lit(None, dtype=pl.Float64),
            random_propensity=pl.lit(None, dtype=pl.Float64),
        )

    def _slots(self, office: str, control: Control) -> int:
        hours = self.hours.get(office, {}).get(str(control), 0.0)
        return int(hours * 60 / MINUTES[control] + 1e-9)

    def _scans(self, batch: pl.DataFrame, rank: Floats) -> Flags:
        """Containers with the highest ranks that nothing else examines, while a scanner has time."""
        pools = self._pools(batch["office"])
        boxes = batch["container"].fill_null(value=False).to_numpy()
        taken = np.zeros(len(batch), np.bool_)
        for pool in self.hours:
            rows = np.flatnonzero((pools == pool) & boxes & (rank >= 0))
            taken[self._highest(rows, rank, self._slots(pool, Control.SCAN))] = True
        return taken

    def _audits(self, week: Week, batch: pl.DataFrame, rank: Floats) -> pl.DataFrame:
        """Half for overdue transits, the rest for the highest ranks among imports that are released."""
        confirmed = self.practice.exchange and week.exports.height > 0
        overdue = self.transits.pass_week(week, confirmed=confirmed)
        if not self.practice.learns:
            overdue = overdue.clear()
        imports = (batch["type"] == "IM").to_numpy()
        pools, late = self._pools(batch["office"]), self._pools(overdue["office"])
        parts = [PLAN.to_frame()]
        for pool in self.hours:
            slots = self._slots(pool, Control.AUDIT)
            asked = np.flatnonzero(late == pool)[: (slots + 1) // 2]
            parts.append(self._plain(overdue, asked, Control.AUDIT, ground="overdue"))
            rows = np.flatnonzero(imports & (pools == pool) & (rank >= 0))
            chosen = self._highest(rows, rank, slots - len(asked))
            parts.append(self._plain(batch, chosen, Control.AUDIT))
        return pl.concat(parts)

    def _pools(self, offices: pl.Series) -> NDArray[np.object_]:
        """Whose hours each draws on."""
        return np.array(
            [one if one in self.hours else OTHER for one in offices.to_list()], dtype=object
        )

    def _highest(self, rows: NDArray[np.int64], rank: Floats, slots: int) -> NDArray[np.int64]:
        order = np.lexsort((self.rng.random(len(rows)), -rank[rows]))
        return rows[order[: max(slots, 0)]]

    def _keep(self, week: int, about: pl.DataFrame, made: pl.DataFrame) -> None:
        kept = about.join(
            made.select("declaration"), on="declaration", how="semi", maintain_order="left"
        )
        self._examined.append(kept.with_columns(week=pl.lit(week, dtype=pl.Int32)))
        del self._examined[: -KEPT - AUDITS]

    def _learn(self, week: int, first: dt.date) -> None:
        practice = self.practice
        if not practice.learns or (practice.frozen is not None and week > practice.frozen + 1):
            return
        if not self.results or not self._examined:
            return
        known = pl.concat(self.results).filter(pl.col("known") < first)
        history = pl.concat(self._examined).join(
            known.select("declaration", "found"), on="declaration", maintain_order="left"
        )
        if not len(history):
            return
        self.memory.learn(
            {name: history[name].to_numpy() for name in CODED},
            history["described"].to_numpy(),
            history["found"].cast(pl.Float64).to_numpy(),
            (week - history["week"]).cast(pl.Float64).to_numpy(),
            weigh=(week - 1) % practice.every == 0,
        )

    @property
    def random_draws(self) -> pl.DataFrame:
        """Declarations that the random share examined, with `week` and, where known, `found`."""
        frames = [
            one.select("declaration", "control").with_columns(week=pl.lit(week, dtype=pl.Int32))
            for week, one in self._draws
        ]
        drawn = pl.concat(frames) if frames else pl.DataFrame()
        known = pl.concat(self.results) if self.results else None
        if known is None or not len(drawn):
            return drawn
        return drawn.join(
            known.select("declaration", "found"),
            on="declaration",
            how="left",
            maintain_order="left",
        )
