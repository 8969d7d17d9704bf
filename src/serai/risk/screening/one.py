"""One declaration at a time, for systems that ask while the declarant waits.

The same plan, turned round: for each field the classes of its values lead to a Python integer with a
bit for each clause that the field does not rule out. What is left of their AND are the clauses that
hold, and so the profiles that hit.
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from serai.declarations.columns import SCHEMA, Kind, Value
from serai.declarations.single import Declaration, Read, reader
from serai.risk.language.evaluate import References
from serai.risk.profiles.profile import Lane
from serai.risk.screening.batch import BatchError, days_from
from serai.risk.screening.leaves import EPOCH, Field, Sort, hs_key
from serai.risk.screening.plan import FieldPlan, Plan, spread

LANES = tuple(Lane)
REMEMBERED = 65_536
"""Distinct values of a column whose clauses are kept; others are looked up again."""
CELLS = 1 << 22
"""Classes × clauses that are worked out at once."""

type Mask = int
"""A bit for each clause, in the order of the profiles."""
type Look = Callable[[Declaration], Mask]


@dataclass(frozen=True, slots=True)
class Found:
    """What hit one declaration."""

    profiles: tuple[str, ...]
    """Ids, in the order of the set."""
    lane: Lane
    """The gravest of theirs; green where none hits."""
    score: float
    """The sum of their weights."""


class One:
    """A plan, made ready to screen single declarations on one day."""

    def __init__(
        self,
        plan: Plan,
        ids: Sequence[str],
        severities: Sequence[int],
        weights: Sequence[float],
        *,
        today: dt.date,
        references: References | None = None,
    ) -> None:
        self.ids, self.severities, self.weights = ids, severities, weights
        self.plan = plan
        asked = _Asked(plan)
        self.owners = asked.owners
        self.every: Mask = (1 << len(self.owners)) - 1
        self.looks: list[Look] = []
        for field in plan.fields:
            for member in field.members or (field,):
                masks = asked.masks(member)
                self.looks.append(_look(member, masks, today, references or {}))

    def __call__(self, declaration: Declaration) -> Found:
        """Raises BatchError with each column whose value is of another kind than the schema's."""
        left = self.every
        try:
            for look in self.looks:
                left &= look(declaration)
        except (TypeError, AttributeError, ValueError) as error:
            raise BatchError(_problems(self.plan, declaration) or [str(error)]) from error
        ids: list[str] = []
        severity, score, last = 0, 0.0, -1
        while left:
            lowest = left & -left
            left ^= lowest
            profile = self.owners[lowest.bit_length() - 1]
            if profile != last:
                last = profile
                ids.append(self.ids[profile])
                score += self.weights[profile]
                severity = max(severity, self.severities[profile])
        return Found(tuple(ids), LANES[severity], score)


