"""What one leaf of a condition says, as a set over the values of one field.

A field is what the screen looks at: a column, the distance of a date from today (so that a compiled
screen does not depend on the day), the ratio to a peer's value, or whether a text contains words.
Chapters, headings and subheadings are read off the commodity code: its values are ordered by how
many of them there are (none, chapter, heading, subheading) and then by the code, so that `hs4 is
missing` and `hs4 = "8517"` are sets of codes, too.
"""

import datetime as dt
import math
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from serai.declarations.columns import HEADINGS, Column, Kind
from serai.risk.language.tree import (
    Between,
    Compare,
    Contains,
    Flagged,
    Leaf,
    Listed,
    Missing,
    OneOf,
    Operand,
    Operator,
    Peer,
    StartsWith,
    Today,
)
from serai.risk.screening.sets import (
    MISSING,
    NOTHING,
    PRESENT,
    Bound,
    Within,
    after,
    beginnings,
    ranges,
    texts,
)


class Sort(StrEnum):
    """What a field's values are, and so how they are ordered."""

    CODE = "code"
    HS = "hs"
    """A digit for how many of chapter, heading and subheading there are, then the code."""
    TEXT = "text"
    """In lower case (`str.casefold`)."""
    WORDS = "words"
    """Whether a text contains one of some words: 0 or 1."""
    NUMBER = "number"
    DATE = "date"
    """Days since 1970-01-01."""
    TODAY = "today"
    """Days since today, twice, plus one for what comes after that day (the calendar ends somewhere)."""
    FLAG = "flag"
    PEER = "peer"


@dataclass(frozen=True, slots=True, order=True)
class Field:
    """What the screen looks at. `detail` holds the peer comparison's column and keys, or the words."""

    sort: Sort
    column: str
    detail: tuple[str, ...] = ()


class UnscreenableError(ValueError):
    """A condition that no check would let through: what it asks has no meaning for the column."""


EPOCH = dt.date(1970, 1, 1).toordinal()
ENDS = (2, 4, 6)


def hs_key(code: str) -> str:
    """The place of a commodity code in their order: levels it has, then itself."""
    size = len(code.encode()) if not code.isascii() else len(code)
    return f"{(size >= 2) + (size >= 4) + (size >= 6)}{code}"


