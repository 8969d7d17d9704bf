"""YAML as a tree of texts with their places: nothing is built, nothing refers to anything else.

A scalar stays the text it is: `007`, `NO` and `2026-02-01` are what was written, and only a plain
`null`, `~` or nothing at all is missing. Anchors, aliases and tags are refused, so that no file
grows while it is read.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from serai.risk.language.expected import quoted
from serai.risk.language.findings import Finding, finding
from serai.risk.language.parse import UNWRITABLE
from serai.risk.profiles.yaml_words import yaml_finding

MAX_DEPTH = 20
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The parser in C where it was built: ten times faster, the same events."""


@dataclass(frozen=True, slots=True)
class Place:
    """Line and column from 1, and the index of the character in the file."""

    line: int
    column: int
    index: int


@dataclass(slots=True)
class Scalar:
    """A text, and how it was written: plain, `'`, `"`, `|` or `>`."""

    value: str
    style: str
    place: Place
    end: Place

    @property
    def is_missing(self) -> bool:
        return not self.style and self.value.lower() in {"", "~", "null"}


@dataclass(slots=True)
class Sequence:
    """A list."""

    place: Place
    items: "list[Node]" = field(default_factory=list)


@dataclass(slots=True)
class Mapping:
    """Keys with values; `keys` has the places of the keys."""

    place: Place
    items: "dict[str, Node]" = field(default_factory=dict)
    keys: dict[str, Scalar] = field(default_factory=dict)


type Node = Scalar | Sequence | Mapping


class RefusedError(ValueError):
    """The text is no YAML that is taken."""

    def __init__(self, found: Finding) -> None:
        super().__init__(str(found))
        self.finding = found


def read_nodes(text: str) -> tuple[Node | None, list[Finding]]:
    """The one document of a text, and keys that stand twice. Raises RefusedError.

    Nothing for a text without a document.
    """
    if found := UNWRITABLE.search(text):
        before = text[: found.start()]
        place = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise RefusedError(finding("unknown-sign", *place, sign=quoted(found.group())))
    try:
        composer = _Composer(yaml.parse(text, Loader=LOADER))
        return composer.document(), composer.findings
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        reason = error.problem or error.context or "it breaks off"
        raise RefusedError(yaml_finding(reason, *place)) from None
    except yaml.YAMLError as error:
        reason = str(error).split("\n", maxsplit=1)[0]
        raise RefusedError(yaml_finding(reason, 1, 1)) from None


class _Composer:
    def __init__(self, events: Iterator[yaml.Event]) -> None:
        self.events = events
        self.findings: list[Finding] = []

    def document(self) -> Node | None:
        node: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if node is not None:
                    place = _place(event.start_mark)
                    raise RefusedError(finding("yaml-documents", place.line, place.column))
                node = self.node(next(self.events), 1)
        return node

    def node(self, event: yaml.Event, depth: int) -> Node:
        place = _place(event.start_mark)
        at = (place.line, place.column)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise RefusedError(finding("yaml-alias", *at))
        if (tag := getattr(event, "tag", None)) is not None:
            raise RefusedError(finding("yaml-tag", *at, tag=str(tag)[:60]))
        if depth > MAX_DEPTH:
            raise RefusedError(finding("yaml-deep", *at))
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(event.value, event.style or "", place, _place(event.end_mark))
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(place, depth)
        return self.mapping(place, depth)

    def sequence(self, place: Place, depth: int) -> Sequence:
        made = Sequence(place)
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            made.items.append(self.node(event, depth + 1))
        return made

    def mapping(self, place: Place, depth: int) -> Mapping:
        made = Mapping(place)
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.node(event, depth + 1)
            value = self.node(next(self.events), depth + 1)
            at = (key.place.line, key.place.column)
            if not isinstance(key, Scalar):
                raise RefusedError(finding("yaml-key", *at))
            if key.value in made.items:
                first = made.keys[key.value].place.line
                self.findings.append(finding("duplicate-key", *at, key=key.value, first=first))
                continue
            made.items[key.value] = value
            made.keys[key.value] = key
        return made


def _place(mark: Any) -> Place:
    """Of a mark, which the two parsers have each in a type of its own."""
    return Place(mark.line + 1, mark.column + 1, mark.index)


class Within:
    """Finds in the file what stands in a scalar: however many places are asked for, it is gone through once.

    Blanks may have been folded and marks escaped on the way, so letters are counted, not blanks.
    """

    def __init__(self, text: str, scalar: Scalar) -> None:
        self.text = text
        self.scalar = scalar
        self.lines = [0, *(at.end() for at in re.finditer("\n", scalar.value))]
        self.letters = [at.start() for at in re.finditer(r"\S", scalar.value)]
        begin = _begin(text, scalar)
        self.signs = [*_signs(text, begin, scalar)]
        self.end = self.signs[-1] + 1 if self.signs else begin
        first = text.rfind("\n", 0, scalar.place.index) + 1
        breaks = re.finditer("\n", text[first : scalar.end.index])
        self.breaks = [first, *(first + at.end() for at in breaks)]

    def place(self, line: int, column: int) -> tuple[int, int]:
        """Line and column in the file of those in the scalar's value, all from 1."""
        line = min(line, len(self.lines))
        before = bisect_left(self.letters, self.lines[line - 1] + column - 1)
        index = self.signs[before] if before < len(self.signs) else self.end
        row = bisect_right(self.breaks, index) - 1
        return self.scalar.place.line + row, index - self.breaks[row] + 1


def _begin(text: str, scalar: Scalar) -> int:
    """Behind the mark that opens the scalar."""
    start = scalar.place.index
    if scalar.style in {"|", ">"}:
        return text.index("\n", start) + 1
    return start + 1 if scalar.style else start


def _signs(text: str, index: int, scalar: Scalar) -> Iterator[int]:
    """Where each sign that is no blank begins in the file."""
    if scalar.style not in {'"', "'"}:
        yield from (at.start() for at in re.compile(r"\S").finditer(text, index, scalar.end.index))
        return
    lengths = {"x": 4, "u": 6, "U": 10}
    while index < scalar.end.index:
        step = 1
        blank = text[index].isspace()
        if scalar.style == '"' and text[index] == "\\":
            letter = text[index + 1]
            step = lengths.get(letter, 2)
            blank = letter in "ntr \n\t_NLP"
        elif scalar.style == "'" and text[index : index + 2] == "''":
            step = 2
        if not blank:
            yield index
        index += step
