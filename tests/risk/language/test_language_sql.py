"""The SQL selects what the plain evaluator says, in databases that run here."""

import datetime as dt
import math
import sqlite3

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from serai.declarations.columns import DERIVED, POLARS, SCHEMA, Kind, with_derived
from serai.risk.language.evaluate import evaluate
from serai.risk.language.parse import parse
from serai.risk.language.print import to_text
from serai.risk.language.sql import DERIVED as IN_SQL
from serai.risk.language.sql import identifier, peer_table, to_query, to_sql
from serai.risk.language.tree import Compare, Contains, Operator, Peer
from tests.risk.conditions import LISTS, TODAY, conditions, declarations, references

SQL_TYPES = {
    Kind.CODE: "TEXT",
    Kind.TEXT: "TEXT",
    Kind.NUMBER: "DOUBLE PRECISION",
    Kind.DATE: "DATE",
    Kind.FLAG: "BOOLEAN",
}
DECLARED = {column.name: column.kind for column in SCHEMA.declared}


def is_nan(value):
    return isinstance(value, float) and math.isnan(value)


def rows_of(made):
    """The values in the order of the table; NaN is NULL there, as readers leave it."""
    return [
        tuple(None if is_nan(row.get(name)) else row.get(name) for name in DECLARED) for row in made
    ]


def create(run, many, made, tables):
    columns = ", ".join(f"{identifier(name)} {SQL_TYPES[kind]}" for name, kind in DECLARED.items())
    run(f'CREATE TABLE declarations ("row" INTEGER, {columns})')
    marks = ", ".join("?" * (len(DECLARED) + 1))
    rows = [(index, *row) for index, row in enumerate(rows_of(made))]
    many(f"INSERT INTO declarations VALUES ({marks})", rows)  # noqa: S608 - ours
    for (column, by), table in tables.items():
        keys = ", ".join(f"{identifier(key)} TEXT" for key in by)
        name = identifier(peer_table(Peer(1.0, column, by)))
        run(f"CREATE TABLE {name} ({keys}, {identifier(column)} DOUBLE PRECISION)")
        marks = ", ".join("?" * (len(by) + 1))
        rows = [(*key, one) for key, one in table.items()]
        many(f"INSERT INTO {name} VALUES ({marks})", rows)  # noqa: S608 - ours


def hits(tree, made, tables):
    def held(row):
        return evaluate(tree, row, today=TODAY, lists=LISTS, references=tables)

    return [index for index, row in enumerate(made) if held(row)]


def sqlite(made, tables, *, as_it_is=False):
    """The rows in SQLite, whose `lower` is taught letters beyond ASCII where it is not left as it is."""
    base = sqlite3.connect(":memory:")
    if not as_it_is:
        base.create_function("lower", 1, lambda text: text and text.casefold(), deterministic=True)
        base.execute("PRAGMA case_sensitive_like = ON")
    plain = [
        {k: v.isoformat() if isinstance(v, dt.date) else v for k, v in row.items()} for row in made
    ]
    create(base.execute, base.executemany, plain, tables)
    return base


@settings(max_examples=200, deadline=None)
@given(conditions(), st.lists(declarations, min_size=1, max_size=5), references)
def test_sqlite_selects_what_the_evaluator_hits(tree, made, tables):
    base = sqlite(made, tables)
    query = to_query(tree, today=TODAY, lists=LISTS)
    assert sorted(row[0] for row in base.execute(query)) == hits(tree, made, tables)
    base.close()


def is_ascii(tree):
    return to_text(tree).isascii()


@settings(max_examples=100, deadline=None)
@given(
    conditions().filter(is_ascii),
    st.lists(
        declarations.filter(lambda row: all(str(value).isascii() for value in row.values())),
        min_size=1,
        max_size=5,
    ),
    references,
)
def test_sqlite_as_it_is_selects_the_same_in_ascii(tree, made, tables):
    base = sqlite(made, tables, as_it_is=True)
    query = to_query(tree, today=TODAY, lists=LISTS)
    assert sorted(row[0] for row in base.execute(query)) == hits(tree, made, tables)
    base.close()


