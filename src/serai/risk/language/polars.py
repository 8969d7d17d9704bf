"""Tree → one Polars expression that is true, false or null as `evaluate` says."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import assert_never

import polars as pl

from serai.declarations.columns import POLARS, SCHEMA, Column, Kind, Value, with_derived
from serai.risk.language.evaluate import References, compared, day_of
from serai.risk.language.print import value_text
from serai.risk.language.tree import (
    All,
    Any,
    Between,
    Compare,
    Condition,
    Contains,
    Flagged,
    Listed,
    Literal,
    Missing,
    Not,
    OneOf,
    Operand,
    Operator,
    Peer,
    StartsWith,
    Today,
)

type Peers = Mapping[tuple[str, tuple[str, ...]], pl.DataFrame]
"""For each (column, keys): a table of the keys and the column's reference value, each key once."""


def peer_column(peer: Peer) -> str:
    """The name under which a frame holds the reference values of a peer comparison."""
    return value_text(Peer(1.0, peer.column, peer.by))


def peers_of(condition: Condition) -> Iterator[Peer]:
    """The peer comparisons a condition makes."""
    match condition:
        case Not(part):
            yield from peers_of(part)
        case All(parts) | Any(parts):
            for part in parts:
                yield from peers_of(part)
        case Compare(_, _, Peer() as peer):
            yield peer


def prepared(frame: pl.DataFrame, conditions: Iterable[Condition], peers: Peers) -> pl.DataFrame:
    """The frame with all columns that expressions may name: missing, derived, reference values.

    Rows keep their order. Raises KeyError for a reference table that is not there, and Polars'
    ComputeError where one has a key twice.
    """
    lacking = [
        pl.lit(None, dtype=POLARS[column.kind]).alias(name)
        for name, column in SCHEMA.items()
        if name not in frame.columns and not column.is_derived
    ]
    full = with_derived(frame.with_columns(lacking))
    wanted = {peer_column(peer): peer for tree in conditions for peer in peers_of(tree)}
    for name, peer in wanted.items():
        table = peers[peer.column, peer.by].select(*peer.by, pl.col(peer.column).alias(name))
        full = full.join(table, on=peer.by, how="left", validate="m:1", maintain_order="left")
    return full


def references_of(peers: Peers) -> References:
    """The same tables as `evaluate` takes them."""
    tables: dict[tuple[str, tuple[str, ...]], dict[tuple[Value, ...], float | None]] = {}
    for (column, by), table in peers.items():
        rows = table.select(*by, column).rows()
        tables[column, by] = {row[:-1]: row[-1] for row in rows}
    return tables


def to_expr(
    condition: Condition,
    *,
    today: dt.date,
    lists: Mapping[str, Collection[str]] | None = None,
    schema: Mapping[str, Column] = SCHEMA,
) -> pl.Expr:
    """The expression of a checked condition, for a frame that is `prepared`.

    Null stands for what cannot be told, so `frame.filter` keeps what is hit. Raises KeyError for a
    column or a list that is not known.
    """
    return _Expression(today, lists or {}, schema).of(condition)


class _Expression:
    def __init__(
        self,
        today: dt.date,
        lists: Mapping[str, Collection[str]],
        schema: Mapping[str, Column],
    ) -> None:
        self.today = today
        self.lists = lists
        self.schema = schema

    def of(self, condition: Condition) -> pl.Expr:
        match condition:
            case Not(part):
                return ~self.of(part)
            case All(parts):
                return pl.all_horizontal([self.of(part) for part in parts])
            case Any(parts):
                return pl.any_horizontal([self.of(part) for part in parts])
            case Compare(name, operator, Peer() as peer):
                reference = pl.col(peer_column(peer)).fill_nan(None)
                ratio = pl.when(reference > 0).then(self.column(name) / reference)
                return _compared(ratio.fill_nan(None), operator, peer.factor)
            case Compare(name, operator, value):
                return _compared(self.column(name), operator, self.meant(name, value))
            case Between(name, low, high):
                least, most = pl.lit(self.meant(name, low)), pl.lit(self.meant(name, high))
                return self.column(name).is_between(least, most, closed="both")
            case OneOf(name, values):
                return self.is_in(name, values)
            case Listed(name, listed):
                return self.is_in(name, self.lists[listed])
            case StartsWith(name, beginnings):
                column = self.column(name)
                return self.any_of(name, map(column.str.starts_with, self.words(name, beginnings)))
            case Contains(name, words):
                column = self.column(name)
                found = (
                    column.str.contains(pl.lit(word), literal=True)
                    for word in self.words(name, words)
                )
                return self.any_of(name, found)
            case Missing(name):
                return self.column(name).is_null()
            case Flagged(name):
                return self.column(name)
        assert_never(condition)

    def column(self, name: str) -> pl.Expr:
        match self.schema[name].kind:
            case Kind.NUMBER:
                return pl.col(name).fill_nan(None)
            case Kind.TEXT:
                return _folded(pl.col(name))
            case _:
                return pl.col(name)

    def meant(self, name: str, value: Operand) -> Literal:
        if isinstance(value, str):
            return value.casefold() if self.schema[name].kind is Kind.TEXT else value
        assert not isinstance(value, Peer)
        return day_of(value, self.today) if isinstance(value, Today) else value

    def words(self, name: str, texts: Iterable[str]) -> Iterator[str]:
        return (str(self.meant(name, text)) for text in texts)

    def is_in(self, name: str, values: Iterable[Literal]) -> pl.Expr:
        meant = sorted({self.meant(name, value) for value in values})
        dtype = POLARS[self.schema[name].kind]
        return self.column(name).is_in(pl.Series(meant, dtype=dtype).implode())

    def any_of(self, name: str, parts: Iterable[pl.Expr]) -> pl.Expr:
        """Any of the parts; of none, false where there is a value."""
        nothing = pl.when(pl.col(name).is_not_null()).then(pl.lit(value=False))
        return pl.any_horizontal([nothing, *parts])


def _compared(left: pl.Expr, operator: Operator, right: Literal) -> pl.Expr:
    return compared(left, operator, pl.lit(right))  # type: ignore[arg-type, return-value]


@cache
def _folding() -> dict[str, str]:
    """Every character that `str.casefold` changes: Polars' lower case is another."""
    signs = (chr(code) for code in range(0x110000) if not 0xD800 <= code <= 0xDFFF)
    return {sign: sign.casefold() for sign in signs if sign.casefold() != sign}


def _folded(text: pl.Expr) -> pl.Expr:
    return text.str.replace_many(_folding())
