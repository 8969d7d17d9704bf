"""The screen against Polars, DuckDB, zen-engine and Python closures, every hit listed.

First all engines must agree hit for hit. Then they run in turns, in an order that rotates, each on as
many declarations as take it about half a second; the figures are medians. Derived numbers are there
beforehand for every engine, and so is whatever does not depend on the declarations. Traders, codes
and profiles are made up.
"""

import argparse
import gc
import json
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow.parquet as pq

from serai.bench.screening_peers import Closures, DuckDB, Engine, Polars, Zen
from serai.bench.screening_sets import TODAY, Market, declarations, profile_set
from serai.declarations.columns import RATIOS, with_derived
from serai.risk.profiles.profile_set import ProfileSet
from serai.risk.screening import native, stream
from serai.risk.screening.screen import Screen, compile_profiles

AIMS = {10: (1.0, 70.0), 100: (4.0, 40.0), 1000: (20.0, 20.0), 5000: (60.0, 8.0)}
"""For so many profiles: times as fast as Polars, and million declarations a second with AVX-512."""
SLOW = 200
"""Declarations on which engines of one declaration at a time have to agree."""
FEW = 20_000
"""Declarations that slower engines prepare, and on which the faster ones have to agree."""
PATIENCE = 5.0
"""Seconds after which two turns are enough for an engine."""
TURN = 0.5
"""Seconds that a turn should take, and a quarter of them at least."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """How many profiles, declarations and rounds."""
    parser.add_argument(
        "--profiles", type=_numbers, default="10,100,1000,5000", help="default: %(default)s"
    )
    parser.add_argument("--rows", type=int, default=2_000_000, help="default: %(default)s")
    parser.add_argument("--rounds", type=int, default=5, help="default: %(default)s")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--small", action="store_true", help="few of all, for a quick look")


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def run(asked: argparse.Namespace) -> int:
    """Measure, print, write; 1 where engines disagree."""
    if asked.small:
        asked.profiles, asked.rows, asked.rounds = [10, 100], 50_000, 1
    rng = np.random.default_rng(asked.seed)
    market = Market.drawn(rng)
    batch = declarations(rng, market, asked.rows)
    found: dict[str, Any] = {"path": native.paths()[0], "agree": True, "rows": asked.rows}
    say(f"{asked.rows:,} declarations; best path here: {found['path']}")
    for count in asked.profiles:
        profiles = profile_set(rng, market, count)
        screen = compile_profiles(profiles)
        peers = engines(profiles, batch)
        if not agree(screen, batch, peers):
            found["agree"] = False
            return finish(asked, found)
        measured = in_turns(screen, batch, peers, asked.rounds)
        record(found, count, measured)
        table(count, hits_each(screen, batch), measured)
    largest = profile_set(rng, market, max(asked.profiles))
    found |= compiling(largest)
    found |= one_by_one(compile_profiles(largest), batch)
    found |= from_disk(compile_profiles(profile_set(rng, market, min(1000, len(batch)))), batch)
    found["peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return finish(asked, found)


def finish(asked: argparse.Namespace, found: dict[str, Any]) -> int:
    """Write the figures where they are wanted."""
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=2) + "\n")
    return 0 if found["agree"] else 1


def say(text: str) -> None:
    """One line at once, for whoever waits."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


