"""The words of a sentence in Russian: «графа: значение», so that nothing has to be declined."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import assert_never

from serai.declarations.columns import Column, Kind
from serai.risk.language.sentence import english
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

AND = "; "
OR = " или "
NUMBERS = {
    Operator.EQUAL: "ровно",
    Operator.UNEQUAL: "не",
    Operator.BELOW: "ниже",
    Operator.AT_MOST: "не выше",
    Operator.ABOVE: "выше",
    Operator.AT_LEAST: "не ниже",
}
DATES = {
    Operator.EQUAL: "",
    Operator.UNEQUAL: "не",
    Operator.BELOW: "раньше чем",
    Operator.AT_MOST: "не позже чем",
    Operator.ABOVE: "позже чем",
    Operator.AT_LEAST: "не раньше чем",
}
UNFLAGGED = {"dispatch_differs": "отправлено из страны происхождения"}
SAME = "одинаковы"


def phrase(leaf: Leaf, schema: Mapping[str, Column], names: Names, *, negated: bool) -> str:  # noqa: PLR0912 - one case a kind of leaf
    """One leaf, or its opposite."""
    column = schema[leaf.column]
    title = column.title_ru
    no = "не " if negated else ""
    match leaf:
        case Compare(_, operator, Peer(factor, other, by)):
            keys = ", ".join(schema[key].title_ru for key in by)
            of = "" if other == column.name else f"{schema[other].title_ru}; "
            share = f"{number(factor * 100)} % обычного значения ({of}{SAME}: {keys})"
            return f"{title}: {NUMBERS[operator]} {share}"
        case Compare(_, operator, str() as value):
            return _codes(column, [value], names, negated=operator is Operator.UNEQUAL)
        case Compare(_, operator, value):
            signs = DATES if column.kind is Kind.DATE else NUMBERS
            return f"{title}: {signs[operator]} {_value(value, column)}".replace(":  ", ": ")
        case Between(_, low, high) if column.kind is Kind.DATE:
            return f"{title}: {no}в промежутке {_value(low, column)} – {_value(high, column)}"
        case Between(_, low, high):
            return f"{title}: {no}в пределах {_value(low, column)} – {_value(high, column)}"
        case OneOf(_, values) if column.kind in {Kind.CODE, Kind.TEXT}:
            return _codes(column, [str(value) for value in values], names, negated=negated)
        case OneOf(_, values):
            return f"{title}: {no}{_or([_value(one, column) for one in values])}"
        case Listed(_, name):
            return f"{title}: {no}в списке {name}"
        case StartsWith(_, beginnings) if column.codes == "hs":
            return _goods(column, beginnings, names, negated=negated)
        case StartsWith(_, beginnings):
            return f"{title}: {no}начинается с {_or(_quoted(beginnings))}"
        case Contains(_, words):
            return f"{title}: {no}содержит {_or(_quoted(words))}"
        case Missing():
            return f"{title}: {'указано' if negated else 'не указано'}"
        case Flagged():
            return UNFLAGGED.get(column.name, f"не {title}") if negated else title
    assert_never(leaf)


def _codes(column: Column, values: Sequence[str], names: Names, *, negated: bool) -> str:
    if column.codes == "hs":
        return _goods(column, values, names, negated=negated)
    no = "не " if negated else ""
    if column.kind is Kind.TEXT:
        return f"{column.title_ru}: {no}{_or(_quoted(values))}"
    said = _or([value_name(value, column, "ru") for value in values])
    return f"{column.title_ru}: {no}{said}"


def _goods(column: Column, codes: Sequence[str], names: Names, *, negated: bool) -> str:
    no = "не " if negated else ""
    called, chapters = goods(codes, names, "ru")
    if called:
        return f"{no}{called} ({', '.join(codes)})"
    begins = column.name == "hs" and not all(len(code) >= 8 for code in codes)
    said = f"{column.title_ru}: {no}{'начинается с ' if begins else ''}{_or(list(codes))}"
    return said + (f" ({chapters})" if chapters else "")


def number(value: float) -> str:
    """`1 234,50`."""
    return english.number(value).replace(",", "\u00a0").replace(".", ",")


def days(count: int) -> str:
    """`1 день`, `2 дня`, `5 дней`."""
    if count % 10 == 1 and count % 100 != 11:
        return f"{count} день"
    if count % 10 in {2, 3, 4} and count % 100 not in {12, 13, 14}:
        return f"{count} дня"
    return f"{count} дней"


def _value(value: Operand, column: Column) -> str:
    match value:
        case Today(0):
            return "сегодня"
        case Today(plus_days):
            return f"{days(-plus_days)} назад" if plus_days < 0 else f"через {days(plus_days)}"
        case dt.date():
            return f"{value:%d.%m.%Y}"
        case float() | int():
            unit = {"kg": " кг", "%": " %"}.get(column.unit, "")
            return number(value) + unit
    return str(value)


def _quoted(texts: Sequence[str]) -> list[str]:
    return [f"«{text}»" for text in texts]


def _or(items: Sequence[str]) -> str:
    if len(items) < 2:
        return "".join(items) or "ничего"
    return f"{', '.join(items[:-1])} или {items[-1]}"