class _Asked:
    """Which clauses ask for which bits."""

    def __init__(self, plan: Plan) -> None:
        self.clauses = len(plan.clause_profile)
        by_profile = np.argsort(plan.clause_profile, kind="stable")
        place = np.empty_like(by_profile)
        place[by_profile] = np.arange(self.clauses)
        self.owners: list[int] = plan.clause_profile[by_profile].tolist()
        clause = np.repeat(place, plan.clause_sizes)
        order = np.argsort(plan.bits, kind="stable")
        self.bits, self.clause = plan.bits[order], clause[order]

    def masks(self, field: FieldPlan) -> list[Mask]:
        """For each class of a field the clauses it does not rule out."""
        begin, end = np.searchsorted(
            self.bits, [field.first_bit, field.first_bit + field.bits], side="left"
        )
        clause = self.clause[begin:end]
        column = self.bits[begin:end].astype(np.int64) - field.first_word * 64
        masks: list[Mask] = []
        step = max(1, CELLS // max(self.clauses, 1))
        for at in range(0, len(field.table), step):
            table = spread(field.table[at : at + step])
            open_to = np.ones((len(table), self.clauses), np.uint8)
            open_to[:, clause] = table[:, column]
            packed = np.packbits(open_to, axis=1, bitorder="little")
            masks += [int.from_bytes(row, "little") for row in packed]
        return masks


def _look(  # noqa: PLR0911 - one case a sort of field
    field: FieldPlan, masks: list[Mask], today: dt.date, references: References
) -> Look:
    """How one field rules clauses out."""
    missing = masks[field.missing]
    name, sort = field.field.column, field.field.sort
    between = [masks[index] for index in field.classes.tolist()]
    match sort:
        case Sort.CODE:
            return _of_texts(name, str, list(map(str, field.bounds)), between, missing)
        case Sort.HS:
            return _of_texts("hs", hs_key, list(map(str, field.bounds)), between, missing)
        case Sort.TEXT:
            return _of_texts(name, str.casefold, list(map(str, field.bounds)), between, missing)
        case Sort.WORDS:
            return _of_words(name, field.field.detail, masks, field, missing)
        case Sort.FLAG:
            return _of_flags(reader(name), between, missing)
        case Sort.PEER:
            read = _ratio(field.field, references)
            return _of_numbers(read, _floats(field.bounds), between, missing)
        case Sort.NUMBER:
            return _of_numbers(reader(name), _floats(field.bounds), between, missing)
        case Sort.DATE:
            return _of_days(name, _floats(field.bounds), between, missing)
        case Sort.TODAY:
            bounds = _floats(days_from(field.bounds, today))
            return _of_days(name, bounds, between, missing)


def _floats(bounds: tuple[str, ...] | NDArray[np.float64]) -> list[float]:
    return np.asarray(bounds, np.float64).tolist()


def _of_texts(
    name: str,
    key: Callable[[str], str],
    bounds: list[str],
    between: list[Mask],
    missing: Mask,
) -> Look:
    known: dict[Value | None, Mask] = {None: missing}

    def look(declaration: Declaration) -> Mask:
        value = declaration.get(name)
        mask = known.get(value)
        if mask is None:
            mask = between[bisect_right(bounds, key(_text(value)))]
            if len(known) < REMEMBERED:
                known[value] = mask
        return mask

    return look


def _text(value: Value | None) -> str:
    if not isinstance(value, str):
        raise TypeError("a string is wanted")
    value.encode()  # half of a character is none: as wherever texts are UTF-8
    return value


def _of_words(
    name: str, words: Sequence[str], masks: list[Mask], field: FieldPlan, missing: Mask
) -> Look:
    with_one, without = masks[field.classes[-1]], masks[field.classes[0]]
    known: dict[Value | None, Mask] = {None: missing}

    def look(declaration: Declaration) -> Mask:
        value = declaration.get(name)
        mask = known.get(value)
        if mask is None:
            text = _text(value).casefold()
            mask = with_one if any(word in text for word in words) else without
            if len(known) < REMEMBERED:
                known[value] = mask
        return mask

    return look


def _of_flags(read: Read, between: list[Mask], missing: Mask) -> Look:
    no, yes = between[0], between[-1]

    def look(declaration: Declaration) -> Mask:
        value = read(declaration)
        if value is None:
            return missing
        if value is True:
            return yes
        if value is False:
            return no
        raise TypeError("yes or no is wanted")

    return look


def _of_numbers(read: Read, bounds: list[float], between: list[Mask], missing: Mask) -> Look:
    def look(declaration: Declaration) -> Mask:
        value = read(declaration)
        if value is None or value != value:  # noqa: PLR0124 - NaN alone differs from itself
            return missing
        return between[bisect_right(bounds, value)]

    return look


def _of_days(name: str, bounds: list[float], between: list[Mask], missing: Mask) -> Look:
    def look(declaration: Declaration) -> Mask:
        value = declaration.get(name)
        if value is None:
            return missing
        return between[bisect_right(bounds, value.toordinal() - EPOCH)]  # type: ignore[union-attr]

    return look


def _ratio(field: Field, references: References) -> Read:
    """The column over its peers' value; missing where there is none above zero."""
    column, *by = field.detail
    if (column, tuple(by)) not in references:
        raise BatchError([f"there is no table of peer({column} by {', '.join(by)})"])
    table = references[column, tuple(by)]
    read, keys = reader(field.column), [reader(key) for key in by]

    def ratio(declaration: Declaration) -> Value | None:
        value = read(declaration)
        key = tuple(key(declaration) for key in keys)
        reference = None if None in key else table.get(key)  # type: ignore[arg-type]
        if value is None or reference is None or not reference > 0:
            return None
        return value / reference  # type: ignore[operator]

    return ratio


WANTED: Mapping[Kind, tuple[type | tuple[type, ...], str]] = {
    Kind.CODE: (str, "a string"),
    Kind.TEXT: (str, "a string"),
    Kind.NUMBER: ((int, float), "a number"),
    Kind.DATE: (dt.date, "a date"),
    Kind.FLAG: (bool, "True or False"),
}


def _problems(plan: Plan, declaration: Declaration) -> list[str]:
    """Each value that is of another kind than its column, one sentence each."""
    columns = {field.field.column for field in plan.fields}
    columns |= {part for name in columns for part in SCHEMA[name].made_of}
    columns |= {
        key for field in plan.fields if field.field.sort is Sort.PEER for key in field.field.detail
    }
    found = []
    for name in sorted(columns & declaration.keys()):
        value = declaration[name]
        kind, wanted = WANTED[SCHEMA[name].kind]
        if value is not None and not isinstance(value, kind):
            found.append(f"column {name} is {type(value).__name__} {value!r}; {wanted} is wanted")
        elif isinstance(value, str) and not _is_text(value):
            found.append(f"column {name} has half of a character in {value!r}")
    return found


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
