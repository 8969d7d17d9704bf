"""What each scenario comes to is written down, and stays so until somebody means to change it."""

import runpy
from pathlib import Path

import pytest

from serai.world.scenarios import names

SCRIPT = Path(__file__).parents[2] / "scripts" / "golden.py"
WRITER = runpy.run_path(str(SCRIPT))
GOLDEN = WRITER["GOLDEN"]


def test_each_scenario_that_ships_has_its_golden_output_and_no_other_file_is_there():
    assert sorted(one.name for one in GOLDEN.iterdir()) == sorted(f"{one}.txt" for one in names())


@pytest.mark.parametrize("name", names())
def test_a_scenario_comes_to_its_golden_output(name):
    known = (GOLDEN / f"{name}.txt").read_text("utf-8")
    assert WRITER["golden"](name) == known, (
        f"{name} comes to something else than its golden output. If that is meant, renew it with "
        f"`uv run python scripts/golden.py {name}` and look at the difference in git."
    )
