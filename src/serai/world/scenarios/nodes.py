"""YAML with the place of everything, and problems that are gathered until the end."""

import difflib
import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import yaml

LARGEST = 200_000
"""Characters of a file."""
LISTED = 12
"""Words that a hint names, if there are no more."""
DEEPEST = 20
"""Lists and keys in one another."""


@dataclass(frozen=True)
class Problem:
    """What is wrong, where, and what would help."""

    line: int
    column: int
    what: str
    hint: str = ""

    def __str__(self) -> str:
        place = f"line {self.line}, column {self.column}: " if self.line else ""
        return f"{place}{self.what}." + (f" {self.hint}" if self.hint else "")


class ScenarioError(ValueError):
    """A scenario that cannot be; `problems` has everything that is wrong, by line."""

    def __init__(self, file: str, problems: Iterable[Problem]) -> None:
        self.file = file
        self.problems = sorted(problems, key=lambda one: (one.line, one.column, one.what))
        super().__init__("\n".join(f"{file}, {one}" for one in self.problems))


@dataclass
class Reader:
    """Takes values out of nodes; what is wrong is noted, and something harmless is returned."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def document(self, text: str) -> yaml.Node | None:
        """The one document of a text."""
        if len(text) > LARGEST:
            self.problems.append(Problem(0, 0, f"the file is longer than {LARGEST:,} characters"))
            return None
        try:
            depth = 0
            for one in yaml.parse(text, yaml.SafeLoader):
                depth += isinstance(one, yaml.CollectionStartEvent)
                depth -= isinstance(one, yaml.CollectionEndEvent)
                if depth > DEEPEST:
                    # PyYAML takes minutes for some thousand brackets.
                    assert one.start_mark is not None
                    at = one.start_mark.line + 1, one.start_mark.column + 1
                    hint = f"A scenario has fewer than {DEEPEST} levels."
                    self.problems.append(Problem(*at, "too much stands in one another", hint))
                    return None
                if isinstance(one, yaml.AliasEvent):
                    assert one.start_mark is not None
                    at = one.start_mark.line + 1, one.start_mark.column + 1
                    hint = "Write out what it stands for."
                    self.problems.append(Problem(*at, "aliases (*name) are not read", hint))
                    return None
            return yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as wrong:
            mark = wrong.problem_mark or wrong.context_mark
            at = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            self.problems.append(
                Problem(
                    *at,
                    f"no YAML: {wrong.problem or wrong.context}",
                    "Blanks, not tabs; a blank after a colon.",
                )
            )
        except (yaml.YAMLError, RecursionError, ValueError, OverflowError) as wrong:
            # PyYAML's own ValueErrors: "\UFFFFFFFF" is no character, %YAML 1.999… no version.
            self.problems.append(Problem(1, 1, f"no YAML: {str(wrong).partition(chr(10))[0]}"))
        return None

    def wrong(self, node: yaml.Node, what: str, hint: str = "") -> None:
        """Note a problem at a node."""
        mark = node.start_mark
        self.problems.append(Problem(mark.line + 1, mark.column + 1, what, hint))

    def mapping(
        self, node: yaml.Node | None, what: str, keys: Iterable[str] = ()
    ) -> dict[str, yaml.Node]:
        """Keys with their nodes; with `keys`, no others are allowed."""
        if node is None:
            return {}
        if not isinstance(node, yaml.MappingNode):
            self.wrong(
                node, f"{what} has keys with values", "For example “key: value”, one a line."
            )
            return {}
        known, found = list(keys), {}
        for key, value in node.value:
            plain = isinstance(key, yaml.ScalarNode) and not _halved(key.value)
            name = str(key.value) if plain else "?"
            if name in found:
                self.wrong(key, f"“{name}” stands twice in {what}")
            elif known and name not in known:
                self.wrong(key, f"“{name}” does not belong in {what}", self.near(name, known))
            else:
                found[name] = value
        return found

    def items(self, node: yaml.Node | None, what: str) -> list[yaml.Node]:
        """Of a list."""
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.wrong(
                node, f"{what} is a list", "Each item begins with “- ”, or all stand in [a, b]."
            )
            return []
        return list(node.value)

    def text(self, node: yaml.Node | None, what: str) -> str:
        """Of a scalar, as it is written."""
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip() or _halved(node.value):
            self.wrong(node, f"{what} is a text")
            return ""
        return str(node.value).strip()

    def number(
        self, node: yaml.Node | None, what: str, *, least: float, most: float, missing: float,
        whole: bool = False,
    ) -> float:  # fmt: skip
        """Between two bounds."""
        if node is None:
            return missing
        kind = f"{'whole ' if whole else ''}number"
        text = node.value.strip() if isinstance(node, yaml.ScalarNode) else ""
        if not text or _halved(text):
            self.wrong(node, f"{what} is a {kind}")
            return missing
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if math.isnan(value) or (whole and value != int(value) if math.isfinite(value) else whole):
            self.wrong(node, f"{what} is a {kind}, not “{text}”")
        elif not least <= value <= most:
            self.wrong(node, f"{what} lies between {least:,.10g} and {most:,.10g}, not at {text}")
        else:
            return value
        return missing

    def one_of(self, node: yaml.Node | None, what: str, known: Iterable[str]) -> str:
        """One of some words; empty where it is none."""
        text, known = self.text(node, what), list(known)
        if node is None or not text:
            return ""
        if text not in known:
            self.wrong(node, f"“{text}” is no {what}", self.near(text, known))
            return ""
        return text

    @staticmethod
    def near(text: str, known: Iterable[str]) -> str:
        """A hint."""
        known = sorted(known)
        close = difflib.get_close_matches(text.lower(), [one.lower() for one in known], n=1)
        if close:
            return f"Did you mean {next(one for one in known if one.lower() == close[0])}?"
        if len(known) <= LISTED:
            return f"There are {', '.join(known)}."
        return f"There are {len(known)}, for example {', '.join(known[:3])}."


def _halved(text: str) -> bool:
    """Whether a text holds half a character, as "\\ud800" does: nobody can print it."""
    return any("\ud800" <= sign <= "\udfff" for sign in text)
