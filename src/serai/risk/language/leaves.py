"""What may be asked of a column: types, operators, units, codes. One leaf at a time."""

import difflib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

import pycountry

from serai.declarations import hs
from serai.declarations.codes import LISTED, is_known
from serai.declarations.columns import Column, Kind
from serai.risk.language.findings import Finding, did_you_mean
from serai.risk.language.print import to_text, value_text
from serai.risk.language.sentence.names import countries
from serai.risk.language.tree import (
    Between,
    Compare,
    Contains,
    Flagged,
    Leaf,
    Listed,
    Literal,
    OneOf,
    Operand,
    Operator,
    Peer,
    StartsWith,
    Today,
)

KINDS: Mapping[Kind, tuple[str, str]] = {
    Kind.CODE: ("a code", "код"),
    Kind.TEXT: ("a text", "текст"),
    Kind.NUMBER: ("a number", "число"),
    Kind.DATE: ("a date", "дата"),
    Kind.FLAG: ("yes or no", "да или нет"),
}
QUOTES = ('A code stands in quotes: "{}".', 'Код пишут в кавычках: "{}".')
FLAGS = ("Write {0} or not {0}.", "Пишите {0} или not {0}.")
ASKED = {
    Kind.CODE: '{0} = "…", {0} in (…), {0} starts with "…", {0} is missing',
    Kind.TEXT: '{0} contains "…", {0} starts with "…", {0} = "…", {0} is missing',
    Kind.NUMBER: "{0} < 5, {0} between 1 and 5, {0} is missing",
    Kind.DATE: "{0} < 2026-02-01, {0} between today - 90 days and today, {0} is missing",
}
HS_LENGTH = {"hs2": 2, "hs4": 4, "hs6": 6}

type Note = Callable[..., Finding]
"""`finding`, with the place in the tree instead of line and column."""


@dataclass(frozen=True)
class Surroundings:
    """What there is to name: columns, lists, reference tables; None where that is not known yet."""

    schema: Mapping[str, Column]
    lists: Collection[str] | None = None
    peers: Collection[tuple[str, tuple[str, ...]]] | None = None


def leaf_findings(leaf: Leaf, around: Surroundings, note: Note) -> Iterator[Finding]:
    """All that is wrong with a leaf by itself; `note(code, *path, **values)` makes a finding."""
    column = around.schema.get(leaf.column)
    if column is None:
        yield note("unknown-column", name=leaf.column, hint=_column_hint(leaf.column, around))
        return
    if isinstance(leaf, Flagged) and column.kind is not Kind.FLAG:
        yield note("no-flag", column=column.name, **_kind(column), hint=_ask(column))
        return
    if (refused := _refused(leaf, column)) is not None:
        yield note(
            "wrong-operator",
            column=column.name,
            operator=refused,
            **_kind(column),
            hint=_ask(column),
        )
        return
    match leaf:
        case Compare(_, operator, value):
            yield from _operand(column, value, around, note, 0)
            if isinstance(value, int | float):
                yield from _against_least(leaf, column, operator, value, note)
        case Between(_, low, high):
            yield from _operand(column, low, around, note, 0)
            yield from _operand(column, high, around, note, 1)
            if type(low) is type(high) and _is_above(low, high):
                texts = {"low": value_text(low), "high": value_text(high)}
                yield note("empty-range", **texts)
        case OneOf(_, values):
            yield from _many(column, values, around, note)
        case Listed(_, name):
            if around.lists is not None and name not in around.lists:
                yield note("unknown-list", 0, name=name, hint=did_you_mean(name, around.lists))
        case StartsWith(_, texts) | Contains(_, texts):
            yield from _many(column, texts, around, note, beginning=True)


def _refused(leaf: Leaf, column: Column) -> str | None:
    """The operator that the column's kind does not know."""
    worded = column.kind in {Kind.CODE, Kind.TEXT}
    ordered = column.kind in {Kind.NUMBER, Kind.DATE}
    match leaf:
        case Compare(_, operator) if not (
            ordered or (worded and operator in {Operator.EQUAL, Operator.UNEQUAL})
        ):
            return str(operator)
        case Between() if not ordered:
            return "between"
        case OneOf() if not (worded or ordered):
            return "in"
        case Listed() if not worded:
            return "in @list"
        case StartsWith() if not worded:
            return "starts with"
        case Contains() if column.kind is not Kind.TEXT:
            return "contains"
    return None


