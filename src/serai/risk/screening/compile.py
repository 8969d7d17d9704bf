"""Profiles → plan: sets that several profiles ask for are one bit, values that no set tells apart one class."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from serai.declarations.columns import SCHEMA, Column
from serai.risk.language.tree import Condition
from serai.risk.screening.leaves import Field, Leaves, Sort
from serai.risk.screening.normal import Clause, Normal, TooManyClausesError, covered_dropped
from serai.risk.screening.plan import FieldPlan, Numbers, Plan, Words
from serai.risk.screening.sets import Within


def plan_of(
    conditions: Iterable[tuple[str, Condition]],
    *,
    lists: Mapping[str, Collection[str]],
    schema: Mapping[str, Column] = SCHEMA,
) -> Plan:
    """The plan of profiles, each with its name and condition.

    Raises TooManyClausesError with the profile's name, and UnscreenableError for what no check would
    let through.
    """
    normal = Normal(Leaves(schema, lists))
    clauses: list[Clause] = []
    owners: list[int] = []
    profiles = 0
    for name, condition in conditions:
        try:
            found = normal.of(condition, negated=False)
        except TooManyClausesError:
            raise TooManyClausesError(name) from None
        found = covered_dropped(found)
        clauses += found
        owners += [profiles] * len(found)
        profiles += 1
    return _plan(clauses, owners, profiles)


def _plan(clauses: Sequence[Clause], owners: Sequence[int], profiles: int) -> Plan:
    sets: dict[Field, dict[Within, int]] = defaultdict(dict)
    for clause in clauses:
        for field, held in clause.items():
            of_field = sets[field]
            of_field.setdefault(held, len(of_field))
    fields: list[FieldPlan] = []
    first_bit = 0
    first_bits: dict[Field, int] = {}
    for field in sorted(sets):
        first_bits[field] = first_bit
        fields.append(_field_plan(field, list(sets[field]), first_bit))
        first_bit += len(sets[field])
    always = max((field.first_word + field.words for field in fields), default=0) * 64
    asked = [
        sorted(first_bits[field] + sets[field][held] for field, held in clause.items()) or [always]
        for clause in clauses
    ]
    # Clauses of one size are tried together, and what they share is at hand.
    order = sorted(range(len(asked)), key=lambda index: (len(asked[index]), asked[index]))
    return Plan(
        fields=joined(fields),
        profiles=profiles,
        clause_sizes=np.array([len(asked[index]) for index in order], np.uint32),
        bits=np.array([bit for index in order for bit in asked[index]], np.uint32),
        clause_profile=np.array([owners[index] for index in order], np.uint32),
    )


def _field_plan(field: Field, sets: Sequence[Within], first_bit: int) -> FieldPlan:
    """The field's classes: ranges between the bounds of all its sets, those with the same bits as one."""
    bounds = sorted({bound for held in sets for bound in held.bounds})
    first_word = first_bit // 64
    words = (first_bit + len(sets) - 1) // 64 - first_word + 1
    bit = np.arange(len(sets)) + (first_bit - first_word * 64)
    word, mask = bit // 64, np.uint64(1) << (bit % 64).astype(np.uint64)

    # Belonging changes at each bound of a set; what belongs is what has changed so far.
    changes = np.zeros((len(bounds) + 2) * words, np.uint64)
    place = {bound: index for index, bound in enumerate(bounds, start=1)}
    at = np.array([place[bound] for held in sets for bound in held.bounds], np.int64)
    whose = np.repeat(np.arange(len(sets)), [len(held.bounds) for held in sets])
    np.bitwise_xor.at(changes, at * words + word[whose], mask[whose])
    first = np.array([held.first for held in sets], bool)
    np.bitwise_or.at(changes, word[first], mask[first])
    rows = changes.reshape(-1, words)
    np.bitwise_xor.accumulate(rows[:-1], axis=0, out=rows[:-1])
    rows[-1] = 0
    missing = np.array([held.missing for held in sets], bool)
    np.bitwise_or.at(rows[-1], word[missing], mask[missing])

    table, classes = distinct_rows(rows)
    return FieldPlan(
        field=field,
        bounds=tuple(map(str, bounds)) if _is_text(field) else np.array(bounds, np.float64),
        classes=classes[:-1],
        missing=int(classes[-1]),
        table=table,
        first_word=first_word,
        first_bit=first_bit,
        bits=len(sets),
    )


def joined(fields: Iterable[FieldPlan]) -> tuple[FieldPlan, ...]:
    """The fields as they are looked at: those of the words of one column together."""
    return tuple(_joined(list(same)) for _, same in groupby(fields, key=_looked_at))


def _looked_at(plan: FieldPlan) -> Field:
    """All words of a column are looked for at once."""
    field = plan.field
    return Field(Sort.WORDS, field.column) if field.sort is Sort.WORDS else field


def _joined(plans: Sequence[FieldPlan]) -> FieldPlan:
    """One plan for all words of a column; any other stays as it is."""
    first = plans[0]
    if first.field.sort is not Sort.WORDS:
        return first
    last = plans[-1]
    table = np.zeros((2, last.first_word + last.words - first.first_word), np.uint64)
    for plan in plans:
        at = slice(
            plan.first_word - first.first_word, plan.first_word - first.first_word + plan.words
        )
        table[0, at] |= plan.table[plan.classes[0]]
        table[1, at] |= plan.table[plan.missing]
    return FieldPlan(
        field=_looked_at(first),
        bounds=(),
        classes=np.zeros(1, np.uint32),
        missing=1,
        table=table,
        first_word=first.first_word,
        first_bit=first.first_bit,
        bits=sum(plan.bits for plan in plans),
        members=tuple(plans),
    )


def _is_text(field: Field) -> bool:
    return field.sort in {Sort.CODE, Sort.HS, Sort.TEXT}


def distinct_rows(rows: Words) -> tuple[Words, Numbers]:
    """Rows that differ, and for each row which of them it is. Found by a hash, then compared."""
    odd = np.random.default_rng(0).integers(0, 2**63, rows.shape[1], dtype=np.uint64) * 2 + 1
    mixed = rows ^ (rows >> np.uint64(29))
    hashes: NDArray[np.uint64] = (mixed * odd).sum(axis=1, dtype=np.uint64)
    _, first, which = np.unique(hashes, return_index=True, return_inverse=True)
    table = rows[first]
    if not (table[which] == rows).all():
        table, which = np.unique(rows, axis=0, return_inverse=True)
    return np.ascontiguousarray(table), which.reshape(-1).astype(np.uint32)
