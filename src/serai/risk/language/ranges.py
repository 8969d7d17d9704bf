"""Intervals of numbers and days, and prefixes of codes: whether several demands leave anything over."""

import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass

from serai.risk.language.tree import Operator


@dataclass(frozen=True, slots=True)
class Interval:
    """Numbers between two bounds, each within or not. Only infinity itself is at infinity."""

    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    high_open: bool = False

    @property
    def is_empty(self) -> bool:
        if self.low == self.high:
            return self.low_open or self.high_open
        return self.low > self.high

    @property
    def point(self) -> float | None:
        return self.low if self.low == self.high and not self.is_empty else None

    def and_(self, other: "Interval") -> "Interval":
        """What both hold."""
        low, low_open = max((self.low, self.low_open), (other.low, other.low_open))
        high, high_closed = min((self.high, not self.high_open), (other.high, not other.high_open))
        return Interval(low, high, low_open, not high_closed)


def interval(operator: Operator, value: float) -> Interval:
    """What a comparison leaves; `!=` leaves everything here, since a hole is no interval."""
    match operator:
        case Operator.EQUAL:
            return Interval(value, value)
        case Operator.BELOW:
            return Interval(high=value, high_open=True)
        case Operator.AT_MOST:
            return Interval(high=value)
        case Operator.ABOVE:
            return Interval(low=value, low_open=True)
        case Operator.AT_LEAST:
            return Interval(low=value)
        case _:
            return Interval()


def days(operator: Operator, day: dt.date | int) -> Interval:
    """The same for days, which are counted: below a day is at most the day before."""
    number = day if isinstance(day, int) else day.toordinal()
    match operator:
        case Operator.BELOW:
            return Interval(high=number - 1)
        case Operator.ABOVE:
            return Interval(low=number + 1)
        case _:
            return interval(operator, number)


def common_prefixes(left: Iterable[str] | None, right: Iterable[str]) -> frozenset[str]:
    """Beginnings of what begins with one of each; None stands for anything."""
    if left is None:
        return frozenset(right)
    ones, others = frozenset(left), frozenset(right)
    return frozenset(
        {one for one in ones if begins_with_one_of(one, others)}
        | {other for other in others if begins_with_one_of(other, ones)}
    )


def begins_with_one_of(text: str, beginnings: frozenset[str]) -> bool:
    """Asks for each beginning of the text, however many there are to choose from."""
    return any(text[:length] in beginnings for length in range(len(text) + 1))
