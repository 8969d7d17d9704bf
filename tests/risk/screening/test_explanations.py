"""Why a profile hit: the conditions that were met, with the values they were asked of."""

import datetime as dt

import pytest

from serai.risk.language.parse import parse
from serai.risk.profiles import Lane, Profile
from serai.risk.screening.screen import compile_profiles

TODAY = dt.date(2026, 2, 1)
LISTS = {"watch": frozenset({"T1", "T2"})}
PEERS = {("price", ("origin",)): {("CN",): 10.0}}
DECLARATION = {
    "hs": "85171300",
    "origin": "CN",
    "price": 4.0,
    "net_mass": 2.0,
    "consignee": "T1",
    "date": dt.date(2026, 1, 20),
}


def explained(text: str, **more):
    profile = Profile("P", "A profile", "1", Lane.RED, 1.0, parse(text), **more)
    screen = compile_profiles([profile], lists=LISTS)
    found = screen.explain(DECLARATION, "P", today=TODAY, references=PEERS)
    one = screen.one(DECLARATION, today=TODAY, references=PEERS)
    assert found.hit == (one.profiles == ("P",))
    return found


def told(reasons):
    return [(reason.text, dict(reason.values)) for reason in reasons]


@pytest.mark.parametrize(
    ("text", "met"),
    [
        ('origin = "CN"', [('origin = "CN"', {"origin": "CN"})]),
        (
            'hs4 = "8517" and unit_price < 3',
            [('hs4 = "8517"', {"hs4": "8517"}), ("unit_price < 3", {"unit_price": 2.0})],
        ),
        ('origin = "DE" or price < 5', [("price < 5", {"price": 4.0})]),
        (
            'not (origin = "DE" or price > 5)',
            [('origin != "DE"', {"origin": "CN"}), ("price <= 5", {"price": 4.0})],
        ),
        ('not (origin = "CN" and price > 5)', [("price <= 5", {"price": 4.0})]),
        ("not preference is missing or price < 5", [("price < 5", {"price": 4.0})]),
        ("preference is missing", [("preference is missing", {"preference": None})]),
        ("consignee in @watch", [("consignee in @watch", {"consignee": "T1"})]),
        (
            "date >= today - 30 days",
            [("date >= today - 30 days", {"date": dt.date(2026, 1, 20)})],
        ),
        (
            "price < 0.5 * peer(price by origin)",
            [
                (
                    "price < 0.5 * peer(price by origin)",
                    {"price": 4.0, "origin": "CN", "peer(price by origin)": 10.0},
                )
            ],
        ),
    ],
)
def test_what_was_met(text, met):
    found = explained(text)
    assert (found.hit, told(found.met), found.unmet) == (True, met, ())


@pytest.mark.parametrize(
    ("text", "met", "unmet"),
    [
        ('origin = "CN" and price > 5', ['origin = "CN"'], ["price > 5"]),
        ('origin = "DE" or price > 5', [], ['origin = "DE"', "price > 5"]),
        ('not preference = "100"', [], ['preference != "100"']),
        ('not (origin = "CN" or price > 5)', ["price <= 5"], ['origin != "CN"']),
    ],
)
def test_what_was_not_met(text, met, unmet):
    found = explained(text)
    assert found.hit is False
    assert [reason.text for reason in found.met] == met
    assert [reason.text for reason in found.unmet] == unmet


def test_a_validity_is_a_condition_too():
    found = explained('origin = "CN"', valid_to=dt.date(2026, 1, 1))
    assert [reason.text for reason in found.unmet] == ["date <= 2026-01-01"]


def test_a_reason_is_said_in_words():
    found = explained('origin = "CN" and price < 5')
    assert all(reason.sentence(language) for reason in found.met for language in ("en", "ru"))


def test_an_unknown_profile_is_told():
    screen = compile_profiles([])
    with pytest.raises(KeyError):
        screen.explain(DECLARATION, "P", today=TODAY)


def test_a_heading_is_that_of_the_code_also_where_another_was_handed_in():
    profile = Profile("P", "A profile", "1", Lane.RED, 1.0, parse('hs4 = "8471"'))
    screen = compile_profiles([profile])
    given = {"hs": "85171300", "hs4": "8471"}
    assert screen.one(given, today=TODAY).profiles == ()
    assert not screen.explain(given, "P", today=TODAY).hit
