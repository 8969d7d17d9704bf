"""Tree → text: `parse(to_text(tree)) == tree` for every tree that keeps to the rules of `tree`."""

import datetime as dt
import math
from typing import assert_never

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
    Missing,
    Not,
    OneOf,
    Operand,
    Peer,
    StartsWith,
    Today,
)

WIDTH = 88


def to_text(condition: Condition, *, lines: bool = False) -> str:
    """The text of a condition; with `lines`, parts of a long one stand on lines of their own.

    Raises ValueError for a number that is not finite: the language has no word for it.
    """
    if not lines:
        return _text(condition)
    whole = _text(condition)
    if len(whole) <= WIDTH or not isinstance(condition, All | Any):
        return whole
    joint = "and" if isinstance(condition, All) else "or"
    return f"\n{joint} ".join(_part(part, condition) for part in condition.parts)


def value_text(value: Operand) -> str:
    """The text of one value."""
    match value:
        case str():
            return _quoted(value)
        case dt.date():
            return value.isoformat()
        case Today(plus_days):
            if not plus_days:
                return "today"
            unit = "day" if abs(plus_days) == 1 else "days"
            return f"today {'-' if plus_days < 0 else '+'} {abs(plus_days)} {unit}"
        case Peer(factor, column, by):
            times = "" if factor == 1 else f"{_number(factor)} * "
            return f"{times}peer({column} by {', '.join(by)})"
        case _:
            return _number(value)


def _text(condition: Condition) -> str:
    match condition:
        case All(parts):
            return " and ".join(_part(part, condition) for part in parts)
        case Any(parts):
            return " or ".join(_part(part, condition) for part in parts)
        case Not(Between() | OneOf() | Listed() | StartsWith() | Contains() | Missing() as leaf):
            return _leaf(leaf, "not ")
        case Not(part):
            return f"not {_part(part, condition)}"
        case _:
            return _leaf(condition, "")


def _part(part: Condition, whole: Condition) -> str:
    """In parentheses where it would be read otherwise: `or` within `and`, either within `not`."""
    needed = isinstance(part, Any) or (isinstance(part, All) and not isinstance(whole, Any))
    return f"({_text(part)})" if needed else _text(part)


def _leaf(leaf: Leaf, negation: str) -> str:
    match leaf:
        case Compare(column, operator, value):
            return f"{column} {operator} {value_text(value)}"
        case Between(column, low, high):
            return f"{column} {negation}between {value_text(low)} and {value_text(high)}"
        case OneOf(column, values):
            return f"{column} {negation}in ({', '.join(map(value_text, values))})"
        case Listed(column, name):
            return f"{column} {negation}in @{name}"
        case StartsWith(column, beginnings):
            return f"{column} {negation}starts with {_texts(beginnings)}"
        case Contains(column, words):
            return f"{column} {negation}contains {_texts(words)}"
        case Missing(column):
            return f"{column} is {negation}missing"
        case Flagged(column):
            return column
    assert_never(leaf)


def _texts(texts: tuple[str, ...]) -> str:
    if len(texts) == 1:
        return _quoted(texts[0])
    return f"({', '.join(map(_quoted, texts))})"


def _number(value: float) -> str:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"the language has no word for {number}")
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def _quoted(text: str) -> str:
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(sign: str) -> str:
    if sign in ESCAPES:
        return ESCAPES[sign]
    invisible = not sign.isprintable() and sign != " " and ord(sign) <= 0xFFFF
    return f"\\u{ord(sign):04x}" if invisible else sign
