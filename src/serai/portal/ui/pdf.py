"""Documents: a typst template, data that is only ever data, and the fonts shipped beside this file.

What people typed reaches typst as JSON, never as source: “#read(…)” in a title prints as it is.
"""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone, translation
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    import typst

PORTAL = Path(__file__).resolve().parent.parent
FONTS = Path(__file__).resolve().parent / "fonts"
TEMPLATE = re.compile(r"([a-z_]+)/([a-z0-9_-]+\.typ)")
# No such folder: a template that asks for a package from the internet fails here as it would there.
NO_PACKAGES = FONTS / "no-packages"
PDF = "application/pdf"


def pdf(
    template: str, data: Mapping[str, Any], *, language: str, now: datetime | None = None
) -> bytes:
    """A PDF from `app/name.typ`, which lies in `portal/app/typst/name.typ` and imports the house style.

    `data` may hold what JSON can and dates, decimals, UUIDs and lazy texts; its texts are already in
    `language`. `now` is the date in the file's properties. Raises typst.TypstError on a fault in the
    template, ValueError on a name that is no template.
    """
    import typst  # here: every web worker would carry it, few need it

    named = TEMPLATE.fullmatch(template)
    if not named:
        raise ValueError(f"{template!r} names no template: it is app/name.typ")
    return typst.compile(
        PORTAL / named[1] / "typst" / named[2],
        root=PORTAL,
        format="pdf",
        font_paths=fonts(),
        ignore_system_fonts=True,
        package_path=NO_PACKAGES,
        package_cache_path=NO_PACKAGES,
        sys_inputs={"data": as_json(data), "house": as_json(house(language))},
        timestamp=int((now or timezone.now()).timestamp()),
    )


def house(language: str) -> dict[str, str]:
    """What the house style itself says, in the language of the document."""
    with translation.override(language):
        page = _("Page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"}
    return {"language": language, "page": page}


def as_json(data: Mapping[str, Any]) -> str:
    """The data as typst reads it. Raises ValueError on NaN, TypeError on what JSON cannot hold."""
    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, allow_nan=False)
    # Halves of surrogate pairs can be typed, but not be written in UTF-8.
    return text.encode("utf-8", "replace").decode()


@cache
def fonts() -> typst.Fonts:
    """The shipped fonts only: a document looks the same on every machine."""
    import typst

    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )


def can_print(text: str) -> bool:
    """Whether the shipped fonts have every letter: a name in another script is printed in Latin."""
    return all(mark.isspace() or ord(mark) in glyphs() for mark in text)


@cache
def glyphs() -> frozenset[int]:
    """The code points all regular fonts have together."""
    return frozenset(
        point for file in FONTS.glob("*-Regular.ttf") for point in code_points(file.read_bytes())
    )


def code_points(font: bytes) -> Iterator[int]:
    """The code points in a font's `cmap`, format 4 (OpenType 1.9, “cmap”): segments of start, end, shift."""
    cmap = table(font, b"cmap")
    (count,) = struct.unpack_from(">H", cmap, 2)
    for index in range(count):
        platform, _encoding, offset = struct.unpack_from(">HHL", cmap, 4 + 8 * index)
        form, _length, _version, twice = struct.unpack_from(">4H", cmap, offset)
        if platform == 3 and form == 4:
            ends = struct.unpack_from(f">{twice // 2}H", cmap, offset + 14)
            starts = struct.unpack_from(f">{twice // 2}H", cmap, offset + 16 + twice)
            for start, end in zip(starts, ends, strict=True):
                yield from range(start, min(end, 0xFFFE) + 1)


def table(font: bytes, tag: bytes) -> bytes:
    """One table of a TrueType file."""
    (count,) = struct.unpack_from(">H", font, 4)
    for index in range(count):
        name, _checksum, offset, length = struct.unpack_from(">4sLLL", font, 12 + 16 * index)
        if name == tag:
            return font[offset : offset + length]
    raise ValueError(f"the font has no table {tag!r}")
