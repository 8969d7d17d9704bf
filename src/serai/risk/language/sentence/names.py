"""What codes are called, in English and in Russian: names people use, not the titles of the law.

`countries.csv` has the countries of ISO 3166-1, in Russian also as they stand after «из» or «с»;
`goods.csv` the chapters and the headings that profiles ask for most. Both are our own wording.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from functools import cache
from importlib import resources
from typing import NamedTuple

from serai.declarations.columns import Column
from serai.risk.language.tree import Compare, Leaf, OneOf, Operator, StartsWith

type Names = Mapping[str, tuple[str, str]]
"""Goods by the beginning of their commodity code: (English, Russian), in the plural, small letters."""

LEVELS = {2: "chapter", 4: "heading", 6: "subheading"}
MOST_NAMED = 6
"""Goods that are named one after the other; of more, codes come first."""


class Rank(IntEnum):
    """Where words stand behind the goods, and how closely: “toys from China dispatched from Turkey”."""

    ORIGIN = 0
    DISPATCH = 1
    """Behind the origin, without a comma."""
    ATTACHED = 2
    """Without a comma where nothing else comes before: “toys below 5 per kg”."""
    APART = 3
    ALTERNATIVES = 4
    """At the end, so that nothing is taken for a part of the last one."""


class Phrase(NamedTuple):
    """A few words about goods."""

    text: str
    rank: Rank = Rank.APART


class Country(NamedTuple):
    """Its names as they stand in a sentence: “the United States”, «США», «из США»."""

    en: str
    ru: str
    ru_from: str


class Goods(NamedTuple):
    """Goods by their codes; `level` is chapter, heading, subheading, code or beginning."""

    level: str
    codes: tuple[str, ...]
    called: Mapping[str, str]
    """By code, its name or that of its longest beginning that has one."""
    exactly: bool
    """Whether each code has a name of its own, so that names may stand for codes."""


@cache
def _table(file: str) -> tuple[dict[str, str], ...]:
    text = resources.files(__package__).joinpath(file).read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def countries() -> Mapping[str, Country]:
    """By ISO 3166-1 alpha-2 code."""
    return {
        row["code"]: Country(row["en"], row["ru"], row["ru_from"])
        for row in _table("countries.csv")
    }


def country(code: str) -> Country:
    """A country; one that is not known is called by its code."""
    return countries().get(code) or Country(code, code, f"из {code}")


@cache
def common_names() -> Names:
    """The names that are shipped."""
    return {row["code"]: (row["en"], row["ru"]) for row in _table("goods.csv")}


def goods_of(leaf: Leaf, column: Column, names: Names, language: str) -> Goods | None:
    """The goods a leaf asks for by commodity code; None where it asks for something else."""
    if column.codes != "hs":
        return None
    match leaf:
        case Compare(_, Operator.EQUAL | Operator.UNEQUAL, str() as value):
            codes: tuple[str, ...] = (value,)
        case OneOf(_, values):
            codes = tuple(map(str, values))
        case StartsWith(_, beginnings):
            codes = beginnings
        case _:
            return None
    level = _level(leaf, column, codes)
    called = {code: name for code in codes if (name := _name(code, names, language))}
    exactly = level in LEVELS.values() and 0 < len(codes) <= MOST_NAMED and set(codes) <= set(names)
    return Goods(level, codes, called, exactly)


def _level(leaf: Leaf, column: Column, codes: Sequence[str]) -> str:
    if not isinstance(leaf, StartsWith):
        return {f"hs{length}": level for length, level in LEVELS.items()}.get(column.name, "code")
    lengths = {len(code) for code in codes}
    return LEVELS.get(lengths.pop(), "beginning") if len(lengths) == 1 else "beginning"


def _name(code: str, names: Names, language: str) -> str:
    """What the code, or the longest beginning of it that has a name, is called."""
    for length in range(len(code), 1, -1):
        if code[:length] in names:
            return names[code[:length]][language == "ru"]
    return ""


def explained(goods: Goods) -> str:
    """The names in parentheses behind the codes, the first few of them."""
    called = list(dict.fromkeys(goods.called.values()))
    if not called:
        return ""
    more = "; …" if len(called) > MOST_NAMED else ""
    return f" ({'; '.join(called[:MOST_NAMED])}{more})"


def named(goods: Goods, word: str) -> str:
    """The names with their codes; where a name is made of several, each code behind its own."""
    if is_long(goods, word):
        return ", ".join(f"{name} ({code})" for code, name in goods.called.items())
    names = listing(dict.fromkeys(goods.called.values()), word, none="")
    return f"{names} ({', '.join(goods.called)})"


def is_long(goods: Goods, word: str) -> bool:
    """Whether it takes a list to name them, since a name is made of several itself."""
    many = goods.exactly and len(goods.called) > 1
    return many and any(f" {word} " in name or "," in name for name in goods.called.values())


def listing(items: Iterable[str], word: str, *, none: str) -> str:
    """`a, b or c`."""
    many = list(items)
    if len(many) < 2:
        return "".join(many) or none
    return f"{', '.join(many[:-1])} {word} {many[-1]}"


def transport_mode(code: str) -> str:
    """The digit of UN/ECE Recommendation 19, of one-digit codes and of SAD codes such as 30."""
    return code[0] if code and code[1:] in {"", "0"} else ""
