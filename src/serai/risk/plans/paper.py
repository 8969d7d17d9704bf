"""A report as PDF, set by typst; what people typed reaches it as data, never as source."""

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from serai.risk.plans.report import Block, Heading, LaneBand, Picture, Report, Table, Text
from serai.risk.runs.picture import COLOR

TEMPLATE = Path(__file__).resolve().parent / "report.typ"
FONTS = Path(str(files("serai"))) / "portal" / "ui" / "fonts"
NO_PACKAGES = FONTS / "no-packages"


def pdf_of(report: Report) -> bytes:
    """The whole document."""
    data = {
        "language": report.language,
        "title": report.title,
        "below": report.below,
        "blocks": [_block(block) for block in report.blocks],
    }
    text = json.dumps(data, ensure_ascii=False).encode("utf-8", "replace").decode()
    made = typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        format="pdf",
        font_paths=_fonts(),
        ignore_system_fonts=True,
        package_path=NO_PACKAGES,
        package_cache_path=NO_PACKAGES,
        sys_inputs={"data": text},
    )
    return bytes(made)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "text": block.text}
        case Text():
            return {"kind": "text", "text": block.text, "warning": block.warning}
        case Table():
            numbers = [place in block.numbers for place in range(len(block.head))]
            return {
                "kind": "table", "head": block.head, "rows": block.rows, "numbers": numbers,
                "wide": -1 if block.wide is None else block.wide,
            }  # fmt: skip
        case LaneBand():
            return {
                "kind": "lanes",
                "lanes": [
                    {"color": COLOR[lane], "count": count, "text": words}
                    for lane, count, words in block.lanes
                ],
            }
        case Picture():
            # typst knows no system-ui.
            return {
                "kind": "picture",
                "svg": block.svg.replace("system-ui, ", ""),
                "alt": block.alt,
            }
