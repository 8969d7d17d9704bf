"""What the screen is measured against, each given the form that suits it best.

A peer gets the profiles and a batch, prepares whatever does not depend on the rows asked for (codes
as integers, derived columns, compiled expressions, declarations as objects), and then lists each hit
of the first rows as (declaration, profile). What is prepared is not timed.
"""

import datetime as dt
import json
import operator
import warnings
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any as Untyped
from typing import Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from serai.bench.screening_sets import TODAY
from serai.declarations.columns import SCHEMA, Kind
from serai.risk.language.evaluate import day_of
from serai.risk.language.polars import prepared, to_expr
from serai.risk.language.sql import to_sql
from serai.risk.language.tree import (
    All,
    Any,
    Between,
    Compare,
    Condition,
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
from serai.risk.profiles.profile_set import ProfileSet

FEW = 20_000
"""Declarations by which it is told what fewest of them meet."""

type Pairs = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Declaration and profile of each hit, ordered by both."""
type Hit = Callable[[Mapping[str, Untyped]], bool]


class Engine(Protocol):
    """One way to list the hits of the first rows of a batch."""

    name: str

    def hits(self, rows: int) -> Pairs: ...


def ordered(rows: NDArray[np.int64], profiles: NDArray[np.int64]) -> Pairs:
    """By declaration, then by profile."""
    order = np.lexsort((profiles, rows))
    return rows[order], profiles[order]


def whole(batch: pl.DataFrame) -> pl.DataFrame:
    """A batch with strings as they are and all derived columns."""
    return prepared(batch.with_columns(pl.selectors.enum().cast(pl.String)), [], {})


def words_of(profiles: ProfileSet) -> dict[str, Collection[str]]:
    """The values of its lists."""
    return {name: one.values for name, one in profiles.lists.items()}


class Polars:
    """Codes as integers, conditions on them as equality or membership; one expression a profile.

    `form` is how they are asked for: all at once with common parts looked for (`shared`) or not
    (`plain`), the rows of each profile listed by Polars; as columns of truth (`columns`); or one
    profile after another, first the part that fewest declarations meet, on their rows the next (`narrow`).
    """

    forms = ("plain", "shared", "columns", "narrow")

    def __init__(self, profiles: ProfileSet, batch: pl.DataFrame, form: str) -> None:
        self.name = f"Polars ({form})"
        self.form = form
        frame = whole(batch)
        self.codes: dict[str, dict[str, int]] = {}
        physical = {}
        for name in frame.columns:
            if SCHEMA[name].kind is Kind.CODE and frame[name].null_count() < len(frame):
                values = frame[name].drop_nulls().unique().sort().to_list()
                self.codes[name] = {value: code for code, value in enumerate(values)}
                physical[name] = frame[name].cast(pl.Enum(values)).to_physical()
        self.frame = frame.with_columns(**physical)
        self.lists = words_of(profiles)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            truth = [self.expression(each.condition) for each in profiles.profiles]
        self.truth = [each.alias(str(index)) for index, each in enumerate(truth)]
        self.listed = [each.arg_true().implode().alias(str(i)) for i, each in enumerate(truth)]
        if form == "narrow":
            self.parts = [self.narrowing(each.condition) for each in profiles.profiles]

    def narrowing(self, condition: Condition) -> list[tuple[pl.Expr, list[str]]]:
        """Parts that must all hold, that of fewest declarations first, and the columns they ask for."""
        parts = condition.parts if isinstance(condition, All) else (condition,)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            made = [self.expression(part) for part in parts]
        few = self.frame[:FEW].select(each.sum().alias(str(i)) for i, each in enumerate(made))
        order = np.argsort([count or 0 for count in few.row(0)], kind="stable")
        return [(made[i], sorted({*made[i].meta.root_names()})) for i in order.tolist()]

    def narrowed(
        self, frame: pl.DataFrame, parts: list[tuple[pl.Expr, list[str]]]
    ) -> NDArray[Untyped]:
        """Rows that meet all parts; columns are fetched for the rows that are left."""
        (first, names), *rest = parts
        rows = frame.select(names).select(first.arg_true()).to_series()
        for part, wanted in rest:
            left = frame.select(pl.col(wanted).gather(rows))
            rows = rows.gather(left.select(part.arg_true()).to_series())
        return rows.to_numpy()

    def hits(self, rows: int) -> Pairs:
        frame = self.frame[:rows]
        if self.form == "narrow":
            found = [self.narrowed(frame, parts) for parts in self.parts]
        elif self.form == "columns":
            made = frame.select(self.truth)
            found = [each.arg_true().to_numpy() for each in made]
        else:
            flags = pl.QueryOptFlags() if self.form == "shared" else pl.QueryOptFlags.none()
            lists = frame.lazy().select(self.listed).collect(optimizations=flags)
            found = [each.explode().drop_nulls().to_numpy() for each in lists]
        counts = [len(each) for each in found]
        every = np.concatenate(found).astype(np.int64)
        return ordered(every, np.repeat(np.arange(len(found)), counts))

    def expression(self, condition: Condition) -> pl.Expr:  # noqa: PLR0911 - one case a kind
        match condition:
            case All(parts):
                return pl.all_horizontal([self.expression(part) for part in parts])
            case Any(parts):
                return pl.any_horizontal([self.expression(part) for part in parts])
            case Not(part):
                return ~self.expression(part)
            case OneOf(column, values) if column in self.codes:
                return self.member(column, map(str, values))
            case Listed(column, name):
                return self.member(column, self.lists[name])
            case StartsWith(column, beginnings):
                begun = tuple(beginnings)
                return self.member(column, [v for v in self.codes[column] if v.startswith(begun)])
            case _:
                return to_expr(condition, today=TODAY, lists=self.lists)

    def member(self, column: str, values: Iterable[str]) -> pl.Expr:
        known = self.codes[column]
        codes = sorted(known[value] for value in set(values) if value in known)
        if len(codes) > 1:
            return pl.col(column).is_in(codes)
        none = pl.when(pl.col(column).is_not_null()).then(pl.lit(value=False))
        return pl.col(column) == codes[0] if codes else none


class DuckDB:
    """The exported SQL of each profile, one query for each; strings as they are."""

    def __init__(self, profiles: ProfileSet, batch: pl.DataFrame) -> None:
        import duckdb

        self.name = "DuckDB"
        frame = whole(batch).with_row_index(" row")
        self.frame = frame
        self.connection = duckdb.connect(config={"threads": 2})
        self.connection.register("given", frame.to_arrow())
        self.connection.execute("CREATE TABLE d AS SELECT * FROM given")
        lists = words_of(profiles)
        # Its planner takes minutes over a thousand conditions in one query, as unions or as columns.
        self.queries = [
            f'SELECT " row" FROM d WHERE ({to_sql(each.condition, today=TODAY, lists=lists)})'  # noqa: S608 - ours
            for each in profiles.profiles
        ]

    def hits(self, rows: int) -> Pairs:
        found = [
            self.connection.execute(f'{query} AND " row" < {rows}').fetchnumpy()[" row"]
            for query in self.queries
        ]
        counts = [len(each) for each in found]
        every = np.concatenate(found).astype(np.int64)
        return ordered(every, np.repeat(np.arange(len(found)), counts))


class Closures:
    """Each profile compiled to nested Python functions; each declaration a dict."""

    def __init__(self, profiles: ProfileSet, batch: pl.DataFrame) -> None:
        self.name = "Python closures"
        self.declarations = whole(batch).to_dicts()
        lists = words_of(profiles)
        self.profiles = [closure(each.condition, lists) for each in profiles.profiles]

    def hits(self, rows: int) -> Pairs:
        found = [
            (row, number)
            for row, declaration in enumerate(self.declarations[:rows])
            for number, hit in enumerate(self.profiles)
            if hit(declaration)
        ]
        return _pairs(found)


def _pairs(found: Sequence[tuple[int, int]]) -> Pairs:
    pairs = np.array(found, np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


SIGNS: Mapping[Operator, Callable[[Untyped, Untyped], bool]] = {
    Operator.EQUAL: operator.eq,
    Operator.UNEQUAL: operator.ne,
    Operator.BELOW: operator.lt,
    Operator.AT_MOST: operator.le,
    Operator.ABOVE: operator.gt,
    Operator.AT_LEAST: operator.ge,
}


def closure(condition: Condition, lists: Mapping[str, Collection[str]]) -> Hit:  # noqa: C901, PLR0911 - one case a kind
    """The condition as a function; `not` stands at leaves, as the made-up profiles have it."""
    match condition:
        case All(parts):
            made = [closure(part, lists) for part in parts]
            return lambda d: all(part(d) for part in made)
        case Not(Missing(column)):
            return lambda d: d[column] is not None
        case Not(part):
            column, hit = column_of(part), closure(part, lists)
            return lambda d: d[column] is not None and not hit(d)
        case Compare(column, sign, value):
            compared, other = SIGNS[sign], plain(value)
            return lambda d: d[column] is not None and compared(d[column], other)
        case Between(column, low, high):
            least, most = plain(low), plain(high)
            return lambda d: d[column] is not None and least <= d[column] <= most
        case OneOf(column, values):
            among = frozenset(values)
            return lambda d: d[column] in among
        case Listed(column, name):
            listed = lists[name]
            return lambda d: d[column] in listed
        case StartsWith(column, beginnings):
            return lambda d: d[column] is not None and d[column].startswith(beginnings)
        case Missing(column):
            return lambda d: d[column] is None
        case Flagged(column):
            return lambda d: bool(d[column])
        case _:
            raise NotImplementedError(condition)


def column_of(condition: Condition) -> str:
    """The column of a leaf."""
    if isinstance(condition, All | Any | Not):
        raise NotImplementedError(condition)
    return condition.column


def plain(value: Operand) -> Literal:
    """A value as it stands on the day of measuring."""
    if isinstance(value, Peer):
        raise NotImplementedError(value)
    return day_of(value, TODAY) if isinstance(value, Today | dt.date) else value


class Zen:
    """GoRules' engine: one decision table that collects, a row for each profile."""

    def __init__(self, profiles: ProfileSet, batch: pl.DataFrame) -> None:
        import zen

        self.name = "zen-engine"
        frame = whole(batch).with_columns(pl.selectors.date().to_physical())
        self.declarations = frame.to_dicts()
        lists = words_of(profiles)
        rules = [
            {"_id": str(number), "when": zen_text(each.condition, lists), "hit": str(number)}
            for number, each in enumerate(profiles.profiles)
        ]
        table = {
            "hitPolicy": "collect",
            "inputs": [{"id": "when", "name": "when"}],
            "outputs": [{"id": "hit", "name": "hit", "field": "hit"}],
            "rules": rules,
        }
        graph = {
            "nodes": [
                {"id": "in", "name": "in", "type": "inputNode"},
                {"id": "t", "name": "t", "type": "decisionTableNode", "content": table},
                {"id": "out", "name": "out", "type": "outputNode"},
            ],
            "edges": [
                {"id": "1", "type": "edge", "sourceId": "in", "targetId": "t"},
                {"id": "2", "type": "edge", "sourceId": "t", "targetId": "out"},
            ],
        }
        self.decision = zen.ZenEngine().create_decision(json.dumps(graph))

    def hits(self, rows: int) -> Pairs:
        found = []
        for row, declaration in enumerate(self.declarations[:rows]):
            result = self.decision.evaluate(declaration)["result"]
            found += [(row, int(one["hit"])) for one in result]
        return _pairs(found)


def zen_text(condition: Condition, lists: Mapping[str, Collection[str]]) -> str:  # noqa: C901, PLR0911 - one case a kind
    """The condition in zen's words; a missing value is null, dates are days."""
    match condition:
        case All(parts):
            return " and ".join(f"({zen_text(part, lists)})" for part in parts)
        case Not(Missing(column)):
            return f"{column} != null"
        case Not(part):
            return f"{column_of(part)} != null and not ({zen_text(part, lists)})"
        case Compare(column, sign, value):
            same = "==" if sign is Operator.EQUAL else str(sign)
            return f"{column} != null and {column} {same} {zen_value(value)}"
        case Between(column, low, high):
            least, most = zen_value(low), zen_value(high)
            return f"{column} != null and {column} >= {least} and {column} <= {most}"
        case OneOf(column, values):
            return f"{column} in [{', '.join(map(zen_value, values))}]"
        case Listed(column, name):
            return f"{column} in [{', '.join(map(zen_value, sorted(lists[name])))}]"
        case StartsWith(column, beginnings):
            begun = (f"startsWith({column}, {zen_value(one)})" for one in beginnings)
            return f"{column} != null and ({' or '.join(begun)})"
        case Missing(column):
            return f"{column} == null"
        case Flagged(column):
            return f"{column} == true"
        case _:
            raise NotImplementedError(condition)


def zen_value(value: Operand) -> str:
    """A number, a day as a number, or a text in quotes."""
    meant = plain(value)
    if isinstance(meant, dt.date):
        return str((meant - dt.date(1970, 1, 1)).days)
    return json.dumps(meant)