def is_plain(row):
    """Without what each database folds and divides in its own way."""
    return not any(
        value in {"Straße", "STRASSE", "ß", math.inf, -math.inf} for value in row.values()
    )


@settings(max_examples=60, deadline=None)
@given(conditions(), st.lists(declarations.filter(is_plain), min_size=1, max_size=5), references)
def test_duckdb_selects_what_the_evaluator_hits(tree, made, tables):
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect() as base:
        create(base.execute, lambda text, rows: rows and base.executemany(text, rows), made, tables)
        selected = base.execute(to_query(tree, today=TODAY, lists=LISTS)).fetchall()
    assert sorted(row[0] for row in selected) == hits(tree, made, tables)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12))
def test_no_text_leaves_its_quotes(text):
    base = sqlite([{"origin": text, "description": text}, {}], {})
    for tree in (
        Compare("origin", Operator.EQUAL, text),
        Contains("description", (text,)),
        Compare("description", Operator.EQUAL, text),
    ):
        found = base.execute(to_query(tree, today=TODAY)).fetchall()
        assert [row[0] for row in found] == [0]
    base.close()


@pytest.mark.parametrize(
    "text", ["' OR 1=1 --", "'; DROP TABLE declarations; --", "\\' OR 1=1 --", "%", "_", "!", "''"]
)
def test_injections_are_texts(text):
    base = sqlite(
        [{"origin": "CN", "description": "tea"}, {"origin": text, "description": text}], {}
    )
    for tree in (Compare("origin", Operator.EQUAL, text), Contains("description", (text,))):
        assert [row[0] for row in base.execute(to_query(tree, today=TODAY))] == [1]
    assert base.execute("SELECT count(*) FROM declarations").fetchone() == (2,)
    base.close()


@pytest.mark.parametrize("value", ["a\0b", float("nan"), float("inf")])
def test_what_sql_cannot_hold_is_refused(value):
    column = "origin" if isinstance(value, str) else "price"
    with pytest.raises(ValueError, match="SQL"):
        to_sql(Compare(column, Operator.EQUAL, value), today=TODAY)


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                name: st.none()
                | (
                    st.sampled_from(["CN", "DE", "85", "851", "8517", "85171200", ""])
                    if kind is Kind.CODE
                    else st.sampled_from([0.0, 1.0, 3.0, -2.0])
                )
                for name, kind in DECLARED.items()
                if kind in {Kind.CODE, Kind.NUMBER}
            }
        ),
        min_size=1,
        max_size=4,
    )
)
def test_derived_columns_are_the_same_in_sql(made):
    assert set(IN_SQL) == set(DERIVED)
    types = {name: POLARS[DECLARED[name]] for name in made[0]}
    frame = with_derived(pl.DataFrame(made, schema=types))
    base = sqlite(made, {})
    for name, formula in IN_SQL.items():
        parts = {part: f'"{part}"' for part in SCHEMA[name].made_of}
        formula = formula.format(**parts)  # noqa: PLW2901 - the same, filled in
        query = f"SELECT {formula} FROM declarations ORDER BY row"  # noqa: S608 - ours
        assert [row[0] for row in base.execute(query)] == frame[name].to_list()
    base.close()


def test_a_query_reads_well():
    tree = parse('hs4 in ("8517", "8471") and unit_price < 8.9 and not (container or tax = 0)')
    assert to_query(tree, today=TODAY).split("\n")[1] == (
        "WHERE (CASE WHEN length(d.\"hs\") >= 4 THEN substr(d.\"hs\", 1, 4) END) IN ('8517', '8471')"
        ' AND (CASE WHEN d."net_mass" > 0 THEN d."price" * 1.0 / d."net_mass" END) < 8.9'
        ' AND NOT (d."container" OR d."tax" = 0)'
    )
