"""The words of a sentence in English."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import assert_never

from serai.declarations.columns import Column, Kind
from serai.risk.language.sentence.names import (
    Goods,
    Names,
    Phrase,
    Rank,
    country,
    explained,
    goods_of,
    listing,
    named,
    transport_mode,
)
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

GOODS = "goods"
AND = " and "
OTHERWISE = "; or "
NUMBERS = {
    Operator.EQUAL: "",
    Operator.UNEQUAL: "other than ",
    Operator.BELOW: "below ",
    Operator.AT_MOST: "at most ",
    Operator.ABOVE: "above ",
    Operator.AT_LEAST: "at least ",
}
DATES = {
    Operator.EQUAL: "on {}",
    Operator.UNEQUAL: "on another day than {}",
    Operator.BELOW: "before {}",
    Operator.AT_MOST: "no later than {}",
    Operator.ABOVE: "after {}",
    Operator.AT_LEAST: "no earlier than {}",
}
AGO = {
    Operator.EQUAL: "{} ago",
    Operator.UNEQUAL: "on another day than {} ago",
    Operator.BELOW: "more than {} ago",
    Operator.AT_MOST: "{} ago or earlier",
    Operator.ABOVE: "less than {} ago",
    Operator.AT_LEAST: "{} ago or later",
}
FUTURE = {
    Operator.EQUAL: "{} from today",
    Operator.UNEQUAL: "on another day than {} from today",
    Operator.BELOW: "earlier than {} from today",
    Operator.AT_MOST: "no later than {} from today",
    Operator.ABOVE: "later than {} from today",
    Operator.AT_LEAST: "no earlier than {} from today",
}
COUNTRIES = {
    "origin": ("from", Rank.ORIGIN),
    "dispatch": ("dispatched from", Rank.DISPATCH),
    "destination": ("bound for", Rank.ATTACHED),
}
TRANSPORT = {
    "1": "by sea",
    "2": "by rail",
    "3": "by road",
    "4": "by air",
    "5": "by post",
    "6": "by several modes of transport",
    "7": "by pipeline or line",
    "8": "by inland waterway",
}
FLAGS = {
    "container": ("in a container", "not in a container", Rank.ATTACHED),
    "dispatch_differs": (
        "dispatched from a country other than the origin",
        "dispatched from the country of origin",
        Rank.DISPATCH,
    ),
}
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def either(texts: Sequence[str]) -> str:
    """Alternatives; with commas where one has an “or” or a comma of its own."""
    plain = len(texts) == 2 and not any(sign in text for text in texts for sign in (" or ", ","))
    return "either " + (" or " if plain else ", or ").join(texts)


def subject(goods: Goods) -> str:
    """The goods at the beginning of a sentence."""
    if goods.exactly:
        return named(goods, "and")
    return f"{GOODS} {_of(goods)}"


def _of(goods: Goods) -> str:
    codes = _or(goods.codes)
    what = {"beginning": f"whose code begins with {codes}"}.get(
        goods.level, f"of {goods.level}{'s' * (len(goods.codes) > 1)} {codes}"
    )
    return what + explained(goods)


def phrase(leaf: Leaf, negated: bool, schema: Mapping[str, Column], names: Names) -> Phrase:  # noqa: PLR0912 - one case a kind of leaf
    """One leaf, or its opposite."""
    column = schema[leaf.column]
    no = "not " if negated else ""
    if goods := goods_of(leaf, column, names, "en"):
        other = negated or (isinstance(leaf, Compare) and leaf.operator is Operator.UNEQUAL)
        return Phrase(f"{'other than goods ' if other else ''}{_of(goods)}")
    match leaf:
        case Compare(_, operator, Peer(factor, of, by)):
            keys = listing((schema[key].title for key in by), "and", none="")
            share = f"{number(factor * 100)} % of the usual {schema[of].title} for the same {keys}"
            if of == column.name == "unit_price":
                return Phrase(f"{_at(operator)}{share}", Rank.ATTACHED)
            return Phrase(f"{column.title} {NUMBERS[operator]}{share}")
        case Compare(_, operator, str() as value):
            return _codes(column, [value], negated=operator is Operator.UNEQUAL)
        case Compare(_, operator, dt.date() | Today() as day):
            return _date(column, _day(operator, day))
        case Compare(_, operator, value):
            if column.name == "unit_price":
                return Phrase(f"{_at(operator)}{_value(value, column)} per kg", Rank.ATTACHED)
            return Phrase(f"{column.title} {NUMBERS[operator]}{_value(value, column)}")
        case Between(_, Today(days), Today(0)) if days < 0:
            return _date(column, f"{no}in the last {_days(-days)}")
        case Between(_, low, high) if column.kind is Kind.DATE:
            return _date(column, f"{no}between {_value(low, column)} and {_value(high, column)}")
        case Between(_, low, high) if column.name == "unit_price":
            return Phrase(f"{no}between {number(low)} and {number(high)} per kg", Rank.ATTACHED)  # type: ignore[arg-type]  # numbers
        case Between(_, low, high):
            return Phrase(
                f"{column.title} {no}between {_value(low, column)} and {_value(high, column)}"
            )
        case OneOf(_, values) if column.kind in {Kind.CODE, Kind.TEXT}:
            return _codes(column, list(map(str, values)), negated=negated)
        case OneOf(_, values):
            many = _or(_value(one, column) for one in values)
            if column.kind is Kind.DATE:
                return _date(column, DATES[Operator.UNEQUAL if negated else Operator.EQUAL], many)
            return Phrase(f"{column.title} {'other than ' if negated else ''}{many}")
        case Listed(_, name):
            return Phrase(f"{column.title} {no}on the list {name}")
        case StartsWith(_, beginnings):
            return Phrase(f"{column.title} {no}beginning with {_or(_quoted(beginnings))}")
        case Contains(_, words):
            return Phrase(f"{column.title} {no}containing {_or(_quoted(words))}")
        case Missing():
            stated = f"{'' if negated else 'not '}stated"
            return Phrase(f"with the {_title(column)} {stated}", Rank.ATTACHED)
        case Flagged():
            own = column.title, f"not {column.title}", Rank.ATTACHED
            *said, rank = FLAGS.get(column.name, own)
            return Phrase(str(said[negated]), rank)
    assert_never(leaf)


def _title(column: Column) -> str:
    """Flags as a matter that can be stated."""
    return {
        "container": "use of a container",
        "dispatch_differs": "country of origin or of dispatch",
    }.get(column.name, column.title)


def _at(operator: Operator) -> str:
    """Of a price per kg."""
    return {Operator.EQUAL: "at ", Operator.UNEQUAL: "not at "}.get(operator, NUMBERS[operator])


def _codes(column: Column, values: Sequence[str], *, negated: bool) -> Phrase:
    no = "not " if negated else ""
    if column.kind is Kind.TEXT:
        other = "other than " if negated else ""
        return Phrase(f"{column.title} {other}{_or(_quoted(values))}")
    if column.codes == "country":
        said = _or(country(value).en for value in values)
        if column.name in COUNTRIES:
            word, rank = COUNTRIES[column.name]
            return Phrase(f"{no}{word} {said}", rank)
        return Phrase(f"{column.title} {no}{said}")
    modes = [TRANSPORT.get(transport_mode(value)) for value in values]
    if column.codes == "transport" and modes and all(modes):
        return Phrase(no + _or(filter(None, modes)), Rank.ATTACHED)
    return Phrase(f"{column.title} {'other than ' if negated else ''}{_or(values)}")


def _date(column: Column, template: str, said: str = "") -> Phrase:
    if column.name == "date":
        return Phrase(f"accepted {template.format(said)}", Rank.ATTACHED)
    return Phrase(f"{column.title} {template.format(said)}")


def _day(operator: Operator, day: dt.date | Today) -> str:
    if isinstance(day, Today) and day.plus_days:
        templates = AGO if day.plus_days < 0 else FUTURE
        return templates[operator].format(_days(abs(day.plus_days)))
    return DATES[operator].format(_moment(day)).replace("on today", "today")


def number(value: float) -> str:
    """`1,234.50`: two decimals at least where there are any."""
    number = round(float(value), 10)
    if number.is_integer() and abs(number) < 1e15:
        return f"{number:,.0f}"
    return max(f"{number:,.2f}", f"{number:,}", key=len)


def _days(count: int) -> str:
    return f"{count} day{'s' * (count != 1)}"


def _moment(day: dt.date | Today) -> str:
    if isinstance(day, dt.date):
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    if day.plus_days == 0:
        return "today"
    days = _days(abs(day.plus_days))
    return f"{days} ago" if day.plus_days < 0 else f"{days} from today"


def _value(value: Operand, column: Column) -> str:
    match value:
        case Today() | dt.date():
            return _moment(value)
        case float() | int():
            unit = f" {column.unit}" if column.unit in {"kg", "%"} else ""
            return number(value) + unit
    return str(value)


def _quoted(texts: Sequence[str]) -> list[str]:
    return [f"“{text}”" for text in texts]


def _or(items: Iterable[str]) -> str:
    return listing(items, "or", none="nothing")
