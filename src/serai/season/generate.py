"""Declarations of a world, written as its weeks pass: no more than a week of them is in memory.

A run that goes on lets the weeks pass again, since a week depends on those before it, but writes none of
the parts that are whole. What is written once for all weeks (messages, results, the truth) is written anew.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from serai.declarations.writing import asycuda_xml, titled
from serai.risk.runs.atomic import replaced
from serai.risk.runs.interruption import held
from serai.season.order import Manifest, Order, about, begun, keep
from serai.world.controls import Control
from serai.world.world import World

PARTS = "declarations"
SAMPLE = 100
"""Declarations in the sample of XML."""
EXAMINES = 4_242
"""Word of the seed for who is examined, apart from the world's own chance."""
IDLE = 104
"""Weeks without a declaration after which nothing more is expected."""
WAITS = 60
"""Weeks until the last result of a control is known, at most."""

type Told = Callable[[int], None]


class NoTradeError(ValueError):
    """A scenario in which trade has stopped."""


def generate(folder: Path, order: Order, told: Told) -> Manifest:
    """Write what is asked for; `told` hears how many more declarations there are. Returns `world.json`.

    The same order gives the same bytes. Raises OrderError where the folder holds something else,
    NoTradeError, ValueError where the scenario leaves no trade, and OSError.
    """
    manifest = begun(folder, order)
    if manifest["done"]:
        told(order.declarations)
        return manifest
    (folder / PARTS).mkdir(parents=True, exist_ok=True)
    keep(folder, manifest)
    with ExitStack() as open_:
        writing = _Writing(folder, order, manifest, open_)
        writing.go(told)
    writing.finish()
    return manifest


class _Writing:
    """One run."""

    def __init__(self, folder: Path, order: Order, manifest: Manifest, open_: ExitStack) -> None:
        self.folder, self.order, self.manifest = folder, order, manifest
        self.world = World.open(order.shaped, order.seed)
        self.rng = np.random.Generator(
            np.random.PCG64DXSM(np.random.SeedSequence([order.seed, EXAMINES]))
        )
        self.messages = _Stream(folder / "messages.parquet", open_)
        self.exports = (
            _Stream(folder / "exports.parquet", open_) if order.scenario.exchange else None
        )
        self.history: list[pl.DataFrame] = []
        self.waiting: list[pl.DataFrame] = []
        """Declarations that were examined, until their result is known."""
        self.sample: list[pl.DataFrame] = []
        self.counts: Counter[str] = Counter()
        self.weeks = 0

    def go(self, told: Told) -> None:
        """Let weeks pass until there are enough declarations."""
        left, idle = self.order.declarations, 0
        while left:
            week = self.world.next_week()
            self._results(week.results)
            batch = week.declarations.head(left)
            idle = 0 if len(batch) else idle + 1
            if idle > IDLE:
                raise NoTradeError(f"there has been no declaration for {IDLE} weeks")
            self.weeks = week.number
            with held():
                self._part(week.number, batch)
            self.messages.write(week.messages)
            if self.exports:
                self.exports.write(week.exports)
            self._examine(batch)
            left -= len(batch)
            told(len(batch))
        for _ in range(WAITS):
            if not self.waiting:
                break
            self._results(self.world.next_week().results)

    def finish(self) -> None:
        """What is written once, and that all is done."""
        self._known("messages.parquet", self.messages.rows)
        if self.exports:
            self._known("exports.parquet", self.exports.rows)
        if self.order.examined:
            self._frame("history.parquet", pl.concat(self.history))
        if self.order.truth:
            # The ledger has them in the order of weeks: the first are those that were written.
            truth = self.world.debrief().declarations.head(self.order.declarations)
            self._frame("ledger.parquet", truth)
        if "xml" in self.order.formats:
            sample = pl.concat(self.sample)
            with replaced(self.folder / "asycuda.xml") as path:
                path.write_bytes(asycuda_xml(sample))
            self._known("asycuda.xml", len(sample))
        self.manifest |= {
            "files": dict(sorted(self.manifest["files"].items())),
            "weeks": self.weeks,
            "administrations": dict(sorted(self.counts.items())),
            "done": True,
        }
        keep(self.folder, self.manifest)

    def _part(self, number: int, batch: pl.DataFrame) -> None:
        if not len(batch):
            return
        for code, count in batch["administration"].value_counts().iter_rows():
            self.counts[code] += count
        if (short := SAMPLE - sum(map(len, self.sample))) > 0:
            self.sample.append(batch.head(short))
        for form in self.order.formats:
            name = f"{PARTS}/part-{number:03d}.{form}"
            if form == "xml" or name in self.manifest["files"]:
                continue
            with replaced(self.folder / name) as path:
                if form == "csv":
                    titled(batch).write_csv(path)
                else:
                    batch.write_parquet(path)
            self._known(name, len(batch))
        keep(self.folder, self.manifest)

    def _examine(self, batch: pl.DataFrame) -> None:
        """Documents or goods, by the toss of a coin, of declarations drawn by chance."""
        if not self.order.examined or not len(batch):
            return
        drawn = self.rng.random(len(batch)) < self.order.examined
        goods = self.rng.random(len(batch)) < 0.5
        plan = batch.filter(pl.Series(drawn)).with_columns(
            control=pl.when(pl.Series(goods[drawn]))
            .then(pl.lit(str(Control.GOODS)))
            .otherwise(pl.lit(str(Control.DOCUMENTS)))
        )
        if len(plan):
            self.waiting.append(plan)
            self._results(self.world.inspect(plan.select("declaration", "control")))

    def _results(self, outcomes: pl.DataFrame) -> None:
        """Put results beside their declarations."""
        if not len(outcomes):
            return
        known = outcomes.select(
            "declaration", found=pl.col("found").cast(pl.Int8), known="known", revenue="recovered"
        )
        waiting = pl.concat(self.waiting)
        self.history.append(
            waiting.join(known, on="declaration", how="inner", maintain_order="left")
        )
        rest = waiting.join(known, on="declaration", how="anti", maintain_order="left")
        self.waiting = [rest] if len(rest) else []

    def _frame(self, name: str, frame: pl.DataFrame) -> None:
        with replaced(self.folder / name) as path:
            frame.write_parquet(path)
        self._known(name, len(frame))

    def _known(self, name: str, rows: int) -> None:
        self.manifest["files"][name] = about(self.folder / name, rows)


class _Stream:
    """A Parquet file that grows by a frame at a time, and is there when all of it is."""

    def __init__(self, path: Path, open_: ExitStack) -> None:
        self.rows = 0
        self._path = open_.enter_context(replaced(path))
        self._writer: Any = None
        self._open = open_

    def write(self, frame: pl.DataFrame) -> None:
        import pyarrow.parquet as pq

        table = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
        if self._writer is None:
            writer = pq.ParquetWriter(self._path, table.schema, compression="zstd")
            self._writer = self._open.enter_context(writer)
        self._writer.write_table(table)
        self.rows += len(frame)
