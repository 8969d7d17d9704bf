"""What people send is judged by its content, stored under no name of theirs, and leaves as a download."""

import hashlib
import io
import os
import time
import tracemalloc
import uuid
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import Http404
from django.test import RequestFactory
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from serai.portal.ui import files
from serai.portal.ui.filenames import LENGTH, safe_name
from serai.portal.ui.files import (
    FileRefusedError,
    UploadField,
    download,
    inspect,
    store,
    sweep_orphans,
)
from serai.portal.ui.kinds import (
    CSV,
    DOCUMENTS,
    EXCEL,
    IMAGES,
    JPEG,
    PDF,
    PNG,
    POWERPOINT,
    TABLES,
    TEXT,
    WORD,
    FileKind,
)
from serai.portal.ui.models import StoredFile
from tests.portal.ui import hostile

MACRO_WORD = "application/vnd.ms-word.document.macroEnabled.main+xml"
SOUND = [
    ("report.pdf", hostile.PDF, PDF),
    ("plan.docx", hostile.office("docx"), WORD),
    ("scores.xlsx", hostile.office("xlsx"), EXCEL),
    ("lecture.pptx", hostile.office("pptx"), POWERPOINT),
    ("photo.JPG", hostile.JPEG, JPEG),
    ("map.png", hostile.png(), PNG),
    ("scores.csv", "имя;балл\nАни;85\n".encode(), CSV),
    ("scores.csv", "имя;балл\nАни;85\n".encode("cp1251"), CSV),
    ("note.txt", "Ընդունված է".encode("utf-8-sig"), TEXT),
]


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")


def problems(name: str, content: bytes, allowed: tuple[FileKind, ...] = DOCUMENTS) -> list[str]:
    with pytest.raises(FileRefusedError) as refused:
        inspect(upload(name, content), allowed=allowed)
    return [problem.code for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("name", "content", "kind"), SOUND, ids=[f"{name} {len(content)}" for name, content, _ in SOUND]
)
def test_accepted_kinds_are_known_by_their_content(name: str, content: bytes, kind: FileKind):
    assert inspect(upload(name, content)) == (name, kind)


@pytest.mark.parametrize(
    ("name", "content", "kind"), SOUND, ids=[f"{name} {len(content)}" for name, content, _ in SOUND]
)
def test_a_name_without_extension_gets_one_that_agrees(name: str, content: bytes, kind: FileKind):
    given, found = inspect(upload("evidence", content))
    assert found == (TEXT if kind is CSV else kind)
    assert given == f"evidence{found.extensions[0]}"


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("empty.pdf", b"", ["empty"]),
        ("program.exe", hostile.PROGRAM, ["kind"]),
        ("program.pdf", hostile.PROGRAM, ["kind"]),
        ("page.html", b"<!DOCTYPE html><script>alert(1)</script>", ["kind"]),
        ("page.txt", b"\n\n <HTML><script>alert(1)</script>", ["kind"]),
        ("page.csv", b"\xef\xbb\xbf<script>alert(1)</script>", ["kind"]),
        ("picture.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", ["kind"]),
        ("picture.png", b"<?xml version='1.0'?><svg onload='alert(1)'/>", ["kind"]),
        ("image.gif", b"GIF89a" + bytes(40), ["kind"]),
        ("report.pdf", hostile.png(), ["disagrees"]),
        ("photo.png", hostile.PDF, ["disagrees"]),
        ("invoice.pdf.exe", hostile.PDF, ["disagrees"]),
        ("table.docx", hostile.office("xlsx"), ["disagrees"]),
        ("note.pdf", b"just words", ["disagrees"]),
        ("late.pdf", b"\0\0%PDF-1.7\n%%EOF", ["kind"]),
        ("cut.pdf", hostile.PDF[:20], ["damaged"]),
        ("cut.png", hostile.png()[:30], ["damaged"]),
        ("nul.csv", b"a,b\n1,\0\n", ["kind"]),
        ("noise.txt", bytes(range(256)) * 4, ["kind"]),
        ("latin.txt", "José Müller".encode("cp1252"), ["kind"]),
        ("archive.zip", hostile.zipped({"a.txt": b"a"}), ["kind"]),
        ("plan.docx", hostile.zipped({"word/document.xml": b"<x/>"}), ["kind"]),
        ("old.doc", hostile.OLD_OFFICE, ["old_office"]),
        ("locked.docx", hostile.encrypted("docx"), ["password"]),
        ("cut.xlsx", hostile.office("xlsx")[:-30], ["damaged"]),
        ("macro.docx", hostile.office("docx", more={"word/vbaProject.bin": b"x"}), ["macros"]),
        ("macro.docx", hostile.office("docx", more={"Word\\VBAPROJECT.BIN": b"x"}), ["macros"]),
        ("macro.docm", hostile.office("docx", main_type=MACRO_WORD), ["macros"]),
        (
            "macro.xlsx",
            hostile.office("xlsx", more={"xl/macrosheets/sheet1.xml": b"<x/>"}),
            ["macros"],
        ),
        (
            "active.pptx",
            hostile.office("pptx", more={"ppt/activeX/activeX1.xml": b"<x/>"}),
            ["macros"],
        ),
        (
            "entity.xlsx",
            hostile.office("xlsx", more={"xl/a.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}),
            ["damaged"],
        ),
    ],
)
def test_hostile_and_mistaken_files_are_refused_with_the_reason(
    name: str, content: bytes, expected: list[str]
):
    assert problems(name, content) == expected


