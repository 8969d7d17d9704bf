"""The how-to shows what its command measures."""

import pytest

from serai.season.compare import UNEXAMINED
from tests.recorded import written
from tests.season.howto_page import PAGE, PRACTICES, recorded, tables, totals

AGAIN = "uv run python -m tests.season.howto_page"
SEED = 4
"""The seed that is played again each time; the record has all."""


@pytest.mark.parametrize("practice", [UNEXAMINED, *PRACTICES])
def test_the_record_is_what_the_command_gives(practice):
    made = recorded()
    boards = {UNEXAMINED: made.unexamined} | made.boards
    kept = boards[practice][SEED - 1].totals
    assert len(kept) > 15
    for name, value in kept.items():
        found = totals(practice, SEED)[name]
        assert found == pytest.approx(value, rel=1e-9, abs=1e-9), f"{name}: {AGAIN}"


def test_the_page_shows_the_record():
    page = PAGE.read_text("utf-8")
    assert page == written(page, tables()), f"bring the page up to the record: {AGAIN}"
