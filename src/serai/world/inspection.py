"""What a control takes, and what it can find.

Minutes are those of DOMAIN's published orders of size; the probabilities of finding are the schemes' own.
All figures here are simulated unless a source is named.
"""

import numpy as np
from numpy.typing import NDArray

from serai.world.controls import CONTROLS, PLACE, Control
from serai.world.lines import HONEST
from serai.world.mistakes import FINDS
from serai.world.schemes import SCHEMES

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]
type Flags = NDArray[np.bool_]

MINUTES = {
    Control.DOCUMENTS: 20.0, Control.SCAN: 15.0, Control.GOODS: 90.0, Control.AUDIT: 480.0,
}  # fmt: skip
"""An officer's, for one control: what hours are counted in."""
LONGER = {"machinery": 1.4, "vehicles": 1.2, "household": 1.3, "textiles": 1.3, "electronics": 1.2}
"""Times the minutes of a physical examination, by sector: goods of many kinds in one consignment."""
DAYS = {Control.DOCUMENTS: 0, Control.SCAN: 0, Control.GOODS: 2, Control.AUDIT: 42}
"""Until the result is known: laboratories and audits take their time."""
HELD = {Control.DOCUMENTS: 2.0, Control.SCAN: 2.0, Control.GOODS: 12.0, Control.AUDIT: 0.0}
"""Hours a consignment is held where nobody waits."""
FALSE_ALARM = {
    Control.DOCUMENTS: 0.002, Control.SCAN: 0.001, Control.GOODS: 0.003, Control.AUDIT: 0.001,
}  # fmt: skip
"""Share of compliant consignments that are taken for non-compliant; an appeal puts it right, later."""
DAY_COSTS = 0.008
"""Of the value, for each day: within the 0.6 to 2.1 % of Hummels and Schaur 2013 (doi:10.1257/aer.103.7.2935)."""
OFFICER_HOUR = 12.0
"""USD: pay and overheads; simulated."""
SKILL = 0.8
"""Of what can be found, what the least skilled office finds; the most skilled finds all."""
FLAT_FINE = 0.10
"""Of the value, where nothing was evaded: a permit that lacks, a brand that is false."""


def found(
    control: Ints,
    scheme: Ints,
    depth: Floats,
    mistaken: Flags,
    skill: Floats,
    luck: Floats,
) -> tuple[Flags, Flags]:
    """Which controls find something, and which of these are false alarms.

    `scheme` is HONEST and `mistaken` false where there is nothing that could be found. `luck` is even
    between 0 and 1, and each declaration's own: whatever else is examined, and in which order.
    """
    chance = np.zeros(len(control))
    alarm = np.zeros(len(control))
    for kind, place in PLACE.items():
        rows = control == place
        alarm[rows] = FALSE_ALARM[kind]
        chance[rows & mistaken] = FINDS[kind]
        for number, one in enumerate(SCHEMES):
            some = rows & (scheme == number)
            chance[some] = one.found_by(kind, depth[some])
    guilty = mistaken | (scheme != HONEST)
    hit = np.where(guilty, luck < chance * skill, luck < alarm)
    return hit, hit & ~guilty


def held(control: Ints, sector_factor: Floats, use: Floats) -> Floats:
    """Hours each consignment is held; `use` is the share of the hours of its office and control in use.

    Where officers have nothing else to do it is the control alone; where all their hours are in use,
    everybody waits as long again.
    """
    base = np.array([HELD[one] for one in CONTROLS])[control]
    base = np.where(control == PLACE[Control.GOODS], base * sector_factor, base)
    hours: Floats = base * (1 + np.minimum(use, 1.0))
    return hours
