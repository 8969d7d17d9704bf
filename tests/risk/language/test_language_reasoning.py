"""What is said to be impossible never happens; what is said to follow always does."""

import pytest
from hypothesis import given, settings

from serai.risk.language.clauses import TooManyClausesError, clauses
from serai.risk.language.evaluate import evaluate
from serai.risk.language.parse import parse
from serai.risk.language.reasoning import Reasoning
from serai.risk.language.tree import All, Any
from tests.risk.conditions import LISTS, TODAY, conditions, declarations, references

REASONING = Reasoning(LISTS)


def held(tree, declaration, table):
    return evaluate(tree, declaration, today=TODAY, lists=LISTS, references=table)


def whole(tree, made):
    ands = [
        All(tuple(term.condition for term in one)) if len(one) > 1 else one[0].condition
        for one in made
    ]
    return Any(tuple(ands)) if len(ands) > 1 else ands[0]


@given(conditions(), declarations, references)
def test_clauses_mean_what_the_condition_means(tree, declaration, table):
    assert held(whole(tree, clauses(tree)), declaration, table) == held(tree, declaration, table)


@settings(max_examples=500)
@given(conditions(), declarations, references)
def test_what_is_met_is_possible(tree, declaration, table):
    for clause in clauses(tree):
        met = all(held(term.condition, declaration, table) for term in clause)
        assert not (met and REASONING.conflict(clause))


@settings(max_examples=500)
@given(conditions(max_leaves=4), conditions(max_leaves=3), declarations, references)
def test_what_follows_is_met(narrow, wide, declaration, table):
    for clause in clauses(narrow):
        if all(held(term.condition, declaration, table) for term in clause):
            facts = REASONING.facts(clause)
            for other in clauses(wide):
                for term in other:
                    if REASONING.entails(facts, term):
                        assert held(term.condition, declaration, table) is True


@pytest.mark.parametrize(
    "text",
    [
        "price < 3 and price > 5",
        "price > 5 and price < 5",
        "price between 5 and 3",
        "price between 5 and 5 and price != 5",
        'origin = "CN" and origin = "DE"',
        'origin = "CN" and origin != "CN"',
        'origin in ("CN", "DE") and origin in ("FR", "IT")',
        'origin in ("CN", "DE") and not origin in ("CN", "DE", "FR")',
        'hs starts with "85" and hs starts with ("84", "8471")',
        'hs starts with "8517" and not hs starts with "85"',
        'hs4 = "8517" and hs starts with "84"',
        'hs4 = "8517" and hs6 in ("847130", "851")',
        'hs2 = "85" and hs6 starts with "8471"',
        "origin is missing and origin is not missing",
        'origin is missing and origin = "CN"',
        "unit_price > 5 and price is missing",
        "hs6 is not missing and hs4 is missing",
        "container and not container",
        "date > 2026-02-01 and date < 2026-02-02",
        "date > today and date < today - 5 days",
        'consignee in @watch and not consignee in @watch and consignee = "T1"',
        "consignee in @other and consignee not in @other",
        'consignee in @watch and consignee = "X"',
        'description contains "tea" and description not contains ("TE", "x")',
        'description = "Green tea" and description contains "coffee"',
        "unit_price < 0.5 * peer(price by hs6) and unit_price > peer(price by hs6)",
        "origin is missing and price < peer(price by origin)",
        "hs in ()",
    ],
)
def test_it_sees_that_nothing_can_match(text):
    (clause,) = clauses(parse(text))
    assert REASONING.conflict(clause)


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        ("price < 3", "price < 5"),
        ("price between 3 and 4", "price between 2 and 4"),
        ("price = 3", "price != 4"),
        ('origin = "CN"', 'origin in ("CN", "DE")'),
        ('origin = "CN"', "origin is not missing"),
        ('hs6 = "851712"', 'hs starts with ("8517", "84")'),
        ('hs starts with "8517"', 'hs2 = "85"'),
        ('hs starts with "8517"', 'hs4 in ("8517")'),
        ('hs4 = "8517"', 'not hs2 = "84"'),
        ("unit_price > 3", "price is not missing"),
        ("date > today - 5 days", "date >= today - 5 days"),
        ("date = 2026-02-01", "date between 2026-01-01 and 2026-12-31"),
        ('consignee = "T1"', "consignee in @watch"),
        ("consignee in @other", "consignee in @other"),
        ('description contains "TEA"', 'description contains "tea"'),
        (
            "price < 0.5 * peer(price by hs6)",
            "price < 0.6 * peer(price by hs6)",
        ),
    ],
)
def test_it_sees_what_follows(narrow, wide):
    (facts,) = (REASONING.facts(clause) for clause in clauses(parse(narrow)))
    (clause,) = clauses(parse(wide))
    assert REASONING.covers(clause, facts)


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        ("price < 5", "price < 3"),
        ("price != 4", "price < 4"),
        ('hs starts with "85"', 'hs4 != "8471"'),
        ('hs starts with "8"', 'hs4 starts with "8"'),
        ("price is not missing", "unit_price is not missing"),
        ("date > today - 5 days", "date > 2020-01-01"),
        ("price < 0.5 * peer(price by hs6)", "price < 0.6 * peer(price by hs4)"),
        ("price < 5", "price < 0.6 * peer(price by hs4)"),
    ],
)
def test_it_does_not_see_what_does_not_follow(narrow, wide):
    (facts,) = (REASONING.facts(clause) for clause in clauses(parse(narrow)))
    (clause,) = clauses(parse(wide))
    assert not REASONING.covers(clause, facts)


def test_a_condition_with_too_many_alternatives_is_refused():
    text = " and ".join(f"(price = {n} or value = {n})" for n in range(40))
    with pytest.raises(TooManyClausesError):
        clauses(parse(text))
