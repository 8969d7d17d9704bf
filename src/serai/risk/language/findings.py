"""What is wrong with a condition or a set: all of it at once, each with its place and a hint."""

import difflib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources


class Severity(StrEnum):
    """An error keeps a set from being screened with; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, in English and in Russian.

    Lines and columns count from 1; 0 means that there is no place to point at. `path` leads to the
    part of the tree: the index of each part on the way down, values of a leaf included.
    """

    code: str
    severity: Severity
    message: str
    message_ru: str
    line: int = 0
    column: int = 0
    hint: str = ""
    hint_ru: str = ""
    path: tuple[int, ...] = ()
    profile: str = ""
    file: str = ""

    def words(self, language: str = "en") -> str:
        """Message and hint in `en` or `ru`."""
        parts = (self.message_ru, self.hint_ru) if language == "ru" else (self.message, self.hint)
        return " ".join(filter(None, parts))

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        return " ".join(
            filter(None, (place, f"{self.severity} {self.code}", self.profile, "–", self.words()))
        )

    def as_json(self) -> dict[str, object]:
        """What a form needs to show it beside the field."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "message": {"en": self.message, "ru": self.message_ru},
            "hint": {"en": self.hint, "ru": self.hint_ru},
            "file": self.file,
            "profile": self.profile,
            "line": self.line,
            "column": self.column,
            "path": list(self.path),
        }


class ConditionError(ValueError):
    """A condition cannot be read. `findings` says why, all of it; `text` is what was read."""

    def __init__(self, findings: Iterable[Finding], text: str = "") -> None:
        self.findings = tuple(findings)
        self.text = text
        super().__init__("\n".join(self._lines()))

    def _lines(self) -> Iterable[str]:
        for found in self.findings:
            yield str(found)
            if self.text and found.line:
                yield excerpt(self.text, found.line, found.column)


@cache
def _messages() -> dict[str, dict[str, str]]:
    text = resources.files(__package__).joinpath("messages.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def finding(
    code: str,
    line: int = 0,
    column: int = 0,
    /,
    *,
    path: tuple[int, ...] = (),
    hint: tuple[str, str] = ("", ""),
    **values: object,
) -> Finding:
    """A finding in the words of `messages.toml`; `hint` in both languages goes before the one there.

    Raises KeyError for a code that has no words.
    """
    words = _messages()[code]
    return Finding(
        code=code,
        severity=Severity(words["severity"]),
        message=words["en"].format(**values),
        message_ru=words["ru"].format(**values),
        line=line,
        column=column,
        hint=hint[0] or words.get("hint", "").format(**values),
        hint_ru=hint[1] or words.get("hint_ru", "").format(**values),
        path=path,
    )


def did_you_mean(name: str, known: Iterable[str]) -> tuple[str, str]:
    """A hint at the nearest known name, in English and in Russian; empty where none is near."""
    by_lower = {one.lower(): one for one in sorted(known)}
    near = difflib.get_close_matches(name.lower()[:100], by_lower, n=1)
    if not near:
        return "", ""
    return f"Did you mean {by_lower[near[0]]}?", f"Возможно, {by_lower[near[0]]}?"


def excerpt(text: str, line: int, column: int, *, width: int = 76) -> str:
    """The line with a caret under the column (both from 1); a long line is cut around it."""
    lines = text.split("\n")
    whole = lines[min(line, len(lines)) - 1].replace("\t", " ").rstrip("\r")
    start = max(0, min(column - 1 - width // 2, len(whole) - width))
    cut = "".join(sign if sign.isprintable() else "�" for sign in whole[start : start + width])
    return f"    {cut}\n    {' ' * (column - 1 - start)}^"
