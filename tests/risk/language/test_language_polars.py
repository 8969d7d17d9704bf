"""The Polars expression says what the plain evaluator says."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from serai.declarations.columns import POLARS, SCHEMA
from serai.risk.language.evaluate import evaluate
from serai.risk.language.parse import parse
from serai.risk.language.polars import peer_column, prepared, references_of, to_expr
from serai.risk.language.tree import Peer
from tests.risk.conditions import COLUMNS, LISTS, TODAY, conditions, declarations, references

TYPES = {name: POLARS[SCHEMA[name].kind] for name in COLUMNS}


def tables(made):
    """Frames of the reference values that hypothesis made."""
    return {
        (column, by): pl.DataFrame(
            [(*keys, value) for keys, value in rows.items()],
            schema={**dict.fromkeys(by, pl.String), column: pl.Float64},
            orient="row",
        )
        for (column, by), rows in made.items()
    }


@settings(max_examples=200, deadline=None)
@given(conditions(), st.lists(declarations, min_size=1, max_size=6), references)
def test_expression_and_evaluator_agree(tree, rows, made):
    peers = tables(made)
    frame = prepared(pl.DataFrame(rows, schema=TYPES), [tree], peers)
    held = frame.select(to_expr(tree, today=TODAY, lists=LISTS).alias("held"))["held"].to_list()
    table = references_of(peers)
    assert held == [evaluate(tree, row, today=TODAY, lists=LISTS, references=table) for row in rows]


def test_columns_that_are_not_there_are_missing():
    tree = parse('origin is missing and not origin = "CN" or hs4 = "8517"')
    frame = prepared(pl.DataFrame({"hs": ["85171200", "851", None]}), [tree], {})
    assert frame.filter(to_expr(tree, today=TODAY))["hs"].to_list() == ["85171200"]


def test_a_reference_table_with_a_key_twice_is_refused():
    tree = parse("price < peer(price by origin)")
    twice = pl.DataFrame({"origin": ["CN", "CN"], "price": [1.0, 2.0]})
    with pytest.raises(pl.exceptions.ComputeError):
        prepared(pl.DataFrame({"origin": ["CN"]}), [tree], {("price", ("origin",)): twice})


def test_the_column_of_reference_values_has_the_name_of_the_comparison():
    assert peer_column(Peer(0.6, "unit_price", ("hs6", "origin"))) == (
        "peer(unit_price by hs6, origin)"
    )
