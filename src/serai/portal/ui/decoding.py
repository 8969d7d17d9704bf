"""Text from files of unknown encoding: UTF-8, UTF-16 with its mark, or Windows Cyrillic (cp1251)."""

import codecs
import re

# Tab, line feed, form feed and carriage return belong to text; the other controls do not.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
WORD = re.compile(r"[^\W\d_]+")
CYRILLIC = re.compile(r"[\u0400-\u04ff]")
LATIN = re.compile(r"[A-Za-z]")


class NotTextError(ValueError):
    """The bytes are no text in an encoding that is read here."""


def decode(data: bytes) -> str:
    """The text without its byte order mark. Raises NotTextError."""
    text = decoded(data)
    if CONTROL.search(text):
        raise NotTextError
    return text


def decoded(data: bytes) -> str:
    """The text in the first encoding that fits; Windows Cyrillic only when the words make sense."""
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return data.decode("utf-16")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("cp1251")
    except UnicodeDecodeError as unknown:
        raise NotTextError from unknown
    if not reads_as_russian(text):
        raise NotTextError
    return text


def reads_as_russian(text: str) -> bool:
    """Whether the bytes were cp1251: read wrongly, “José” becomes “Josй”, a word of two scripts."""
    words = [word for word in WORD.findall(text) if CYRILLIC.search(word)]
    mixed = sum(1 for word in words if LATIN.search(word))
    return bool(words) and mixed * 2 < len(words)
