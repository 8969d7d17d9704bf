"""What the past says of a group of declarations: counted by groups, as of a day.

A chain is a tuple of columns, from wide to narrow: chapter, heading, subheading, origin. Its first k
columns make the groups of level k. For a declaration of a day, each level counts the results that were
known before that day, and nothing later; without those of the same product where the group is made of
the product's own columns, since the product's own record is counted by itself (`own`). A level's rate
leans on that of the level above as on so many further results (`PRIOR`): a group nobody has examined
has the rate of the wider one (Efron and Morris 1975, doi:10.1080/01621459.1975.10479864; Micci-Barreca
2001, doi:10.1145/507533.507538).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from serai.declarations.columns import POLARS, SCHEMA
from serai.risk.scorers.history import History, days

type Chain = tuple[str, ...]
type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]
type Arrays = dict[str, NDArray[Any]]

GOODS: tuple[Chain, ...] = (
    ("hs2", "hs4", "hs6", "hs", "origin", "dispatch", "tax_rate", "preference"),
    ("origin", "hs2", "hs4", "hs6", "hs"),
    ("hs2", "hs4", "hs6", "hs", "tax_rate", "preference"),
    ("dispatch", "hs2", "hs4", "hs6", "hs"),
    ("tax_rate", "preference", "origin", "hs4"),
)
ENTITIES: tuple[Chain, ...] = (
    ("consignee", "hs4"),
    ("declarant", "consignee"),
    ("consignor", "origin"),
    ("carrier", "dispatch"),
    ("office", "declarant"),
)
PRODUCT: Chain = ("hs", "dispatch", "origin", "tax_rate", "preference", "net_mass")
"""The same goods on the same terms and of the same mass: consignments that repeat."""
PRIOR = 5.0
"""Results of the wider group that a narrower one starts with."""


@dataclass(frozen=True)
class Values:
    """The values of a column that the history has, sorted; a missing one is a value of its own."""

    known: pl.Series

    def ids(self, column: pl.Series) -> Ints:
        """The place of each value: 0 for missing, -1 for one that the history does not have."""
        if self.known.dtype.is_float():
            return self._of_numbers(column)
        if self.known.dtype == pl.Boolean:
            return column.cast(pl.Int64).fill_null(-1).to_numpy() + 1
        place = column.cast(self._codes, strict=False).to_physical().cast(pl.Int64) + 1
        ids: Ints = place.fill_null(-1).to_numpy(writable=True)
        ids[column.is_null().to_numpy()] = 0
        return ids

    @cached_property
    def _codes(self) -> pl.Enum:
        return pl.Enum(self.known)

    def _of_numbers(self, column: pl.Series) -> Ints:
        numbers, known = column.to_numpy(), self.known.to_numpy()
        if not len(known):
            return np.where(np.isnan(numbers), 0, -1)
        places = np.minimum(np.searchsorted(known, numbers), len(known) - 1)
        ids = np.where(known[places] == numbers, places + 1, -1)
        return np.where(np.isnan(numbers), 0, ids)

    @property
    def size(self) -> int:
        return 3 if self.known.dtype == pl.Boolean else len(self.known) + 1


@dataclass(frozen=True)
class _Level:
    """Groups of one level, and their results in the order in which they were known."""

    groups: Ints
    """Sorted: group of the level above × values of the column + value."""
    starts: Ints
    """Where each group's results begin; one more at the end."""
    when: Ints
    """Group × days + day, of each result, sorted."""
    found: Floats
    """How many of the results up to here are non-compliant; one more at the beginning."""

    def codes(self, above: Ints, ids: Ints, size: int) -> Ints:
        """The group of each declaration; -1 where the history has none."""
        wanted = above * size + ids
        if not len(self.groups):
            return np.full(len(wanted), -1)
        places = np.minimum(np.searchsorted(self.groups, wanted), len(self.groups) - 1)
        known = (self.groups[places] == wanted) & (above >= 0) & (ids >= 0)
        return np.where(known, places, -1)

    def before(self, codes: Ints, day: Ints, last: int) -> tuple[Floats, Floats]:
        """Results known before each day, and the non-compliant among them; `day` at most last + 1."""
        some = np.maximum(codes, 0)
        if not len(self.groups):
            return np.zeros(len(codes)), np.zeros(len(codes))
        begin = self.starts[some]
        if (day > last).all():
            end = self.starts[some + 1]
        else:
            end = np.searchsorted(self.when, some * (last + 2) + day, "left")
        known = codes >= 0
        examined = np.where(known, end - begin, 0).astype(np.float64)
        return examined, np.where(known, self.found[end] - self.found[begin], 0.0)


@dataclass(frozen=True)
class Record:
    """Of one level, for each declaration of a batch."""

    columns: Chain
    examined: Floats
    found: Floats
    rate: Floats
    """Found ÷ examined, leaning on the level above."""


