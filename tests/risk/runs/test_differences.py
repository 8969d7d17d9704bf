"""What changed from one set to the next is told by what profiles say."""

from dataclasses import replace

import pytest

from serai.declarations.lists import ReferenceList
from serai.risk.language.parse import parse
from serai.risk.language.sentence import to_sentence
from serai.risk.profiles import Lane, ProfileSet
from serai.risk.runs.differences import differences, said
from tests.risk.runs.runner import profile_set

OLD = profile_set()


def with_profiles(*profiles) -> ProfileSet:
    return ProfileSet(tuple(profiles), OLD.lists)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_same_set_has_no_differences(language):
    found = differences(OLD, with_profiles(*reversed(OLD.profiles)))
    assert not found
    assert "\n" not in said(found, language)


def test_a_condition_written_otherwise_is_no_difference():
    new = profile_set(B=(Lane.YELLOW, "not unit_price >= 20 or unit_price < 20"))
    old = profile_set(B=(Lane.YELLOW, "unit_price < 20"))
    assert not differences(old, new)


def test_what_came_went_changed_and_was_renamed_is_told():
    first, second, third, fourth, fifth, sixth = OLD.profiles
    new = with_profiles(
        replace(first, lane=Lane.BLUE, weight=7.5, title="Another"),
        replace(second, when=parse("unit_price < 30")),
        replace(third, id="X", title="As it was called"),
        fourth,
        fifth,
        replace(sixth, id="G", when=parse('hs2 = "02"')),
    )
    assert said(differences(OLD, new)) == (
        "Added\n"
        "  + G  Title of F\n"
        f"      {to_sentence(parse('hs2 = "02"'))}\n"
        "Removed\n"
        "  − F  Title of F\n"
        f"      {to_sentence(sixth.when)}\n"
        "Renamed\n"
        "  C → X  As it was called\n"
        "Changed\n"
        "  A  Another\n"
        "      title: Title of A → Another\n"
        "      lane: red → blue\n"
        "      weight: 1 → 7.5\n"
        "  B  Title of B\n"
        f"      was: {to_sentence(second.when)}\n"
        f"      is: {to_sentence(parse('unit_price < 30'))}"
    )


def test_it_is_told_in_russian():
    new = profile_set(B=(Lane.YELLOW, "unit_price < 30"))
    assert said(differences(OLD, new), "ru").startswith("Изменены\n  B  Title of B\n      было: ")


def test_codes_that_came_to_a_list_and_went_are_counted():
    lists = {"w": ReferenceList("w", frozenset("abc"))}
    changed = {"w": ReferenceList("w", frozenset("bcde"))}
    found = differences(ProfileSet(OLD.profiles, lists), ProfileSet(OLD.profiles, changed))
    assert found.lists == (("w", 2, 1),)
    assert said(found) == "Reference lists\n  @w: 2 codes came, 1 went"
