"""QR codes drawn into the page."""

import re
from xml.etree import ElementTree as ET

import pytest
import segno

from serai.portal.ui.qr import QUIET, qr_svg

URL = "https://serai.example/attend/7/?code=a&b=<c>"
SVG = "{http://www.w3.org/2000/svg}"


def modules(svg: str) -> set[tuple[int, int]]:
    """The dark modules drawn, without the quiet zone."""
    path = ET.fromstring(svg).find(f"{SVG}path").attrib["d"]
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path)
    return {
        (int(x) + step - QUIET, int(y) - QUIET)
        for x, y, length in runs
        for step in range(int(length))
    }


@pytest.mark.parametrize("url", [URL, "https://x.am/", "https://serai.example/" + "a" * 300])
def test_every_dark_module_is_drawn_and_no_other(url: str):
    matrix = segno.make(url, error="m", micro=False).matrix
    expected = {(x, y) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}
    assert modules(qr_svg(url)) == expected


def test_it_has_a_quiet_zone_and_is_ink_on_white():
    root = ET.fromstring(qr_svg(URL))
    size = segno.make(URL, error="m", micro=False).symbol_size(border=0)[0] + 2 * QUIET
    assert root.attrib["viewBox"] == f"0 0 {size} {size}"
    assert root.attrib["color"] == "#1c2233"
    assert root.find(f"{SVG}rect").attrib["fill"] == "#fff"
    assert root.find(f"{SVG}path").attrib["fill"] == "currentColor"


def test_it_has_a_title_that_is_only_text_and_no_script():
    svg = qr_svg(URL, title="<script>alert(1)</script> & co")
    root = ET.fromstring(svg)
    assert (root.attrib["role"], root[0].text) == ("img", "<script>alert(1)</script> & co")
    assert "<script" not in svg
    assert not re.search(r"\son\w+=|style=|href", svg)
    assert "QR code" in qr_svg(URL)


def test_it_is_small_enough_for_a_bad_line():
    assert len(qr_svg(URL)) < 12_000
