"""The world is of the size that was published, and of the shape trade has; the page shows it as it is."""

import pytest

from tests.recorded import assert_played_again, recorded, written
from tests.world.calibration_page import (
    FEW,
    NAMES,
    OF_SCENARIOS,
    PAGE,
    RATES_RECORD,
    RECORD,
    ROWS,
    benford,
    measured,
    repeated,
    swing,
    tables,
    top_share,
    year,
)

AGAIN = "uv run python -m tests.world.calibration_page"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.what)
def test_the_record_is_what_the_world_gives(row):
    assert_played_again(RECORD, row.what, row.simulated, 2, AGAIN)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.what)
def test_a_published_figure_is_met(row):
    found = measured(row)
    low, high = row.bounds
    assert found.low <= high, f"{row.what}: {found}"
    assert found.high >= low, f"{row.what}: {found}"


def test_the_page_is_that_of_a_fresh_run():
    page = PAGE.read_text("utf-8")
    assert page == written(page, tables()), f"bring the page up to the world: {AGAIN}"


@pytest.mark.parametrize("scenario", NAMES)
def test_the_record_has_the_rates_each_scenario_gives(scenario):
    for column in ("examined", "non-compliant", "found by score"):
        what = f"{scenario}: {column}"
        assert_played_again(RATES_RECORD, what, OF_SCENARIOS[what], FEW[1], AGAIN)


def test_rates_of_each_scenario_are_of_the_published_size():
    found = {name: sum(many) / len(many) for name, many in recorded(RATES_RECORD).items()}
    for name in NAMES:
        assert 1 < found[f"{name}: examined"] < 15
        assert 2 < found[f"{name}: non-compliant"] < 15
        assert 0.5 < found[f"{name}: found by chance"] < 10
        assert found[f"{name}: found by score"] > 1.2 * found[f"{name}: found by chance"]


def test_few_traders_have_most_of_the_trade():
    # Of 800 traders the largest eight: a hundredth of them would have a hundredth if all were alike.
    assert top_share(year(1)["consignee"]) > 0.05


def test_few_consignments_have_most_of_the_value():
    values = year(1)["value"].sort(descending=True)
    assert values.head(len(values) // 100).sum() > 0.1 * values.sum()


def test_honest_values_begin_as_benford_says():
    imports = year(1)
    honest = imports.filter(imports["truth"] == "compliant")["value"]
    assert benford(honest) < 0.015
    # The law is no matter of course: the codes of subheadings do not follow it.
    assert benford(imports["hs"].cast(float)) > 0.05


def test_traders_bring_the_same_goods_again():
    assert repeated(year(1)) > 0.7


def test_fruit_has_a_season_and_electronics_have_next_to_none():
    imports = year(1)
    assert swing(imports, "08") > 1.5 > swing(imports, "85")
