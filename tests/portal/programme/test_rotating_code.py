"""The code on the wall: one for each session and minute, valid in its minute and the one after."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serai.portal.programme.engine import rotating

NOW = dt.datetime(2027, 5, 3, 9, 0, 20, tzinfo=dt.UTC)
SECRET = "of these tests"


def later(seconds: int) -> dt.datetime:
    return NOW + dt.timedelta(seconds=seconds)


def test_the_code_changes_every_minute():
    codes = {rotating.code(SECRET, 7, later(60 * n)) for n in range(60)}
    assert len(codes) == 60


def test_within_the_minute_it_stays():
    assert rotating.code(SECRET, 7, NOW) == rotating.code(SECRET, 7, later(39))
    assert rotating.code(SECRET, 7, NOW) != rotating.code(SECRET, 7, later(40))
    assert rotating.left_of(NOW) == 40


@pytest.mark.parametrize(
    ("seconds", "valid"),
    [(-21, False), (0, True), (39, True), (40, True), (99, True), (100, False)],
)
def test_it_is_valid_in_its_minute_and_the_one_after(seconds, valid):
    code, token = rotating.code(SECRET, 7, NOW), rotating.token(SECRET, 7, NOW)
    assert rotating.is_valid(SECRET, 7, code, later(seconds)) is valid
    assert rotating.is_genuine(SECRET, token, later(seconds)) is valid


def test_it_is_the_code_of_one_session_and_one_secret():
    code = rotating.code(SECRET, 7, NOW)
    assert not rotating.is_valid(SECRET, 8, code, NOW)
    assert not rotating.is_valid("another", 7, code, NOW)


def test_no_letter_looks_like_another():
    for pair in ("0O", "1I", "2Z", "5S", "6G", "8B", "UV", "OQ", "1L"):
        assert len(set(pair) & set(rotating.ALPHABET)) < 2


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("k7 42 qm", "K742QM"),
        ("К7-42-АМ", "K742AM"),
        ("  k7 42 am ", "K742AM"),
        ("zs gb v8", "2568U8"),
    ],
)
def test_what_is_typed_is_read_as_it_was_meant(typed, read):
    assert rotating.tidied(typed) == read


def test_it_is_shown_in_pairs():
    assert rotating.in_groups("K742AM") == "K7 42 AM"


@pytest.mark.parametrize(
    "text", ["", "-", "7", "7-", "x-AAAA", "99999999999999999999-A", "7-\udcff", "７-AAAA"]
)
def test_what_is_no_token_is_no_token(text):
    assert not rotating.is_genuine(SECRET, text, NOW)


@given(st.text(max_size=30))
def test_anything_may_be_typed(text):
    rotating.is_valid(SECRET, 7, text, NOW)
    rotating.is_genuine(SECRET, text, NOW)


def test_letters_come_about_equally_often():
    """25⁶ is no power of two; the remainder of a 256-bit number still favours no letter."""
    letters = "".join(rotating.code(SECRET, 1, later(60 * n)) for n in range(5000))
    counts = [letters.count(letter) for letter in rotating.ALPHABET]
    assert min(counts) > 1000
    assert max(counts) < 1400
