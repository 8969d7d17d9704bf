"""What the documentation shows of the Korean run is what a fresh run gives."""

import pytest

from serai.risk.runs.picture import svg_of
from tests.recorded import written
from tests.risk.runs.korea_page import PAGE, PICTURE, korean_run, tables

AGAIN = "uv run python -m tests.risk.runs.korea_page"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    return korean_run(tmp_path_factory.mktemp("korea") / "out")


def test_the_tables_are_those_of_a_fresh_run(fresh):
    page = PAGE.read_text("utf-8")
    assert page == written(page, tables(*fresh)), f"bring the page up to the profiles: {AGAIN}"


def test_the_picture_is_that_of_a_fresh_run(fresh):
    assert PICTURE.read_text("utf-8") == svg_of(fresh[0]), f"draw it again: {AGAIN}"


def test_the_command_on_the_page_gives_the_summary(fresh):
    summary, items = fresh
    assert summary.declarations == len(items) == 54_000
    assert "src/serai/declarations/kcs/train.parquet" in PAGE.read_text("utf-8")
