"""The rules of progression, as values: a record in, a state and its words out."""

import datetime as dt
from decimal import Decimal

import pytest

from serai.portal.programme.engine.requirements import (
    Cell,
    Entry,
    Item,
    Past,
    Record,
    Rule,
    State,
    Step,
    evaluate,
    may_go_on,
)
from serai.portal.programme.engine.requirements.words import asked, figure, standing

TODAY = dt.date(2025, 6, 1)
START = dt.date(2025, 9, 1)
WG2, WG3 = Past("WG2", True, 20), Past("WG3", True, 10)
STEP = Step("WG4", START, (WG2, WG3))


def cell(
    rule: Rule, record: Record | None = None, step: Step = STEP, today: dt.date = TODAY
) -> Cell:
    return evaluate([rule], record or Record(), step, today=today)[0]


def attendance(threshold=80, *codes) -> Rule:
    return Rule(1, "attendance", Decimal(threshold), codes)


def entry(hours=5, *, kind="elearning", on=dt.date(2025, 5, 1), confirmed=True) -> Entry:
    return Entry(kind, Decimal(hours), on, confirmed, is_waiting=not confirmed)


@pytest.mark.parametrize(
    ("attended", "state", "words"),
    [
        ({"WG2": 18, "WG3": 6}, "met", "Attended 24 of 30 sessions (80 %)."),
        ({"WG2": 18, "WG3": 5}, "partly", "Attended 23 of 30 sessions (76 %). 80 % is asked."),
        ({}, "not_yet", "Attended 0 of 30 sessions (0 %). 80 % is asked."),
    ],
)
def test_attendance_is_a_share_of_all_sessions_before_the_step(attended, state, words):
    found = cell(attendance(), Record(attended=attended))
    assert (found.state, standing(found)) == (state, words)


def test_a_share_is_never_rounded_up_to_the_threshold():
    step = Step("WG4", START, (Past("WG2", True, 1000),))
    found = cell(attendance(), Record(attended={"WG2": 799}), step)
    assert (found.state, figure(found)) == ("partly", "79 %")


def test_only_the_groups_named_are_counted():
    assert cell(attendance(80, "WG3"), Record(attended={"WG2": 0, "WG3": 8})).state == "met"


def test_a_catch_up_counts_only_when_named():
    step = Step("WG4", START, (WG2, Past("catch-up", True, 4, is_for_everyone=False)))
    assert cell(attendance(), Record(attended={"WG2": 16}), step).of == 20
    assert cell(attendance(80, "catch-up"), Record(attended={"catch-up": 4}), step).state == "met"


def test_a_group_nobody_was_marked_at_counts_neither_as_missed_nor_as_met():
    step = Step("WG4", START, (Past("WG1", True, 0), WG2))
    found = cell(attendance(), Record(attended={"WG2": 20}), step)
    assert (found.state, found.of) == ("partly", 20)
    assert (
        standing(found) == "Attended 20 of 20 sessions (100 %). Attendance was not recorded at WG1."
    )


def test_what_is_unknown_is_not_late():
    step = Step("WG3", START, (Past("WG1", True, 0),))
    found = cell(attendance(), Record(), step, today=START)
    assert (found.state, standing(found)) == ("not_yet", "Attendance was not recorded at WG1.")


def test_a_share_is_not_met_while_a_group_is_still_to_come():
    step = Step("WG5", None, (WG3, Past("WG4", False)))
    found = cell(attendance(), Record(attended={"WG3": 10}), step)
    assert (found.state, standing(found)) == (
        "partly",
        "Attended 10 of 10 sessions (100 %). Still to come: WG4.",
    )


def test_nothing_before_the_step_is_said():
    assert (
        standing(cell(attendance(), step=Step("WG1")))
        == "No working group before this step is counted."
    )


