"""YAML → profiles, with everything that is wrong and where."""

import datetime as dt
import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from serai.declarations.columns import SCHEMA, Kind, Value
from serai.declarations.errors import FileUnreadableError, ListChangedError
from serai.declarations.lists import ReferenceList
from serai.risk.language.findings import ConditionError, Finding, did_you_mean, finding
from serai.risk.language.parse import Parsed, parse, parse_with_places
from serai.risk.language.tree import Compare, Peer
from serai.risk.profiles.profile import Example, Lane, Profile
from serai.risk.profiles.yaml_nodes import (
    Mapping,
    Node,
    Place,
    RefusedError,
    Scalar,
    Sequence,
    Within,
    read_nodes,
)

LARGEST = 64 * 1024 * 1024
"""Bytes of a file: some hundred thousand profiles."""
TOP = ("title", "title_ru", "lists", "profiles")
KEYS = (
    *("id", "title", "title_ru", "version", "lane", "weight", "area", "owner", "legal_basis"),
    *("valid_from", "valid_to", "when", "must_hit", "must_not_hit"),
)
NEEDED = ("id", "title", "lane", "when")
ID = re.compile(r"[\w.-]{1,100}")
NAME = re.compile(r"[^\W\d][\w.-]{0,99}")
SPECIAL = {".inf": math.inf, "-.inf": -math.inf, ".nan": math.nan}
FLAGS = {"true": True, "yes": True, "false": False, "no": False}
SHAPES = {
    Kind.NUMBER: ("a number", "число"),
    Kind.DATE: ("a date such as 2026-02-01", "дата вида 2026-02-01"),
    Kind.FLAG: ("true or false", "true или false"),
    Kind.TEXT: ("a text", "текст"),
    Kind.CODE: ("a text", "текст"),
}


@dataclass
class Located:
    """A profile with its places in the file."""

    profile: Profile
    when: Parsed
    scalar: Scalar
    place: Place
    must_hit: list[Place]
    must_not_hit: list[Place]
    is_whole: bool = True
    """Whether nothing was wrong with it as it was read."""


@dataclass
class Reading:
    """What a file holds, as far as it can be read, and what is wrong with it."""

    text: str = ""
    file: str = ""
    title: str = ""
    title_ru: str = ""
    profiles: list[Located] = field(default_factory=list)
    lists: dict[str, ReferenceList] = field(default_factory=dict)
    named: dict[str, Place] = field(default_factory=dict)
    """Where the lists are declared, those that could not be read too."""
    findings: list[Finding] = field(default_factory=list)

    def add(self, found: Finding, profile: str = "") -> None:
        self.findings.append(replace(found, file=self.file, profile=profile))


def read_file(path: Path | str) -> Reading:
    """The set in a YAML file; a file that cannot be opened is a finding like others."""
    path = Path(path)
    reason = ""
    try:
        if path.stat().st_size > LARGEST:
            reason = f"it is larger than {LARGEST // 1024**2} MB"
        else:
            return read_text(path.read_text(encoding="utf-8-sig"), path.parent, file=path.name)
    except OSError as error:
        reason = error.strerror or str(error)
    except UnicodeDecodeError:
        reason = "it is not text in UTF-8"
    reading = Reading(file=path.name)
    reading.add(finding("file", reason=reason))
    return reading


def read_text(text: str, folder: Path, *, file: str = "") -> Reading:
    """The set in a YAML text, whose lists are files within the folder."""
    text = text.replace("\r\n", "\n")
    reader = _Reader(Reading(text, file), folder)
    try:
        node, twice = read_nodes(text)
    except RefusedError as error:
        reader.reading.add(error.finding)
        return reader.reading
    for found in twice:
        reader.reading.add(found)
    if node is None:
        reader.reading.add(finding("lacking-key", 1, 1, key="profiles"))
    else:
        reader.whole(node)
    return reader.reading


