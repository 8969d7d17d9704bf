"""What may stand at a place of a condition, in words of a person who writes profiles."""

import re
from collections.abc import Iterable

WORDS = {
    "NAME": ("a column", "название графы"),
    "STRING": ('a text in "quotes"', 'текст в "кавычках"'),
    "NUMBER": ("a number", "число"),
    "SIGN": ("+ or -", "+ или -"),
    "DATE": ("a date such as 2026-02-01", "дата вида 2026-02-01"),
    "LIST": ("a list such as @watchlist", "список вида @watchlist"),
    "OPERATOR": ("a comparison (= != < <= > >=)", "сравнение (= != < <= > >=)"),
    "TODAY": ("“today”", "“today”"),
    "PEER": ("“peer(…)”", "“peer(…)”"),
    "NOT": ("“not”", "“not”"),
    "_STARTS": ("“starts with”", "“starts with”"),
    "_WITH": ("“with”", "“with”"),
    "_DAYS": ("“days”", "“days”"),
    "_IS": ("“is missing”", "“is missing”"),
    "LPAR": ("“(”", "“(”"),
    "TEXTS": ("“(”", "“(”"),
    "RPAR": ("“)”", "“)”"),
    "COMMA": ("a comma", "запятая"),
    "STAR": ("“*”", "“*”"),
    "$END": ("the end", "конец условия"),
}
ORDER = [*WORDS]

HINTS = {
    "'": (
        'Texts stand in double quotes: "CN".',
        'Текст пишут в двойных кавычках: "CN".',
    ),
    "“": ('Texts stand in straight quotes: "CN".', 'Текст пишут в прямых кавычках: "CN".'),
    "«": ('Texts stand in straight quotes: "CN".', 'Текст пишут в прямых кавычках: "CN".'),
    "%": ("A share is written as a number: 0.6.", "Долю пишут числом: 0.6."),
    "&": ("Write and.", "Пишите and."),
    "|": ("Write or.", "Пишите or."),
    **dict.fromkeys(
        "0123456789",
        (
            'Letters cannot follow a number; a code stands in quotes: "8517".',
            'За числом не может стоять буква; код пишут в кавычках: "8517".',
        ),
    ),
    "!": ("Write not, or != for unequal.", "Пишите not, а для неравенства !=."),
}

PATTERNS = (
    (
        re.compile(r",\s*\d"),
        ("A decimal number has a point: 8.9.", "Дробь пишут через точку: 8.9."),
    ),
    (
        re.compile(r"-\d{1,2}(-\d{1,2})?\b"),
        ("A day is written 2026-02-01.", "День пишут так: 2026-02-01."),
    ),
    (re.compile(r"="), ("Equal is a single =.", "Равенство пишут одним знаком =.")),
    (
        re.compile(r"null\b|empty\b", re.IGNORECASE),
        ("Write is missing.", "Пишите is missing."),
    ),
    (
        re.compile(r"like\b", re.IGNORECASE),
        (
            "Write contains (…) or starts with (…).",
            "Пишите contains (…) или starts with (…).",
        ),
    ),
)


def words(terminals: Iterable[str]) -> tuple[str, str]:
    """What is expected, joined by commas and “or”, in English and in Russian."""
    names = sorted(terminals, key=lambda name: (_rank(name), name))
    said = list(dict.fromkeys(_words(name) for name in names))
    return _joined([en for en, _ in said], "or"), _joined([ru for _, ru in said], "или")


def hint(rest: str) -> tuple[str, str]:
    """What a person who wrote the rest may have meant."""
    return next((said for pattern, said in PATTERNS if pattern.match(rest)), ("", ""))


def quoted(found: str) -> str:
    """A piece of the text in quotation marks, cut where it is long; invisible signs by number."""
    if len(found) == 1 and not found.isprintable():
        return f"U+{ord(found):04X}"
    return f"“{found[:40]}{'…' if len(found) > 40 else ''}”"


def _words(name: str) -> tuple[str, str]:
    keyword = f"“{name.strip('_').lower()}”"
    return WORDS.get(name, (keyword, keyword))


def _rank(name: str) -> int:
    return ORDER.index(name) if name in WORDS else len(ORDER) - 1


def _joined(items: list[str], conjunction: str) -> str:
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {conjunction} {items[-1]}"
