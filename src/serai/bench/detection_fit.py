"""The standard scorer fitted in a process of its own, so that time and memory are those of the product."""

import os
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from serai.risk.scorers.history import History
from serai.risk.scorers.saved import load, save
from serai.risk.scorers.standard import standard

# Nothing here may import the peers: their libraries would count as memory of the product.
type Score = Callable[[pl.DataFrame], NDArray[np.float64]]


@dataclass(frozen=True)
class Fit:
    """The product's scorer, and what it took to fit it, on one core in a process of its own."""

    score: Score
    seconds: float
    peak_mb: int
    rows_per_s: int


def fitted_apart(history: History, later: History, seed: int) -> Fit:
    """Fit the standard scorer in a fresh process on one core, and take it back as its file.

    It scores on all cores, declarations as they come: lodged after the history.
    """
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name, part in (("history", history), ("later", later)):
            frame = part.declarations.with_columns(found=pl.Series(part.found))
            frame.select(one.name for one in frame if one.null_count() < len(frame)).write_parquet(
                place / f"{name}.parquet"
            )
        threads = os.environ.get("POLARS_MAX_THREADS")
        os.environ["POLARS_MAX_THREADS"] = "1"
        try:
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
                seconds, peak_mb, rows_per_s = pool.submit(_fit, place, seed).result()
        finally:
            if threads is None:
                del os.environ["POLARS_MAX_THREADS"]
            else:
                os.environ["POLARS_MAX_THREADS"] = threads
        scorer = load(place / "scorer.npz")
    return Fit(scorer.score, seconds, peak_mb, rows_per_s)


def _fit(place: Path, seed: int) -> tuple[float, int, int]:
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    history = History.of(pl.read_parquet(place / "history.parquet"))
    later = History.of(pl.read_parquet(place / "later.parquet"))
    began = time.perf_counter()
    scorer = standard().fit(history, rng=np.random.default_rng(seed), later=later)
    seconds = time.perf_counter() - began
    # Not ru_maxrss: that begins with what the parent process had.
    peak = int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
    save(scorer, place / "scorer.npz")
    for thread in Path("/proc/self/task").iterdir():
        os.sched_setaffinity(int(thread.name), cores)
    lodged = pl.concat([pl.read_parquet(place / "later.parquet")] * 5)
    turns = []
    for _ in range(5):
        began = time.perf_counter()
        scorer.score(lodged)
        turns.append(time.perf_counter() - began)
    return round(seconds, 2), peak // 1024, round(len(lodged) / sorted(turns)[2])
