"""Tree → the WHERE of a query that PostgreSQL, DuckDB and SQLite all understand.

The table has the declared columns under their names, missing values as NULL; derived columns are
written out. SQL's logic of NULL is that of `evaluate`. Texts are compared by the database's own
`lower`: beyond ASCII that is the database's business (SQLite leaves Cyrillic as it is).

Peer comparisons look into tables named by `peer_table`, with the keys and the reference value as
columns, each key once.
"""

import datetime as dt
import math
from collections.abc import Collection, Iterable, Mapping
from typing import assert_never

from serai.declarations.columns import SCHEMA, Column, Kind
from serai.risk.language.evaluate import day_of
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
    Operand,
    Operator,
    Peer,
    StartsWith,
    Today,
)

ALIAS = "d"

DERIVED: Mapping[str, str] = {
    "hs2": "CASE WHEN length({hs}) >= 2 THEN substr({hs}, 1, 2) END",
    "hs4": "CASE WHEN length({hs}) >= 4 THEN substr({hs}, 1, 4) END",
    "hs6": "CASE WHEN length({hs}) >= 6 THEN substr({hs}, 1, 6) END",
    "unit_price": "CASE WHEN {net_mass} > 0 THEN {price} * 1.0 / {net_mass} END",
    "value_per_unit": "CASE WHEN {units} > 0 THEN {value} * 1.0 / {units} END",
    "tax_ratio": "CASE WHEN {value} > 0 THEN {tax} * 1.0 / {value} END",
    "net_gross_ratio": "CASE WHEN {gross_mass} > 0 THEN {net_mass} * 1.0 / {gross_mass} END",
    "dispatch_differs": "{dispatch} <> {origin}",
}
"""The derived columns of `declarations.columns` in SQL; a test holds the two together."""


def peer_table(peer: Peer) -> str:
    """The table of reference values of a peer comparison."""
    return f"peer_{peer.column}_by_{'_'.join(peer.by)}"


def to_sql(
    condition: Condition,
    *,
    today: dt.date,
    lists: Mapping[str, Collection[str]] | None = None,
    schema: Mapping[str, Column] = SCHEMA,
) -> str:
    """What stands after WHERE, for a table named `d` in the query.

    Raises KeyError for a column or a list that is not known, and ValueError for a value that SQL
    cannot hold: a text with the sign U+0000, a number that is not finite.
    """
    return _Sql(today, lists or {}, schema).of(condition)


def to_query(
    condition: Condition,
    *,
    today: dt.date,
    table: str = "declarations",
    lists: Mapping[str, Collection[str]] | None = None,
    schema: Mapping[str, Column] = SCHEMA,
) -> str:
    """A whole query over a table. Raises as `to_sql` does."""
    where = to_sql(condition, today=today, lists=lists, schema=schema)
    return f"SELECT {ALIAS}.* FROM {identifier(table)} AS {ALIAS}\nWHERE {where}"  # noqa: S608 - quoted


def identifier(name: str) -> str:
    """A name in double quotes. Raises ValueError for the sign U+0000."""
    return _quoted(name, '"')


def literal(text: str) -> str:
    """A text in single quotes. Raises ValueError for the sign U+0000."""
    return _quoted(text, "'")


def _quoted(text: str, mark: str) -> str:
    if "\0" in text:
        raise ValueError("SQL texts cannot hold the sign U+0000")
    return mark + text.replace(mark, mark * 2) + mark