class Leaves:
    """Turns leaves into a field and the set of its values for which the leaf holds.

    `lists` are the reference lists by name. Raises UnscreenableError.
    """

    def __init__(self, schema: Mapping[str, Column], lists: Mapping[str, Collection[str]]) -> None:
        self.schema = schema
        self.lists = lists
        self._listed: dict[tuple[str, str], Within] = {}

    def of(self, leaf: Leaf) -> list[tuple[Field, Within]]:
        """The sets that must all hold; one, but for a `between` of a day and a distance from today."""
        match leaf:
            case Contains(name, words):
                return [self._contains(name, words)]
            case Compare(name, operator, Peer(factor, column, by)):
                field = Field(Sort.PEER, name, (column, *by))
                return [(field, compared(operator, factor, math.inf))]
            case Compare(name, operator, Today(days)):
                return [(Field(Sort.TODAY, name), from_today(operator, days))]
            case Between(name, low, high) if isinstance(low, Today) != isinstance(high, Today):
                return self.of(Compare(name, Operator.AT_LEAST, low)) + self.of(
                    Compare(name, Operator.AT_MOST, high)
                )
            case Between(name, Today(low), Today(high)):
                return [(Field(Sort.TODAY, name), ranges([(2 * low, 2 * high + 1)]))]
            case _:
                return [self._plain(leaf)]

    def _contains(self, name: str, words: tuple[str, ...]) -> tuple[Field, Within]:
        if self.schema[name].kind is not Kind.TEXT:
            raise UnscreenableError(f"{name} is no text: `contains` says nothing of it")
        detail = tuple(sorted({word.casefold() for word in words}))
        return Field(Sort.WORDS, name, detail), Within(bounds=(1,)) if detail else NOTHING

    def _plain(self, leaf: Leaf) -> tuple[Field, Within]:  # noqa: PLR0911 - one case a kind of column
        name = leaf.column
        if name in HEADINGS:
            return Field(Sort.HS, "hs"), self._heading(leaf, HEADINGS[name])
        if name == "hs":
            return Field(Sort.HS, "hs"), self._texts(leaf, _codes, _hs_beginnings)
        match self.schema[name].kind:
            case Kind.CODE:
                return Field(Sort.CODE, name), self._texts(leaf, texts, beginnings)
            case Kind.TEXT:
                return Field(Sort.TEXT, name), self._texts(
                    leaf, lambda values: texts(map(str.casefold, values)), _folded_beginnings
                )
            case Kind.NUMBER:
                return Field(Sort.NUMBER, name), _ordered(leaf, _number, math.inf)
            case Kind.DATE:
                return Field(Sort.DATE, name), _ordered(leaf, _day, None)
            case Kind.FLAG:
                return Field(Sort.FLAG, name), _flag(leaf)

    def _texts(
        self,
        leaf: Leaf,
        exactly: Callable[[Iterable[str]], Within],
        starting: Callable[[Iterable[str]], Within],
    ) -> Within:
        match leaf:
            case Compare(_, Operator.EQUAL, str() as value):
                return exactly([value])
            case Compare(_, Operator.UNEQUAL, str() as value):
                return exactly([value]).opposite
            case OneOf(_, values):
                return exactly(map(str, values))
            case Listed(name, listed):
                if (name, listed) not in self._listed:
                    self._listed[name, listed] = exactly(self._list(listed))
                return self._listed[name, listed]
            case StartsWith(_, values):
                return starting(values)
            case Missing():
                return MISSING
        raise UnscreenableError(f"{leaf.column} cannot be asked that: {leaf}")

    def _list(self, name: str) -> Collection[str]:
        if name not in self.lists:
            raise UnscreenableError(f"there is no reference list named {name}")
        return self.lists[name]

    def _heading(self, leaf: Leaf, size: int) -> Within:
        """A leaf over the first `size` characters of the commodity code, missing where it is shorter."""
        there = Within(bounds=(str(size // 2),))
        if isinstance(leaf, Missing):
            return MISSING | there.opposite

        if isinstance(leaf, OneOf) and all(_is_whole(value, size) for value in leaf.values):
            return _hs_beginnings(map(str, leaf.values))

        def exactly(values: Iterable[str]) -> Within:
            # Less than `size` characters can be as many bytes; then the code is no longer either.
            short = [value for value in set(values) if len(value) <= size]
            whole = [value for value in short if len(value) == size]
            return _hs_beginnings(whole) | _codes(value for value in short if len(value) < size)

        def starting(values: Iterable[str]) -> Within:
            return _hs_beginnings(value for value in set(values) if len(value) <= size)

        return (
            self._texts(leaf, exactly, starting) & there
            if not _negative(leaf)
            else (there - self._texts(leaf, exactly, starting).opposite)
        )


def _is_whole(value: object, size: int) -> bool:
    """A chapter, heading or subheading as it is written: no code of fewer levels starts so."""
    return isinstance(value, str) and len(value) == size and value.isascii()


def _negative(leaf: Leaf) -> bool:
    return isinstance(leaf, Compare) and leaf.operator is Operator.UNEQUAL


def opposite(field: Field, leaf: Leaf, holds: Within) -> Within:
    """Where the leaf does not hold: the rest of the values, the missing excepted if the leaf does not ask for it."""
    if isinstance(leaf, Missing):
        return (PRESENT | MISSING) - holds
    if leaf.column in HEADINGS:
        return Within(bounds=(str(HEADINGS[leaf.column] // 2),)) - holds
    return holds.opposite


def compared(operator: Operator, value: float, most: float | None) -> Within:
    """The values that compare so with one; `most` is the greatest there is, if there is one."""
    above: Bound | None
    if isinstance(value, int) and most is None:
        above = value + 1
    else:
        value = float(value) + 0.0  # -0.0 is 0.0
        above = None if value == most else math.nextafter(value, math.inf)
    least = None if most is None else -most
    match operator:
        case Operator.EQUAL:
            return ranges([(value, above)], least=least)
        case Operator.UNEQUAL:
            return ranges([(value, above)], least=least).opposite
        case Operator.BELOW:
            return ranges([(value, None)], least=least).opposite
        case Operator.AT_LEAST:
            return ranges([(value, None)], least=least)
        case Operator.AT_MOST:
            return PRESENT if above is None else Within(first=True, bounds=(above,))
        case Operator.ABOVE:
            return NOTHING if above is None else Within(bounds=(above,))


def from_today(operator: Operator, days: int) -> Within:
    """The days that compare so with today plus so many."""
    day, beyond = 2 * days, 2 * days + 1
    match operator:
        case Operator.EQUAL:
            return Within(bounds=(day, beyond))
        case Operator.UNEQUAL:
            return Within(first=True, bounds=(day, beyond))
        case Operator.BELOW:
            return Within(first=True, bounds=(day,))
        case Operator.AT_LEAST:
            return Within(bounds=(day,))
        case Operator.AT_MOST:
            return Within(first=True, bounds=(beyond,))
        case Operator.ABOVE:
            return Within(bounds=(beyond,))


def _ordered(leaf: Leaf, read: Callable[[Operand], float], most: float | None) -> Within:
    match leaf:
        case Compare(_, operator, value):
            return compared(operator, read(value), most)
        case Between(_, low, high):
            return compared(Operator.AT_LEAST, read(low), most) & compared(
                Operator.AT_MOST, read(high), most
            )
        case OneOf(_, values):
            found = NOTHING
            for value in values:
                found |= compared(Operator.EQUAL, read(value), most)
            return found
        case Missing():
            return MISSING
    raise UnscreenableError(f"{leaf.column} cannot be asked that: {leaf}")


def _number(value: Operand) -> float:
    if isinstance(value, int | float) and not math.isnan(value):
        return float(value)
    raise UnscreenableError(f"{value!r} is no number")


def _day(value: Operand) -> int:
    if isinstance(value, dt.date):
        return value.toordinal() - EPOCH
    raise UnscreenableError(f"{value!r} is no day")


def _flag(leaf: Leaf) -> Within:
    match leaf:
        case Flagged():
            return Within(bounds=(1,))
        case Missing():
            return MISSING
    raise UnscreenableError(f"{leaf.column} cannot be asked that: {leaf}")


def _folded_beginnings(values: Iterable[str]) -> Within:
    return beginnings(map(str.casefold, values))


def _codes(values: Iterable[str]) -> Within:
    keys = sorted({hs_key(value) for value in values})
    return ranges([(key, key + "\0") for key in keys], least="0")


def _hs_beginnings(values: Iterable[str]) -> Within:
    return ranges((part for value in set(values) for part in _hs_parts(value)), least="0")


@lru_cache(maxsize=65_536)
def _hs_parts(beginning: str) -> tuple[tuple[Bound, Bound | None], ...]:
    """The ranges of codes that start so, one for each number of levels they may have."""
    size = len(beginning.encode())
    begun = [f"{level}{beginning}" for level in range(4) if level == 3 or size < ENDS[level]]
    return tuple((key, after(key)) for key in begun)