def _operand(
    column: Column, value: Operand, around: Surroundings, note: Note, *at: int
) -> Iterator[Finding]:
    if isinstance(value, Peer):
        yield from _peer(column, value, around, note, *at)
        return
    found = _kind_of(value)
    fits = {Kind.CODE: Kind.TEXT}.get(column.kind, column.kind)
    if found is not fits:
        hint = ("", "")
        if found is Kind.NUMBER and column.kind is Kind.CODE:
            hint = (QUOTES[0].format(value_text(value)), QUOTES[1].format(value_text(value)))
        said = {"found": KINDS[found][0], "found_ru": KINDS[found][1], "value": value_text(value)}
        yield note("wrong-type", *at, column=column.name, **said, **_kind(column), hint=hint)


def _peer(
    column: Column, peer: Peer, around: Surroundings, note: Note, *at: int
) -> Iterator[Finding]:
    other = around.schema.get(peer.column)
    if column.kind is not Kind.NUMBER:
        yield note("wrong-operator", *at, column=column.name, operator="peer", **_kind(column))
        return
    if other is None:
        hint = _column_hint(peer.column, around)
        yield note("unknown-column", *at, 0, name=peer.column, hint=hint)
    elif other.kind is not Kind.NUMBER:
        yield note("wrong-operator", *at, 0, column=other.name, operator="peer", **_kind(other))
    elif other.unit != column.unit:
        units = {"unit": column.unit or "–", "other_unit": other.unit or "–"}
        yield note("wrong-unit", *at, 0, column=column.name, other=other.name, **units)
    known = other is not None
    for index, name in enumerate(peer.by, 1):
        key = around.schema.get(name)
        known = known and key is not None
        if key is None:
            yield note("unknown-column", *at, index, name=name, hint=_column_hint(name, around))
        elif key.kind is not Kind.CODE:
            yield note("peer-key", *at, index, column=name, **_kind(key))
        if name in peer.by[: index - 1]:
            yield note("repeated-key", *at, index, column=name)
    if known and around.peers is not None and (peer.column, peer.by) not in around.peers:
        text = value_text(Peer(1.0, peer.column, peer.by))
        names = [value_text(Peer(1.0, *one)) for one in around.peers]
        yield note("no-references", *at, peer=text, hint=did_you_mean(text, names))


def _many(
    column: Column,
    values: tuple[Literal, ...],
    around: Surroundings,
    note: Note,
    *,
    beginning: bool = False,
) -> Iterator[Finding]:
    if not values:
        yield note("empty-list")
    seen = set()
    for index, value in enumerate(values):
        yield from _operand(column, value, around, note, index)
        if beginning and value == "":
            yield note("empty-text", index)
        key = value.casefold() if isinstance(value, str) and column.kind is Kind.TEXT else value
        if key in seen:
            yield note("repeated-value", index, value=value_text(value))
        seen.add(key)


def code_findings(leaf: Leaf, column: Column, note: Note) -> Iterator[Finding]:
    """Codes that no list has, and commodity codes that cannot be: of a leaf that is otherwise right."""
    if column.kind is not Kind.CODE:
        return
    match leaf:
        case Compare(_, _, str() as only):
            values: tuple[Literal, ...] = (only,)
        case OneOf(_, many):
            values = many
        case StartsWith(_, beginnings):
            values = beginnings
        case _:
            return
    beginning = isinstance(leaf, StartsWith)
    for index, value in enumerate(values):
        assert isinstance(value, str)
        if column.codes == "hs":
            reason = _hs_reason(column.name, value, beginning=beginning)
            if reason:
                titles = {"title": f"a {column.title}", "title_ru": column.title_ru}
                texts = {"reason": reason[0], "reason_ru": reason[1]}
                hint = reason[2:] if len(reason) == 4 else ("", "")
                yield note("bad-hs", index, value=value_text(value), **titles, **texts, hint=hint)
        elif not beginning and column.codes and not is_known(value, column.codes):
            titles = {"title": column.title, "title_ru": column.title_ru}
            hint = _code_hint(value, column.codes)
            yield note("unknown-code", index, value=value_text(value), **titles, hint=hint)


