"""Names of files made safe to show, to store and to send back."""

import re
import unicodedata
from pathlib import PurePath

LENGTH = 120
# What Windows or a shell would read as something else than a name.
FORBIDDEN = re.compile(r'[<>:"|?*]')
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
# Controls, direction overrides and other unseen marks, halves of pairs, private and unassigned.
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def safe_name(name: str) -> str:
    """A name that shows what it is: no folders, no unseen marks, no leading dots, 120 characters.

    Letters of every script stay; a name of which nothing is left becomes “file”.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    spaced = re.sub(r"\s+", " ", last)
    seen = "".join(mark for mark in spaced if unicodedata.category(mark) not in UNSEEN)
    plain = FORBIDDEN.sub("_", seen).strip(". ")
    if DEVICES.match(plain):
        plain = f"_{plain}"
    stem, extension = split(plain)
    return (stem[: LENGTH - len(extension)].rstrip(". ") or "file") + extension


def with_extension(name: str, extensions: tuple[str, ...]) -> str:
    """The name, with the first of the extensions added when it has none of them."""
    if PurePath(name).suffix.lower() in extensions:
        return name
    return name[: LENGTH - len(extensions[0])] + extensions[0]


def split(name: str) -> tuple[str, str]:
    """Stem and extension; what is longer than ten characters is no extension."""
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 10:
        return name, ""
    return stem, f".{extension}"
