"""What follows from what: whether a clause can hold at all, and whether it entails a term.

Sound and not complete: what is said to be impossible is, for every declaration and every day; what
is not said may still be. Days given by date and days counted from today are kept apart, and a list
whose content is not known only contradicts its own opposite. Chapters, headings and subheadings are
taken for what they are, beginnings of the commodity code.
"""

import datetime as dt
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce

from serai.declarations.columns import SCHEMA, Column, Kind, Value
from serai.risk.language.clauses import Clause, Term, opposite
from serai.risk.language.evaluate import evaluate
from serai.risk.language.ranges import Interval, begins_with_one_of, common_prefixes, days, interval
from serai.risk.language.tree import (
    Between,
    Compare,
    Contains,
    Listed,
    Literal,
    Missing,
    OneOf,
    Operand,
    Operator,
    Peer,
    StartsWith,
    Today,
)

HS_LENGTHS = {"hs2": 2, "hs4": 4, "hs6": 6}
ANY_DAY = dt.date(2000, 1, 1)

type Subject = str | tuple[str, str, tuple[str, ...]]
"""A column, or a column beside its peers."""


@dataclass(frozen=True)
class Facts:
    """What a clause says: terms by subject, columns that have a value, columns that have none."""

    terms: Mapping[Subject, tuple[Term, ...]]
    present: frozenset[str]
    missing: frozenset[str]


class Reasoning:
    """Conclusions about clauses; `lists` holds the reference lists whose content is known."""

    def __init__(
        self,
        lists: Mapping[str, Collection[str]] | None = None,
        schema: Mapping[str, Column] = SCHEMA,
    ) -> None:
        self.lists = {name: frozenset(values) for name, values in (lists or {}).items()}
        self.schema = schema
        self._opposites: dict[Term, tuple[Mapping[Subject, tuple[Term, ...]], ...]] = {}

    def facts(self, clause: Iterable[Term]) -> Facts:
        """The clause in order, with what follows for the commodity code."""
        terms: dict[Subject, list[Term]] = defaultdict(list)
        present: set[str] = set()
        missing: set[str] = set()
        for term in clause:
            if isinstance(term.leaf, Missing):
                (present if term.negated else missing).add(term.leaf.column)
                continue
            present.add(term.leaf.column)
            if isinstance(term.leaf, Compare) and isinstance(term.leaf.value, Peer):
                present.update(term.leaf.value.by)
            terms[subject(term)].append(term)
            if term.leaf.column in HS_LENGTHS:
                terms["hs"] += self._as_beginning(term, HS_LENGTHS[term.leaf.column])
        present |= self._longer(terms.get("hs", ()))
        for column in tuple(present):
            present.update(self._parts(column))
        held = {key: tuple(many) for key, many in terms.items()}
        return Facts(held, frozenset(present), frozenset(missing))

    def is_possible(self, facts: Facts) -> bool:
        """Whether some declaration may meet all of it."""
        if facts.present & facts.missing:
            return False
        return all(self._possible(key, terms) for key, terms in facts.terms.items())

    def conflict(self, clause: Clause) -> tuple[Term, Term | None] | None:
        """The first term that cannot hold after those before it, and one of these it contradicts."""
        if self.is_possible(self.facts(clause)):
            return None
        fewest = bisect_left(
            range(1, len(clause)),
            1,
            key=lambda length: not self.is_possible(self.facts(clause[:length])),
        )
        last = clause[fewest]
        pairs = (term for term in clause[:fewest] if not self.is_possible(self.facts((term, last))))
        return last, next(pairs, None)

    def entails(self, facts: Facts, term: Term) -> bool:
        """Whether whatever meets the facts meets the term too."""
        if isinstance(term.leaf, Missing):
            return term.leaf.column in (facts.present if term.negated else facts.missing)
        if term.leaf.column not in facts.present:
            return False
        key = subject(term)
        if isinstance(key, tuple) and key not in facts.terms:
            return False
        if term not in self._opposites:
            self._opposites[term] = tuple(self.facts((one,)).terms for one in opposite(term))
        return all(self._excludes(facts, added) for added in self._opposites[term])

    def covers(self, wide: Clause, narrow: Facts) -> bool:
        """Whether whatever meets the narrow clause meets the wide one."""
        return all(self.entails(narrow, term) for term in wide)

    def _excludes(self, facts: Facts, added: Mapping[Subject, tuple[Term, ...]]) -> bool:
        return any(
            not self._possible(key, (*facts.terms.get(key, ()), *terms))
            for key, terms in added.items()
        )

    def _possible(self, key: Subject, terms: tuple[Term, ...]) -> bool:
        if isinstance(key, tuple):
            return _numbers_possible(terms)
        column = self.schema.get(key)
        if column is None:
            return True
        if column.kind is Kind.FLAG:
            return len({term.negated for term in terms}) < 2
        candidates = self._candidates(terms)
        if candidates is not None:
            tests = [self._test(term, column) for term in terms]
            return any(all(test(one) for test in tests) for one in candidates)
        return POSSIBLE[column.kind](terms)

    def _candidates(self, terms: Iterable[Term]) -> Collection[Literal] | None:
        """The only values that may meet the terms, where they are counted out."""
        found: list[Collection[Literal]] = []
        for term in terms:
            match term.leaf:
                case OneOf(_, values) if not term.negated:
                    found.append(values)
                case Listed(_, name) if not term.negated and name in self.lists:
                    found.append(self.lists[name])
                case Compare(_, Operator.EQUAL, str() | float() | int() | dt.date() as value):
                    found.append((value,))
        return min(found, key=len, default=None)

    def _test(self, term: Term, column: Column) -> Callable[[Value], bool]:
        """Whether a value may meet the term; sets, since lists are long."""

        def folded(value: Value) -> Value:
            is_text = column.kind is Kind.TEXT and isinstance(value, str)
            return value.casefold() if is_text else value  # type: ignore[union-attr]  # a text

        match term.leaf:
            case OneOf(_, values):
                known = frozenset(map(folded, values))
            case Listed(_, name) if name in self.lists:
                known = frozenset(map(folded, self.lists[name]))
            case StartsWith(_, beginnings):
                those = frozenset(str(folded(one)) for one in beginnings)
                return lambda value: (
                    begins_with_one_of(str(folded(value)), those) is not term.negated
                )
            case _:
                return lambda value: self._may_meet(term, value)
        return lambda value: (folded(value) in known) is not term.negated

    def _may_meet(self, term: Term, value: Value) -> bool:
        match term.leaf:
            case Compare(_, _, Today()) | Between(_, Today(), _) | Between(_, _, Today()):
                return True
            case Listed():  # of unknown content
                return True
        return bool(
            evaluate(
                term.condition,
                {term.leaf.column: value},
                today=ANY_DAY,
                lists=self.lists,
                schema=self.schema,
            )
        )

    def _as_beginning(self, term: Term, length: int) -> list[Term]:
        """What a term on a chapter, heading or subheading says of the commodity code."""
        negated = term.negated
        match term.leaf:
            case Compare(_, operator, str() as value):
                values: Iterable[Operand] = (value,)
                negated = operator is Operator.UNEQUAL
            case OneOf(_, values):
                pass
            case Listed(_, name) if name in self.lists:
                values = self.lists[name]
            case StartsWith(_, beginnings):
                values = beginnings
            case _:
                return []
        whole = not isinstance(term.leaf, StartsWith)
        fitting = tuple(
            value
            for value in values
            if isinstance(value, str) and (len(value) == length if whole else len(value) <= length)
        )
        return [replace(term, leaf=StartsWith("hs", fitting), negated=negated)]

    def _longer(self, terms: Iterable[Term]) -> set[str]:
        """The chapters, headings, subheadings that a code so described must have."""
        least = 0
        for term in terms:
            if isinstance(term.leaf, StartsWith) and not term.negated:
                least = max(least, min(map(len, term.leaf.beginnings), default=0))
        candidates = self._candidates(terms)
        if candidates:
            least = max(least, min(len(str(value)) for value in candidates))
        return {name for name, length in HS_LENGTHS.items() if length <= least}

    def _parts(self, column: str) -> set[str]:
        """What must have a value where this column has one."""
        parts = {name for name, length in HS_LENGTHS.items() if length < HS_LENGTHS.get(column, 0)}
        if column in self.schema:
            parts |= set(self.schema[column].made_of)
        return parts


