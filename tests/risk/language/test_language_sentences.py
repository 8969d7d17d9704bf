"""What an officer who writes no conditions reads: sentences in English and in Russian."""

import re

import pycountry
import pytest
from hypothesis import given

from serai.declarations import hs
from serai.declarations.columns import SCHEMA, Column, Kind
from serai.risk.language.parse import parse
from serai.risk.language.sentence import to_sentence
from serai.risk.language.sentence.names import common_names, countries
from serai.risk.language.sentence.russian import TITLES
from serai.risk.language.tree import Compare, Operator
from tests.risk.casefile import cases
from tests.risk.conditions import conditions

NAMES = {"8544": ("cables", "кабели")}


@pytest.mark.parametrize(("text", "answer"), cases("sentences.txt"))
def test_sentences(text, answer):
    tree = parse(text)
    assert [to_sentence(tree, language, names=NAMES) for language in ("en", "ru")] == answer


@given(conditions())
def test_every_condition_can_be_said(tree):
    for language in ("en", "ru"):
        said = to_sentence(tree, language)
        assert said.endswith(".")
        assert said[0].isupper() or not said[0].isalpha()
        assert said.count("(") == said.count(")")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_number_and_no_code_is_left_out(language):
    tree = parse('hs4 in ("8517", "8599") and price < 12 and packages in (3, 4) and terms != "EXW"')
    said = to_sentence(tree, language)
    assert {"8517", "8599", "12", "3", "4", "EXW"} <= set(re.findall(r"\w+", said))


def test_every_country_has_its_words():
    known = {country.alpha_2 for country in pycountry.countries}
    assert set(countries()) == known
    assert all(re.match(r"(из|со?) \S", one.ru_from) for one in countries().values())


def test_every_chapter_has_a_name():
    assert {code for code in common_names() if len(code) == 2} == set(hs.chapters()) - {
        hs.RESERVED,
        *hs.NATIONAL,
    }
    assert all(hs.is_code(code) for code in common_names())
    assert all(en and ru for en, ru in common_names().values())


def test_russian_titles_are_those_of_the_schema():
    assert set(TITLES) == set(SCHEMA)
    keys = {name for name, title in TITLES.items() if title.same}
    assert keys == {name for name, column in SCHEMA.items() if column.kind is Kind.CODE}


def test_columns_of_another_schema_are_said_by_their_titles():
    schema = {"weight": Column("weight", Kind.NUMBER, "weight of the parcel", "вес посылки")}
    tree = Compare("weight", Operator.BELOW, 2.5)
    assert to_sentence(tree, schema=schema) == "Goods: weight of the parcel below 2.50."
    assert to_sentence(tree, "ru", schema=schema) == "Товары: вес посылки менее 2,50."


def test_there_are_two_languages():
    with pytest.raises(KeyError):
        to_sentence(parse("container"), "fr")