@dataclass
class Turns:
    """An engine, on how many declarations it runs, and the seconds each turn took."""

    name: str
    hits: Callable[[int], Any]
    rows: int = 0
    seconds: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Million declarations a second, the median."""
        return self.rows / statistics.median(self.seconds) / 1e6

    @property
    def best(self) -> float:
        """In the quietest turn."""
        return self.rows / min(self.seconds) / 1e6


def engines(profiles: ProfileSet, batch: pl.DataFrame) -> list[Engine]:
    """The peers; those that take one declaration at a time get few."""
    few, count = batch[:FEW], len(profiles.profiles)
    some = batch[: 400_000_000 // count]  # columns of truth have to fit into the memory
    return [
        *(Polars(profiles, some, form) for form in Polars.forms),
        DuckDB(profiles, batch[: max(FEW, 200_000_000 // count)]),
        Closures(profiles, few),
        Zen(profiles, few),
    ]


def agree(screen: Screen, batch: pl.DataFrame, peers: Sequence[Engine]) -> bool:
    """Whether all list the same hits; says which does not."""
    fine = True
    for peer in peers:
        rows = SLOW if isinstance(peer, Closures | Zen) else min(limit(peer, len(batch)), FEW)
        ours = screen(batch[:rows], today=TODAY).pairs()
        if not same(ours, peer.hits(rows)):
            say(f"{peer.name} lists other hits than the screen.")
            fine = False
    for path in native.paths():
        if not same(
            screen(batch[:FEW], today=TODAY, path=path).pairs(),
            screen(batch[:FEW], today=TODAY).pairs(),
        ):
            say(f"The path {path} lists other hits.")
            fine = False
    if fine:
        say("All engines and paths list the same hits.")
    return fine


def same(ours: Sequence[Any], theirs: Sequence[Any]) -> bool:
    """Whether declarations and profiles are the same, one by one."""
    return all(map(np.array_equal, ours, theirs))


def in_turns(
    screen: Screen, batch: pl.DataFrame, peers: Sequence[Engine], rounds: int
) -> list[Turns]:
    """Every engine once a round, each time another first. The screen on every path."""
    given = with_derived(batch, frozenset(RATIOS))
    every = [
        Turns(path, lambda rows, path=path: screen(given[:rows], today=TODAY, path=path))  # type: ignore[misc]
        for path in native.paths()
    ] + [Turns(peer.name, peer.hits) for peer in peers]
    most = {turns.name: len(batch) for turns in every} | {
        peer.name: limit(peer, len(batch)) for peer in peers
    }
    for turns in every:
        # These have a cost before the first row: fewer rows would not do them justice.
        whole = turns.name in {"DuckDB", "Polars (columns)", "Polars (narrow)"}
        turns.rows = most[turns.name] if whole else fitting(turns.hits, most[turns.name])
    for number in range(rounds):
        first = number % len(every)
        for turns in every[first:] + every[:first]:
            if number > 1 and sum(turns.seconds) > PATIENCE:
                continue
            gc.collect()
            turns.seconds.append(turn(turns))
    return every


def turn(turns: Turns) -> float:
    """Seconds its rows take; a quick engine goes over them again and again for a while."""
    begun, times = time.perf_counter(), 0
    while not times or time.perf_counter() - begun < TURN / 4:
        turns.hits(turns.rows)
        times += 1
    return (time.perf_counter() - begun) / times


def limit(peer: Engine, rows: int) -> int:
    """How many declarations a peer has prepared."""
    return len(peer.frame) if isinstance(peer, Polars | DuckDB) else min(rows, FEW)


def fitting(hits: Callable[[int], Any], most: int) -> int:
    """So many declarations that a turn takes about as long as it should."""
    rows = min(20, most)
    while True:
        begun = time.perf_counter()
        hits(rows)
        took = time.perf_counter() - begun
        if took > TURN:
            return max(1, int(rows * TURN / took))
        if rows == most:
            return rows
        rows = min(most, rows * 4)


def polars_of(measured: Sequence[Turns]) -> Turns:
    """The form of Polars that was fastest."""
    return max((one for one in measured if one.name.startswith("Polars")), key=lambda one: one.rate)


def record(found: dict[str, Any], count: int, measured: Sequence[Turns]) -> None:
    """Rates of all, and the screen's as a ratio to Polars."""
    best = polars_of(measured)
    ours = {one.name: one.rate for one in measured if one.name in native.paths()}
    rates = found.setdefault("rate_mps", {})
    rates[str(count)] = {one.name: round(one.rate, 5) for one in measured}
    ratio = found.setdefault("ratio_to_polars", {})
    ratio[str(count)] = round(ours[found["path"]] / best.rate, 2)
    paths = found.setdefault("ratio_to_polars_by_path", {})
    paths[str(count)] = {path: round(rate / best.rate, 2) for path, rate in ours.items()}


def hits_each(screen: Screen, batch: pl.DataFrame) -> float:
    """Profiles that hit a declaration, the mean."""
    return len(screen(batch, today=TODAY).profiles) / len(batch)


