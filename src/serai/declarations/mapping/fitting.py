"""A mapping held against the header of a file: which column is read by which rule."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from serai.declarations.columns import SCHEMA
from serai.declarations.errors import MappingError
from serai.declarations.findings import IgnoredColumn
from serai.declarations.mapping.rules import FileMapping, Rule, taken_as_they_are


@dataclass(frozen=True)
class Fitted:
    """The rules that apply, each to a column that is there, and the columns that nothing reads."""

    rules: tuple[Rule, ...]
    ignored: tuple[IgnoredColumn, ...]


def fit(mapping: FileMapping | None, header: Sequence[str], name: str) -> Fitted:
    """The rules for this header; `name` is the file's, for messages.

    Without a mapping, columns named as ours or as their box of the SAD are taken as they are. Raises
    MappingError where a mapped column is not there, or nothing is recognised.
    """
    if mapping is None:
        return _recognised(header, name)
    there = frozenset(header)
    problems = []
    rules = []
    for rule in mapping.rules:
        if rule.theirs in there:
            rules.append(rule)
        elif not rule.optional:
            problems.append(f"the file has no column “{rule.theirs}”{_near(rule.theirs, header)}")
    if not rules and not problems:
        problems.append("the file has none of the columns it names")
    if problems:
        raise MappingError(f"{mapping.name} for {name}", problems)
    read = {rule.theirs for rule in mapping.rules} | mapping.ignored
    read.update(part for rule in mapping.rules for part in rule.followed_by)
    left = [column for column in header if column and column not in read]
    return Fitted(tuple(rules), tuple(IgnoredColumn(column, _hint(column)) for column in left))


def _recognised(header: Sequence[str], name: str) -> Fitted:
    rules: dict[str, Rule] = {}
    ignored, problems = [], []
    for column in header:
        ours = _names().get(squeezed(column))
        if ours is None:
            if column:
                ignored.append(IgnoredColumn(column, _hint(column)))
        elif ours in rules:
            both = f"“{rules[ours].theirs}” and “{column}”"
            problems.append(f"{both} are both “{ours}”; a mapping can say which is meant")
        else:
            rules[ours] = taken_as_they_are(column, ours)
    if not rules:
        listed = ", ".join(f"“{column}”" for column in header[:8])
        problems.append(f"no column is known: {listed}. A mapping says whose column is which")
    if problems:
        raise MappingError(name, problems, "it is not clear which column is which")
    return Fitted(tuple(rules.values()), tuple(ignored))


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """What a column may be called → its name: our name, its title, and both with the box number."""
    found: dict[str, str] = {}
    for column in SCHEMA.declared:
        for title in (column.name, column.title, column.title_ru):
            found[squeezed(title)] = column.name
            found[squeezed(f"{column.box} {title}")] = column.name
            found[squeezed(f"box {column.box} {title}")] = column.name
    boxes = [column.box for column in SCHEMA.declared]
    for column in SCHEMA.declared:
        if boxes.count(column.box) == 1:
            found[squeezed(f"box {column.box}")] = column.name
            found[squeezed(f"графа {column.box}")] = column.name
    return found


def _hint(column: str) -> str:
    """What a column that is not read may be."""
    known = squeezed(column)
    for derived in SCHEMA.values():
        if derived.is_derived and squeezed(derived.name) == known:
            return "it is derived from " + " and ".join(derived.made_of)
    near = difflib.get_close_matches(known, _names(), n=1, cutoff=0.75)
    return f"did you mean {_names()[near[0]]}?" if near else ""


def _near(theirs: str, header: Sequence[str]) -> str:
    near = difflib.get_close_matches(theirs, [column for column in header if column], n=1)
    return f"; did you mean “{near[0]}”?" if near else ""


def squeezed(name: str) -> str:
    """A heading in lower case without what people vary: spaces, hyphens, points."""
    return re.sub(r"[\W_]+", "", name).casefold()
