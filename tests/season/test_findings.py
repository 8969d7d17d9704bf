"""What seasons teach holds over twenty seeds, with its interval; the page says what was measured."""

import pytest

from tests.recorded import assert_played_again, recorded, written
from tests.season.findings_page import FINDINGS, PAGE, RECORD, SEEDS, measured, tables

AGAIN = "uv run python -m tests.season.findings_page"
SOME = (3, 17)
"""Seeds that are played again each time; the record has all."""


@pytest.mark.parametrize("finding", FINDINGS, ids=lambda one: one.claim)
def test_a_finding_holds_over_twenty_seeds(finding):
    assert len(recorded(RECORD)[finding.claim]) == len(SEEDS) == 20
    found = measured(finding)
    assert finding.holds(found), f"{finding.claim} {finding.figure}: {found}"


@pytest.mark.parametrize("seed", SOME)
@pytest.mark.parametrize("finding", FINDINGS, ids=lambda one: one.claim)
def test_the_record_is_what_a_season_gives(finding, seed):
    assert_played_again(RECORD, finding.claim, finding.of_seed, seed, AGAIN)


def test_the_page_says_what_was_measured():
    page = PAGE.read_text("utf-8")
    assert page == written(page, tables()), f"bring the page up to the record: {AGAIN}"
