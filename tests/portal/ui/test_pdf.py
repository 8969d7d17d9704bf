"""Documents: every script prints, and what people typed is never run."""

import datetime as dt
import re
import shutil
import subprocess
import sys
import uuid
import zlib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import typst
from django.utils.translation import gettext_lazy

from serai.portal.ui import pdf as documents
from serai.portal.ui.pdf import FONTS, PORTAL, as_json, can_print, fonts, house, pdf

NOW = dt.datetime(2025, 4, 14, 10, 30, tzinfo=dt.UTC)
SCRIPTS = {
    "NotoSansGeorgian": "საქართველო ნინო",
    "NotoSansArmenian": "Հայաստան Անի",
    "NotoSansMath": "−5 → ≥",
    "NotoSansSymbols2": "✓ ●",
    "NotoSans": "Қазақстан Тоҷикистон Ўзбекистон Кыргызстан Türkmenistan Azərbaycan Oʻzbekiston",
}
INJECTIONS = [
    '#read("/etc/passwd")',
    '"); #read("/etc/passwd") //',
    '#import "/settings/production.py"',
    "#{ while true {} }",
    "$ x $ *b* _i_ `code` <label> @ref \\ = heading",
    '{"a": "\\u0000"}',
    "half \ud800 pair",
    "a\0b\u202ec",
]


def sample(**changes: Any) -> dict[str, Any]:
    """Data for every part of the house style."""
    return {
        "title": "Fourteen members took part",
        "running": "Central Asia and Caucasus",
        "stamp": "Made on 14 April 2025",
        "lead": "Two more join at the next working group.",
        "facts": [["14", "members"], ["31 h", "taught"]],
        "sections": [{"title": "Notes", "text": "First.\nStill first.\n\nSecond."}],
        "pairs": [["Host", "Georgia"], ["Place", None]],
        "header": ["Day", "Session", "Minutes"],
        "rows": [["Mon 14", "Opening", 30], ["Mon 14", None, 90]],
        "words": {
            **{state: state for state in ("done", "part", "late", "open")},
            **{lane: lane for lane in ("green", "yellow", "red", "blue")},
        },
        "note": "Generated.",
        **changes,
    }


def streams(document: bytes) -> list[bytes]:
    """Everything in the file, unpacked where it is packed."""
    found = []
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", document, re.DOTALL):
        try:
            found.append(zlib.decompress(packed))
        except zlib.error:
            found.append(packed)
    return found


def letters(document: bytes) -> set[str]:
    """The characters that glyphs of the document stand for, from the fonts' ToUnicode maps."""
    found: set[str] = set()
    for stream in streams(document):
        if b"beginbfchar" in stream:
            for point in re.findall(rb"<[0-9A-F]+> <([0-9A-F]+)>", stream):
                found |= set(bytes.fromhex(point.decode()).decode("utf-16-be"))
    return found


def text(document: bytes, tmp_path: Path) -> str:
    """The text as a reader's program extracts it."""
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext (poppler) reads the text back")
    file = tmp_path / "document.pdf"
    file.write_bytes(document)
    run = ["pdftotext", "-layout", str(file), "-"]
    return subprocess.run(run, check=True, capture_output=True).stdout.decode()


@pytest.mark.parametrize(("family", "words"), SCRIPTS.items())
def test_every_script_of_the_region_is_in_the_document(family: str, words: str):
    document = pdf("ui/sample.typ", sample(lead=words), language="en", now=NOW)
    assert set(words) - {" "} <= letters(document)
    whole = b"".join([document, *streams(document)])
    assert re.search(rb"/FontName ?/[A-Z]{6}\+" + family.encode() + rb"-Regular", whole)


def test_it_reads_back_as_it_was_written(tmp_path: Path):
    words = " ".join(SCRIPTS.values())
    read = text(pdf("ui/sample.typ", sample(note=words), language="en", now=NOW), tmp_path)
    for expected in (
        *words.split(),
        "Fourteen members took part",
        "Made on 14 April 2025",
        "Page 1 of 1",
        "31 h",
    ):
        assert expected in read


def test_the_alphabets_of_the_region_have_every_letter():
    alphabets = {
        "Georgian": "".join(map(chr, range(0x10D0, 0x10F1))),
        "Georgian capitals": "".join(map(chr, range(0x1C90, 0x1CB1))),
        "Armenian": "".join(map(chr, [*range(0x531, 0x557), *range(0x561, 0x588)])),
        "Russian": "".join(map(chr, range(0x410, 0x450))) + "Ёё",
        "Kazakh": "ӘәҒғҚқҢңӨөҰұҮүҺһІі",
        "Tajik": "ҒғӢӣҚқӮӯҲҳҶҷ",
        "Uzbek": "ЎўҚқҒғҲҳʻʼ",
        "Azerbaijani": "ÇçƏəĞğIıİiÖöŞşÜü",
        "Turkmen": "ÄäŽžŇňÖöŞşÜüÝý",
        "Marks": "–—“”„«»…№€₸₾₼֏°±×−·•→←≥≤≠≈✓●",
    }
    assert {name for name, alphabet in alphabets.items() if not can_print(alphabet)} == set()


def test_a_name_in_a_script_without_a_font_is_known_before_it_is_printed():
    assert can_print("Aigerim Ибраимова\nნინო")
    assert not can_print("田中 Tanaka")
    assert not can_print("محمد")


