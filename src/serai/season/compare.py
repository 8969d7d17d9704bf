"""Several practices over several seeds: each season a task of its own, on any number of processes.

Two practices that play the same seed meet the same trade at first, so their difference is taken seed by
seed: its interval is that of the mean of these differences (Student 1908, doi:10.2307/2331554).

Every seed is also played with nobody examining anything. What traders do there they do by themselves; what
they do otherwise elsewhere is their answer to controls.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import ArrayLike
from scipy.stats import t

from serai.risk.measures.proportion import Estimate
from serai.season.play import length, play
from serai.season.practice import Practice
from serai.season.scoreboard import Scoreboard
from serai.world.chance import checked
from serai.world.scenario import Scenario
from serai.world.scenarios import load

type Played = Callable[[int, int], None]
type Task = tuple[str, int]
"""A practice and a seed."""
UNEXAMINED = "random hours=0"
"""The practice of a season in which nobody examines anything."""


@dataclass(frozen=True)
class Comparison:
    """Scoreboards by practice, in the order of seeds."""

    scenario: Scenario
    practices: tuple[str, ...]
    seeds: tuple[int, ...]
    boards: dict[str, list[Scoreboard]]
    unexamined: tuple[Scoreboard, ...]
    """The same seeds with nobody examining anything."""

    def __repr__(self) -> str:
        named = ", ".join(f"“{one}”" for one in self.practices)
        weeks = max((len(one.weeks) for many in self.boards.values() for one in many), default=0)
        seeds = f"{len(self.seeds)} seed{'' if len(self.seeds) == 1 else 's'}"
        return f"<Comparison {self.scenario.name}: {named}; {seeds}, {weeks} weeks each>"

    def mean(self, practice: str, name: str) -> Estimate:
        """A figure of the totals over the seeds."""
        return mean([one.totals[name] for one in self.boards[practice]])

    def gap(self, practice: str, name: str, *, than: str | None = None) -> Estimate:
        """By how much a practice has more of it than another (the first one), seed by seed."""
        other = self.boards[than or self.practices[0]]
        pairs = zip(self.boards[practice], other, strict=True)
        return mean([one.totals[name] - base.totals[name] for one, base in pairs])

    def less(self, practice: str, name: str) -> list[float]:
        """Of `fraud` or `evaded_by_fraud`: how much less there is than with nobody examining, by seed."""
        pairs = zip(self.unexamined, self.boards[practice], strict=True)
        return [a.totals[name] - b.totals[name] for a, b in pairs]

    def deterred(self, practice: str) -> Estimate:
        """Declarations with fraud fewer than with nobody examining; the mean over the seeds."""
        return mean(self.less(practice, "fraud"))

    def weekly(self, practice: str, above: str, below: str) -> pl.DataFrame:
        """`week` and `rate`: the sum of one column over all seeds ÷ that of another."""
        weeks = pl.concat([one.weeks.select("week", above, below) for one in self.boards[practice]])
        sums = weeks.group_by("week").agg(pl.sum(above), pl.sum(below)).sort("week")
        return sums.select("week", rate=pl.col(above) / pl.col(below))


def mean(values: ArrayLike, level: float = 0.95) -> Estimate:
    """The mean of some values with its interval; of one value, that value without bounds."""
    known = np.asarray(values, np.float64)
    known = known[np.isfinite(known)]
    if not len(known):
        return Estimate(float("nan"), float("-inf"), float("inf"), level)
    centre = float(known.mean())
    if len(known) == 1:
        return Estimate(centre, float("-inf"), float("inf"), level)
    reach = float(t.ppf((1 + level) / 2, len(known) - 1) * known.std(ddof=1) / len(known) ** 0.5)
    return Estimate(centre, centre - reach, centre + reach, level)


def compare(
    scenario: Scenario | str | Path,
    practices: Sequence[str],
    seeds: Sequence[int],
    *,
    weeks: int | None = None,
    workers: int = 1,
    progress: Played | None = None,
) -> Comparison:
    """Play every practice with every seed, and each seed unexamined. The result does not depend on `workers`.

    `progress` is told the seasons that are played, and all. Raises before anything is played: PracticeError for
    a text that is none, TypeError where practices or seeds are not several, and what `play` raises of its
    scenario and seeds.
    """
    if isinstance(practices, str) or not isinstance(practices, Sequence):
        example = [practices] if isinstance(practices, str) else ["score"]
        raise TypeError(f"practices are a list of texts, for example {example}, not {practices!r}")
    if not isinstance(seeds, Sequence):
        raise TypeError(f"seeds are a list or a range, for example range(1, 11), not {seeds!r}")
    seeds, scenario = [checked(one) for one in seeds], load(scenario)
    for text in practices:
        Practice.of(text)
    for what, some in (("practices", [_plain(one) for one in practices]), ("seeds", seeds)):
        if not some or len(set(some)) < len(some):
            raise ValueError(f"{what} are one or more, each once, not {some}")
    length(scenario, weeks)
    tasks = tasks_of(practices, seeds)
    boards = []
    for board in _played(scenario, tasks, weeks, workers):
        boards.append(board)
        if progress is not None:
            progress(len(boards), len(tasks))
    return gathered(scenario, practices, seeds, boards)


def tasks_of(practices: Sequence[str], seeds: Sequence[int]) -> list[Task]:
    """Every season of a comparison, each to be played by `season`; `gathered` takes what they came to."""
    texts = dict.fromkeys((UNEXAMINED, *map(_plain, practices)))
    return [(text, seed) for seed in seeds for text in texts]


def gathered(
    scenario: Scenario, practices: Sequence[str], seeds: Sequence[int], boards: Sequence[Scoreboard]
) -> Comparison:
    """The comparison of seasons that were played, in whatever order they come back.

    Raises ValueError where some of `tasks_of` are missing, and where there are others.
    """
    played = {(board.practice, board.seed): board for board in boards}
    asked = {(_plain(text), seed) for text, seed in tasks_of(practices, seeds)}
    problems = [
        *(f"“{text}”, seed {seed} is missing" for text, seed in sorted(asked - played.keys())),
        *(
            f"“{text}”, seed {seed} was not asked for"
            for text, seed in sorted(played.keys() - asked)
        ),
    ]
    if problems:
        raise ValueError("; ".join(problems))
    by = {text: [played[_plain(text), seed] for seed in seeds] for text in practices}
    bare = tuple(played[UNEXAMINED, seed] for seed in seeds)
    return Comparison(scenario, tuple(practices), tuple(seeds), by, bare)


def _plain(text: str) -> str:
    """As a practice has it."""
    return " ".join(text.split())


def season(scenario: Scenario, task: Task, weeks: int | None) -> Scoreboard:
    """One task: anything that can call a function can play it."""
    text, seed = task
    return play(scenario, Practice.of(text), seed, weeks=weeks)


def _played(
    scenario: Scenario, tasks: Sequence[Task], weeks: int | None, workers: int
) -> Iterator[Scoreboard]:
    if workers <= 1 or len(tasks) <= 1:
        yield from (season(scenario, task, weeks) for task in tasks)
        return
    # Polars has threads of its own: a fork would take their locks along.
    with ProcessPoolExecutor(min(workers, len(tasks)), mp_context=get_context("spawn")) as pool:
        yield from pool.map(season, repeat(scenario), tasks, repeat(weeks))