def test_every_problem_is_listed():
    assert problems("photo.png", hostile.PDF, IMAGES) == ["kind", "disagrees"]
    assert problems("film.mp4", bytes(files.LIMIT + 1)) == ["too_large", "kind"]


def test_a_sound_file_of_a_kind_not_wanted_here_is_refused():
    assert problems("report.pdf", hostile.PDF, TABLES) == ["kind"]


def test_the_limit_itself_is_accepted_and_one_byte_more_is_not():
    filler = bytes(files.LIMIT - len(hostile.PDF))
    inspect(upload("a.pdf", hostile.PDF[:-6] + filler + hostile.PDF[-6:]))
    assert problems("a.pdf", hostile.PDF[:-6] + filler + b"\0" + hostile.PDF[-6:]) == ["too_large"]


@pytest.mark.parametrize(
    "made",
    [
        lambda: hostile.office("xlsx", more={"xl/styles.xml": bytes(250 * 1024 * 1024)}),
        lambda: hostile.lying(250 * 1024 * 1024),
        lambda: hostile.overlapping(3000, 1024 * 1024),
        lambda: hostile.office("xlsx", more={f"xl/{number}": b"" for number in range(6000)}),
    ],
    ids=["one large part", "a part that lies", "parts that overlap", "very many parts"],
)
def test_a_bomb_is_refused_without_being_unpacked_into_memory(made: Callable[[], bytes]):
    bomb = made()
    tracemalloc.start()
    try:
        assert problems("bomb.xlsx", bomb)[0] in ("unpacks_too_large", "damaged")
        assert tracemalloc.get_traced_memory()[1] < 40 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_a_part_packed_so_that_it_cannot_be_bounded_is_refused():
    packed = hostile.zipped({"[Content_Types].xml": bytes(10)}, method=zipfile.ZIP_LZMA)
    assert problems("a.xlsx", packed) == ["damaged"]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_refusal_is_a_sentence_that_names_what_is_accepted(language: str):
    with translation.override(language), pytest.raises(FileRefusedError) as refused:
        inspect(upload("film.gif", b"GIF89a" + bytes(40)), allowed=TABLES)
    assert "Excel (.xlsx), CSV" in str(refused.value)
    assert "image/gif" in str(refused.value)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Ani\\план.docx", "план.docx"),
        ("..\\..\\boot.ini", "boot.ini"),
        (".htaccess", "htaccess"),
        ("...", "file"),
        ("", "file"),
        ("a\0b\r\nSet-Cookie: x.pdf", "ab Set-Cookie_ x.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("\ufeffa\u200bb\u2066.pdf", "ab.pdf"),
        ('a<b>"c|d?e*.pdf', "a_b__c_d_e_.pdf"),
        ("მასალები.pdf", "მასალები.pdf"),
        ("Ուսումնական նյութ.pdf", "Ուսումնական նյութ.pdf"),
        ("Қазақ Ўзбек Тоҷик.csv", "Қазақ Ўзбек Тоҷик.csv"),
        ("e\u0301tude.txt", "étude.txt"),
        ("NUL.txt", "_NUL.txt"),
        ("con", "_con"),
        ("con.pdf", "_con.pdf"),
        ("console.pdf", "console.pdf"),
        (".pdf", "pdf"),
        ("x" * 300 + ".pdf", "x" * (LENGTH - 4) + ".pdf"),
        ("x." + "y" * 300, "x." + "y" * (LENGTH - 2)),
        ("half\ud800.pdf", "half.pdf"),
    ],
)
def test_names_are_made_safe_and_keep_every_script(name: str, safe: str):
    assert safe_name(name) == safe