@pytest.mark.parametrize("typed", INJECTIONS)
def test_what_people_typed_is_never_run(typed: str, tmp_path: Path):
    changes = {
        "title": typed,
        "running": typed,
        "stamp": typed,
        "lead": typed,
        "sections": [{"title": typed, "text": typed}],
        "rows": [[typed, typed, typed]],
        "pairs": [[typed, typed]],
        "note": typed,
    }
    document = pdf("ui/sample.typ", sample(**changes), language="en", now=NOW)
    read = text(document, tmp_path)
    assert "root:" not in read
    if typed.isascii() and typed.isprintable():
        assert typed.split(maxsplit=1)[0] in read


def test_no_template_evaluates_or_fetches():
    for template in PORTAL.glob("*/typst/*.typ"):
        source = re.sub(r"//.*", "", template.read_text("utf-8"))
        assert not re.search(r"\beval\(|@preview|\bplugin\(|https?:", source), template


@pytest.mark.parametrize(
    "name",
    [
        "sample.typ",
        "../settings/base.py",
        "ui/../ui/sample.typ",
        "/etc/passwd",
        "ui/sample",
        "ui/a/b.typ",
    ],
)
def test_only_templates_are_compiled(name: str):
    with pytest.raises(ValueError, match="names no template"):
        pdf(name, {}, language="en")


def test_a_template_cannot_leave_the_house():
    for path in ("/etc/passwd", "/../../../etc/passwd", "../../../../../etc/passwd"):
        with pytest.raises(typst.TypstError):
            typst.compile(f'#read("{path}")'.encode(), root=PORTAL, format="pdf")


def test_only_the_shipped_fonts_are_used_and_the_style_names_them_all():
    families = set(fonts().families())
    assert families == {
        "Noto Sans",
        "Noto Sans Georgian",
        "Noto Sans Armenian",
        "Noto Sans Math",
        "Noto Sans Symbols2",
    }
    named = re.search(
        r"#let families = \((.*)\)", (PORTAL / "ui/typst/house.typ").read_text("utf-8")
    )
    assert set(re.findall(r'"([^"]+)"', named[1])) == families
    document = pdf("ui/sample.typ", sample(), language="en", now=NOW)
    whole = b"".join([document, *streams(document)])
    assert {name[7:15] for name in re.findall(rb"/FontName ?/(\S+)", whole)} == {b"NotoSans"}


def test_the_fonts_are_small_and_carry_their_licence():
    assert sum(file.stat().st_size for file in FONTS.iterdir()) < 4_000_000
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text("utf-8")
    readme = (FONTS / "README.md").read_text("utf-8")
    assert all(file.name in readme for file in FONTS.glob("*.ttf"))


def test_it_needs_no_fonts_of_the_system_and_no_network(tmp_path: Path):
    code = (
        "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'serai.portal.settings.test'\n"
        "import django; django.setup()\n"
        "from serai.portal.ui.pdf import pdf\n"
        "from tests.portal.ui.test_pdf import NOW, sample\n"
        "import sys; sys.stdout.buffer.write(pdf('ui/sample.typ', sample(), language='en', now=NOW))\n"
    )
    bare = {
        "HOME": str(tmp_path),
        "PATH": "",
        "FONTCONFIG_FILE": "/nowhere",
        "HTTPS_PROXY": "http://127.0.0.1:9",
    }
    made = subprocess.run(
        [sys.executable, "-c", code],
        env=bare,
        cwd=Path(__file__).parents[3],
        check=True,
        capture_output=True,
    )
    assert made.stdout == pdf("ui/sample.typ", sample(), language="en", now=NOW)


def test_the_same_data_makes_the_same_document():
    first, second = (pdf("ui/sample.typ", sample(), language="en", now=NOW) for _ in range(2))
    assert first == second
    assert b"D:20250414103000" in b"".join([first, *streams(first)])


def test_what_json_does_not_know_is_written_as_people_read_it():
    data = {
        "day": dt.date(2025, 4, 14),
        "share": Decimal("0.5"),
        "id": uuid.UUID(int=7),
        "lazy": gettext_lazy("x"),
    }
    expected = '{"day": "2025-04-14", "share": "0.5", "id": "00000000-0000-0000-0000-000000000007", "lazy": "x"}'
    assert as_json(data) == expected
    with pytest.raises(ValueError, match="JSON"):
        as_json({"share": float("nan")})


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_page_number_is_in_the_language(language: str):
    words = house(language)
    assert words["language"] == language
    assert {"{page}", "{pages}"} <= set(re.findall(r"{\w+}", words["page"]))


def test_long_tables_repeat_their_header_and_count_their_pages(tmp_path: Path):
    rows = [[f"Day {number}", "Session", number] for number in range(120)]
    read = text(pdf("ui/sample.typ", sample(rows=rows), language="en", now=NOW), tmp_path)
    pages = read.split("\f")[:-1]
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
    assert all("Minutes" in page for page in pages[:-1])
    assert "Central Asia and Caucasus" not in pages[0]
    assert all("Central Asia and Caucasus" in page for page in pages[1:])


def test_documents_are_accessible():
    """Every part of the style passes the checks of PDF/UA-1: tagged, titled, in a language."""
    inputs = {"data": as_json(sample()), "house": as_json(house("ru"))}
    document = typst.compile(
        PORTAL / "ui/typst/sample.typ",
        root=PORTAL,
        format="pdf",
        font_paths=documents.fonts(),
        sys_inputs=inputs,
        pdf_standards=["ua-1"],
    )
    assert b"/Lang" in b"".join([document, *streams(document)])
