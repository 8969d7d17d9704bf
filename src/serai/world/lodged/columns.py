"""What movements say, declaration by declaration."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from serai.world import codes
from serai.world.events import Kind
from serai.world.goods import NONE
from serai.world.lodged import Lodged
from serai.world.movements import Movements

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]


class Columns:
    """What movements say, for each declaration of a week."""

    def __init__(self, lodged: Lodged, chunks: dict[int, Movements]) -> None:
        self.rows = [
            (chunks[week], np.flatnonzero(lodged.chunk == week))
            for week in np.unique(lodged.chunk).tolist()
        ]
        self.at = lodged.events.movement
        self.any_ = next(iter(chunks.values()))
        self.kept: dict[str, NDArray] = {}

    def __call__(self, name: str) -> NDArray:
        """See `field_of`."""
        if name not in self.kept:
            parts = [(rows, field_of(m, name)[self.at[rows]]) for m, rows in self.rows]
            kind = field_of(self.any_, name).dtype
            whole = np.zeros(len(self.at), kind)
            for rows, values in parts:
                whole[rows] = values
            self.kept[name] = whole
        return self.kept[name]


def field_of(movements: Movements, name: str) -> NDArray:
    """One of theirs, of their goods or papers, or what is made of several."""
    if name.startswith("papers."):
        found: NDArray = getattr(movements.papers, name.removeprefix("papers."))
        return found
    if name == "weight":
        return weight_of(movements)
    if name == "broken":
        return broken(movements)
    if name == "country_of_trader":
        return np.where(movements.exports, movements.goods.dispatch, movements.goods.destination)
    return (
        getattr(movements.goods, name)
        if hasattr(movements.goods, name)
        else getattr(movements, name)
    )


def taken(pool: pl.Series, places: Ints) -> pl.Series:
    """Those at some places; -1 is the last."""
    return pool[places % len(pool)]


def choose(chosen: NDArray[np.bool_], one: pl.Series, other: pl.Series) -> pl.Series:
    """One where it is chosen, else the other."""
    return one.zip_with(pl.Series(chosen), other)


def pick(kind: Ints, export: pl.Series, transit: pl.Series, entry: pl.Series) -> pl.Series:
    """By kind of declaration."""
    last = transit.zip_with(pl.Series(kind == Kind.TRANSIT), entry)
    return export.zip_with(pl.Series(kind == Kind.EXPORT), last)


def weight_of(movements: Movements) -> Floats:
    """kg on the scales: what is truly on board."""
    return movements.goods.true.gross


def broken(movements: Movements) -> NDArray[np.bool_]:
    """Whether the seal was opened on the way: by a third of those who load or unload there."""
    opened = (movements.goods.hidden != NONE) | (movements.goods.diverted != NONE)
    return opened & (codes.scrambled(movements.number, 17) % 3 == 0)