@given(st.text(max_size=400))
def test_whatever_the_name_it_is_one_short_visible_part(name: str):
    safe = safe_name(name)
    assert 0 < len(safe) <= LENGTH
    assert not safe.startswith((".", " "))
    assert not set(safe) & set('/\\\0\r\n\u202e<>:"|?*')
    assert safe_name(safe) == safe
    safe.encode()


@pytest.mark.django_db
def test_a_stored_file_is_on_the_disk_without_its_name(media: Path):
    stored = store(upload("Отчёт.pdf", hostile.PDF), officer_id=7)
    stored.refresh_from_db()
    on_disk = [file for file in media.rglob("*") if file.is_file()]
    assert [file.relative_to(media).as_posix() for file in on_disk] == [stored.content.name]
    assert stored.content.name == f"{stored.pk.hex[:2]}/{stored.pk.hex[2:4]}/{stored.pk.hex}"
    assert on_disk[0].read_bytes() == hostile.PDF
    assert (stored.name, stored.media_type, stored.size) == (
        "Отчёт.pdf",
        "application/pdf",
        len(hostile.PDF),
    )
    assert stored.sha256 == hashlib.sha256(hostile.PDF).hexdigest()
    assert (stored.uploaded_by_id, on_disk[0].stat().st_mode & 0o077) == (7, 0)


@pytest.mark.django_db
def test_a_refused_file_leaves_nothing(media: Path):
    with pytest.raises(FileRefusedError):
        store(upload("program.pdf", hostile.PROGRAM), officer_id=7)
    assert not media.exists()
    assert not StoredFile.objects.exists()


@pytest.mark.django_db
def test_a_crash_leaves_no_row_without_a_file(media: Path, monkeypatch):
    def crash(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "fsync", crash)
    with pytest.raises(OSError, match="no space"):
        store(upload("report.pdf", hostile.PDF), officer_id=7)
    assert not StoredFile.objects.exists()
    assert not [file for file in media.rglob("*") if file.is_file()]


@pytest.mark.django_db
def test_files_without_a_row_are_swept_after_a_day(media: Path):
    kept = store(upload("kept.pdf", hostile.PDF), officer_id=1)
    with transaction.atomic():
        orphan = store(upload("orphan.pdf", hostile.PDF), officer_id=1)
        transaction.set_rollback(True)
    unfinished = Path(kept.content.path).parent / "incoming-xyz"
    unfinished.write_bytes(b"half")
    foreign = media / "readme.txt"
    foreign.write_text("not ours")
    now = timezone.now()
    assert sweep_orphans(now) == 0
    assert sweep_orphans(now + timedelta(days=2)) == 2
    assert Path(kept.content.path).exists()
    assert foreign.exists()
    assert not Path(orphan.content.path).exists()
    assert not unfinished.exists()


