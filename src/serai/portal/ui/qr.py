"""QR codes as inline SVG: no file, no script, sharp on any projector."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    import segno

QUIET = 4


def qr_svg(url: str, *, title: str = "") -> SafeString:
    """The address as a QR code with its quiet zone of four modules.

    The modules take the surrounding `color` only when a style sets it on the svg itself: by default
    they are ink on white also on a dark page, because many cameras do not read an inverted code.
    """
    import segno  # here: every web worker would carry it, few need it

    code = segno.make(url, error="m", micro=False)
    size = code.symbol_size(border=QUIET)[0]
    return format_html(
        '<svg class="qr" role="img" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" color="#1c2233"'
        ' shape-rendering="crispEdges"><title>{}</title><rect width="100%" height="100%" fill="#fff"/>'
        '<path fill="currentColor" d="{}"/></svg>',
        size,
        size,
        title or _("QR code"),
        outline(code),
    )


def outline(code: segno.QRCode) -> str:
    """One path: a rectangle for each run of dark modules."""
    parts = []
    for y, row in enumerate(code.matrix, start=QUIET):
        x = QUIET
        for dark, run in itertools.groupby(row):
            length = len(list(run))
            if dark:
                parts.append(f"M{x} {y}h{length}v1h-{length}z")
            x += length
    return "".join(parts)