class _Reader:
    def __init__(self, reading: Reading, folder: Path) -> None:
        self.reading = reading
        self.folder = folder
        self.profile = ""
        self.ids: dict[str, int] = {}

    def note(self, code: str, place: Place, **values: object) -> None:
        self.reading.add(finding(code, place.line, place.column, **values), self.profile)  # type: ignore[arg-type]

    def shape(self, key: str, place: Place, expected: tuple[str, str]) -> None:
        self.note("wrong-shape", place, key=key, expected=expected[0], expected_ru=expected[1])

    def whole(self, node: Node) -> None:
        if not isinstance(node, Mapping):
            self.shape("profiles", node.place, ("title, lists, profiles", "title, lists, profiles"))
            return
        self.known(node, TOP)
        self.reading.title = self.text(node, "title")
        self.reading.title_ru = self.text(node, "title_ru")
        for name, entry in self.mapping(node, "lists").items.items():
            self.one_list(name, entry)
        if "profiles" not in node.items:
            self.note("lacking-key", node.place, key="profiles")
        profiles = self.sequence(node, "profiles")
        for item in profiles.items:
            self.profile = ""
            self.one_profile(item)
        self.profile = ""
        if "profiles" in node.items and not profiles.items:
            self.note("no-profiles", profiles.place)

    def one_list(self, name: str, entry: Node) -> None:
        self.reading.named[name] = entry.place
        if not NAME.fullmatch(name):
            self.shape("lists", entry.place, ("a name", "название"))
            return
        pinned: str | None = None
        if isinstance(entry, Mapping):
            self.known(entry, ("file", "sha256"))
            if "file" not in entry.items:
                self.note("lacking-key", entry.place, key="file")
                return
            file, pinned = self.text(entry, "file"), self.text(entry, "sha256") or None
        elif isinstance(entry, Scalar) and not entry.is_missing:
            file = entry.value
        else:
            self.shape(name, entry.place, ("a file", "файл"))
            return
        try:
            path = (self.folder / file).resolve()
            if not path.is_relative_to(self.folder.resolve()):
                self.note("list-outside", entry.place, name=name)
                return
            found = ReferenceList.load(path)
        except (FileUnreadableError, OSError, ValueError) as error:
            self.note("list-file", entry.place, name=name, reason=str(error))
            return
        self.pin(name, found, pinned, entry.place)

    def pin(self, name: str, found: ReferenceList, pinned: str | None, place: Place) -> None:
        self.reading.lists[name] = replace(found, name=name)
        if pinned is None:
            self.note("list-unpinned", place, name=name, found=found.hash)
            return
        try:
            found.pinned(pinned)
        except ListChangedError:
            self.note("list-changed", place, name=name, found=found.hash)

    def one_profile(self, node: Node) -> None:
        if not isinstance(node, Mapping):
            self.shape("profiles", node.place, ("a profile", "профиль"))
            return
        before = len(self.reading.findings)
        self.profile = self.id(node)
        self.known(node, KEYS)
        for key in NEEDED:
            if key not in node.items:
                self.note("lacking-key", node.place, key=key)
        lane = self.lane(node)
        weight = self.value(node, "weight", Kind.NUMBER)
        valid_from, valid_to = self.day(node, "valid_from"), self.day(node, "valid_to")
        if valid_from and valid_to and valid_from > valid_to:
            place = node.items["valid_to"].place
            self.note("validity", place, **{"from": valid_from, "to": valid_to})
        must_hit, must_not_hit = (self.examples(node, key) for key in ("must_hit", "must_not_hit"))
        parsed = self.when(node)
        if parsed is None:
            return
        whole = all(found.severity != "error" for found in self.reading.findings[before:])
        profile = Profile(
            id=self.profile,
            title=self.text(node, "title"),
            version=self.text(node, "version") or "1",
            lane=lane,
            weight=weight if isinstance(weight, float) else 1.0,
            when=parsed.condition,
            area=self.text(node, "area"),
            owner=self.text(node, "owner"),
            legal_basis=self.text(node, "legal_basis"),
            valid_from=valid_from,
            valid_to=valid_to,
            must_hit=tuple(example for example, _ in must_hit),
            must_not_hit=tuple(example for example, _ in must_not_hit),
            title_ru=self.text(node, "title_ru"),
        )
        scalar = node.items["when"]
        assert isinstance(scalar, Scalar)
        hit, no_hit = ([place for _, place in many] for many in (must_hit, must_not_hit))
        self.reading.profiles.append(
            Located(profile, parsed, scalar, node.place, hit, no_hit, whole)
        )

    def id(self, node: Mapping) -> str:
        value = self.text(node, "id")
        if "id" not in node.items:
            return ""
        place = node.items["id"].place
        if not ID.fullmatch(value):
            self.note("bad-id", place, value=value[:100])
        elif value in self.ids:
            self.profile = value
            self.note("duplicate-id", place, value=value, first=self.ids[value])
        else:
            self.ids[value] = place.line
        return value

    def lane(self, node: Mapping) -> Lane:
        value = self.text(node, "lane")
        if "lane" in node.items and value not in tuple(Lane):
            hint = did_you_mean(value, Lane)
            self.note("bad-lane", node.items["lane"].place, value=value or '""', hint=hint)
        return Lane(value) if value in tuple(Lane) else Lane.GREEN

    def when(self, node: Mapping) -> Parsed | None:
        scalar = node.items.get("when")
        if scalar is None:
            return None
        if not isinstance(scalar, Scalar):
            self.shape("when", scalar.place, ("a condition", "условие"))
            return None
        try:
            return parse_with_places(scalar.value)
        except ConditionError as error:
            within = Within(self.reading.text, scalar)
            for found in error.findings:
                line, column = within.place(found.line, found.column)
                self.reading.add(replace(found, line=line, column=column), self.profile)
            return None

    def examples(self, node: Mapping, key: str) -> list[tuple[Example, Place]]:
        found: list[tuple[Example, Place]] = []
        for item in self.sequence(node, key).items:
            if isinstance(item, Mapping):
                example = {
                    name: self.example_value(name, value, item.keys[name].place)
                    for name, value in item.items.items()
                }
                found.append((example, item.place))
            else:
                self.shape(key, item.place, ("columns with values", "графы со значениями"))
        return found

    def example_value(self, name: str, node: Node, place: Place) -> Value | None:
        """The value of a column; `today`, and the reference value under `peer(… by …)`."""
        if name == "today":
            kind = Kind.DATE
        elif name in SCHEMA:
            kind = SCHEMA[name].kind
        elif is_peer(name):
            kind = Kind.NUMBER
        else:
            self.note("example-column", place, name=name, hint=did_you_mean(name, SCHEMA))
            return None
        try:
            return converted(node, kind)
        except ValueError:
            shown = node.value[:60] if isinstance(node, Scalar) else "…"
            words = {"expected": SHAPES[kind][0], "expected_ru": SHAPES[kind][1]}
            self.note("example-value", node.place, column=name, value=shown, **words)
            return None

    def known(self, node: Mapping, keys: tuple[str, ...]) -> None:
        for key, scalar in node.keys.items():
            if key not in keys:
                hint = did_you_mean(key, keys)
                self.note("unknown-key", scalar.place, key=key[:60] or '""', hint=hint)

    def text(self, node: Mapping, key: str) -> str:
        value = self.value(node, key, Kind.TEXT)
        return value if isinstance(value, str) else ""

    def day(self, node: Mapping, key: str) -> dt.date | None:
        value = self.value(node, key, Kind.DATE)
        return value if isinstance(value, dt.date) else None

    def value(self, node: Mapping, key: str, kind: Kind) -> Value | None:
        item = node.items.get(key)
        if item is None:
            return None
        try:
            value = converted(item, kind)
        except ValueError:
            self.shape(key, item.place, SHAPES[kind])
            return None
        if isinstance(value, float) and not math.isfinite(value):
            self.shape(key, item.place, SHAPES[kind])
        return value

    def mapping(self, node: Mapping, key: str) -> Mapping:
        item = node.items.get(key)
        if isinstance(item, Mapping):
            return item
        if item is not None and not (isinstance(item, Scalar) and item.is_missing):
            self.shape(key, item.place, ("names with values", "названия со значениями"))
        return Mapping(node.place)

    def sequence(self, node: Mapping, key: str) -> Sequence:
        item = node.items.get(key)
        if isinstance(item, Sequence):
            return item
        if item is not None and not (isinstance(item, Scalar) and item.is_missing):
            self.shape(key, item.place, ("a list with dashes", "перечень через дефисы"))
        return Sequence(node.place if item is None else item.place)


def converted(node: Node, kind: Kind) -> Value | None:
    """The value of a scalar. Raises ValueError where it is none of that kind."""
    if not isinstance(node, Scalar):
        raise ValueError("no single value")
    if node.is_missing:
        return None
    return CONVERT[kind](node.value)


def _number(text: str) -> float:
    return SPECIAL[text.lower()] if text.lower() in SPECIAL else float(text)


def _date(text: str) -> dt.date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError("no date")
    return dt.date.fromisoformat(text)


def _flag(text: str) -> bool:
    if text.lower() not in FLAGS:
        raise ValueError("neither yes nor no")
    return FLAGS[text.lower()]


CONVERT: dict[Kind, Callable[[str], Value]] = {
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.FLAG: _flag,
    Kind.TEXT: str,
    Kind.CODE: str,
}


def is_peer(name: str) -> bool:
    """Whether an example's key names a reference value: `peer(unit_price by hs6, origin)`."""
    try:
        tree = parse(f"price < {name}")
    except ConditionError:
        return False
    return isinstance(tree, Compare) and isinstance(tree.value, Peer)
