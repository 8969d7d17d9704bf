"""A condition as alternatives, each of which asks several things at once (disjunctive normal form).

`not` stands at leaves only; a negated `between` becomes two alternatives. All of this keeps what
cannot be told as it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from serai.declarations.columns import SCHEMA, Column
from serai.risk.language.canonical import OPPOSITE, canonical_leaf
from serai.risk.language.tree import (
    All,
    Any,
    Between,
    Compare,
    Condition,
    Leaf,
    Not,
    Operator,
)

MAX_CLAUSES = 1_000
MAX_TERMS = 200_000
"""Of all alternatives together."""


class TooManyClausesError(ValueError):
    """A condition has more alternatives than anyone can follow."""


@dataclass(frozen=True, slots=True)
class Term:
    """One thing a clause asks: a leaf in canonical form, or its opposite; where it stands in the tree.

    Negated comparisons are turned into the opposite comparison, so `negated` is left to the others.
    """

    leaf: Leaf
    negated: bool = False
    path: tuple[int, ...] = ()

    @property
    def condition(self) -> Condition:
        return Not(self.leaf) if self.negated else self.leaf


type Clause = tuple[Term, ...]


def clauses(
    condition: Condition, *, schema: Mapping[str, Column] = SCHEMA, most: int = MAX_CLAUSES
) -> tuple[Clause, ...]:
    """The alternatives of a condition; it holds when every term of one of them does.

    Raises TooManyClausesError above `most`.
    """
    return _clauses(condition, (), schema, most, negated=False)


def opposite(term: Term) -> tuple[Term, ...]:
    """The alternatives of a term's opposite: one, or two for a `between`."""
    match term.leaf:
        case Between(column, low, high) if not term.negated:
            return (
                Term(Compare(column, Operator.BELOW, low), path=term.path),
                Term(Compare(column, Operator.ABOVE, high), path=term.path),
            )
        case Compare(column, operator, value):
            return (Term(Compare(column, OPPOSITE[operator], value), path=term.path),)
        case _:
            return (Term(term.leaf, not term.negated, term.path),)


def _clauses(
    condition: Condition,
    path: tuple[int, ...],
    schema: Mapping[str, Column],
    most: int,
    *,
    negated: bool,
) -> tuple[Clause, ...]:
    match condition:
        case Not(part):
            return _clauses(part, (*path, 0), schema, most, negated=not negated)
        case All(parts) | Any(parts):
            made = [
                _clauses(part, (*path, index), schema, most, negated=negated)
                for index, part in enumerate(parts)
            ]
            if isinstance(condition, Any) is not negated:
                alternatives = [clause for one in made for clause in one]
                return _limited(alternatives, most)
            count, length = 1, 0
            for one in made:
                count *= len(one)
                length += max(map(len, one), default=0)
                if count > most or (count > 1 and count * length > MAX_TERMS):
                    raise TooManyClausesError(f"more than {most} alternatives, or too long ones")
            return tuple(_merged(combination) for combination in product(*made))
        case _:
            term = Term(canonical_leaf(condition, schema), path=path)
            return tuple((one,) for one in opposite(term)) if negated else ((term,),)


def _limited(alternatives: list[Clause], most: int) -> tuple[Clause, ...]:
    if len(alternatives) > most:
        raise TooManyClausesError(f"more than {most} alternatives")
    return tuple(alternatives)


def _merged(combination: tuple[Clause, ...]) -> Clause:
    """All terms, each once."""
    once = {
        (term.leaf, term.negated): term for clause in combination[::-1] for term in clause[::-1]
    }
    return tuple(once[key] for key in reversed(once))