def table(count: int, hits: float, measured: Sequence[Turns]) -> None:
    """Rates and ratios, and beside them what is aimed at."""
    best = polars_of(measured)
    ratio, rate = AIMS.get(count, (None, None))
    aim = f"; aim {ratio:g} × Polars, {rate:g} M/s with AVX-512" if ratio else ""
    say(f"\n{count:,} profiles, {hits:.3g} hits a declaration{aim}")
    say(f"{'':18}{'M/s':>10}{'best':>10}{'× Polars':>10}{'declarations':>14}")
    for one in sorted(measured, key=lambda one: -one.rate):
        mark = " *" if one is best else ""
        say(
            f"{one.name:18}{one.rate:10.4g}{one.best:10.4g}{one.rate / best.rate:10.3g}{one.rows:14,}{mark}"
        )


def seconds_of(work: Callable[[], Any], times: int = 3) -> float:
    """The median."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def compiling(profiles: ProfileSet) -> dict[str, float]:
    """From trees, from text and from a file of a compiled screen; seconds."""
    with tempfile.TemporaryDirectory(prefix="serai-bench-") as folder:
        text, file = Path(folder, "set.yaml"), Path(folder, "set.screen")
        profiles.save(text)
        compile_profiles(profiles).save(file)
        found = {
            "compile_s": seconds_of(lambda: compile_profiles(profiles)),
            "compile_text_s": seconds_of(lambda: ProfileSet.load(text).compile()),
            "compile_cache_s": seconds_of(lambda: Screen.load(file)),
        }
    count = len(profiles.profiles)
    say(
        f"\nCompile {count:,} profiles: {found['compile_s']:.2f} s from trees (aim 0.5), "
        f"{found['compile_text_s']:.2f} s from text (aim 3), "
        f"{found['compile_cache_s']:.3f} s from a file (aim 0.3)"
    )
    return {name: round(value, 4) for name, value in found.items()}


def one_by_one(screen: Screen, batch: pl.DataFrame) -> dict[str, Any]:
    """Single declarations, each another; microseconds."""
    rows = batch[:30_000].with_columns(pl.selectors.enum().cast(pl.String)).to_dicts()
    screen.one(rows[0], today=TODAY)
    taken = []
    for row in rows:
        begun = time.perf_counter_ns()
        screen.one(row, today=TODAY)
        taken.append(time.perf_counter_ns() - begun)
    micro = np.array(taken) / 1000
    median, late = float(np.median(micro)), float(np.percentile(micro, 99))
    say(f"One declaration: median {median:.1f} µs (aim 10), p99 {late:.1f} µs (aim 25)")
    return {"one_us": {"median": round(median, 2), "p99": round(late, 2)}}


def from_disk(screen: Screen, batch: pl.DataFrame) -> dict[str, Any]:
    """A Parquet file with strings, end to end; and how much of it is reading and encoding them."""
    with tempfile.TemporaryDirectory(prefix="serai-bench-") as folder:
        file = Path(folder, "declarations.parquet")
        plain = batch.with_columns(pl.selectors.enum().cast(pl.String))
        plain.write_parquet(file, row_group_size=262_144)
        whole = seconds_of(lambda: drained(stream.parts(file, screen, today=TODAY, keep=())))
        columns = list(stream.columns_of(screen))
        strings = [name for name in columns if plain[name].dtype == pl.String]
        decoding = seconds_of(lambda: pq.read_table(file, columns=strings))
        encoding = seconds_of(lambda: pq.read_table(file, columns=strings, read_dictionary=strings))
    rate = len(batch) / whole / 1e6
    say(
        f"Parquet on disk, {len(screen.ids):,} profiles: {rate:.2f} M/s (aim 6 at 1,000); reading "
        f"{len(strings)} columns of strings alone takes {encoding / whole:.0%} of that as "
        f"dictionaries, {decoding / whole:.0%} as plain strings"
    )
    return {"parquet_mps": round(rate, 3), "encoding_share": round(encoding / whole, 3)}


def drained(parts: Iterator[stream.Part]) -> int:
    """Rows of a file that was screened to its end."""
    return sum(len(part) for part in parts)
