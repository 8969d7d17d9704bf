"""Russian is complete: every text has a translation with the same places to fill in."""

import ast
import os
import re
import runpy
import shutil
import string
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parent.parent
MESSAGES = runpy.run_path(str(ROOT / "scripts" / "messages.py"))
APPS = MESSAGES["apps"]()
PLACES = re.compile(r"%\(\w+\)[sd]|%[sd]")


def catalog(app: Path) -> polib.POFile:
    file = MESSAGES["catalog_of"](app)
    return polib.pofile(str(file)) if file.exists() else polib.POFile()


def entries() -> list[tuple[str, polib.POEntry]]:
    return [(app.name, entry) for app in APPS for entry in catalog(app)]


def texts(entry: polib.POEntry) -> list[str]:
    """The translation, or each of its plural forms."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def places(text: str) -> set[str]:
    named = (
        {f"{{{field}}}" for _, field, _, _ in string.Formatter().parse(text) if field}
        if "{" in text
        else set()
    )
    return set(PLACES.findall(text)) | named


def test_every_text_of_the_code_is_in_the_catalog_and_no_other():
    if shutil.which("xgettext") is None:
        (pytest.fail if os.environ.get("SERAI_CI") == "1" else pytest.skip)(
            "gettext is not installed."
        )
    for app in APPS:
        code = {(entry.msgctxt, entry.msgid) for entry in MESSAGES["extract"](app)}
        kept = {(entry.msgctxt, entry.msgid) for entry in catalog(app)}
        assert (code - kept, kept - code) == (set(), set()), (
            "Run: uv run python scripts/messages.py update"
        )


TRANSLATING = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext", "npgettext", "pgettext_lazy"}


def hidden_texts(file: Path) -> list[str]:
    """Texts inside an f-string: gettext does not look there, so no catalog ever has them."""
    strings = [
        node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.JoinedStr)
    ]
    calls = [node for string in strings for node in ast.walk(string) if isinstance(node, ast.Call)]
    return [
        f"{file.name}:{call.lineno}"
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id in TRANSLATING
    ]


def test_no_text_hides_in_an_f_string():
    assert [text for file in (ROOT / "src").rglob("*.py") for text in hidden_texts(file)] == []


def test_every_text_is_translated():
    assert [
        (app, e.msgid) for app, e in entries() if e.fuzzy or e.obsolete or not all(texts(e))
    ] == []


def test_a_count_has_the_three_russian_forms():
    assert [
        (app, e.msgid) for app, e in entries() if e.msgid_plural and len(e.msgstr_plural) != 3
    ] == []


def test_a_translation_fills_in_the_same_places():
    wrong = []
    for app, entry in entries():
        # “One day” may leave its figure out, in English as in Russian.
        wanted = places(entry.msgid_plural or entry.msgid)
        for text in texts(entry):
            lost = wanted - places(text) if not entry.msgid_plural else set()
            if lost or places(text) - wanted - places(entry.msgid):
                wrong.append((app, entry.msgid, text))
    assert wrong == []


def test_a_translation_keeps_the_marks_around_the_text():
    """Tags and the white space at the ends, which pages put together."""
    wrong = []
    for app, entry in entries():
        for text in texts(entry):
            edges = [
                t[: len(t) - len(t.lstrip())] + "|" + t[len(t.rstrip()) :]
                for t in (entry.msgid, text)
            ]
            tags = [sorted(re.findall(r"</?\w+", t)) for t in (entry.msgid, text)]
            if edges[0] != edges[1] or tags[0] != tags[1]:
                wrong.append((app, entry.msgid, text))
    assert wrong == []


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
def test_what_django_reads_is_what_was_translated(app):
    written = {
        (e.msgctxt, e.msgid): texts(e) for e in catalog(app) if all(texts(e)) and not e.fuzzy
    }
    compiled = MESSAGES["catalog_of"](app).with_suffix(".mo")
    read = (
        {(e.msgctxt, e.msgid): texts(e) for e in polib.mofile(str(compiled))}
        if compiled.exists()
        else {}
    )
    assert read == written, "Run: uv run python scripts/messages.py compile"


# Names and codes that are the same in every language.
SAME_EVERYWHERE = re.compile(r"\b(Serai|serai|CSV|XLSX|PDF|QR|WG\d|UTC|iCalendar|ics)\b")
TRANSLATED = re.compile(
    r"{%\s*block shape\s*%}.*?{%\s*endblock\s*%}"  # the name of a class
    r"|{%\s*blocktranslate.*?{%\s*endblocktranslate\s*%}|{%\s*comment.*?{%\s*endcomment\s*%}"
    r"|{#.*?#}|{%.*?%}|{{.*?}}|<!--.*?-->|<!doctype[^>]*>|<(script|style)\b.*?</\1>",
    re.DOTALL | re.IGNORECASE,
)
SPOKEN_ATTRIBUTES = re.compile(r"\b(?:aria-label|title|placeholder|alt|content)=\"([^\"]*)\"")


@pytest.mark.parametrize("suffix", ["html", "txt"])
def test_no_template_speaks_english_only(suffix):
    found = {}
    for template in sorted((ROOT / "src" / "serai").glob(f"**/templates/**/*.{suffix}")):
        rest = TRANSLATED.sub(" ", template.read_text())
        rest = re.sub(r"<meta\b[^>]*>", " ", rest)
        spoken = " ".join(SPOKEN_ATTRIBUTES.findall(rest)) + re.sub(r"<[^>]*>", " ", rest)
        left = re.findall(r"[^\W\d_]{2,}", SAME_EVERYWHERE.sub(" ", re.sub(r"&\w+;", " ", spoken)))
        if left:
            found[str(template.relative_to(ROOT))] = left
    assert found == {}
