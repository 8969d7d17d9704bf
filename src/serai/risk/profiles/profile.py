"""A risk profile: what is suspected, on what ground, and what to do with a declaration it hits."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from serai.declarations.columns import Value
from serai.risk.language.tree import All, Compare, Condition, Operator

type Example = Mapping[str, Value | None]
"""One declaration by column; what it leaves out is missing."""


class Lane(StrEnum):
    """Which control a declaration gets, from the lightest to the gravest."""

    GREEN = "green"
    """Release."""
    BLUE = "blue"
    """Release, audit after."""
    YELLOW = "yellow"
    """Documents are examined."""
    RED = "red"
    """Goods are examined."""

    @cached_property
    def severity(self) -> int:
        """0 for green to 3 for red: the gravest of its profiles decides for a declaration."""
        return tuple(Lane).index(self)


@dataclass(frozen=True)
class Profile:
    """One profile of a set.

    It hits a declaration whose date is within its validity, both days included, and for which
    `when` holds. A declaration without a date is not hit by a profile that has a validity.
    """

    id: str
    title: str
    version: str
    """As its owner counts; the set's own version is made of the content."""
    lane: Lane
    weight: float
    """What a hit adds to the declaration's score."""
    when: Condition
    area: str = ""
    owner: str = ""
    legal_basis: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    must_hit: tuple[Example, ...] = ()
    must_not_hit: tuple[Example, ...] = ()
    title_ru: str = ""

    @property
    def condition(self) -> Condition:
        """What is screened for: `when` within the validity."""
        bounds = ((Operator.AT_LEAST, self.valid_from), (Operator.AT_MOST, self.valid_to))
        dates = [Compare("date", operator, day) for operator, day in bounds if day]
        if not dates:
            return self.when
        parts = self.when.parts if isinstance(self.when, All) else (self.when,)
        return All((*parts, *dates))
