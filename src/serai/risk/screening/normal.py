"""A condition as clauses: it holds where every set of one of its clauses holds.

`not` is pushed to the leaves; what several leaves say of one field becomes one set, whether they
stand beside each other in an `and` or in an `or`; clauses that can never hold and clauses that
another covers are dropped.
"""

from collections.abc import Mapping
from typing import assert_never

from serai.risk.language.tree import All, Any, Condition, Leaf, Not
from serai.risk.screening.leaves import Field, Leaves, opposite
from serai.risk.screening.sets import Within

type Clause = Mapping[Field, Within]
"""Sets that must all hold; none at all holds for every declaration."""

MOST_CLAUSES = 4096
"""A profile with more says too much to be read by anyone, and is refused."""
COMPARED_UP_TO = 256
"""Above so many clauses of one profile those that others cover are not looked for."""


class TooManyClausesError(ValueError):
    """A profile's condition multiplies out to more clauses than are screened."""

    def __init__(self, profile: str = "") -> None:
        self.profile = profile
        whose = f"profile {profile}: its condition" if profile else "the condition"
        super().__init__(
            f"{whose} multiplies out to more than {MOST_CLAUSES} alternatives; "
            "make it several profiles, or put values in lists in place of `or`"
        )


def normal(condition: Condition, leaves: Leaves) -> list[Clause]:
    """The clauses of a condition, none where it can never hold.

    Raises TooManyClausesError above 4,096, and UnscreenableError for what no check would let through.
    """
    return covered_dropped(Normal(leaves).of(condition, negated=False))


class Normal:
    """Clauses of trees; leaves seen once are remembered, for profiles share them."""

    def __init__(self, leaves: Leaves) -> None:
        self.leaves = leaves
        self._seen: dict[tuple[Leaf, bool], list[Clause]] = {}

    def of(self, condition: Condition, *, negated: bool) -> list[Clause]:
        match condition:
            case Not(part):
                return self.of(part, negated=not negated)
            case All(parts) | Any(parts):
                made = [self.of(part, negated=negated) for part in parts]
                if isinstance(condition, All) is negated:
                    return folded([clause for clauses in made for clause in clauses])
                return product(made)
            case _:
                known = self._seen.get((condition, negated))
                if known is None:
                    known = self._seen[condition, negated] = self._leaf(condition, negated=negated)
                return known
        assert_never(condition)

    def _leaf(self, leaf: Leaf, *, negated: bool) -> list[Clause]:
        sets = self.leaves.of(leaf)
        if not negated:
            return product([[{field: held}] for field, held in sets])
        return folded([{field: opposite(field, leaf, held)} for field, held in sets])


def product(made: list[list[Clause]]) -> list[Clause]:
    """Every way to take one clause of each, what contradicts itself left out."""
    if all(len(clauses) == 1 for clauses in made):
        return _one([clauses[0] for clauses in made])
    # Few first: what contradicts itself falls out before it multiplies.
    made = sorted(made, key=len)
    found = made[0]
    for clauses in made[1:]:
        found = [one for left in found for right in clauses for one in _one([left, right])]
        if len(found) > 16:
            found = folded(found)
        if len(found) > MOST_CLAUSES:
            raise TooManyClausesError
    return folded(found)


def _one(clauses: list[Clause]) -> list[Clause]:
    """All of them at once, or nothing where that can never hold."""
    merged: dict[Field, Within] = {}
    for clause in clauses:
        for field, held in clause.items():
            if (before := merged.get(field)) is not None:
                held = before & held  # noqa: PLW2901  # the set so far
            if held.is_empty:
                return []
            merged[field] = held
    return [merged]


def folded(clauses: list[Clause]) -> list[Clause]:
    """The same with fewer clauses: those that differ in one field alone become one."""
    fewer: list[Clause] = []
    single: dict[Field, Within] = {}
    for clause in clauses:
        if len(clause) == 1:
            ((field, held),) = clause.items()
            single[field] = single[field] | held if field in single else held
        else:
            fewer.append(clause)
    found = [{field: held} for field, held in single.items() if not held.is_empty]
    if any(held.is_all for clause in found for held in clause.values()):
        return [{}]
    found += _joined(fewer) if len(fewer) > 1 else fewer  # type: ignore[arg-type]
    if len(found) > MOST_CLAUSES:
        raise TooManyClausesError
    return found  # type: ignore[return-value]


def _joined(clauses: list[Clause]) -> list[Clause]:
    """For each field in turn: clauses that are the same but for it are joined."""
    fields = {field for clause in clauses for field in clause}
    for field in sorted(fields):
        same: dict[tuple[tuple[Field, Within], ...], Within] = {}
        kept: list[Clause] = []
        for clause in clauses:
            if field not in clause:
                kept.append(clause)
                continue
            rest = tuple(sorted((item for item in clause.items() if item[0] != field), key=_first))
            same[rest] = same[rest] | clause[field] if rest in same else clause[field]
        for rest, held in same.items():
            kept.append(dict(rest) if held.is_all else {**dict(rest), field: held})
        clauses = kept
    return clauses


def _first(item: tuple[Field, Within]) -> Field:
    return item[0]


def covered_dropped(clauses: list[Clause]) -> list[Clause]:
    """Without clauses that hold only where another does; without sets that always hold."""
    trimmed: list[Clause] = [
        clause
        if not any(held.is_all for held in clause.values())
        else {field: held for field, held in clause.items() if not held.is_all}
        for clause in clauses
    ]
    if not 1 < len(trimmed) <= COMPARED_UP_TO:
        return trimmed
    kept: list[Clause] = []
    for clause in sorted(trimmed, key=len):
        if not any(covers(other, clause) for other in kept):
            kept.append(clause)
    # A clause of as many fields may still cover one that was kept before it.
    return [
        clause
        for index, clause in enumerate(kept)
        if not any(covers(other, clause) for other in kept[index + 1 :])
    ]


def covers(wide: Clause, narrow: Clause) -> bool:
    """Whether `wide` holds wherever `narrow` does."""
    return all(field in narrow and narrow[field] <= held for field, held in wide.items())
