"""The Harmonized System, edition 2022: 21 sections, 97 chapters, and how its codes are built.

A code's first two digits are the chapter, four the heading, six the subheading; what follows is
national (8, 10 or 11 digits). Where the table comes from is said in README.md beside this file.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

LENGTHS = (2, 4, 6, 8, 10, 11)
"""Digits of a chapter, a heading, a subheading, and of national codes."""
RESERVED = "77"
NATIONAL = ("98", "99")
"""Chapters left to national use."""


@dataclass(frozen=True)
class Section:
    """One of the 21 sections: its Roman number, its titles, and its chapters in order."""

    number: str
    title: str
    title_ru: str
    chapters: tuple[str, ...]


@dataclass(frozen=True)
class Chapter:
    """One of the 97 chapters: two digits, its titles, and the number of its section."""

    code: str
    title: str
    title_ru: str
    section: str

    @property
    def is_reserved(self) -> bool:
        """Nothing can be declared in it."""
        return self.code == RESERVED


@lru_cache(maxsize=1)
def _rows() -> tuple[Mapping[str, str], ...]:
    with files(__package__).joinpath("nomenclature.csv").open(encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


@lru_cache(maxsize=1)
def chapters() -> Mapping[str, Chapter]:
    """All chapters by their two digits, in order."""
    found = {
        row["code"]: Chapter(row["code"], row["title"], row["title_ru"], row["section"])
        for row in _rows()
        if row["level"] == "chapter"
    }
    return MappingProxyType(found)


@lru_cache(maxsize=1)
def sections() -> Mapping[str, Section]:
    """All sections by their Roman number, in order."""
    found = {
        row["code"]: Section(
            row["code"],
            row["title"],
            row["title_ru"],
            tuple(code for code, one in chapters().items() if one.section == row["code"]),
        )
        for row in _rows()
        if row["level"] == "section"
    }
    return MappingProxyType(found)


def is_code(code: str) -> bool:
    """Whether this has the form of a code: 2, 4, 6, 8, 10 or 11 digits, in a chapter that is in use.

    National chapters 98 and 99 are in use.
    """
    if len(code) not in LENGTHS or not (code.isascii() and code.isdigit()):
        return False
    chapter = chapters().get(code[:2])
    return code[:2] in NATIONAL or (chapter is not None and not chapter.is_reserved)


def is_subheading(code: str) -> bool:
    """Whether this has the form of a subheading: six digits in a chapter that is in use."""
    return len(code) == 6 and is_code(code)


def chapter_of(code: str) -> Chapter | None:
    """The chapter a code stands in; nothing for national chapters and for what is no code."""
    return chapters().get(code[:2]) if is_code(code) else None


def section_of(code: str) -> Section | None:
    """The section a code stands in; nothing for national chapters and for what is no code."""
    chapter = chapter_of(code)
    return sections()[chapter.section] if chapter else None


def parents(code: str) -> tuple[str, ...]:
    """The codes above it, from its chapter down: `85`, `8517`, `851713`, `85171300` for `8517130000`.

    Nothing for a chapter and for what is no code.
    """
    if not is_code(code):
        return ()
    return tuple(code[:length] for length in LENGTHS if length < len(code) and length <= 8)
