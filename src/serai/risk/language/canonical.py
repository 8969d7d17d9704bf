"""One form for conditions that say the same, and the version that is made of it.

`not` is pushed to the leaves and into comparisons (both keep the missing what it was), `and` of
`and`s is one, parts and values are sorted and stand once, a list of one is a comparison, and a
beginning or word that a shorter one covers is left out. Meaning is kept for every declaration,
missing values included. Two conditions of the same meaning may still differ in form: it is a
normal form of writing, not a proof.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import assert_never

from serai.declarations.columns import SCHEMA, Column, Kind
from serai.risk.language.print import to_text
from serai.risk.language.tree import (
    All,
    Any,
    Between,
    Compare,
    Condition,
    Contains,
    Flagged,
    Leaf,
    Listed,
    Literal,
    Missing,
    Not,
    OneOf,
    Operand,
    Operator,
    Peer,
    StartsWith,
)

OPPOSITE = {
    Operator.EQUAL: Operator.UNEQUAL,
    Operator.UNEQUAL: Operator.EQUAL,
    Operator.BELOW: Operator.AT_LEAST,
    Operator.AT_LEAST: Operator.BELOW,
    Operator.ABOVE: Operator.AT_MOST,
    Operator.AT_MOST: Operator.ABOVE,
}


def canonical(condition: Condition, *, schema: Mapping[str, Column] = SCHEMA) -> Condition:
    """The canonical form; that of a canonical form is itself."""
    return _canonical(condition, schema, negated=False)


def version(condition: Condition, *, schema: Mapping[str, Column] = SCHEMA) -> str:
    """SHA-256 of the canonical text, in hexadecimal."""
    text = to_text(canonical(condition, schema=schema))
    return hashlib.sha256(text.encode()).hexdigest()


def _canonical(condition: Condition, schema: Mapping[str, Column], *, negated: bool) -> Condition:
    match condition:
        case Not(part):
            return _canonical(part, schema, negated=not negated)
        case All(parts) | Any(parts):
            kind = All if isinstance(condition, All) is not negated else Any
            return _joined(kind, (_canonical(part, schema, negated=negated) for part in parts))
        case _:
            leaf = canonical_leaf(condition, schema)
            if not negated:
                return leaf
            if isinstance(leaf, Compare):
                return replace(leaf, operator=OPPOSITE[leaf.operator])
            return Not(leaf)


def _joined(kind: type[All] | type[Any], parts: Iterable[Condition]) -> Condition:
    flat: list[Condition] = []
    for part in parts:
        flat += part.parts if isinstance(part, kind) else [part]
    once = {to_text(part): part for part in flat}
    ordered = tuple(once[text] for text in sorted(once))
    return ordered[0] if len(ordered) == 1 else kind(ordered)


def canonical_leaf(leaf: Leaf, schema: Mapping[str, Column] = SCHEMA) -> Leaf:
    """One leaf with its values in order; a list of one as a comparison."""
    column = schema.get(leaf.column)
    is_text = column is not None and column.kind is Kind.TEXT
    match leaf:
        case Compare(_, _, value):
            return replace(leaf, value=_operand(value, is_text=is_text))
        case Between(_, low, high):
            return replace(leaf, low=_number(low), high=_number(high))
        case OneOf(name, values):
            ordered = _sorted(_literal(value, is_text=is_text) for value in values)
            if len(ordered) == 1:
                return Compare(name, Operator.EQUAL, ordered[0])
            return replace(leaf, values=ordered)
        case StartsWith(_, beginnings):
            return replace(leaf, beginnings=_uncovered(_folded(beginnings, is_text), _beginnings))
        case Contains(_, words):
            return replace(leaf, words=_uncovered(_folded(words, is_text), _pieces))
        case Listed() | Missing() | Flagged():
            return leaf
    assert_never(leaf)


def _folded(texts: Iterable[str], is_text: bool) -> set[str]:
    return {text.casefold() if is_text else text for text in texts}


def _uncovered(
    texts: set[str], covering: Callable[[str, set[int]], Iterable[str]]
) -> tuple[str, ...]:
    """Those that no shorter one covers; `covering` says what could, of these lengths."""
    kept: set[str] = set()
    lengths: set[int] = set()
    for text in sorted(texts, key=len):
        if kept.isdisjoint(covering(text, lengths)):
            kept.add(text)
            lengths.add(len(text))
    return tuple(sorted(kept))


def _beginnings(text: str, lengths: set[int]) -> Iterable[str]:
    return (text[:length] for length in lengths)


def _pieces(text: str, lengths: set[int]) -> Iterable[str]:
    return (
        text[start : start + length]
        for length in lengths
        for start in range(len(text) - length + 1)
    )


def _operand(value: Operand, *, is_text: bool) -> Operand:
    if isinstance(value, Peer):
        return replace(value, factor=_number(value.factor))
    return _literal(value, is_text=is_text) if isinstance(value, str) else _number(value)


def _literal(value: Literal, *, is_text: bool) -> Literal:
    if isinstance(value, str):
        return value.casefold() if is_text else value
    return _number(value)


def _number[T](value: T) -> T:
    """Numbers are floats; zero has one sign."""
    if isinstance(value, int | float):
        return float(value) + 0.0  # type: ignore[return-value]  # a float where a number is
    return value


def _sorted(values: Iterable[Literal]) -> tuple[Literal, ...]:
    def rank(value: Literal) -> tuple[int, float, str]:
        if isinstance(value, str):
            return 2, 0.0, value
        if isinstance(value, dt.date):
            return 1, value.toordinal(), ""
        return 0, value, ""

    return tuple(sorted(set(values), key=rank))
