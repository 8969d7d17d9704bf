"""Everything that is wrong with a set, at once: what reading found, then what the profiles say."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from serai.risk.language.canonical import version
from serai.risk.language.check import check, leaves, part_at
from serai.risk.language.clauses import Clause, Term, TooManyClausesError, clauses
from serai.risk.language.findings import Finding, Severity, finding
from serai.risk.language.reasoning import Facts, Reasoning
from serai.risk.language.tree import Compare, Listed, OneOf, Operator, StartsWith
from serai.risk.profiles.examples import (
    all_examples,
    completed,
    counts_from_today,
    day_of_screening,
    outcome,
)
from serai.risk.profiles.profile import Profile
from serai.risk.profiles.reading import Located, Reading
from serai.risk.profiles.yaml_nodes import Place, Within

MOST_COMPARED = 500_000
"""Pairs of clauses that are compared when shadowed profiles are looked for: five times what a set of
5,000 ordinary profiles needs; a set of profiles that are all alike says where it stopped."""


def findings_of(
    reading: Reading,
    *,
    peers: Collection[tuple[str, tuple[str, ...]]] | None = None,
    thorough: bool = True,
) -> tuple[Finding, ...]:
    """All findings in the order of the file.

    `peers` are the reference tables there are; None: not asked. Without `thorough` only each
    condition is checked, not the examples nor the profiles against each other.
    """
    lists = {name: one.values for name, one in reading.lists.items()}
    found = list(reading.findings)
    wrong: set[str] = set()
    for located in reading.profiles:
        said = check(located.profile.when, spot=located.when.spot, lists=lists, peers=peers)
        found += _placed(
            (
                one
                for one in said
                if one.code != "unknown-list" or _listed(located, one) not in reading.named
            ),
            located,
            reading,
        )
        if any(one.severity is Severity.ERROR for one in said):
            wrong.add(located.profile.id)
    if thorough:
        right = [one for one in reading.profiles if one.is_whole and one.profile.id not in wrong]
        found += _examples(right, reading, lists)
        found += _unused(reading)
        found += _shadows(right, reading, lists)
    return tuple(sorted(found, key=lambda one: (one.line, one.column)))


def _listed(located: Located, found: Finding) -> str:
    """The list that a finding is about."""
    leaf = part_at(located.profile.when, found.path[:-1])
    return leaf.name if isinstance(leaf, Listed) else ""


def _placed(said: Iterable[Finding], located: Located, reading: Reading) -> Iterator[Finding]:
    within: Within | None = None
    for one in said:
        place = one.line, one.column
        if one.line and reading.text:
            within = within or Within(reading.text, located.scalar)
            place = within.place(*place)
        yield replace(
            one, line=place[0], column=place[1], profile=located.profile.id, file=reading.file
        )


def _at(place: Place, reading: Reading, profile: str, code: str, **values: object) -> Finding:
    made = finding(code, place.line, place.column, **values)  # type: ignore[arg-type]
    return replace(made, profile=profile, file=reading.file)


def _examples(
    right: list[Located], reading: Reading, lists: Mapping[str, Collection[str]]
) -> Iterator[Finding]:
    rows = iter(completed(all_examples(located.profile for located in right)))
    for located in right:
        profile = located.profile
        from_today = counts_from_today(profile.when)
        kinds = (
            (profile.must_hit, located.must_hit, True),
            (profile.must_not_hit, located.must_not_hit, False),
        )
        for examples, places, wanted in kinds:
            for example, place in zip(examples, places, strict=True):
                row = next(rows)
                if from_today and day_of_screening(example) is None:
                    yield _at(place, reading, profile.id, "example-today")
                    continue
                known = {name: lists.get(name, ()) for name in _lists_of(profile)}
                got = outcome(profile, example, row, known)
                if wanted and not got.held:
                    why = {"why": got.why, "why_ru": got.why_ru}
                    yield _at(place, reading, profile.id, "example-missed", **why)
                elif got.held and not wanted:
                    yield _at(place, reading, profile.id, "example-hit")


def _lists_of(profile: Profile) -> set[str]:
    return {leaf.name for leaf, _ in leaves(profile.when) if isinstance(leaf, Listed)}


def _unused(reading: Reading) -> Iterator[Finding]:
    used = {name for located in reading.profiles for name in _lists_of(located.profile)}
    for name, place in reading.named.items():
        if name not in used:
            yield _at(place, reading, "", "unused-list", name=name)


@dataclass(frozen=True)
class _Shape:
    """A profile as its clauses, and what each of them says."""

    located: Located
    version: str
    clauses: tuple[Clause, ...]
    facts: tuple[Facts, ...]

    @property
    def severity(self) -> int:
        return self.located.profile.lane.severity


def _shadows(
    right: list[Located], reading: Reading, lists: Mapping[str, Collection[str]]
) -> Iterator[Finding]:
    """Profiles that ask the same as another, or that another makes superfluous."""
    reasoning = Reasoning(lists)
    shapes = []
    for located in right:
        condition = located.profile.condition
        try:
            made = tuple(one for one in clauses(condition) if not reasoning.conflict(one))
        except TooManyClausesError:
            continue
        facts = tuple(reasoning.facts(one) for one in made)
        shapes.append(_Shape(located, version(condition), made, facts))
    comparison = _Comparison(shapes, reasoning)
    for index, shape in enumerate(shapes):
        profile = shape.located.profile
        other = comparison.wider(index)
        if other is not None:
            wide = other.located.profile
            code = "same-condition" if other.version == shape.version else "shadowed"
            place = shape.located.place
            yield _at(place, reading, profile.id, code, other=wide.id, lane=wide.lane)
        if comparison.left <= 0:
            place = shape.located.place
            yield _at(place, reading, profile.id, "compared-in-part")
            return


class _Comparison:
    """Finds a wider profile without comparing each with each.

    What covers a clause asks for no other columns, and for no other goods: clauses are kept by their
    columns, and by the beginnings of the commodity codes they ask for.
    """

    def __init__(self, shapes: list[_Shape], reasoning: Reasoning) -> None:
        self.shapes = shapes
        self.reasoning = reasoning
        self.left = MOST_COMPARED
        self.kept: dict[frozenset[str], dict[str, list[tuple[int, Clause]]]] = {}
        for index, shape in enumerate(shapes):
            for clause, facts in zip(shape.clauses, shape.facts, strict=True):
                columns = frozenset(term.leaf.column for term in clause)
                by_code = self.kept.setdefault(columns, defaultdict(list))
                for code in _codes(facts) or ("",):
                    by_code[code].append((index, clause))

    def wider(self, index: int) -> _Shape | None:
        """A profile that hits whatever this one hits, in a lane no lighter; the first of two alike."""
        narrow = self.shapes[index]
        if not narrow.facts:
            return None
        for other in self._candidates(narrow.facts[0]):
            wide = self.shapes[other]
            if other == index or wide.severity < narrow.severity:
                continue
            if self._covers(wide, narrow) and not (
                other > index and wide.severity == narrow.severity and self._covers(narrow, wide)
            ):
                return wide
        return None

    def _candidates(self, facts: Facts) -> Iterator[int]:
        """Profiles with a clause that covers these facts, in the order of the set."""
        known = facts.present | facts.missing
        longest = max(_codes(facts), key=len, default="")
        found: set[int] = set()
        entailed: dict[Term, bool] = {}
        for columns, by_code in self.kept.items():
            if not columns <= known:
                continue
            for length in range(len(longest) + 1):
                those = by_code.get(longest[:length], ())
                self.left -= len(those)
                if self.left > 0:
                    found.update(
                        index for index, clause in those if self._entails(facts, clause, entailed)
                    )
        return iter(sorted(found))

    def _entails(self, facts: Facts, clause: Clause, entailed: dict[Term, bool]) -> bool:
        for term in clause:
            bare = Term(term.leaf, term.negated)
            if bare not in entailed:
                entailed[bare] = self.reasoning.entails(facts, bare)
            if not entailed[bare]:
                return False
        return True

    def _covers(self, wide: _Shape, narrow: _Shape) -> bool:
        return all(
            any(self.reasoning.covers(clause, facts) for clause in wide.clauses)
            for facts in narrow.facts
        )


def _codes(facts: Facts) -> tuple[str, ...]:
    """Codes, or beginnings of codes, one of which the commodity code has to begin with."""
    for term in facts.terms.get("hs", ()):
        match term.leaf:
            case StartsWith(_, beginnings) if not term.negated:
                return beginnings
            case Compare(_, Operator.EQUAL, str() as code):
                return (code,)
            case OneOf(_, codes) if not term.negated:
                return tuple(str(code) for code in codes)
    return ()
