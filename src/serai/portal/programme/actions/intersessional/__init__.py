"""Logging what was done between working groups, and confirming it."""

from serai.portal.programme.actions.intersessional.answer import confirm_entries, return_entries
from serai.portal.programme.actions.intersessional.completions import (
    discard_completions,
    receive_completions,
    sweep_completions,
    take_over_completions,
)
from serai.portal.programme.actions.intersessional.log import edit_entry, log_entry, remove_entry

__all__ = [
    "confirm_entries",
    "discard_completions",
    "edit_entry",
    "log_entry",
    "receive_completions",
    "remove_entry",
    "return_entries",
    "sweep_completions",
    "take_over_completions",
]
