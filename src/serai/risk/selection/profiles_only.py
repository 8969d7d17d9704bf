"""What risk profiles hit, and nothing else."""

from typing import ClassVar

import numpy as np

from serai.risk.profiles.profile import Lane
from serai.risk.selection.capacity import Capacity
from serai.risk.selection.day import Day
from serai.risk.selection.shares import in_turn
from serai.risk.selection.strategy import Floats, Strategy


class ProfilesOnly(Strategy):
    """Red hits have their goods examined and yellow ones their documents, the heaviest first.

    Red hits that the hours for goods are not enough for have their documents examined, before any
    yellow one. Hours that no hit asks for are left.
    """

    name: ClassVar[str] = "profiles"

    def shares(
        self, day: Day, left: Floats, slots: Floats, capacity: Capacity, rng: np.random.Generator
    ) -> Floats:
        return in_turn(wanted(day), left, slots)


def wanted(day: Day) -> tuple[Floats, Floats]:
    """How much each declaration wants its goods and its documents examined; -inf for not at all."""
    red = day.severity == Lane.RED.severity
    yellow = day.severity == Lane.YELLOW.severity
    goods = np.where(red, day.weight, -np.inf)
    # Whatever its weight, a red hit comes before a yellow one.
    ahead = day.weight.max(initial=0.0) + 1
    documents = np.where(red, day.weight + ahead, np.where(yellow, day.weight, -np.inf))
    return goods, documents