def _hs_reason(name: str, value: str, *, beginning: bool) -> tuple[str, ...]:
    """Why this is no commodity code, or no beginning of one; empty where it may be."""
    if not (value.isascii() and value.isdigit()):
        said = "only digits are allowed", "допустимы только цифры"
        return said if value or not beginning else ()
    length = HS_LENGTH.get(name)
    longest = length or max(hs.LENGTHS)
    if beginning and len(value) > longest:
        return f"at most {longest} digits are allowed", f"допустимо не более {longest} цифр"
    if not beginning and length and len(value) != length:
        digits = "цифры" if length < 5 else "цифр"
        return f"{length} digits are needed", f"нужно {length} {digits}"
    if not beginning and not length and (len(value) not in hs.LENGTHS or len(value) < 6):
        *lengths, last = [str(one) for one in hs.LENGTHS if one >= 6]
        return (
            f"{', '.join(lengths)} or {last} digits are needed",
            f"нужно {', '.join(lengths)} или {last} цифр",
            f'For all that begin so, write hs starts with "{value}".',
            f'Для всех, что так начинаются, пишите hs starts with "{value}".',
        )
    if len(value) >= 2 and not hs.is_code(value[:2]):
        return f"there is no chapter {value[:2]}", f"группы {value[:2]} нет"
    return ()


@lru_cache(maxsize=4096)
def _code_hint(value: str, codes: str) -> tuple[str, str]:
    known = LISTED[codes]()
    if value.strip().upper() in known:
        return did_you_mean(value.strip(), known)
    code = _country(value.strip()) if codes == "country" else ""
    return (f'Did you mean "{code}"?', f'Возможно, "{code}"?') if code else ("", "")


def _country(name: str) -> str:
    """The code of a country that is written by a name, in English or Russian, or by another code."""
    try:
        return str(pycountry.countries.lookup(name).alpha_2)
    except LookupError:
        near = difflib.get_close_matches(name.casefold()[:60], _country_names(), n=1, cutoff=0.8)
    return _country_names()[near[0]] if near else ""


@cache
def _country_names() -> Mapping[str, str]:
    return {
        word.casefold().removeprefix("the "): code
        for code, one in countries().items()
        for word in (one.en, one.ru)
    }


def _against_least(
    leaf: Compare, column: Column, operator: Operator, value: float, note: Note
) -> Iterator[Finding]:
    """Comparisons that the smallest sensible number decides."""
    if column.least is None:
        return
    below = {
        Operator.BELOW: value <= column.least,
        Operator.AT_MOST: value < column.least,
        Operator.EQUAL: value < column.least,
    }
    above = {
        Operator.ABOVE: value < column.least,
        Operator.AT_LEAST: value <= column.least,
        Operator.UNEQUAL: value < column.least,
    }
    text = to_text(leaf)
    if below.get(operator):
        titles = {"title": column.title.capitalize(), "title_ru": column.title_ru.capitalize()}
        yield note("below-least", text=text, least=value_text(column.least), **titles)
    elif above.get(operator):
        yield note("always", text=text, text_ru=text)


def _is_above(low: object, high: object) -> bool:
    if isinstance(low, Today) and isinstance(high, Today):
        return low.plus_days > high.plus_days
    return not isinstance(low, Today) and low > high  # type: ignore[operator]  # of one type


def _kind_of(value: Literal | Today) -> Kind:
    if isinstance(value, str):
        return Kind.TEXT
    return Kind.NUMBER if isinstance(value, int | float) else Kind.DATE


def _kind(column: Column) -> dict[str, str]:
    return {"kind": KINDS[column.kind][0], "kind_ru": KINDS[column.kind][1]}


def _ask(column: Column) -> tuple[str, str]:
    if column.kind is Kind.FLAG:
        return FLAGS[0].format(column.name), FLAGS[1].format(column.name)
    forms = ASKED[column.kind].format(column.name)
    return f"Possible are {forms}.", f"Можно: {forms}."


def _column_hint(name: str, around: Surroundings) -> tuple[str, str]:
    near = did_you_mean(name, around.schema)
    if near[0] or name.isascii():
        return near
    return (
        "Columns are written in Latin letters.",
        "Названия граф пишут латинскими буквами.",
    )
