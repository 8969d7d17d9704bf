"""What seasons teach holds over twenty seeds, with its interval; the page says what was measured."""

import pytest

from tests.season.findings_page import FINDINGS, PAGE, table, written

AGAIN = "uv run python -m tests.season.findings_page"


@pytest.mark.parametrize("finding", FINDINGS, ids=lambda one: one.claim)
def test_a_finding_holds(finding):
    measured = finding.measured()
    assert finding.holds(measured), f"{finding.claim} {finding.figure}: {measured}"


def test_the_page_is_that_of_a_fresh_run():
    page = PAGE.read_text("utf-8")
    assert page == written(page, table()), f"bring the page up to the world: {AGAIN}"
