"""A compiled screen, as arrays: what the kernel, its NumPy twin and the file of a screen share.

Every set that a clause asks for is a bit. A field's values fall into classes; a class has a row of
bits in the field's table, which tells all sets that the value belongs to. Fields share words: the
last word of one may be the first of the next, so a small set of profiles fits into few.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from serai.risk.screening.leaves import Field

type Words = NDArray[np.uint64]
type Numbers = NDArray[np.uint32]


@dataclass(frozen=True)
class FieldPlan:
    """Classes of one field and their bits."""

    field: Field
    bounds: tuple[str, ...] | NDArray[np.float64]
    """Ascending; between two of them all values have one class."""
    classes: Numbers
    """Of the values before the first bound, from the first on, from the second on …"""
    missing: int
    table: Words
    """classes × words, in place: bit `b` of the screen is bit `b % 64` of word `b // 64 - first_word`."""
    first_word: int
    first_bit: int
    bits: int
    members: tuple["FieldPlan", ...] = ()
    """Of words in a text: one for each set of words asked for. Their bits are joined for the texts at
    hand; the table has two classes, of texts without any of the words and of the missing."""

    @property
    def words(self) -> int:
        return int(self.table.shape[1])

    @cached_property
    def packed_bounds(self) -> tuple[bytes, NDArray[np.int64]]:
        """Bounds that are texts, one after another in UTF-8, and where each ends."""
        return packed([str(bound) for bound in self.bounds])


@dataclass(frozen=True)
class Plan:
    """What is asked, of which fields, by which profiles."""

    fields: tuple[FieldPlan, ...]
    profiles: int
    clause_sizes: Numbers
    """Bits of each clause, ascending; one at least."""
    bits: Numbers
    """Bits that must all be set, clause after clause. One that always holds asks for `always`."""
    clause_profile: Numbers

    @cached_property
    def words(self) -> int:
        return max((field.first_word + field.words for field in self.fields), default=0)

    @property
    def always(self) -> int:
        """The bit that every row has, after all words."""
        return self.words * 64


def packed(texts: Sequence[str]) -> tuple[bytes, NDArray[np.int64]]:
    """Texts one after another in UTF-8, and where each begins; then where the last ends."""
    encoded = [text.encode() for text in texts]
    return b"".join(encoded), np.cumsum([0, *map(len, encoded)]).astype(np.int64)


def spread(table: Words) -> NDArray[np.bool_]:
    """Bits of rows of words, one by one: rows × 64 words."""
    octets = np.ascontiguousarray(table).astype("<u8", copy=False).view(np.uint8)
    return np.unpackbits(octets, axis=1, bitorder="little").astype(bool)