@pytest.mark.django_db
def test_sweeping_an_empty_house_is_nothing():
    assert sweep_orphans(timezone.now()) == 0


@pytest.mark.django_db
def test_a_download_is_never_shown_by_the_browser():
    stored = store(upload("Отчёт «май».pdf", hostile.PDF), officer_id=1)
    response = download(stored)
    assert b"".join(response.streaming_content) == hostile.PDF
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%D0%9E")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private"


@pytest.mark.django_db
def test_a_name_cannot_break_out_of_the_header():
    stored = StoredFile(name='a"; filename="b.html', media_type="application/pdf", size=1)
    stored.content.save("", io.BytesIO(b"x"), save=False)
    assert (
        download(stored)["Content-Disposition"] == 'attachment; filename="a\\"; filename=\\"b.html"'
    )


@pytest.mark.django_db
def test_a_file_the_disk_has_lost_is_not_found():
    stored = store(upload("report.pdf", hostile.PDF), officer_id=1)
    Path(stored.content.path).unlink()
    with pytest.raises(Http404):
        download(stored)


class EvidenceForm(forms.Form):
    """A form as the rooms write them."""

    note = forms.CharField()
    evidence = UploadField(allowed=TABLES, required=False)


def test_a_form_shows_every_problem_beside_the_field():
    form = EvidenceForm({"note": "n"}, {"evidence": upload("photo.png", hostile.PDF)})
    assert not form.is_valid()
    assert len(form.errors["evidence"]) == 2
    assert [error.code for error in form.errors.as_data()["evidence"]] == ["kind", "disagrees"]


def test_a_form_hands_on_a_sound_file_from_its_start():
    content = hostile.office("xlsx")
    form = EvidenceForm({"note": "n"}, {"evidence": upload("scores.xlsx", content)})
    assert form.is_valid()
    assert form.cleaned_data["evidence"].read() == content


def test_a_form_accepts_that_nothing_was_sent_only_when_that_is_allowed():
    assert EvidenceForm({"note": "n"}).is_valid()
    required = type("Required", (forms.Form,), {"evidence": UploadField()})
    assert required({}, {}).errors.as_data()["evidence"][0].code == "required"
    assert not EvidenceForm({"note": "n"}, {"evidence": "text"}).is_valid()


def test_a_form_tells_browser_and_reader_what_it_takes():
    field = EvidenceForm()["evidence"]
    assert 'accept=".xlsx,.csv"' in str(field)
    assert field.help_text == "Excel (.xlsx), CSV; at most 20 MB."


def test_what_is_beyond_the_limit_is_let_go_while_it_arrives(settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    content = b"%PDF-" + bytes(files.LIMIT + 3 * 1024 * 1024)
    request = RequestFactory().post("/", {"note": "kept", "evidence": upload("large.pdf", content)})
    form = EvidenceForm(request.POST, request.FILES)
    assert request.FILES["evidence"].size == len(content)
    assert sum(file.stat().st_size for file in tmp_path.iterdir() if file.is_file()) <= files.LIMIT
    assert form.errors.as_data()["evidence"][0].code == "too_large"
    assert form["note"].value() == "kept"


def test_a_file_within_the_limit_arrives_whole():
    content = os.urandom(3 * 1024 * 1024)
    request = RequestFactory().post(
        "/", {"first": upload("a", content), "second": upload("b", b"b")}
    )
    assert request.FILES["first"].read() == content
    assert request.FILES["second"].read() == b"b"


def test_ids_are_random():
    assert len({StoredFile().pk for _ in range(100)}) == 100
    assert all(isinstance(StoredFile().pk, uuid.UUID) for _ in range(3))


def test_judging_twenty_megabytes_takes_less_than_two_seconds():
    text = ("имя;балл\n" * 1_600_000).encode()[: files.LIMIT // 2 * 2]
    started = time.process_time()
    inspect(upload("large.csv", text))
    assert time.process_time() - started < 2
