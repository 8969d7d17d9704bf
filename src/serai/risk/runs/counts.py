"""What is counted while declarations are screened: lanes, hits of each profile, profiles that hit together."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from serai.risk.runs.atomic import replaced
from serai.risk.screening.hits import LANES, Hits

type Numbers = NDArray[np.int64]

PAIRS_AT_ONCE = 1 << 22
"""Pairs that are laid out before they are counted: what bounds the memory."""
DENSE = 1 << 22
"""Kinds of pairs that are counted in place; of more they are sorted."""


def _nothing() -> Numbers:
    return np.empty(0, np.int64)


@dataclass
class Counts:
    """Counts over some declarations. Those of parts add up to those of the whole."""

    profiles: int
    rows: int = 0
    lanes: Numbers = field(default_factory=lambda: np.zeros(len(LANES), np.int64))
    """Declarations of each lane, from green to red."""
    hits: Numbers = field(default_factory=_nothing)
    """Declarations that each profile hit."""
    pairs: Numbers = field(default_factory=_nothing)
    """Profiles that hit the same declaration: `first × profiles + second`, ascending."""
    times: Numbers = field(default_factory=_nothing)
    """How many declarations each of these pairs hit."""

    def __post_init__(self) -> None:
        if not len(self.hits):
            self.hits = np.zeros(self.profiles, np.int64)

    def add(self, hits: Hits) -> None:
        """Count some more declarations."""
        self.rows += len(hits)
        self.lanes += np.bincount(hits.severity, minlength=len(LANES))
        self.hits += hits.counts()
        for pairs in _pairs(hits):
            self._add_pairs(*_counted(pairs, self.profiles**2))

    def __iadd__(self, other: "Counts") -> "Counts":
        self.rows += other.rows
        self.lanes += other.lanes
        self.hits += other.hits
        self._add_pairs(other.pairs, other.times)
        return self

    def _add_pairs(self, pairs: Numbers, times: Numbers) -> None:
        if not len(pairs):
            return
        both, place = np.unique(np.concatenate([self.pairs, pairs]), return_inverse=True)
        summed = np.zeros(len(both), np.int64)
        np.add.at(summed, place, np.concatenate([self.times, times]))
        self.pairs, self.times = both, summed

    def overlaps(self, most: int) -> list[tuple[int, int, int]]:
        """The pairs that hit most often together: both profiles' places, and how many declarations."""
        top = np.lexsort((self.pairs, -self.times))[:most]
        return [
            (*divmod(pair, self.profiles), times)
            for pair, times in zip(self.pairs[top].tolist(), self.times[top].tolist(), strict=True)
        ]

    def save(self, path: Path) -> None:
        """Write to a file that is whole or not there."""
        with replaced(path) as unfinished, unfinished.open("wb") as file:
            arrays: dict[str, Any] = {
                "lanes": self.lanes,
                "hits": self.hits,
                "pairs": self.pairs,
                "times": self.times,
            }
            np.savez_compressed(file, rows=np.int64(self.rows), **arrays)

    @classmethod
    def load(cls, path: Path) -> "Counts":
        """What `save` wrote."""
        with np.load(path, allow_pickle=False) as kept:
            return cls(
                profiles=len(kept["hits"]),
                rows=int(kept["rows"]),
                lanes=kept["lanes"],
                hits=kept["hits"],
                pairs=kept["pairs"],
                times=kept["times"],
            )


def _pairs(hits: Hits) -> Iterator[Numbers]:
    """Each two profiles that hit the same declaration, the one of the lower place first."""
    sizes = np.diff(hits.offsets)
    ends = np.repeat(hits.offsets[1:], sizes)
    after = ends - np.arange(1, len(ends) + 1)
    first = np.flatnonzero(after)
    after = after[first]
    reached = np.cumsum(after)
    profiles = hits.profiles.astype(np.int64)
    begin = 0
    while begin < len(first):
        before = reached[begin - 1] if begin else 0
        end = int(np.searchsorted(reached, before + PAIRS_AT_ONCE, side="right"))
        end = max(end, begin + 1)
        lengths, firsts = after[begin:end], first[begin:end]
        within = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        second = np.repeat(firsts + 1, lengths) + within
        yield np.repeat(profiles[firsts], lengths) * len(hits.ids) + profiles[second]
        begin = end


def _counted(pairs: Numbers, kinds: int) -> tuple[Numbers, Numbers]:
    """Each pair once, ascending, and how often it was there."""
    if kinds <= min(DENSE, 8 * len(pairs)):
        times = np.bincount(pairs, minlength=kinds)
        there = np.flatnonzero(times)
        return there, times[there]
    return np.unique(pairs, return_counts=True)
