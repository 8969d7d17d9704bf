"""What officers write, and what they are told: pairs in tests/risk/cases."""

import datetime as dt
import re

import pytest

from serai.risk.language.canonical import canonical, version
from serai.risk.language.check import check
from serai.risk.language.findings import ConditionError, _messages, finding
from serai.risk.language.json import read_json
from serai.risk.language.parse import parse, parse_with_places
from serai.risk.language.print import to_text
from serai.risk.language.tree import All, Compare, Operator, Today
from tests.risk.casefile import FOLDER, cases


@pytest.mark.parametrize(("text", "answer"), cases("checks.txt"))
def test_findings(text, answer):
    parsed = parse_with_places(text)
    found = check(
        parsed.condition,
        spot=parsed.spot,
        lists={"watch": ["T1"]},
        peers=[("price", ("hs6",))],
    )
    assert [line for one in found for line in (str(one), one.words("ru"))] == answer


@pytest.mark.parametrize(("text", "answer"), cases("syntax.txt"))
def test_what_is_no_condition(text, answer):
    with pytest.raises(ConditionError) as caught:
        parse(text)
    error = caught.value
    assert [*str(error).split("\n"), *(one.words("ru") for one in error.findings)] == answer


@pytest.mark.parametrize(("text", "answer"), cases("json.txt"))
def test_json_that_is_no_condition(text, answer):
    with pytest.raises(ConditionError) as caught:
        read_json(text)
    assert [line for one in caught.value.findings for line in (str(one), one.words("ru"))] == answer


@pytest.mark.parametrize(("text", "answer"), cases("printing.txt"))
def test_printing(text, answer):
    tree = parse(text)
    assert [to_text(tree), to_text(canonical(tree))] == answer


def test_a_finding_leads_to_its_place_in_the_tree():
    (found,) = check(parse('price > 5 and not (hs = "8517" or container)'))
    assert found.path == (1, 0, 0, 0)
    assert found.as_json()["message"] == {"en": found.message, "ru": found.message_ru}


def test_long_conditions_stand_on_several_lines():
    tree = parse(" and ".join(f'origin != "{code}"' for code in ("CN", "DE", "FR", "IT", "ES")))
    assert to_text(tree, lines=True).split("\n")[1] == 'and origin != "DE"'


def test_versions_are_hashes_of_the_canonical_text():
    assert version(parse("price < 5")) == version(parse("not (price >= 5.0)"))
    assert version(parse("price < 5")) != version(parse("price <= 5"))
    assert len(version(parse("price < 5"))) == 64


def test_what_has_no_word_is_not_printed():
    with pytest.raises(ValueError, match="no word for inf"):
        to_text(Compare("price", Operator.BELOW, float("inf")))


def test_dates_keep_to_the_calendar():
    assert parse("date >= 2024-02-29") == Compare("date", Operator.AT_LEAST, dt.date(2024, 2, 29))
    assert parse("date >= TODAY - 90 Days") == Compare("date", Operator.AT_LEAST, Today(-90))


def test_and_of_ands_is_one():
    assert parse("(price < 1 and price < 2) and price < 3") == All(
        tuple(Compare("price", Operator.BELOW, float(n)) for n in (1, 2, 3))
    )


BY_SIZE = {"too-long", "json-size", "file", "compared-in-part"}
"""What no case file can show; their own tests do."""


def test_every_finding_is_shown_by_a_case():
    text = "\n".join(page.read_text(encoding="utf-8") for page in FOLDER.glob("**/*.txt"))
    shown = set(re.findall(r"(?:error|warning) ([\w-]+) ", text))
    assert set(_messages()) - shown == BY_SIZE


def test_every_message_is_there_in_both_languages():
    for code, words in _messages().items():
        assert words["severity"] in {"error", "warning"}
        assert words["en"]
        assert words["ru"]
        assert bool(words.get("hint")) == bool(words.get("hint_ru")), code
    with pytest.raises(KeyError):
        finding("no-such-code")
