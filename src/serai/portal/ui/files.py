"""Files that people send: what they are is read from their content, and they leave only as downloads.

A file is on the disk before its row is in the database: a crash leaves at most a file without a row,
which `sweep_orphans` removes. Nothing of the name reaches the disk.
"""

import hashlib
import io
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import batched
from pathlib import Path, PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import FileResponse, Http404
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from serai.portal.ui import disk
from serai.portal.ui.filenames import safe_name, with_extension
from serai.portal.ui.kinds import DOCUMENTS, FileKind, Problem, UnknownContentError, kind_of, names
from serai.portal.ui.models import StoredFile, place_of

LIMIT = 20 * 1024 * 1024
ORPHANED_FOR = timedelta(days=1)


class FileRefusedError(Exception):
    """A file that is not stored; `problems` lists everything that is wrong with it."""

    def __init__(self, name: str, problems: Sequence[Problem]) -> None:
        super().__init__(name, problems)
        self.name = name
        self.problems = problems

    def __str__(self) -> str:
        return " ".join(problem.text for problem in self.problems)


def inspect(upload: File[Any], *, allowed: Sequence[FileKind] = DOCUMENTS) -> tuple[str, FileKind]:
    """The safe name and the kind of a file. Raises FileRefusedError with every problem found."""
    name = safe_name(upload.name or "")
    if not upload.size:
        raise FileRefusedError(name, [Problem("empty", _("The file is empty."))])
    if upload.size > LIMIT:
        raise FileRefusedError(name, [too_large(upload.size), *by_name(name, allowed)])
    try:
        kind = kind_of(upload, name=name, allowed=allowed)
    except UnknownContentError as refused:
        raise FileRefusedError(name, refused.problems) from refused
    return with_extension(name, kind.extensions), kind


def too_large(size: int) -> Problem:
    """Sizes in MB; rounded up, so that a file just above the limit does not read as the limit."""
    params = {"size": -(-size // (1024 * 1024)), "limit": LIMIT // (1024 * 1024)}
    text = _("The file has about %(size)s MB; at most %(limit)s MB can be stored.")
    return Problem("too_large", text % params)


def by_name(name: str, allowed: Sequence[FileKind]) -> list[Problem]:
    """What the name alone tells: the content of a file above the limit is not kept while it arrives."""
    extension = PurePath(name).suffix.lower()
    known = any(extension in kind.extensions for kind in allowed)
    return [] if known or not extension else [Problem.not_accepted(allowed)]


def store(
    upload: File[Any], *, officer_id: int | None, allowed: Sequence[FileKind] = DOCUMENTS
) -> StoredFile:
    """Keep a file and return its row. Raises FileRefusedError with every problem found."""
    name, kind = inspect(upload, allowed=allowed)
    stored = StoredFile(
        pk=uuid.uuid4(), name=name, media_type=kind.media_type, uploaded_by_id=officer_id
    )
    stored.content.name = place_of(stored, name)
    stored.size, stored.sha256 = disk.write(upload, Path(default_storage.path(stored.content.name)))
    stored.save(force_insert=True)
    return stored


def digest_of(upload: File[Any]) -> str:
    """The SHA-256 that the file is kept with."""
    digest = hashlib.sha256()
    for piece in upload.chunks():
        digest.update(piece)
    upload.seek(0)
    return digest.hexdigest()


def download(stored: StoredFile) -> FileResponse:
    """The file as an attachment that no browser runs. Raises Http404 when the disk has lost it."""
    try:
        content = stored.content.open("rb")
    except FileNotFoundError as lost:
        raise Http404(_("This file is no longer on the server.")) from lost
    response = FileResponse(
        content, as_attachment=True, filename=stored.name, content_type=stored.media_type
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private"
    return response


def sweep_orphans(now: datetime) -> int:
    """Remove files older than a day that no row names; returns how many."""
    removed = 0
    root = Path(default_storage.path(""))
    for files in batched(disk.files_before(now - ORPHANED_FOR, root), 500, strict=False):
        ids = [file.name for file in files if disk.KEPT.fullmatch(file.name)]
        kept = {pk.hex for pk in StoredFile.objects.filter(pk__in=ids).values_list("pk", flat=True)}
        for file in files:
            if file.name not in kept:
                file.unlink(missing_ok=True)
                removed += 1
    return removed


class UploadField(forms.FileField):
    """A file in a form, judged by its content; every problem is shown beside the field."""

    widget = forms.FileInput

    def __init__(self, *, allowed: Sequence[FileKind] = DOCUMENTS, **kwargs: Any) -> None:
        self.allowed = allowed
        kwargs.setdefault("help_text", lazy(accepted, str)(allowed))
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        extensions = [extension for kind in self.allowed for extension in kind.extensions]
        return {**super().widget_attrs(widget), "accept": ",".join(extensions)}

    def to_python(self, data: Any) -> Any:
        """The upload itself, unread. Raises ValidationError with every problem found."""
        if data in self.empty_values:
            return None
        if not isinstance(data, File):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            inspect(data, allowed=self.allowed)
        except FileRefusedError as refused:
            problems = [
                ValidationError(problem.text, code=problem.code) for problem in refused.problems
            ]
            raise ValidationError(problems) from refused
        return data


def accepted(allowed: Sequence[FileKind]) -> str:
    """What a form says under the field."""
    params = {"kinds": names(allowed), "limit": LIMIT // (1024 * 1024)}
    return _("%(kinds)s; at most %(limit)s MB.") % params


class CappedUploadHandler(FileUploadHandler):
    """Lets what lies beyond the limit go by while it arrives: no upload fills memory or disk.

    First in FILE_UPLOAD_HANDLERS. The form then gets an empty file of the true size and refuses it
    in words, instead of a broken connection.
    """

    received = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.received += len(raw_data)
        return raw_data if self.received <= LIMIT else None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if self.received <= LIMIT:
            return None
        return UploadedFile(
            io.BytesIO(), self.file_name, self.content_type, self.received, self.charset
        )
