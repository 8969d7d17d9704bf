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

from serai.risk.screening.leaves import Field, Sort

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
class Order:
    """Clauses in the order they are tried: by the bit that is rarest, which the others are asked after."""

    access: Numbers
    """The rarest bit of each group of clauses; it need not be asked again."""
    group_clauses: Numbers
    """Offsets of the groups in the clauses."""
    clause_bits: Numbers
    """Offsets of the clauses in `bits`."""
    bits: Numbers
    clause_profile: Numbers


@dataclass(frozen=True)
class Plan:
    """What is asked, of which fields, by which profiles."""

    fields: tuple[FieldPlan, ...]
    profiles: int
    clause_bits: Numbers
    """Offsets of the clauses in `bits`: clauses as they were compiled."""
    bits: Numbers
    """Bits that must all be set; a clause without any holds always."""
    clause_profile: Numbers

    @cached_property
    def words(self) -> int:
        return max((field.first_word + field.words for field in self.fields), default=0)

    @property
    def always(self) -> int:
        """The bit that every row has, after all words."""
        return self.words * 64

    @cached_property
    def fields_of_words(self) -> tuple[Numbers, Numbers]:
        """For each word the fields that have bits in it, and where each word's begin."""
        found = [
            [
                index
                for index, field in enumerate(self.fields)
                if field.first_word <= word < field.first_word + field.words
            ]
            for word in range(self.words)
        ]
        return offsets(found), np.array([one for many in found for one in many], np.uint32)

    @cached_property
    def rarity(self) -> NDArray[np.float64]:
        """Share of a field's classes that have a bit, before anything is known of the declarations."""
        share = np.ones(self.always + 1)
        for field in self.fields:
            first = field.first_bit
            set_bits = spread(field.table)
            within = first - field.first_word * 64
            width = {Sort.NUMBER: 0.5, Sort.DATE: 0.5, Sort.TODAY: 0.5}.get(field.field.sort, 1.0)
            share[first : first + field.bits] = np.minimum(
                1.0, set_bits.mean(axis=0)[within : within + field.bits] * width
            )
        return share

    def order(self, share: NDArray[np.float64] | None = None) -> Order:
        """The clauses for rows of which `share[bit]` have each bit."""
        share = self.rarity if share is None else share
        ends = self.clause_bits.astype(np.int64)
        sizes = ends[1:] - ends[:-1]
        bits, begins = self.bits, ends[:-1]
        if (sizes == 0).any():
            bits = np.insert(bits, begins[sizes == 0], self.always).astype(np.uint32)
            sizes = np.maximum(sizes, 1)
            begins = np.cumsum(sizes) - sizes
        clause = np.repeat(np.arange(len(sizes)), sizes)
        bits = bits[np.lexsort((bits, share[bits], clause))]
        access = bits[begins]
        tried = np.lexsort((self.clause_profile, sizes, access))
        access, sizes = access[tried], sizes[tried]
        rest = sizes - 1
        ends = np.cumsum(rest)
        picked = np.repeat(begins[tried] + 1 - (ends - rest), rest) + np.arange(rest.sum())
        first = np.flatnonzero(np.r_[True, access[1:] != access[:-1]]) if len(access) else access
        return Order(
            access=access[first].astype(np.uint32),
            group_clauses=np.r_[first, len(access)].astype(np.uint32),
            clause_bits=np.r_[0, ends].astype(np.uint32),
            bits=bits[picked].astype(np.uint32),
            clause_profile=self.clause_profile[tried],
        )


def offsets(parts: Sequence[Sequence[object]]) -> Numbers:
    """Where each part begins when they are laid one after another, and where the last ends."""
    return np.cumsum([0, *map(len, parts)]).astype(np.uint32)


def packed(texts: Sequence[str]) -> tuple[bytes, NDArray[np.int64]]:
    """Texts one after another in UTF-8, and where each begins; then where the last ends."""
    encoded = [text.encode() for text in texts]
    return b"".join(encoded), np.cumsum([0, *map(len, encoded)]).astype(np.int64)


def spread(table: Words) -> NDArray[np.bool_]:
    """Bits of rows of words, one by one: rows × 64 words."""
    octets = np.ascontiguousarray(table).astype("<u8", copy=False).view(np.uint8)
    return np.unpackbits(octets, axis=1, bitorder="little").astype(bool)