@pytest.mark.parametrize(
    ("rule", "entries", "state", "words"),
    [
        (Rule(1, "hours", Decimal(10)), [entry(6), entry(4)], "met", "10 of 10 hours confirmed."),
        (
            Rule(1, "hours", Decimal(10)),
            [entry("7.5"), entry(4, confirmed=False)],
            "partly",
            "7.5 of 10 hours confirmed. 4 hours wait for confirmation.",
        ),
        (
            Rule(1, "hours", Decimal(10)),
            [entry(40, on=START)],
            "not_yet",
            "0 of 10 hours confirmed.",
        ),
        (
            Rule(1, "hours", Decimal(10), ("conference",)),
            [entry(40)],
            "not_yet",
            "0 of 10 hours confirmed.",
        ),
        (Rule(1, "entries", Decimal(2)), [entry(0), entry(1)], "met", "2 of 2 entries confirmed."),
        (
            Rule(1, "entries", Decimal(2)),
            [entry(), entry(confirmed=False)],
            "partly",
            "1 of 2 entries confirmed. 1 entry waits for confirmation.",
        ),
    ],
)
def test_only_confirmed_activities_before_the_step_count(rule, entries, state, words):
    found = cell(rule, Record(entries=tuple(entries)))
    assert (found.state, standing(found)) == (state, words)


def test_micro_teaching_is_counted_from_the_groups_named():
    record = Record(taught={"WG2": 1, "WG3": 1})
    assert cell(Rule(1, "taught", Decimal(2)), record).state == "met"
    assert cell(Rule(1, "taught", Decimal(2), ("WG3",)), record).state == "partly"


LATE, OPEN, DONE = (
    Item(dt.date(2025, 5, 31), False),
    Item(dt.date(2025, 6, 30), False),
    Item(dt.date(2025, 5, 1), True),
)
AFTERWARDS = Item(START, False)


@pytest.mark.parametrize(
    ("threshold", "items", "state", "words"),
    [
        (0, [], "met", "No work item is late."),
        (0, [OPEN, AFTERWARDS], "met", "No work item is late."),
        (0, [LATE], "late", "1 work item is late."),
        (1, [DONE, OPEN], "met", "1 of 1 work items done."),
        (1, [DONE, LATE], "late", "1 of 1 work items done. 1 work item is late."),
        (2, [DONE], "partly", "1 of 2 work items done."),
        (1, [], "not_yet", "0 of 1 work items done."),
    ],
)
def test_work_items_done_and_none_late(threshold, items, state, words):
    found = cell(Rule(1, "items", Decimal(threshold)), Record(items=tuple(items)))
    assert (found.state, standing(found)) == (state, words)


def test_an_item_due_today_is_not_late():
    assert (
        cell(Rule(1, "items", Decimal(0)), Record(items=(OPEN,)), today=OPEN.due_on).state == "met"
    )


@pytest.mark.parametrize(
    "rule",
    [
        attendance(),
        Rule(1, "hours", Decimal(1)),
        Rule(1, "taught", Decimal(1)),
        Rule(1, "sign_off"),
    ],
)
def test_what_is_not_met_when_the_step_begins_is_late(rule):
    assert cell(rule, today=START - dt.timedelta(days=1)).state == "not_yet"
    assert cell(rule, today=START).state == "late"


@pytest.mark.parametrize("rule", [attendance(), Rule(1, "items", Decimal(0)), Rule(1, "sign_off")])
@pytest.mark.parametrize(("outcome", "words"), [("met", "Signed off."), ("waived", "Waived.")])
def test_a_sign_off_outweighs_the_figures(rule, outcome, words):
    found = cell(rule, Record(signed={1: outcome}, items=(LATE,)), today=START)
    assert (found.state, standing(found), found.is_satisfied) == (outcome, words, True)
    assert figure(found) == ""


def test_a_sign_off_of_one_requirement_says_nothing_about_another():
    rules = [Rule(1, "sign_off"), Rule(2, "sign_off")]
    cells = evaluate(rules, Record(signed={1: "met"}), STEP, today=TODAY)
    assert [c.state for c in cells] == [State.MET, State.NOT_YET]
    assert not may_go_on(cells)
    assert may_go_on(cells[:1])


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (attendance(80), "At least 80 % of sessions attended"),
        (Rule(1, "hours", Decimal("7.5")), "At least 7.5 confirmed hours"),
        (Rule(1, "hours", Decimal("10.0")), "At least 10 confirmed hours"),
        (Rule(1, "entries", Decimal(1)), "At least 1 confirmed entry"),
        (Rule(1, "taught", None), "At least 1 micro-teaching session given"),
        (Rule(1, "items", Decimal(3)), "At least 3 work items done, none late"),
        (Rule(1, "items", Decimal(0)), "No work item late"),
        (Rule(1, "sign_off"), "Signed off by an expert"),
    ],
)
def test_what_is_asked_in_words(rule, words):
    assert asked(rule) == words
