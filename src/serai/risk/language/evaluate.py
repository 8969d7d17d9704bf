"""Whether a condition holds for one declaration: plain, slow and to be believed.

Everything faster is held to this. True, False, or None where a missing value leaves it open.
"""

import datetime as dt
import math
from collections.abc import Collection, Mapping
from typing import assert_never

from serai.declarations.columns import SCHEMA, Column, Kind, Value
from serai.risk.language.tree import (
    All,
    Any,
    Between,
    Compare,
    Condition,
    Contains,
    Flagged,
    Leaf,
    Listed,
    Missing,
    Not,
    OneOf,
    Operand,
    Operator,
    Peer,
    StartsWith,
    Today,
)

type Declaration = Mapping[str, Value | None]
"""Values by column, derived columns included; what is not there is missing, and so is NaN."""
type References = Mapping[tuple[str, tuple[str, ...]], Mapping[tuple[Value, ...], float | None]]
"""For each (column, keys of a peer comparison): the reference value by the values of the keys."""


def day_of(value: dt.date | Today, today: dt.date) -> dt.date:
    """The day that is meant; before the first and after the last of the calendar, those."""
    if not isinstance(value, Today):
        return value
    ordinal = today.toordinal() + value.plus_days
    return dt.date.fromordinal(min(max(ordinal, 1), dt.date.max.toordinal()))


def evaluate(
    condition: Condition,
    declaration: Declaration,
    *,
    today: dt.date,
    lists: Mapping[str, Collection[str]] | None = None,
    references: References | None = None,
    schema: Mapping[str, Column] = SCHEMA,
) -> bool | None:
    """Whether a checked condition holds; None where a missing value leaves it open.

    Raises KeyError for a column or a list that is not known.
    """
    return _Evaluation(declaration, today, lists or {}, references or {}, schema).holds(condition)


class _Evaluation:
    def __init__(
        self,
        declaration: Declaration,
        today: dt.date,
        lists: Mapping[str, Collection[str]],
        references: References,
        schema: Mapping[str, Column],
    ) -> None:
        self.declaration = declaration
        self.today = today
        self.lists = lists
        self.references = references
        self.schema = schema

    def holds(self, condition: Condition) -> bool | None:
        match condition:
            case Not(part):
                held = self.holds(part)
                return None if held is None else not held
            case All(parts):
                answers = [self.holds(part) for part in parts]
                if False in answers:
                    return False
                return None if None in answers else True
            case Any(parts):
                answers = [self.holds(part) for part in parts]
                if True in answers:
                    return True
                return None if None in answers else False
            case Missing(column):
                return self.value(column) is None
            case _:
                value = self.value(condition.column)
                return None if value is None else self.meets(condition, value)

    def value(self, column: str) -> Value | None:
        """The value of a column, words in lower case; None where it is missing or NaN."""
        kind = self.schema[column].kind
        value = self.declaration.get(column)
        if isinstance(value, float) and math.isnan(value):
            return None
        if kind is Kind.TEXT and isinstance(value, str):
            return value.casefold()
        return value

    def meets(self, leaf: Leaf, value: Value) -> bool | None:
        """Whether a value that is there meets the leaf."""
        match leaf:
            case Compare(column, operator, operand):
                if isinstance(operand, Peer):
                    ratio = self.ratio(value, operand)
                    return None if ratio is None else compared(ratio, operator, operand.factor)
                return compared(value, operator, self.meant(column, operand))
            case Between(column, low, high):
                low_met = compared(value, Operator.AT_LEAST, self.meant(column, low))
                return low_met and compared(value, Operator.AT_MOST, self.meant(column, high))
            case OneOf(column, values):
                return any(value == self.meant(column, one) for one in values)
            case Listed(column, name):
                return any(value == self.meant(column, one) for one in self.lists[name])
            case StartsWith(column, beginnings):
                return any(str(value).startswith(self.word(column, one)) for one in beginnings)
            case Contains(column, words):
                return any(self.word(column, one) in str(value) for one in words)
            case Flagged():
                return bool(value)
            case Missing():
                return False
        assert_never(leaf)

    def meant(self, column: str, operand: Operand) -> Operand:
        """The value a declaration's is compared with: days resolved, words in lower case."""
        if isinstance(operand, str):
            return self.word(column, operand)
        return day_of(operand, self.today) if isinstance(operand, Today) else operand

    def word(self, column: str, text: str) -> str:
        return text.casefold() if self.schema[column].kind is Kind.TEXT else text

    def ratio(self, value: Value, peer: Peer) -> float | None:
        """`value / reference`; None without a key, a reference, or with one that is not above zero."""
        keys = [self.declaration.get(name) for name in peer.by]
        reference = self.references[peer.column, peer.by].get(tuple(keys))  # type: ignore[arg-type]
        if any(key is None for key in keys) or reference is None or not reference > 0:
            return None
        assert isinstance(value, int | float)
        ratio = value / reference
        return None if math.isnan(ratio) else ratio


def compared(left: Operand | Value, operator: Operator, right: Operand | Value) -> bool:
    """Two values of the same kind."""
    match operator:
        case Operator.EQUAL:
            return left == right
        case Operator.UNEQUAL:
            return left != right
        case Operator.BELOW:
            return left < right  # type: ignore[operator]  # a check has seen to the kinds
        case Operator.AT_MOST:
            return left <= right  # type: ignore[operator]
        case Operator.ABOVE:
            return left > right  # type: ignore[operator]
        case Operator.AT_LEAST:
            return left >= right  # type: ignore[operator]
    assert_never(operator)
