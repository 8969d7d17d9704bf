"""Which English texts of the product stand on a page, read against the Russian catalogs."""

import re
from collections.abc import Set
from functools import cache
from pathlib import Path

import polib

import serai.portal
from tests.browser.reading import Paper

PORTAL = Path(serai.portal.__file__).parent
PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
TAG = re.compile(r"<[^>]+>")
LETTERS = re.compile(r"[A-Za-z]{2}")
TELLING = 12
"""Letters a text with places must have besides them: “%(n)s of %(all)s” would be found everywhere."""


class Catalog:
    """English texts that have a Russian one: some fixed, some with places to fill in."""

    def __init__(self, texts: list[str]) -> None:
        pieces = {" ".join(piece.split()) for text in texts for piece in TAG.split(text)}
        pieces = {piece for piece in pieces if LETTERS.search(PLACE.sub("", piece))}
        self.fixed = {piece for piece in pieces if not PLACE.search(piece)}
        filled = [
            piece
            for piece in pieces - self.fixed
            if len(re.findall("[A-Za-z]", PLACE.sub("", piece))) >= TELLING
        ]
        self.filled = [re.compile(pattern_of(piece)) for piece in filled]

    @classmethod
    @cache
    def of_the_site(cls) -> "Catalog":
        texts = [
            text
            for file in PORTAL.glob("*/locale/ru/LC_MESSAGES/django.po")
            for entry in polib.pofile(str(file)).translated_entries()
            for text in (entry.msgid, entry.msgid_plural)
            if text and entry.msgid != entry.msgstr
        ]
        return cls(texts)

    def english_in(self, paper: Paper, *, typed: Set[str]) -> list[str]:
        """The texts of a page that are said to be Russian, are English, and were not `typed` by somebody."""
        spoken = {text for text, language in paper.texts if language == "ru"} - typed
        return sorted(text for text in spoken if text in self.fixed or self.is_filled(text))

    def is_filled(self, text: str) -> bool:
        return bool(LETTERS.search(text)) and any(
            pattern.fullmatch(text) for pattern in self.filled
        )


def pattern_of(piece: str) -> str:
    """The text as a pattern: anything may stand in its places."""
    return ".+".join(re.escape(part) for part in PLACE.split(piece))
