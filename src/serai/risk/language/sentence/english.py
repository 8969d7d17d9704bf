"""The words of a sentence in English."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import assert_never

from serai.declarations.columns import Column, Kind
from serai.risk.language.sentence.names import Names, goods, value_name
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

AND = ", "
OR = " or "
NUMBERS = {
    Operator.EQUAL: "of exactly",
    Operator.UNEQUAL: "other than",
    Operator.BELOW: "below",
    Operator.AT_MOST: "at most",
    Operator.ABOVE: "above",
    Operator.AT_LEAST: "at least",
}
DATES = {
    Operator.EQUAL: "on",
    Operator.UNEQUAL: "other than",
    Operator.BELOW: "before",
    Operator.AT_MOST: "no later than",
    Operator.ABOVE: "after",
    Operator.AT_LEAST: "no earlier than",
}
COUNTRIES = {"origin": "from", "dispatch": "dispatched from", "destination": "bound for"}
UNFLAGGED = {"dispatch_differs": "dispatched from the country of origin"}
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def phrase(leaf: Leaf, schema: Mapping[str, Column], names: Names, *, negated: bool) -> str:
    """One leaf, or its opposite."""
    column = schema[leaf.column]
    no = "not " if negated else ""
    match leaf:
        case Compare(_, operator, Peer(factor, other, by)):
            keys = " and ".join(schema[key].title for key in by)
            of = "" if other == column.name else f" {schema[other].title}"
            share = f"{number(factor * 100)} % of the usual{of}"
            return f"{column.title} {NUMBERS[operator]} {share} for the same {keys}"
        case Compare(_, operator, str() as value):
            return _codes(column, [value], names, negated=operator is Operator.UNEQUAL)
        case Compare(_, operator, value):
            signs = DATES if column.kind is Kind.DATE else NUMBERS
            return f"{column.title} {signs[operator]} {_value(value, column)}"
        case Between(_, low, high):
            return f"{column.title} {no}between {_value(low, column)} and {_value(high, column)}"
        case OneOf(_, values) if column.kind in {Kind.CODE, Kind.TEXT}:
            return _codes(column, [str(value) for value in values], names, negated=negated)
        case OneOf(_, values):
            return f"{column.title} {no}one of {_or([_value(one, column) for one in values])}"
        case Listed(_, name):
            return f"{column.title} {no}on list {name}"
        case StartsWith(_, beginnings) if column.codes == "hs":
            return _goods(column, beginnings, names, negated=negated)
        case StartsWith(_, beginnings):
            return f"{column.title} {no}beginning with {_or(_quoted(beginnings))}"
        case Contains(_, words):
            return f"{column.title} {no}containing {_or(_quoted(words))}"
        case Missing():
            return f"{column.title} {'stated' if negated else 'not stated'}"
        case Flagged():
            said = UNFLAGGED.get(column.name, f"not {column.title}")
            return said if negated else column.title
    assert_never(leaf)


def _codes(column: Column, values: Sequence[str], names: Names, *, negated: bool) -> str:
    if column.codes == "hs":
        return _goods(column, values, names, negated=negated)
    no = "not " if negated else ""
    if column.kind is Kind.TEXT:
        return f"{column.title} {no}{_or(_quoted(values))}"
    said = _or([value_name(value, column, "en") for value in values])
    return (
        f"{no}{COUNTRIES[column.name]} {said}"
        if column.name in COUNTRIES
        else (f"{column.title} {no}{said}")
    )


def _goods(column: Column, codes: Sequence[str], names: Names, *, negated: bool) -> str:
    no = "not " if negated else ""
    called, chapters = goods(codes, names, "en")
    if called:
        return f"{no}{called} ({', '.join(codes)})"
    what = column.title if column.name != "hs" else "commodity code beginning with"
    if column.name == "hs" and all(len(code) >= 8 for code in codes):
        what = "commodity code"
    return f"{no}{what} {_or(list(codes))}" + (f" ({chapters})" if chapters else "")


def number(value: float) -> str:
    """`1,234.50`: two decimals at least where there are any."""
    number = round(float(value), 10)
    if number.is_integer() and abs(number) < 1e15:
        return f"{number:,.0f}"
    return max(f"{number:,.2f}", f"{number:,}", key=len)


def _value(value: Operand, column: Column) -> str:
    match value:
        case Today(0):
            return "today"
        case Today(days):
            unit = "day" if abs(days) == 1 else "days"
            return f"{-days} {unit} ago" if days < 0 else f"{days} {unit} from today"
        case dt.date():
            return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
        case float() | int():
            unit = f" {column.unit}" if column.unit in {"kg", "%"} else ""
            return number(value) + unit
    return str(value)


def _quoted(texts: Sequence[str]) -> list[str]:
    return [f"“{text}”" for text in texts]


def _or(items: Sequence[str]) -> str:
    if len(items) < 2:
        return "".join(items) or "nothing"
    return f"{', '.join(items[:-1])} or {items[-1]}"
