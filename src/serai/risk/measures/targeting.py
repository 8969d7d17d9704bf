"""What the lanes did: how much of each was examined.

Targeted against random examinations is `proportion.difference`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from serai.risk.measures.proportion import Estimate, exact
from serai.risk.measures.ranking import MeasureError
from serai.risk.profiles.profile import Lane


@dataclass(frozen=True)
class LaneControl:
    """Declarations of one lane."""

    lane: Lane
    declared: int
    share: float
    """Declarations of the lane ÷ all."""
    examined: Estimate
    """Control rate: examined ÷ declared, with its exact interval."""


def control_by_lane(
    lanes: ArrayLike, examined: ArrayLike, *, level: float = 0.95
) -> list[LaneControl]:
    """The control rate of each lane, green to red, those without declarations included.

    `lanes` is a lane's name for each declaration, `examined` a flag: of goods or of documents, as is
    asked. Raises MeasureError for arrays of other lengths or values, no declarations, and a level
    outside of (0, 1).
    """
    names, flags = np.asarray(lanes).astype(str), np.asarray(examined)
    problems = []
    if names.ndim != 1 or names.shape != flags.shape:
        problems.append(f"lanes {names.shape} and flags {flags.shape} are not of one length")
    if not names.size:
        problems.append("there is no declaration")
    if names.size and flags.dtype != np.bool_:
        problems.append("examined is a flag")
    if unknown := sorted(set(np.unique(names).tolist()) - set(Lane)):
        problems.append(f"no lanes: {', '.join(unknown)}")
    if not 0 < level < 1:
        problems.append(f"a level lies between 0 and 1, not at {level}")
    if problems:
        raise MeasureError("; ".join(problems))
    controls = []
    for lane in Lane:
        of_lane = flags[names == str(lane)]
        rate = exact(int(of_lane.sum()), len(of_lane), level=level)
        controls.append(LaneControl(lane, len(of_lane), len(of_lane) / len(names), rate))
    return controls
