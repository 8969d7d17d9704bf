"""Which kinds of file are accepted, and how each is told by its content; the name only has to agree."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Self

import puremagic
from django.core.files.base import File
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from serai.portal.ui import decoding, zips

HEAD = 8192
TAIL = 4096
# Parts of an Office file that run: VBA, Excel 4 macros, ActiveX.
RUNS = re.compile(r"(^|/)(vbaproject\.bin$|vbadata\.xml$|macrosheets/|activex/)")
MARKUP = re.compile(r"\s*<(!doctype|html|head|body|script|iframe|svg|\?xml)", re.IGNORECASE)


@dataclass(frozen=True)
class FileKind:
    """One accepted kind: its name for people, its media type, its extensions with the usual one first."""

    name: str | Promise
    media_type: str
    extensions: tuple[str, ...]


OPEN_XML = "application/vnd.openxmlformats-officedocument"
PDF = FileKind("PDF", "application/pdf", (".pdf",))
WORD = FileKind("Word (.docx)", f"{OPEN_XML}.wordprocessingml.document", (".docx",))
EXCEL = FileKind("Excel (.xlsx)", f"{OPEN_XML}.spreadsheetml.sheet", (".xlsx",))
POWERPOINT = FileKind("PowerPoint (.pptx)", f"{OPEN_XML}.presentationml.presentation", (".pptx",))
PNG = FileKind("PNG", "image/png", (".png",))
JPEG = FileKind("JPEG", "image/jpeg", (".jpg", ".jpeg", ".jfif"))
CSV = FileKind("CSV", "text/csv", (".csv",))
TEXT = FileKind(gettext_lazy("plain text"), "text/plain", (".txt",))

OFFICE = (WORD, EXCEL, POWERPOINT)
IMAGES = (JPEG, PNG)
TABLES = (EXCEL, CSV)
DOCUMENTS = (PDF, *OFFICE, *IMAGES, CSV, TEXT)


@dataclass(frozen=True)
class Problem:
    """One reason why a file is refused: a code for programs, a sentence for people."""

    code: str
    text: str

    @classmethod
    def damaged(cls) -> Self:
        return cls("damaged", _("The file is damaged or was cut off on the way."))

    @classmethod
    def macros(cls) -> Self:
        return cls(
            "macros", _("The file contains macros. Save it without macros and send it again.")
        )

    @classmethod
    def password(cls) -> Self:
        return cls(
            "password",
            _("The file is protected with a password. Save it without one and send it again."),
        )

    @classmethod
    def old_office(cls) -> Self:
        text = _(
            "The file is in an old Office format or protected with a password. Save it as .docx, .xlsx, .pptx or PDF."
        )
        return cls("old_office", text)

    @classmethod
    def unpacks_too_large(cls, limit: int) -> Self:
        text = _("The file unpacks to more than %(limit)s MB.") % {"limit": limit // 1024 // 1024}
        return cls("unpacks_too_large", text)

    @classmethod
    def not_accepted(cls, allowed: Sequence[FileKind]) -> Self:
        text = _("This kind of file is not accepted. Accepted are: %(kinds)s.") % {
            "kinds": names(allowed)
        }
        return cls("kind", text)

    @classmethod
    def recognised(cls, found: str, allowed: Sequence[FileKind]) -> Self:
        text = _(
            "The content of this file is %(found)s, which is not accepted. Accepted are: %(kinds)s."
        )
        return cls("kind", text % {"found": found, "kinds": names(allowed)})

    @classmethod
    def no_text(cls, extension: str, found: str = "") -> Self:
        if not found:
            text = _("The name ends in “%(extension)s”, but this is no text file.")
            return cls("kind", text % {"extension": extension})
        text = _(
            "The name ends in “%(extension)s”, but this is no text file: its content is %(found)s."
        )
        return cls("kind", text % {"extension": extension, "found": found})

    @classmethod
    def disagrees(cls, extension: str, kind: FileKind) -> Self:
        text = _("The name ends in “%(extension)s”, but the content is %(content)s.")
        return cls("disagrees", text % {"extension": extension[:12], "content": kind.name})


class UnknownContentError(Exception):
    """The content is of no accepted kind; `problems` says why."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems


def names(kinds: Sequence[FileKind]) -> str:
    """The kinds as people read them."""
    return ", ".join(str(kind.name) for kind in kinds)


