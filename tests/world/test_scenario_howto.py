"""What docs/howto/add-a-scenario.md shows is what Serai does."""

import re
from pathlib import Path

import pytest

from serai.world.scenarios.reading import KEYS, NEEDED, ScenarioError, read
from serai.world.shocks import KINDS
from serai.world.world import World

PAGE = Path(__file__).parents[2].joinpath("docs", "howto", "add-a-scenario.md").read_text()
GOOD, BAD = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
ANSWER = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)[0]
SHOCKS = re.findall(r"^\| `(\{kind.*?\})` \|", PAGE, re.MULTILINE)


def test_the_scenario_of_the_page_is_played():
    scenario = read(GOOD, name="shoes", file="shoes.yaml")
    assert (scenario.title, scenario.title_ru) == ("Shoes at the pass", "Обувь на перевале")
    week = World.open(scenario, 1).next_week()
    assert len(week.declarations)


def test_the_mistakes_are_found_as_it_says():
    with pytest.raises(ScenarioError) as refused:
        read(BAD, name="shoes", file="shoes.yaml")
    assert [str(one) for one in refused.value.problems] == ANSWER.splitlines()


@pytest.mark.parametrize("shock", SHOCKS)
def test_every_shock_of_the_page_is_read(shock):
    text = GOOD.partition("shocks:")[0] + f"shocks:\n  - {shock}\n"
    assert len(read(text, name="shoes", file="shoes.yaml").shocks) == 1


def test_every_kind_of_shock_is_on_the_page():
    named = {re.search(r"kind: ([\w-]+)", one).group(1) for one in SHOCKS}
    assert named == {one.kind for one in KINDS}


def test_every_key_is_named_and_the_needed_ones_are_told():
    table = PAGE.partition("## What a scenario has")[2].partition("## The shocks")[0]
    cells = re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", " ".join(cells))) == set(KEYS)
    needed = next(line for line in table.splitlines() if line.endswith("are needed."))
    assert tuple(re.findall(r"`(\w+)`", needed)) == NEEDED
