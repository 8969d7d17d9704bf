"""Text → tree.

Parts of the tree are equal when they say the same, wherever they stand, so places are kept beside it
(`Spot`). The parser keeps its own stack and the depth of what it builds is limited: no text can make
it, or anything that walks the tree later, run out of stack.
"""

import datetime as dt
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any as Untyped
from typing import NamedTuple

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from serai.risk.language import expected
from serai.risk.language.findings import ConditionError, Finding, finding
from serai.risk.language.tree import (
    All,
    Any,
    Between,
    Compare,
    Condition,
    Contains,
    Flagged,
    Listed,
    Missing,
    Not,
    OneOf,
    Operator,
    Peer,
    StartsWith,
    Today,
)

MAX_LENGTH = 100_000
"""Characters of one condition."""
MAX_DEPTH = 32
"""Levels of `not`, `and`, `or` within each other."""
MAX_DAYS = 36_525
"""A hundred years around today."""


UNWRITABLE = re.compile("[\0\ud800-\udfff]")
"""U+0000, which no database takes, and half a character, which no file does."""


class Spot(NamedTuple):
    """Where a part of the tree begins, and its parts: conditions, or the values of a leaf."""

    line: int
    column: int
    parts: "tuple[Spot, ...]" = ()

    def at(self, path: tuple[int, ...]) -> "Spot":
        """The spot that the path leads to, or the last one on the way there."""
        spot = self
        for index in path:
            if index >= len(spot.parts):
                break
            spot = spot.parts[index]
        return spot


@dataclass(frozen=True)
class Parsed:
    """A condition and where its parts stand in the text."""

    condition: Condition
    spot: Spot


class Marked(NamedTuple):
    """A piece under construction."""

    value: Untyped
    spot: Spot
    problems: tuple[Finding, ...] = ()
    depth: int = 1


def parse(text: str) -> Condition:
    """The condition a text says.

    Raises ConditionError with line, column and what was expected where the text is none.
    """
    return parse_with_places(text).condition


def parse_with_places(text: str) -> Parsed:
    """The condition a text says, with its places. Raises ConditionError as `parse` does."""
    if len(text) > MAX_LENGTH:
        raise ConditionError([finding("too-long", 1, 1, length=len(text), most=MAX_LENGTH)])
    if found := UNWRITABLE.search(text):
        line, column = _end(text[: found.start()] + "x")
        sign = expected.quoted(found.group())
        raise ConditionError([finding("unknown-sign", line, column - 1, sign=sign)], text)
    try:
        marked: Marked = _parser().parse(text)  # type: ignore[assignment]  # the Builder makes it
    except UnexpectedCharacters as error:
        raise ConditionError([_unknown_sign(error, text)], text) from None
    except UnexpectedToken as error:
        raise ConditionError([_unexpected(error, text)], text) from None
    except UnexpectedInput as error:  # pragma: no cover - lark knows no third
        raise ConditionError([finding("empty", 1, 1)], text) from error
    except ConditionError as error:
        raise ConditionError(error.findings, text) from None
    if marked.problems:
        raise ConditionError(marked.problems, text)
    return Parsed(marked.value, marked.spot)


@cache
def _parser() -> Lark:
    grammar = resources.files(__package__).joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", lexer="basic", transformer=Builder())


def _unknown_sign(error: UnexpectedCharacters, text: str) -> Finding:
    sign = text[error.pos_in_stream or 0]
    place = error.line, error.column
    if sign == '"':
        return finding("unclosed-text", *place)
    return finding(
        "unknown-sign", *place, sign=expected.quoted(sign), hint=expected.HINTS.get(sign, ("", ""))
    )


def _unexpected(error: UnexpectedToken, text: str) -> Finding:
    accepted = error.accepts or error.expected
    words, words_ru = expected.words(accepted)
    token = error.token
    if token.type == "$END":
        line, column = _end(text)
        if (line, column) == (1, 1):
            return finding("empty", 1, 1)
        return finding("unfinished", line, column, expected=words, expected_ru=words_ru)
    return finding(
        "syntax",
        token.line,
        token.column,
        found=expected.quoted(token),
        expected=words,
        expected_ru=words_ru,
        hint=expected.hint(text[token.start_pos or 0 :]),
    )


def _end(text: str) -> tuple[int, int]:
    """The place behind the last character that is not blank."""
    lines = text.rstrip().split("\n")
    return len(lines), len(lines[-1]) + 1


def _at(token: Token, *parts: Spot) -> Spot:
    return Spot(token.line or 0, token.column or 0, parts)


ESCAPES = {'"': '"', "\\": "\\", "n": "\n", "t": "\t", "r": "\r"}
ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)


PLAIN = re.compile(r'"([^"]*)"')


def _spots(token: Token) -> Iterator[Spot]:
    """Where the texts of a list stand that is one token."""
    line, column, begin = token.line or 0, token.column or 0, 0
    for at in PLAIN.finditer(token):
        start = at.start()
        if (breaks := token.count("\n", begin, start)) > 0:
            line += breaks
            column = start - token.rindex("\n", begin, start)
        else:
            column += start - begin
        begin = start
        yield Spot(line, column)


def _unescaped(token: Token) -> Marked:
    problems = []

    def unescaped(match: re.Match[str]) -> str:
        if match[1] and not UNWRITABLE.match(meant := chr(int(match[1], 16))):
            return meant
        if sign := ESCAPES.get(match[2] or ""):
            return sign
        column = (token.column or 0) + 1 + match.start()
        problems.append(finding("bad-escape", token.line or 0, column, escape=match.group()))
        return ""

    text = str(token)[1:-1]
    return Marked(
        ESCAPE.sub(unescaped, text) if "\\" in text else text, _at(token), tuple(problems)
    )