class _Sql:
    def __init__(
        self,
        today: dt.date,
        lists: Mapping[str, Collection[str]],
        schema: Mapping[str, Column],
    ) -> None:
        self.today = today
        self.lists = lists
        self.schema = schema

    def of(self, condition: Condition) -> str:
        match condition:
            case Not(part):
                return f"NOT ({self.of(part)})"
            case All(parts):
                return " AND ".join(self.part(part) for part in parts)
            case Any(parts):
                return " OR ".join(self.part(part) for part in parts)
            case Compare(name, operator, Peer() as peer):
                return f"{self.ratio(name, peer)} {_sign(operator)} {_number(peer.factor)}"
            case Compare(name, operator, value):
                return f"{self.folded(name)} {_sign(operator)} {self.value(name, value)}"
            case Between(name, low, high):
                bounds = f"{self.value(name, low)} AND {self.value(name, high)}"
                return f"{self.column(name)} BETWEEN {bounds}"
            case OneOf(name, values):
                return self.is_in(name, values)
            case Listed(name, listed):
                return self.is_in(name, sorted(self.lists[listed]))
            case StartsWith(name, beginnings):
                return self.any_of(name, (self.begins(name, text) for text in beginnings))
            case Contains(name, words):
                return self.any_of(name, (self.like(name, word, "%") for word in words))
            case Missing(name):
                return f"{self.column(name)} IS NULL"
            case Flagged(name):
                return self.column(name)
        assert_never(condition)

    def part(self, part: Condition) -> str:
        return f"({self.of(part)})" if isinstance(part, All | Any) else self.of(part)

    def column(self, name: str) -> str:
        """The column, or in parentheses what it is derived from."""
        column = self.schema[name]
        if name not in DERIVED:
            return f"{ALIAS}.{identifier(name)}"
        parts = {part: f"{ALIAS}.{identifier(part)}" for part in column.made_of}
        return f"({DERIVED[name].format(**parts)})"

    def folded(self, name: str) -> str:
        column = self.column(name)
        return f"lower({column})" if self.is_text(name) else column

    def is_text(self, name: str) -> bool:
        return self.schema[name].kind is Kind.TEXT

    def value(self, name: str, value: Operand) -> str:
        if isinstance(value, str):
            return f"lower({literal(value)})" if self.is_text(name) else literal(value)
        if isinstance(value, dt.date | Today):
            return f"'{day_of(value, self.today).isoformat()}'"
        assert not isinstance(value, Peer)
        return _number(value)

    def is_in(self, name: str, values: Iterable[str | float | dt.date]) -> str:
        listed = ", ".join(self.value(name, value) for value in values)
        return f"{self.folded(name)} IN ({listed})" if listed else self.nothing(name)

    def begins(self, name: str, text: str) -> str:
        """Codes by comparison, which no sign in the text can disturb."""
        if self.is_text(name):
            return self.like(name, text, "")
        return f"substr({self.column(name)}, 1, {len(text)}) = {literal(text)}"

    def like(self, name: str, text: str, before: str) -> str:
        for sign in "!%_":
            text = text.replace(sign, f"!{sign}")
        pattern = self.value(name, f"{before}{text}%")
        return f"{self.folded(name)} LIKE {pattern} ESCAPE '!'"

    def any_of(self, name: str, parts: Iterable[str]) -> str:
        many = list(parts)
        if not many:
            return self.nothing(name)
        return many[0] if len(many) == 1 else f"({' OR '.join(many)})"

    def nothing(self, name: str) -> str:
        """False where there is a value."""
        return f"{self.column(name)} <> {self.column(name)}"

    def ratio(self, name: str, peer: Peer) -> str:
        """The column by its reference; NULL without a key or a reference above zero."""
        keys = " AND ".join(f"p.{identifier(key)} = {self.column(key)}" for key in peer.by)
        reference = f"p.{identifier(peer.column)}"
        ratio = f"CASE WHEN {reference} > 0 THEN {self.column(name)} / {reference} END"
        table = identifier(peer_table(peer))
        return f"(SELECT {ratio} FROM {table} AS p WHERE {keys})"  # noqa: S608 - all of it quoted


def _sign(operator: Operator) -> str:
    return "<>" if operator is Operator.UNEQUAL else str(operator)


def _number(value: float) -> str:
    """With an exponent where a decimal of so many digits would be rounded on the way."""
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"SQL has no word for {number}")
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    text = repr(number)
    return text if "e" in text or len(text) < 16 else f"{text}e0"
