"""Activities between working groups, and completions taken over from a file."""

from serai.portal.programme.views.intersessional.completions import (
    bad_rows,
    completions,
    discard,
    preview,
)
from serai.portal.programme.views.intersessional.entries import edit, entry, evidence, log, remove
from serai.portal.programme.views.intersessional.overview import intersessional, member_record

__all__ = [
    "bad_rows",
    "completions",
    "discard",
    "edit",
    "entry",
    "evidence",
    "intersessional",
    "log",
    "member_record",
    "preview",
    "remove",
]
