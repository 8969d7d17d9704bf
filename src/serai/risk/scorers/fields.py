"""What a declaration says itself, as numbers a model can learn from."""

from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from serai.declarations.columns import SCHEMA, Kind
from serai.risk.scorers.history import History
from serai.risk.scorers.reasons import Reason

type Floats = NDArray[np.float64]

AMOUNTS = (
    "net_mass", "gross_mass", "packages", "units", "price", "value", "tax",
    "unit_price", "value_per_unit",
)  # fmt: skip
"""Spread over many powers of ten: their logarithm counts."""
RATES = ("tax_rate", "tax_ratio", "net_gross_ratio")
FLAGS = ("container", "dispatch_differs")
CODES = (
    "hs2", "hs4", "origin", "dispatch", "destination", "preference", "office", "procedure",
    "payment", "transport", "type", "terms", "currency",
)  # fmt: skip
"""Few values each; persons are left to their records."""

_shared: ContextVar[tuple[pl.DataFrame | None, list[tuple["Fields", Floats]]]] = ContextVar(
    "shared", default=(None, [])
)
"""The batch that several scorers look at, and what was read off it so far."""


@dataclass(frozen=True)
class Fields:
    """The columns of a history that vary, and the codes each of them knows."""

    numbers: tuple[str, ...]
    codes: dict[str, list[str]]
    """Sorted."""

    @classmethod
    def of(cls, history: History) -> "Fields":
        """Columns with one value alone teach nothing and are left out."""
        varied = {
            name
            for name in (*AMOUNTS, *RATES, *FLAGS, *CODES)
            if history.declarations[name].n_unique() > 1
        }
        return cls(
            tuple(name for name in (*AMOUNTS, *RATES, *FLAGS) if name in varied),
            {
                name: history.declarations[name].drop_nulls().unique().sort().to_list()
                for name in CODES
                if name in varied
            },
        )

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.numbers, *self.codes)

    @property
    def are_codes(self) -> list[int]:
        """Places of the columns with codes."""
        return list(range(len(self.numbers), len(self.names)))

    def matrix(self, batch: pl.DataFrame) -> Floats:
        """One row for each declaration; missing is NaN.

        A code is its place among the sorted ones; one that the history does not have stands half a
        place between its neighbours, so that an unseen heading is near those around it. Within
        `shared` the same array comes for the same fields: it is not to be changed.
        """
        of, made = _shared.get()
        if of is not batch:
            return self._matrix(batch)
        found = next((matrix for fields, matrix in made if fields == self), None)
        if found is None:
            found = self._matrix(batch)
            made.append((self, found))
        return found

    def _matrix(self, batch: pl.DataFrame) -> Floats:
        columns = [self._number(name, batch[name]) for name in self.numbers]
        columns += [_places(known, batch[name]) for name, known in self.codes.items()]
        if not columns:
            return np.zeros((len(batch), 1))
        return np.column_stack(columns)

    def _number(self, name: str, column: pl.Series) -> Floats:
        numbers: Floats = column.cast(pl.Float64).fill_null(float("nan")).to_numpy()
        if name in AMOUNTS:
            return np.log1p(np.maximum(numbers, 0))
        return numbers

    def reason(self, name: str, value: Any, effect: float) -> Reason:
        """What one field did."""
        return Reason((name,), (shown(name, value),), effect)

    def state(self) -> dict[str, Any]:
        """As JSON."""
        return {"numbers": self.numbers, "codes": self.codes}

    @classmethod
    def made(cls, about: dict[str, Any]) -> "Fields":
        """What `state` has given."""
        return cls(tuple(about["numbers"]), about["codes"])


@contextmanager
def shared(batch: pl.DataFrame) -> Iterator[None]:
    """While this batch is looked at, fields that are the same are read off it once."""
    before = _shared.set((batch, []))
    try:
        yield
    finally:
        _shared.reset(before)


def _places(known: list[str], column: pl.Series) -> Floats:
    place = column.cast(pl.Enum(known), strict=False).to_physical().cast(pl.Float64)
    found: Floats = place.fill_null(float("nan")).to_numpy(writable=True)
    unseen = np.flatnonzero((place.is_null() & column.is_not_null()).to_numpy())
    if len(unseen):
        codes = column.gather(unseen)
        between = {code: bisect_left(known, code) - 0.5 for code in codes.unique()}
        found[unseen] = codes.replace_strict(between, return_dtype=pl.Float64).to_numpy()
    return found


def shown(name: str, value: Any) -> str:
    """A value as a declaration has it."""
    if value is None:
        return ""
    if SCHEMA[name].kind is Kind.NUMBER:
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
