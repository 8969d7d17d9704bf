"""What members did between working groups, narrowed to what the reader may see."""

from serai.portal.programme.queries.intersessional.completions import (
    imports_of,
    new_and_known,
    reading_of,
    received_for,
    remembered_hours,
    table_of,
)
from serai.portal.programme.queries.intersessional.entries import (
    Hours,
    Totals,
    Waiting,
    entries_for,
    entries_of,
    entries_to_answer,
    entries_waiting,
    entry_for,
    members_owing,
    sums_by_administration,
    totals_by_member,
)

__all__ = [
    "Hours",
    "Totals",
    "Waiting",
    "entries_for",
    "entries_of",
    "entries_to_answer",
    "entries_waiting",
    "entry_for",
    "imports_of",
    "members_owing",
    "new_and_known",
    "reading_of",
    "received_for",
    "remembered_hours",
    "sums_by_administration",
    "table_of",
    "totals_by_member",
]
