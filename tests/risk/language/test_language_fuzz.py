"""Nothing that is written makes parser or check stumble, or keeps them busy for long."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from serai.risk.language.check import check
from serai.risk.language.findings import ConditionError
from serai.risk.language.json import from_json, to_json
from serai.risk.language.parse import parse, parse_with_places
from serai.risk.language.polars import to_expr
from serai.risk.language.print import to_text
from serai.risk.language.sentence import to_sentence
from serai.risk.language.sql import to_sql
from tests.risk.conditions import LISTS, TODAY, conditions

PIECES = st.sampled_from(
    [
        *("(", ")", '"', "\\", ",", " and ", " or ", " not ", " in ", "@", "peer(", "today", "-"),
        *(
            "\t",
            "\n",
            "\r",
            "\0",
            "\ud800",
            "\u2028",
            "\ufeff",
            "#",
            "é",
            "ё",
            "٣",
            "１",
            "e9",
            "'",
        ),
        *(
            "between",
            "<",
            "=",
            "missing",
            "hs",
            "origin",
            "2026-13-01",
            "1e999",
            "\\u0000",
            "{",
            "*",
        ),
    ]
)


@st.composite
def mutated(draw, texts):
    """A text that was right, with pieces put in, taken out and doubled."""
    text = draw(texts)
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 12)))
        put = draw(PIECES | st.just("") | st.just(text[start:end] * 2))
        text = text[:start] + put + text[end:]
    return text


def read(text):
    """What can be read has to go through everything that follows."""
    refused = None
    try:
        parsed = parse_with_places(text)
    except ConditionError as error:
        refused = error.findings
    if refused is not None:
        assert refused
        assert all(one.line > 0 and one.column > 0 for one in refused)
        return
    found = check(parsed.condition, spot=parsed.spot, lists=LISTS, peers=[])
    lines = text.split("\n")
    assert all(0 < one.line <= len(lines) for one in found)
    assert all(one.column <= len(lines[one.line - 1]) for one in found)
    assert parse(to_text(parsed.condition)) == parsed.condition
    assert from_json(to_json(parsed.condition)) == parsed.condition
    if not any(one.severity == "error" for one in found):
        to_expr(parsed.condition, today=TODAY, lists=LISTS)
        assert to_sentence(parsed.condition) + to_sentence(parsed.condition, "ru")
        to_sql(parsed.condition, today=TODAY, lists=LISTS)


@settings(max_examples=400)
@given(mutated(conditions().map(to_text)))
def test_conditions_with_mistakes(text):
    read(text)


@given(st.text(max_size=200))
def test_any_text(text):
    read(text)


CODES = [f'"{number:x}"' for number in range(11_000)]
LARGE = {
    "a list against another": (
        f"consignee in ({', '.join(CODES[:5500])}) and consignee in ({', '.join(CODES[5500:])})"
    ),
    "beginnings": f"consignee starts with ({', '.join(CODES)})",
    "words": f"description contains ({', '.join(CODES)})",
    "one list many times": " or ".join(f"consignee in @w{number}" for number in range(3800)),
    "much at once": " and ".join(f"price != {number}" for number in range(5500)),
    "what contradicts itself": (
        " and ".join(f"price != {number}" for number in range(5000)) + " and price < 3 and tax < 0"
        " and price > 5"
    ),
    "alternatives": " or ".join(f"price = {number}" for number in range(6000)),
    "products": " and ".join(f"(price = {n} or tax = {n})" for n in range(2000)),
    "long products": (
        " and ".join(f"(price = {n} or tax = {n})" for n in range(9))
        + " and "
        + " and ".join(f"value != {n}" for n in range(4000))
    ),
    "mistakes": " or ".join(["x = 1"] * 9000),
    "repetitions": f"hs in ({', '.join(['"851712"'] * 9000)})",
    "parentheses": "(" * 49_000 + "container" + ")" * 49_000,
    "an open list": "hs in (" + ", ".join(CODES),
    "blanks": "hs in (" + " " * 90_000 + '"8517"',
    "blanks in a list": 'hs in ("85"' + " " * 90_000 + '"8517")',
    "signs of a peer": "price < 0.5 * peer(price by " + ", ".join(["hs6"] * 15_000) + ")",
}


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE.keys())
def test_what_is_large_takes_no_long_time(text):
    began = time.monotonic()
    read(text)
    assert time.monotonic() - began < 10


def test_lists_of_fifty_thousand_are_held_against_each_other():
    lists = {name: frozenset(f"T{number}" for number in range(50_000)) for name in ("a", "b")}
    began = time.monotonic()
    (found,) = check(parse("consignee in @a and consignee not in @b"), lists=lists)
    assert found.code == "never"
    assert time.monotonic() - began < 5


def test_a_conjunction_may_be_long():
    tree = parse(" and ".join(f"price != {number}" for number in range(5000)))
    assert check(tree) == ()