def _joined(kind: type[All] | type[Any], items: tuple[Marked, ...]) -> Marked:
    """`and` of `and`s is one `and`."""
    parts: list[Condition] = []
    spots: list[Spot] = []
    for item in items:
        same = isinstance(item.value, kind)
        parts += item.value.parts if same else [item.value]
        spots += item.spot.parts if same else [item.spot]
    spot = Spot(spots[0].line, spots[0].column, tuple(spots))
    depth = max(item.depth - isinstance(item.value, kind) for item in items) + 1
    return _limited(Marked(kind(tuple(parts)), spot, _problems(*items), depth))


def _limited(marked: Marked) -> Marked:
    if marked.depth > MAX_DEPTH:
        place = (marked.spot.line, marked.spot.column)
        raise ConditionError([finding("too-deep", *place, most=MAX_DEPTH)])
    return marked


def _problems(*items: Marked) -> tuple[Finding, ...]:
    return tuple(found for item in items for found in item.problems)


def _negated(value: Condition, spot: Spot, negation: Token | None, *items: Marked) -> Marked:
    """A leaf, or its `Not` where `not` stands within it."""
    problems = _problems(*items)
    if negation is None:
        return Marked(value, spot, problems)
    return Marked(Not(value), Spot(spot.line, spot.column, (spot,)), problems, 2)


OPERATORS = {"<>": "!=", "≠": "!=", "≤": "<=", "≥": ">="}


@v_args(inline=True)
class Builder(Transformer[Token, Marked]):
    """Rule by rule, what each makes. Without state: one serves all threads."""

    def any(self, *parts: Marked) -> Marked:
        return _joined(Any, parts)

    def all(self, *parts: Marked) -> Marked:
        return _joined(All, parts)

    def negated(self, negation: Token, part: Marked) -> Marked:
        spot = _at(negation, part.spot)
        return _limited(Marked(Not(part.value), spot, part.problems, part.depth + 1))

    def compare(self, name: Token, operator: Token, operand: Marked) -> Marked:
        sign = Operator(OPERATORS.get(operator, str(operator)))
        leaf = Compare(str(name), sign, operand.value)
        return Marked(leaf, _at(name, operand.spot), operand.problems)

    def between(self, name: Token, negation: Token | None, low: Marked, high: Marked) -> Marked:
        leaf = Between(str(name), low.value, high.value)
        return _negated(leaf, _at(name, low.spot, high.spot), negation, low, high)

    def one_of(self, name: Token, negation: Token | None, *values: Marked | None) -> Marked:
        return self._many(OneOf, name, negation, values)

    def starts_with(self, name: Token, negation: Token | None, *values: Marked | None) -> Marked:
        return self._many(StartsWith, name, negation, values)

    def contains(self, name: Token, negation: Token | None, *values: Marked | None) -> Marked:
        return self._many(Contains, name, negation, values)

    def _many(
        self,
        kind: type[OneOf] | type[StartsWith] | type[Contains],
        name: Token,
        negation: Token | None,
        values: tuple[Marked | None, ...],
    ) -> Marked:
        there = [value for value in values if value is not None]  # lark says None for `()`
        if len(there) == 1 and isinstance(there[0].value, tuple):
            return _negated(
                kind(str(name), there[0].value), _at(name, *there[0].spot.parts), negation
            )
        leaf = kind(str(name), tuple(value.value for value in there))
        return _negated(leaf, _at(name, *(value.spot for value in there)), negation, *there)

    def listed(self, name: Token, negation: Token | None, listed: Token) -> Marked:
        return _negated(Listed(str(name), listed[1:]), _at(name, _at(listed)), negation)

    def missing(self, name: Token, negation: Token | None) -> Marked:
        return _negated(Missing(str(name)), _at(name), negation)

    def flagged(self, name: Token) -> Marked:
        return Marked(Flagged(str(name)), _at(name))

    def text(self, token: Token) -> Marked:
        return _unescaped(token)

    def texts(self, token: Token) -> Marked:
        return Marked(tuple(PLAIN.findall(token)), _at(token, *_spots(token)))

    def number(self, *tokens: Token) -> Marked:
        first, last = tokens[0], tokens[-1]
        number = float(last)
        if math.isinf(number):
            return Marked(0.0, _at(first), (_finding_at(first, "bad-number", number=last[:20]),))
        return Marked(-number if first == "-" else number, _at(first))

    def date(self, token: Token) -> Marked:
        try:
            return Marked(dt.date.fromisoformat(token), _at(token))
        except ValueError:
            return Marked(dt.date.min, _at(token), (_finding_at(token, "bad-date", date=token),))

    def today(self, token: Token, sign: Token | None, days: Token | None) -> Marked:
        if sign is None or days is None:
            return Marked(Today(), _at(token))
        count = float(days)
        if count > MAX_DAYS or count % 1:
            problem = _finding_at(days, "bad-days", number=days[:20], most=MAX_DAYS)
            return Marked(Today(), _at(token), (problem,))
        return Marked(Today(-int(count) if sign == "-" else int(count)), _at(token))

    def peer(self, factor: Marked | None, token: Token, column: Token, *by: Token) -> Marked:
        number = Marked(1.0, _at(token)) if factor is None else factor
        spots = tuple(_at(name) for name in (column, *by))
        spot = Spot(number.spot.line, number.spot.column, spots)
        value = Peer(number.value, str(column), tuple(str(name) for name in by))
        return Marked(value, spot, number.problems)


def _finding_at(token: Token, code: str, **values: Untyped) -> Finding:
    return finding(code, token.line or 0, token.column or 0, **values)
