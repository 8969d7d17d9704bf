"""Control rates of lanes."""

import numpy as np
import polars as pl
import pytest

from serai.risk.measures.proportion import exact
from serai.risk.measures.ranking import MeasureError
from serai.risk.measures.targeting import control_by_lane
from serai.risk.profiles.profile import Lane


def test_lanes_are_counted_from_green_to_red():
    lanes = ["red", "green", "green", "yellow", "green", "red"]
    controls = control_by_lane(lanes, [True, False, True, True, False, True])
    assert [one.lane for one in controls] == list(Lane)
    assert [one.declared for one in controls] == [3, 0, 1, 2]
    green, blue, yellow, red = (one.examined for one in controls)
    assert (green, yellow, red) == (exact(1, 3), exact(1, 1), exact(2, 2))
    assert (blue.low, blue.high) == (0, 1)
    assert sum(one.share for one in controls) == pytest.approx(1)


def test_lanes_of_a_screen_are_read_as_they_are():
    lanes = pl.Series(["green", "red"], dtype=pl.Enum([str(lane) for lane in Lane]))
    green, *_, red = control_by_lane(lanes, np.array([False, True]))
    assert (green.examined.value, red.examined.value) == (0, 1)


def test_all_that_is_wrong_is_said():
    with pytest.raises(MeasureError, match=r"not of one length; .*flag; no lanes: pink; a level"):
        control_by_lane(["pink", "red"], [1], level=0)
    with pytest.raises(MeasureError, match="no declaration"):
        control_by_lane([], [])