def kind_of(upload: File[Any], *, name: str, allowed: Sequence[FileKind]) -> FileKind:
    """The kind of a file by its content. Raises UnknownContentError with every problem found."""
    extension = PurePath(name).suffix.lower()
    upload.seek(0)
    head = upload.read(HEAD)
    check = next((check for start, check in BY_START.items() if head.startswith(start)), None)
    try:
        kind = check(upload) if check else text_kind(upload, extension)
    finally:
        upload.seek(0)
    if kind is None:
        raise UnknownContentError(unknown(head, extension, allowed))
    problems = []
    if kind not in allowed:
        problems.append(Problem.not_accepted(allowed))
    if extension and extension not in kind.extensions:
        problems.append(Problem.disagrees(extension, kind))
    if problems:
        raise UnknownContentError(*problems)
    return kind


def unknown(head: bytes, extension: str, allowed: Sequence[FileKind]) -> Problem:
    """Why content of no kind of ours is refused, naming what it is when a long enough mark tells."""
    try:
        found = puremagic.magic_string(head)
    except puremagic.PureError:
        found = []
    known = bool(found and found[0].confidence >= 0.2 and found[0].mime_type)
    what = in_words(found[0].mime_type) if known else ""
    if any(extension in kind.extensions for kind in (CSV, TEXT) if kind in allowed):
        if what:
            return Problem.no_text(extension, what)
        if not MARKUP.match(head.decode("utf-8-sig", "replace")):
            return Problem.no_text(extension)
    return Problem.recognised(what, allowed) if what else Problem.not_accepted(allowed)


def in_words(media_type: str) -> str:
    """“an image (image/gif)”; the bare type where there is no plain word."""
    word = {"image": _("an image"), "audio": _("a sound recording"), "video": _("a video")}.get(
        media_type.partition("/")[0]
    )
    return f"{word} ({media_type})" if word else media_type


def pdf_kind(upload: File[Any]) -> FileKind:
    """PDF, when its end has arrived as well."""
    if b"%%EOF" not in tail(upload):
        raise UnknownContentError(Problem.damaged())
    return PDF


def png_kind(upload: File[Any]) -> FileKind:
    """PNG, when its end has arrived as well."""
    upload.seek(12)
    if upload.read(4) != b"IHDR" or b"IEND" not in tail(upload):
        raise UnknownContentError(Problem.damaged())
    return PNG


def jpeg_kind(_upload: File[Any]) -> FileKind:
    """JPEG; phones append data of their own, so its end tells nothing."""
    return JPEG


def compound_kind(_upload: File[Any]) -> FileKind:
    """None: both .doc and a protected .docx begin like this."""
    raise UnknownContentError(Problem.old_office())


def office_kind(upload: File[Any]) -> FileKind | None:
    """Which Office format a ZIP is, by the type it declares for its main part; None for other ZIPs."""
    try:
        with zips.open_zip(upload) as archive:
            declared = zips.part(archive, "[Content_Types].xml").decode("utf-8", "replace")
            runs = "macroenabled" in declared.lower() or any(
                map(RUNS.search, zips.names_in(archive))
            )
    except zips.ZipEncryptedError as locked:
        raise UnknownContentError(Problem.password()) from locked
    except zips.ZipTooLargeError as bomb:
        raise UnknownContentError(Problem.unpacks_too_large(bomb.limit)) from bomb
    except zips.ZipRefusedError as damaged:
        raise UnknownContentError(Problem.damaged()) from damaged
    if runs:
        raise UnknownContentError(Problem.macros())
    return next((kind for kind in OFFICE if f'"{kind.media_type}.main+xml"' in declared), None)


def text_kind(upload: File[Any], extension: str) -> FileKind | None:
    """CSV or plain text by the name, when all of it is text and none of it a page for a browser."""
    upload.seek(0)
    try:
        text = decoding.decode(upload.read())
    except decoding.NotTextError:
        return None
    if MARKUP.match(text[:1024]):
        return None
    return CSV if extension in CSV.extensions else TEXT


def tail(upload: File[Any]) -> bytes:
    """The last 4,096 bytes."""
    upload.seek(max(0, upload.size - TAIL))
    return bytes(upload.read())


BY_START: dict[bytes, Callable[[File[Any]], FileKind | None]] = {
    b"%PDF-": pdf_kind,
    b"\x89PNG\r\n\x1a\n": png_kind,
    b"\xff\xd8\xff": jpeg_kind,
    b"PK\x03\x04": office_kind,
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": compound_kind,
}