def subject(term: Term) -> Subject:
    """What the term is about."""
    match term.leaf:
        case Compare(column, _, Peer(_, peer, by)):
            return column, peer, by
    return term.leaf.column


def _numbers_possible(terms: Iterable[Term]) -> bool:
    ranges = []
    holes = set()
    for term in terms:
        match term.leaf:
            case Compare(_, operator, value):
                number = value.factor if isinstance(value, Peer) else value
                assert isinstance(number, int | float)
                ranges.append(interval(operator, number))
                if operator is Operator.UNEQUAL:
                    holes.add(number)
            case Between(_, low, high) if not term.negated:
                assert isinstance(low, int | float)
                assert isinstance(high, int | float)
                ranges.append(Interval(low, high))
    left = reduce(Interval.and_, ranges, Interval())
    return not left.is_empty and left.point not in holes


def _days_possible(terms: Iterable[Term]) -> bool:
    """By date and from today, each for itself."""
    by_date, from_today = [], []
    for term in terms:
        match term.leaf:
            case Compare(_, operator, value):
                bounds = [(operator, value)]
            case Between(_, low, high) if not term.negated:
                bounds = [(Operator.AT_LEAST, low), (Operator.AT_MOST, high)]
            case _:
                continue
        for operator, day in bounds:
            if isinstance(day, Today):
                from_today.append(days(operator, day.plus_days))
            elif isinstance(day, dt.date):
                by_date.append(days(operator, day))
    return not any(
        reduce(Interval.and_, ranges, Interval()).is_empty for ranges in (by_date, from_today)
    )


def _texts_possible(terms: Iterable[Term]) -> bool:
    beginnings: frozenset[str] | None = None
    words: list[tuple[str, ...]] = [("",)]
    no_beginnings: set[str] = set()
    no_words: set[str] = set()
    listed: dict[str, set[bool]] = defaultdict(set)
    for term in terms:
        match term.leaf:
            case StartsWith(_, those) if term.negated:
                no_beginnings.update(those)
            case StartsWith(_, those):
                beginnings = common_prefixes(beginnings, those)
            case Contains(_, those) if term.negated:
                no_words.update(those)
            case Contains(_, those):
                words.append(those)
            case Listed(_, name):
                listed[name].add(term.negated)
    if any(len(both) == 2 for both in listed.values()):
        return False
    excluded = frozenset(no_beginnings)
    left = [
        one
        for one in (frozenset({""}) if beginnings is None else beginnings)
        if not begins_with_one_of(one, excluded) and not any(word in one for word in no_words)
    ]
    worded = all(any(not any(no in word for no in no_words) for word in those) for those in words)
    return bool(left) and worded


POSSIBLE: Mapping[Kind, Callable[[Iterable[Term]], bool]] = {
    Kind.CODE: _texts_possible,
    Kind.TEXT: _texts_possible,
    Kind.NUMBER: _numbers_possible,
    Kind.DATE: _days_possible,
}
