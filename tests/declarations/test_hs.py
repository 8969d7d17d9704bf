"""The Harmonized System: its table, and how codes are built."""

import pytest

from serai.declarations import hs


def test_21_sections_hold_97_chapters_in_order():
    assert len(hs.sections()) == 21
    assert list(hs.chapters()) == [f"{number:02}" for number in range(1, 98)]
    inside = [code for section in hs.sections().values() for code in section.chapters]
    assert inside == list(hs.chapters())


def test_every_title_is_there_in_both_languages():
    for one in (*hs.sections().values(), *hs.chapters().values()):
        assert one.title.isascii() or "maté" in one.title
        assert any("а" <= letter <= "я" for letter in one.title_ru.lower())


@pytest.mark.parametrize(
    ("code", "good"),
    [
        ("85", True),
        ("8517", True),
        ("851713", True),
        ("0101210000", True),
        ("85044090900", True),
        ("9801000000", True),
        ("851", False),
        ("770100", False),
        ("000000", False),
        ("8517.13", False),
        ("８５", False),
        ("", False),
    ],
)
def test_is_code(code, good):
    assert hs.is_code(code) is good


def test_where_a_code_stands():
    assert hs.chapter_of("0902300000").title == "Coffee, tea, maté and spices"
    assert hs.section_of("8517130000").number == "XVI"
    assert hs.section_of("9801000000") is None
    assert hs.chapter_of("77") is None
    assert hs.is_subheading("851713")
    assert not hs.is_subheading("8517130000")
    assert hs.chapters()["77"].is_reserved


def test_parents():
    assert hs.parents("8517130000") == ("85", "8517", "851713", "85171300")
    assert hs.parents("85171300") == ("85", "8517", "851713")
    assert hs.parents("85") == ()
    assert hs.parents("garbage") == ()