@dataclass(frozen=True)
class Past:
    """Results of a history, counted by the groups of chains, as of any day."""

    chains: tuple[Chain, ...]
    product: Chain
    first: int
    """The first day a result was known; days are counted from it."""
    last: int
    values: dict[str, Values]
    levels: dict[Chain, _Level]

    @classmethod
    def of(cls, history: History, chains: Sequence[Chain], *, product: Chain = PRODUCT) -> "Past":
        """Counted from a history. `product` may be empty: then nothing is left out of any group."""
        first = int(history.known.min())
        last = int(history.known.max()) - first
        names = {name for chain in (*chains, product) for name in chain}
        values = {
            name: Values(history.declarations[name].drop_nulls().unique().sort())
            for name in sorted(names)
        }
        past = cls(tuple(chains), product, first, last, values, {})
        ids = {name: one.ids(history.declarations[name]) for name, one in values.items()}
        known = history.known - first
        codes: dict[Chain, Ints] = {}
        for prefix in past._prefixes():
            wanted = np.zeros(len(history), np.int64)
            if prefix:
                wanted = codes[prefix[:-1]] * values[prefix[-1]].size + ids[prefix[-1]]
            groups, code = np.unique(wanted, return_inverse=True)
            codes[prefix] = code.astype(np.int64)
            when = codes[prefix] * (last + 2) + known
            order = np.argsort(when, kind="stable")
            starts = np.append(0, np.cumsum(np.bincount(code, minlength=len(groups))))
            found = np.append(0.0, np.cumsum(history.found[order]))
            past.levels[prefix] = _Level(groups, starts, when[order], found)
        return past

    def _prefixes(self) -> Iterator[Chain]:
        """Every level once, wider ones first; the widest is everything."""
        yield ()
        seen = set()
        for chain in (*self.chains, self.product):
            for length in range(1, len(chain) + 1):
                if chain[:length] not in seen:
                    seen.add(chain[:length])
                    yield chain[:length]

    def records(self, batch: pl.DataFrame) -> tuple[list[list[Record]], Record | None]:
        """Records of each chain's levels, and the product's own; `batch` is `complete`.

        Only results known before the day of a declaration count; one without a date comes last.
        """
        day = np.clip(days(batch) - self.first, 0, self.last + 1)
        codes = self._codes(batch)
        own = None
        if self.product:
            examined, found = self.levels[self.product].before(codes[self.product], day, self.last)
            with np.errstate(invalid="ignore"):
                own = Record(self.product, examined, found, found / examined)
        counted: dict[Chain, tuple[Floats, Floats]] = {}
        examined, found = self.levels[()].before(codes[()], day, self.last)
        # Before the first result nothing is known: one half (Krichevsky and Trofimov 1981).
        overall = (found + 0.5) / (examined + 1)
        chains = []
        for chain in self.chains:
            rate = overall
            records = []
            for length in range(1, len(chain) + 1):
                prefix = chain[:length]
                if prefix not in counted:
                    counted[prefix] = self._others(prefix, codes[prefix], day, own)
                examined, found = counted[prefix]
                rate = (found + PRIOR * rate) / (examined + PRIOR)
                records.append(Record(prefix, examined, found, rate))
            chains.append(records)
        return chains, own

    def _codes(self, batch: pl.DataFrame) -> dict[Chain, Ints]:
        ids = {name: one.ids(batch[name]) for name, one in self.values.items()}
        codes: dict[Chain, Ints] = {}
        for prefix, level in self.levels.items():
            if not prefix:
                codes[prefix] = np.zeros(len(batch), np.int64)
                continue
            name = prefix[-1]
            codes[prefix] = level.codes(codes[prefix[:-1]], ids[name], self.values[name].size)
        return codes

    def _others(
        self, prefix: Chain, codes: Ints, day: Ints, own: Record | None
    ) -> tuple[Floats, Floats]:
        examined, found = self.levels[prefix].before(codes, day, self.last)
        # A chapter is a part of the code: whoever has the product's code has its chapter.
        if own is not None and {"hs" if n in {"hs2", "hs4", "hs6"} else n for n in prefix} <= set(
            self.product
        ):
            examined, found = examined - own.examined, found - own.found
        return examined, found

    def state(self) -> tuple[dict[str, Any], Arrays]:
        """As JSON and arrays, for a file."""
        arrays: Arrays = {}
        for place, level in enumerate(self.levels.values()):
            arrays[f"groups{place}"] = level.groups
            arrays[f"starts{place}"] = level.starts
            arrays[f"when{place}"] = level.when
            arrays[f"found{place}"] = level.found
        texts = {}
        for name, one in self.values.items():
            if one.known.dtype.is_float():
                arrays[f"values_{name}"] = one.known.to_numpy()
            else:
                texts[name] = one.known.to_list()
        about = {
            "chains": self.chains,
            "product": self.product,
            "first": self.first,
            "last": self.last,
            "names": list(self.values),
            "values": texts,
            "levels": list(self.levels),
        }
        return about, arrays

    @classmethod
    def made(cls, about: dict[str, Any], arrays: Arrays) -> "Past":
        """What `state` has given."""
        values = {
            name: Values(
                pl.Series(
                    values=about["values"].get(name, arrays.get(f"values_{name}")),
                    dtype=_kind(name),
                )
            )
            for name in about["names"]
        }
        levels = {
            tuple(prefix): _Level(
                *(arrays[f"{part}{place}"] for part in ("groups", "starts", "when", "found"))
            )
            for place, prefix in enumerate(about["levels"])
        }
        return cls(
            tuple(map(tuple, about["chains"])),
            tuple(about["product"]),
            about["first"],
            about["last"],
            values,
            levels,
        )


def _kind(name: str) -> pl.DataType:
    return POLARS[SCHEMA[name].kind]
