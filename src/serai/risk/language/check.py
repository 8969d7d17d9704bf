"""Everything that is wrong with a condition, at once."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from serai.declarations.columns import SCHEMA, Column
from serai.risk.language.clauses import MAX_CLAUSES, Clause, Term, TooManyClausesError, clauses
from serai.risk.language.findings import Finding, Severity, finding
from serai.risk.language.leaves import Note, Surroundings, code_findings, leaf_findings
from serai.risk.language.parse import Spot
from serai.risk.language.print import to_text
from serai.risk.language.reasoning import Reasoning
from serai.risk.language.tree import All, Any, Condition, Flagged, Leaf, Not

NOWHERE = Spot(0, 0)


def check(
    condition: Condition,
    *,
    spot: Spot = NOWHERE,
    lists: Mapping[str, Collection[str]] | None = None,
    peers: Collection[tuple[str, tuple[str, ...]]] | None = None,
    schema: Mapping[str, Column] = SCHEMA,
) -> tuple[Finding, ...]:
    """All findings, in the order of the text; `spot` gives them line and column.

    `lists` and `peers` are the reference lists and tables there are: where they are None, whether
    one is known is not asked. A condition without an error can be screened with.
    """
    around = Surroundings(schema, lists, peers)
    found: list[Finding] = []
    barred: set[tuple[int, ...]] = set()
    for leaf, path in leaves(condition):
        note = _noting(spot, path)
        wrong = list(leaf_findings(leaf, around, note))
        if not any(one.severity is Severity.ERROR for one in wrong):
            wrong += code_findings(leaf, schema[leaf.column], note)
        found += wrong
        if any(one.code in BARRING for one in wrong):
            barred.add(path)
    found += _logical(
        _without(condition, barred) if barred else condition, spot, Reasoning(lists, schema), found
    )
    return tuple(sorted(found, key=lambda one: (one.line, one.column, one.path)))


BARRING = {
    "unknown-column",
    "wrong-operator",
    "no-flag",
    "bad-hs",
    "wrong-type",
    "wrong-unit",
    "empty-list",
    "empty-range",
}
"""Errors after which there is no use in reasoning about a leaf."""


def _without(
    condition: Condition, barred: Collection[tuple[int, ...]], path: tuple[int, ...] = ()
) -> Condition:
    """The condition with an unknown in place of each barred leaf, so that the rest can be judged."""
    match condition:
        case Not(part):
            return Not(_without(part, barred, (*path, 0)))
        case All(parts) | Any(parts):
            return replace(
                condition,
                parts=tuple(
                    _without(part, barred, (*path, index)) for index, part in enumerate(parts)
                ),
            )
        case _:
            return Flagged(f"unknown {path}") if path in barred else condition


def leaves(
    condition: Condition, path: tuple[int, ...] = ()
) -> Iterator[tuple[Leaf, tuple[int, ...]]]:
    """Every leaf with the way to it, in the order of the text."""
    match condition:
        case Not(part):
            yield from leaves(part, (*path, 0))
        case All(parts) | Any(parts):
            for index, part in enumerate(parts):
                yield from leaves(part, (*path, index))
        case _:
            yield condition, path


def part_at(condition: Condition, path: tuple[int, ...]) -> Condition:
    """The part that a path leads to."""
    for index in path:
        match condition:
            case Not(part):
                condition = part
            case All(parts) | Any(parts):
                condition = parts[index]
    return condition


def _noting(spot: Spot, path: tuple[int, ...]) -> Note:
    def note(code: str, *more: int, **values: object) -> Finding:
        place = spot.at((*path, *more))
        return finding(code, place.line, place.column, path=(*path, *more), **values)  # type: ignore[arg-type]

    return note


def _logical(
    condition: Condition, spot: Spot, reasoning: Reasoning, found: list[Finding]
) -> Iterator[Finding]:
    """Alternatives that cannot be met, and what is true of everything."""
    try:
        alternatives = clauses(condition, schema=reasoning.schema)
    except TooManyClausesError:
        yield _noting(spot, ())("too-many-alternatives", most=MAX_CLAUSES)
        return
    conflicts = [(one, reasoning.conflict(one)) for one in alternatives]
    dead = [(one, *conflict) for one, conflict in conflicts if conflict]
    code = "never" if len(dead) == len(alternatives) else "clause-never"
    seen = set()
    for one, term, other in dead:
        words = (to_text(term.condition), *_with(term, other, one))
        if words not in seen:
            seen.add(words)
            text, en, ru = words
            yield _noting(spot, term.path)(code, text=text, **{"with": en, "with_ru": ru})
    said = {one.code for one in found} & {"always", "empty-text"}
    if not said and _always(condition, reasoning):
        yield _noting(spot, ())("always", text="The condition", text_ru="Условие")


def _always(condition: Condition, reasoning: Reasoning) -> bool:
    """Whether no alternative of the opposite can be met; not known where there are too many."""
    try:
        opposites = clauses(Not(condition), schema=reasoning.schema)
    except TooManyClausesError:
        return False
    return not any(reasoning.is_possible(reasoning.facts(one)) for one in opposites)


def _with(term: Term, other: Term | None, clause: Clause) -> tuple[str, str]:
    """What the term contradicts: one other, nothing but itself, or several together."""
    if other is not None:
        text = to_text(other.condition)
        return f"together with {text}", f"вместе с {text}"
    if term is clause[0]:
        return "for any declaration", "ни для какой декларации"
    return "together with all that stands before it", "вместе со всем, что стоит перед этим"


def hit_by(narrow: tuple[Clause, ...], wide: tuple[Clause, ...], reasoning: Reasoning) -> bool:
    """Whether whatever the narrow alternatives hit is seen to be hit by the wide ones."""
    return all(
        any(reasoning.covers(clause, facts) for clause in wide)
        for facts in map(reasoning.facts, narrow)
    )
