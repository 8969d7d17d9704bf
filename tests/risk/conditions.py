"""Conditions and declarations that hypothesis makes: from small pools, so that they meet."""

import datetime as dt

from hypothesis import strategies as st

from serai.declarations.columns import SCHEMA, Kind
from serai.risk.language.tree import (
    All,
    Any,
    Between,
    Compare,
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

TODAY = dt.date(2026, 2, 1)
LISTS = {"watch": frozenset({"CN", "85171200", "T1"}), "none": frozenset[str]()}
CODES = ["CN", "cn", "DE", "85", "8517", "85171200", "851", "T1", "", 'a"b\\', "%_'", "ß"]
TEXTS = ["tea", "TEA", "Straße", "STRASSE", "чай", "ЧАЙ", "telephone parts", "%", "_", "'", "a\nb"]
NUMBERS = [0.0, -0.0, 1.0, 8.9, -5.0, 1e300, 5e-324, 0.1 + 0.2]
DAYS = [TODAY + dt.timedelta(days=n) for n in (-400, -90, -1, 0, 1)] + [dt.date.min, dt.date.max]

BY_KIND = {
    kind: [column.name for column in SCHEMA.declared if column.kind is kind][:3] for kind in Kind
}
CODE, TEXT, NUMBER, DATE, FLAG = (BY_KIND[kind] for kind in Kind)
CODE, NUMBER = [*CODE, "origin", "hs"], [*NUMBER, "price"]
COLUMNS = [*CODE, *TEXT, *NUMBER, *DATE, *FLAG]
PEER_KEYS = [("origin",), ("hs", "origin")]

code_columns = st.sampled_from(CODE)
text_columns = st.sampled_from(TEXT)
codes = st.sampled_from(CODES)
texts = st.sampled_from(TEXTS)
numbers = st.sampled_from(NUMBERS)
days = st.sampled_from(DAYS) | st.builds(Today, st.integers(-100, 100))
equality = st.sampled_from([Operator.EQUAL, Operator.UNEQUAL])
operators = st.sampled_from(list(Operator))
peers = st.builds(
    Peer,
    st.sampled_from([0.0, 0.5, 1.0, 2.0]),
    st.just("price"),
    st.sampled_from(PEER_KEYS),
)


def tuples(values, *, least=0):
    return st.lists(values, min_size=least, max_size=4).map(tuple)


leaves_without_peers = st.one_of(
    st.builds(Compare, code_columns, equality, codes),
    st.builds(Compare, text_columns, equality, texts),
    st.builds(Compare, st.sampled_from(NUMBER), operators, numbers),
    st.builds(Compare, st.sampled_from(DATE), operators, days),
    st.builds(Between, st.sampled_from(NUMBER), numbers, numbers),
    st.builds(Between, st.sampled_from(DATE), days, days),
    st.builds(OneOf, code_columns, tuples(codes)),
    st.builds(OneOf, text_columns, tuples(texts)),
    st.builds(OneOf, st.sampled_from(NUMBER), tuples(numbers)),
    st.builds(OneOf, st.sampled_from(DATE), tuples(st.sampled_from(DAYS))),
    st.builds(Listed, code_columns, st.sampled_from(sorted(LISTS))),
    st.builds(StartsWith, code_columns, tuples(codes)),
    st.builds(StartsWith, text_columns, tuples(texts)),
    st.builds(Contains, text_columns, tuples(texts)),
    st.builds(Missing, st.sampled_from(COLUMNS)),
    st.builds(Flagged, st.sampled_from(FLAG)),
)
leaves = leaves_without_peers | st.builds(Compare, st.just("price"), operators, peers)


def _joined(kind):
    """Parts that are not of the same kind: the tree's own rule."""

    def join(parts):
        flat = []
        for part in parts:
            flat += part.parts if isinstance(part, kind) else [part]
        return kind(tuple(flat))

    return join


def conditions(leaf=leaves, *, max_leaves=8):
    """Trees that keep to the rules of `tree`."""
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.builds(Not, inner),
            st.lists(inner, min_size=2, max_size=4).map(_joined(All)),
            st.lists(inner, min_size=2, max_size=4).map(_joined(Any)),
        ),
        max_leaves=max_leaves,
    )


VALUES = {
    Kind.CODE: codes,
    Kind.TEXT: texts,
    Kind.NUMBER: numbers | st.sampled_from([float("nan"), float("inf"), float("-inf")]),
    Kind.DATE: st.sampled_from(DAYS),
    Kind.FLAG: st.booleans(),
}
declarations = st.fixed_dictionaries(
    {name: st.none() | VALUES[SCHEMA[name].kind] for name in COLUMNS}
)
references = st.fixed_dictionaries(
    {
        ("price", ("origin",)): st.dictionaries(st.tuples(codes), st.none() | numbers, max_size=4),
        ("price", ("hs", "origin")): st.dictionaries(
            st.tuples(codes, codes), st.none() | numbers, max_size=4
        ),
    }
)
