"""What holds for every condition."""

import re
import time

from hypothesis import example, given, settings
from hypothesis import strategies as st

from serai.risk.language.canonical import canonical, version
from serai.risk.language.evaluate import evaluate
from serai.risk.language.findings import ConditionError
from serai.risk.language.parse import parse, parse_with_places
from serai.risk.language.print import to_text, value_text
from serai.risk.language.tree import All, Any, Compare, Contains, Not, OneOf, Operator, StartsWith
from tests.risk.conditions import LISTS, TODAY, conditions, declarations, references


@given(conditions())
def test_a_printed_condition_is_read_as_it_was(tree):
    assert parse(to_text(tree)) == tree
    assert parse(to_text(tree, lines=True)) == tree


@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    st.floats(allow_nan=False, allow_infinity=False),
)
def test_any_value_survives(text, number):
    tree = Any((OneOf("hs", (text, text[::-1])), Compare("price", Operator.EQUAL, number)))
    assert parse(to_text(tree)) == tree


@given(conditions(), declarations, references)
def test_the_canonical_form_means_the_same(tree, declaration, table):
    def held(condition):
        return evaluate(condition, declaration, today=TODAY, lists=LISTS, references=table)

    assert held(canonical(tree)) == held(tree)


@given(conditions())
def test_the_canonical_form_of_a_canonical_form_is_itself(tree):
    once = canonical(tree)
    assert canonical(once) == once
    assert parse(to_text(once)) == once


@given(conditions())
def test_neither_double_negation_nor_order_makes_another_version(tree):
    assert version(Not(Not(tree))) == version(tree)
    if isinstance(tree, All | Any):
        assert version(type(tree)(tree.parts[::-1])) == version(tree)


@st.composite
def shuffled(draw, tree):
    """The same with parts and values in another order, some of them twice."""
    match tree:
        case Not(part):
            return Not(draw(shuffled(part)))
        case All(parts) | Any(parts):
            again = draw(st.permutations([draw(shuffled(part)) for part in parts]))
            return type(tree)((*again, *draw(st.sampled_from([(), again[:1]]))))
        case OneOf(column, values):
            again = draw(st.permutations(values))
            return OneOf(column, (*again, *again[:1]))
    return tree


@given(st.data(), conditions())
def test_the_order_of_parts_and_values_makes_no_other_version(data, tree):
    assert version(data.draw(shuffled(tree))) == version(tree)


TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|@[\w.-]+|[\w.]+|[<>!=]+|\s+|.')
KEYWORDS = {*"and or not in between starts with contains is missing today day days peer by".split()}  # noqa: SIM905 - words


@given(st.data(), conditions())
def test_blanks_comments_and_the_case_of_keywords_make_no_other_version(data, tree):
    blank = st.sampled_from([" ", "\n", "\t ", "  # a comment\n", "\r\n"])
    case = st.sampled_from([str.lower, str.upper, str.capitalize])

    def written(token):
        if token.isspace():
            return data.draw(blank)
        return data.draw(case)(token) if token in KEYWORDS else token

    text = "".join(map(written, TOKEN.findall(to_text(tree))))
    assert parse(text) == tree
    assert version(parse(f"( {text}\n)")) == version(tree)


def values_with_spots(tree, spot):
    """The texts of a condition with the spots of each."""
    for part, at in places(tree, spot):
        values = (
            part.values
            if isinstance(part, OneOf)
            else part.beginnings
            if isinstance(part, StartsWith)
            else part.words
            if isinstance(part, Contains)
            else ()
        )
        yield from zip(values, at.parts, strict=bool(values))


@given(st.data(), conditions())
def test_every_value_stands_where_it_says(data, tree):
    blank = st.sampled_from([" ", "\n", "\n\n  ", "  # a comment\n"])
    text = "".join(
        data.draw(blank) if token.isspace() else token for token in TOKEN.findall(to_text(tree))
    )
    parsed = parse_with_places(text)
    lines = text.split("\n")
    for value, spot in values_with_spots(parsed.condition, parsed.spot):
        if isinstance(value, str):
            rest = lines[spot.line - 1][spot.column - 1 :]
            assert rest.startswith(value_text(value))


@given(conditions(), declarations, references)
def test_what_cannot_be_told_cannot_be_told_of_its_opposite(tree, declaration, table):
    def held(condition):
        return evaluate(condition, declaration, today=TODAY, lists=LISTS, references=table)

    opposite = {True: False, False: True, None: None}
    assert held(Not(tree)) == opposite[held(tree)]


def places(tree, spot, path=()):
    """Every part of a tree with the spot that its path leads to."""
    yield tree, spot
    parts = (
        tree.parts if isinstance(tree, All | Any) else (tree.part,) if isinstance(tree, Not) else ()
    )
    for index, part in enumerate(parts):
        yield from places(part, spot.parts[index], (*path, index))


@given(conditions())
def test_every_leaf_stands_where_it_says(tree):
    text = to_text(tree, lines=True)
    parsed = parse_with_places(text)
    lines = text.split("\n")
    for part, spot in places(parsed.condition, parsed.spot):
        if not isinstance(part, All | Any | Not):
            assert lines[spot.line - 1][spot.column - 1 :].startswith(part.column)


WORDS = st.sampled_from(
    [
        *("and", "or", "not", "in", "between", "starts", "with", "contains", "is", "missing"),
        *("today", "days", "peer", "by", "(", ")", ",", "*", "+", "-", "=", "<", ">=", "#"),
        *(
            '"CN"',
            "8.9",
            "1e999",
            "2026-02-01",
            "2026-99-99",
            "@list",
            "hs",
            "price",
            '"',
            "'",
            "\\",
        ),
    ]
)


@settings(max_examples=400)
@given(st.lists(WORDS, max_size=40).map(" ".join) | st.text(max_size=60))
@example("not " * 20_000)
@example("(" * 90_000)
@example("a and " * 16_000 + "a")
@example('a in ("' + "\\" * 90_000)
@example("a = " + "9" * 90_000)
@example("((a or b) and " * 6_000)
@example("\ud800")
@example('a = "\\ud800"')
@example('a = "\ud800"')
@example('a = "\0"')
@example('a = "\\u0000"')
@example("a" * 100_001)
def test_no_text_makes_the_parser_stumble(text):
    began = time.monotonic()
    error = tree = None
    try:
        tree = parse(text)
    except ConditionError as caught:
        error = caught
    if error is None:
        assert parse(to_text(tree)) == tree
    else:
        assert error.findings
        assert all(found.message and found.message_ru and found.line for found in error.findings)
        assert str(error)
    assert time.monotonic() - began < 5
