"""Reads the tree of a mapping file, collecting every problem with its line."""

import codecs
import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import yaml

from serai.declarations.columns import SCHEMA, Kind, Value
from serai.declarations.errors import MappingError
from serai.declarations.mapping.rules import UNITS, FileMapping, Rule

TOP = (
    "title", "source", "encoding", "delimiter", "sheet", "decimal", "thousands", "dates",
    "missing", "optional", "columns", "constants", "keep", "ignore",
)  # fmt: skip
OPTIONS = (
    "to", "unit", "times", "codes", "others", "decimal", "thousands", "dates", "width", "remove",
    "missing", "default", "followed_by", "optional",
)  # fmt: skip
THOUSANDS = ("", " ", ",", ".", "'", "\u00a0", "\u202f")
DATE_PARTS = {"yyyy": "%Y", "yy": "%y", "mm": "%m", "dd": "%d", "mon": "%b"}
TRUE, FALSE = ("yes", "true"), ("no", "false")


class MappingReader:
    """One reading of one file."""

    def __init__(self, name: str, table: Callable[[str], Mapping[str, str]]) -> None:
        self.name = name
        self.table = table
        self.problems: list[str] = []

    def read(self, root: yaml.Node | None) -> FileMapping:
        """The mapping. Raises MappingError with every problem found."""
        if root is None:
            raise MappingError(self.name, ["the file is empty"])
        top = self.entries(root, "the file", TOP)
        shared = self.shared(top)
        rules: list[Rule] = []
        for theirs, node in self.entries(top.get("columns"), "columns").items():
            if rule := self.rule(theirs, node, shared):
                rules.append(rule)
        for theirs, node in self.entries(top.get("keep"), "keep").items():
            if rule := self.kept(theirs, node, shared):
                rules.append(rule)
        constants = self.constants(top.get("constants"))
        self.check_once([rule.ours for rule in rules] + list(constants), root)
        if not rules:
            self.problem(root, "no column is mapped")
        found = FileMapping(
            name=self.name,
            rules=tuple(rules),
            constants=constants,
            ignored=frozenset(self.texts(top.get("ignore"))),
            title=self.text(top.get("title")),
            encoding=self.encoding(top.get("encoding")),
            delimiter=self.delimiter(top.get("delimiter")),
            sheet=self.text(top.get("sheet")),
        )
        if self.problems:
            raise MappingError(self.name, self.problems)
        return found

    def rule(self, theirs: str, node: yaml.Node, shared: Mapping[str, Any]) -> Rule | None:
        """`Their name: ours`, or `Their name: {to: ours, …}`."""
        options: Mapping[str, yaml.Node] = {"to": node}
        if not isinstance(node, yaml.ScalarNode):
            options = self.entries(node, f"column “{theirs}”", OPTIONS)
        ours = self.text(options.get("to"))
        if ours not in SCHEMA or SCHEMA[ours].is_derived:
            self.problem(node, f"column “{theirs}” goes to {self.unknown_column(ours)}")
            return None
        column = SCHEMA[ours]
        given = self.reading(options, shared)
        given["times"] = self.factor(options, column.kind, column.unit)
        if "codes" in options:
            given["codes"] = self.codes(options["codes"])
        if "width" in options:
            given["width"] = self.whole(options["width"])
        for option in ("remove", "default", "others"):
            if option in options:
                given[option] = self.text(options[option])
        if given.get("others", "bad") not in ("bad", "keep", "missing"):
            self.problem(options["others"], "`others` is one of bad, keep, missing")
        given["followed_by"] = self.texts(options.get("followed_by"))
        return Rule.of(theirs, column, **given)

    def kept(self, theirs: str, node: yaml.Node, shared: Mapping[str, Any]) -> Rule | None:
        """`Their name: kind`: a column beside the schema's, under its own name."""
        kind = self.text(node)
        if kind not in tuple(Kind):
            self.problem(node, f"“{kind}” is no kind; there are {', '.join(Kind)}")
            return None
        if theirs in SCHEMA:
            self.problem(node, f"“{theirs}” is a name of the schema; map it under `columns`")
            return None
        given: dict[str, Any] = dict(shared)
        return Rule(
            theirs=theirs, ours=theirs, kind=Kind(kind), title=theirs, width=0, is_extra=True,
            **given,
        )  # fmt: skip

    def unknown_column(self, ours: str) -> str:
        if ours in SCHEMA:
            parts = " and ".join(SCHEMA[ours].made_of)
            return f"“{ours}”, which is derived: map {parts}"
        declared = [column.name for column in SCHEMA.declared]
        near = difflib.get_close_matches(ours, declared, n=1)
        return f"“{ours}”, which is no column" + (f"; did you mean {near[0]}?" if near else "")

    def shared(self, top: Mapping[str, yaml.Node]) -> dict[str, Any]:
        """How values are written throughout the file."""
        return self.reading(top, {})

    def reading(
        self, options: Mapping[str, yaml.Node], shared: Mapping[str, Any]
    ) -> dict[str, Any]:
        """How values are written: what is said here, else what is said for the whole file."""
        found = dict(shared)
        if "decimal" in options:
            found["decimal"] = self.text(options["decimal"])
            if found["decimal"] not in (".", ","):
                self.problem(options["decimal"], '`decimal` is "." or ","')
        if "thousands" in options:
            found["thousands"] = self.text(options["thousands"])
            if found["thousands"] not in THOUSANDS:
                self.problem(options["thousands"], "`thousands` is one of a space, , . '")
        if found.get("thousands") and found["thousands"] == found.get("decimal", "."):
            node = options.get("thousands") or options.get("decimal")
            self.problem(node, "`decimal` and `thousands` are the same mark")
        if "dates" in options:
            formats = [
                self.date_format(one, options["dates"]) for one in self.texts(options["dates"])
            ]
            found["dates"] = tuple(form for form in formats if form)
        if "missing" in options:
            found["missing"] = frozenset(self.texts(options["missing"]))
        if "optional" in options:
            found["optional"] = self.yes(options["optional"])
        return found

    def date_format(self, text: str, node: yaml.Node) -> str:
        """`dd.mm.yyyy` or `%d.%m.%Y`, as strptime writes it."""
        form = text
        if "%" not in text:
            form = re.sub(
                "|".join(DATE_PARTS),
                lambda part: DATE_PARTS[part[0].lower()],
                text,
                flags=re.IGNORECASE,
            )
        parts = re.findall(r"%(.?)", form)
        if not (set(parts) <= set("YymdbB") and {"d"} <= set(parts) and len(parts) == 3):
            self.problem(node, f"“{text}” is no date format; write it like dd.mm.yyyy")
            return ""
        return form

    def factor(self, options: Mapping[str, yaml.Node], kind: Kind, unit: str) -> float:
        """What a number is multiplied with: its unit's factor times `times`."""
        factor = 1.0
        for option in ("unit", "times"):
            if option in options and kind is not Kind.NUMBER:
                self.problem(options[option], f"`{option}` is for numbers")
                return factor
        if "unit" in options:
            theirs = self.text(options["unit"])
            known = UNITS.get(unit, {})
            if theirs not in known:
                can = f"; there are {', '.join(known)}" if known else ": the column has no unit"
                self.problem(options["unit"], f"“{theirs}” is no unit here{can}")
            factor = known.get(theirs, 1.0)
        if "times" in options:
            try:
                factor *= float(self.text(options["times"]))
            except ValueError:
                factor = float("nan")
            if not 0 < factor < float("inf"):
                self.problem(options["times"], "`times` is a number above 0")
        return factor

    def codes(self, node: yaml.Node) -> Mapping[str, str]:
        """A table written out, or the name of one."""
        if isinstance(node, yaml.ScalarNode):
            try:
                return self.table(str(node.value))
            except LookupError as unknown:
                self.problem(node, str(unknown.args[0]))
                return {}
        return {theirs: self.text(ours) for theirs, ours in self.entries(node, "codes").items()}

    def constants(self, node: yaml.Node | None) -> Mapping[str, Value]:
        """Columns with one value in every row."""
        found: dict[str, Value] = {}
        for ours, value in self.entries(node, "constants").items():
            text = self.text(value)
            if ours not in SCHEMA or SCHEMA[ours].is_derived:
                self.problem(value, f"a constant goes to {self.unknown_column(ours)}")
            elif SCHEMA[ours].kind in (Kind.CODE, Kind.TEXT):
                found[ours] = text
            elif SCHEMA[ours].kind is Kind.FLAG:
                found[ours] = self.yes(value)
            else:
                self.problem(value, f"“{ours}” cannot be constant: only codes, texts and flags can")
        return found

    def check_once(self, ours: Iterable[str], root: yaml.Node) -> None:
        listed = list(ours)
        for twice in sorted({name for name in listed if listed.count(name) > 1}):
            self.problem(root, f"“{twice}” is filled more than once")

    def encoding(self, node: yaml.Node | None) -> str:
        text = self.text(node)
        try:
            decoded = codecs.lookup(text).name if text else ""
            "".encode(decoded or "utf-8")
        except (LookupError, ValueError):
            self.problem(node, f"“{text}” is no encoding; there are utf-8, cp1251, utf-16")
            return ""
        return decoded

    def delimiter(self, node: yaml.Node | None) -> str:
        text = {"tab": "\t", "\\t": "\t"}.get(self.text(node), self.text(node))
        if text and (len(text) != 1 or text in '"\r\n\0' or not text.isascii()):
            self.problem(node, "`delimiter` is one character, or tab")
        return text

    def whole(self, node: yaml.Node) -> int:
        text = self.text(node)
        if not (text.isascii() and text.isdigit() and int(text[:4]) <= 50):
            self.problem(node, "`width` is a number of digits, 0 to 50; 0 leaves codes as they are")
            return 0
        return int(text)

    def yes(self, node: yaml.Node | None) -> bool:
        text = self.text(node).lower()
        if text and text not in TRUE + FALSE:
            self.problem(node, "write yes or no")
        return text in TRUE

    def text(self, node: yaml.Node | None) -> str:
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode):
            self.problem(node, "one value is expected here")
            return ""
        return str(node.value)

    def texts(self, node: yaml.Node | None) -> tuple[str, ...]:
        """One text or a list of them."""
        if isinstance(node, yaml.SequenceNode):
            return tuple(self.text(part) for part in node.value)
        return (self.text(node),) if node is not None else ()

    def entries(
        self, node: yaml.Node | None, what: str, known: tuple[str, ...] = ()
    ) -> dict[str, yaml.Node]:
        """The entries of a table; unknown and repeated names are problems."""
        if node is None:
            return {}
        if not isinstance(node, yaml.MappingNode):
            self.problem(node, f"{what}: entries like “name: value” are expected")
            return {}
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = self.text(key)
            if name in found:
                self.problem(key, f"“{name}” stands twice")
            if known and name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
                self.problem(key, f"“{name}” is not known here; {hint}")
            found[name] = value
        return found

    def problem(self, node: yaml.Node | None, text: str) -> None:
        place = f"line {node.start_mark.line + 1}: " if node is not None else ""
        self.problems.append(place + text)
