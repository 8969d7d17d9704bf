"""Which profiles hit each declaration, and what that means for it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from serai.risk.profiles.profile import Lane

LANES = tuple(Lane)


@dataclass(frozen=True)
class Hits:
    """Hits of a batch in compressed rows.

    `profiles[offsets[i]:offsets[i + 1]]` are the places, in the screen's order, of the profiles that
    hit declaration `i`, ascending.
    """

    offsets: NDArray[np.int64]
    """Declarations + 1."""
    profiles: NDArray[np.unsignedinteger[Any]]
    """uint16, or uint32 above 65,536 profiles; one for each hit."""
    ids: tuple[str, ...]
    """Of the profiles."""
    severities: NDArray[np.uint8]
    """Of each profile's lane: 0 green to 3 red."""
    weights: NDArray[np.float64]
    """Of each profile."""

    def __len__(self) -> int:
        """Declarations."""
        return len(self.offsets) - 1

    def __getitem__(self, row: int) -> list[str]:
        """Ids of the profiles that hit one declaration."""
        found = self.profiles[self.offsets[row] : self.offsets[row + 1]]
        return [self.ids[profile] for profile in found.tolist()]

    def counts(self) -> NDArray[np.int64]:
        """Hits of each profile."""
        return np.bincount(self.profiles, minlength=len(self.ids)).astype(np.int64)

    def pairs(self) -> tuple[NDArray[np.int64], NDArray[np.unsignedinteger[Any]]]:
        """Declaration and profile of each hit."""
        return np.repeat(np.arange(len(self)), np.diff(self.offsets)), self.profiles

    @cached_property
    def score(self) -> NDArray[np.float64]:
        """For each declaration the sum of the weights of the profiles that hit it; 0 where none does."""
        return self._over(np.add, self.weights, 0.0)

    @cached_property
    def severity(self) -> NDArray[np.uint8]:
        """For each declaration the gravest lane of the profiles that hit it: 0 green to 3 red."""
        return self._over(np.maximum, self.severities, 0)

    @cached_property
    def lane(self) -> pl.Series:
        """The same as an enumeration: green where no profile hits."""
        kind = pl.Enum([str(lane) for lane in LANES])
        return pl.Series("lane", self.severity).cat.to(kind)

    def _over(self, join: np.ufunc, values: NDArray[Any], nothing: float) -> NDArray[Any]:
        result = np.full(len(self), nothing, values.dtype)
        hit = np.flatnonzero(np.diff(self.offsets))
        if len(hit):
            result[hit] = join.reduceat(values[self.profiles], self.offsets[hit])
        return result

    def to_arrow(self) -> pa.Table:
        """One row for each declaration: `profiles` (a list of ids, as a dictionary), `lane`, `score`."""
        kind = np.int32 if self.profiles.dtype == np.uint32 else np.uint16
        indices = pa.array(self.profiles.astype(kind, copy=False))
        ids = pa.DictionaryArray.from_arrays(indices, pa.array(self.ids, pa.string()))
        lists = pa.LargeListArray.from_arrays(pa.array(self.offsets), ids)
        lanes = pa.DictionaryArray.from_arrays(
            pa.array(self.severity), pa.array([str(lane) for lane in LANES])
        )
        return pa.table({"profiles": lists, "lane": lanes, "score": self.score})
