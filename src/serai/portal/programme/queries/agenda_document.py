"""The agenda as a document: texts in the active language, ready for the typesetter."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from serai.portal.programme.models import WorkingGroup
from serai.portal.programme.phases import GroupPhase
from serai.portal.programme.queries.agenda import EVER, Entry, agenda_of, zone_told
from serai.portal.programme.queries.headlines import dates


def agenda_document(group: WorkingGroup, *, now: dt.datetime) -> dict[str, Any]:
    """What `agenda.typ` takes."""
    agenda = agenda_of(group)
    return {
        "title": _("%(group)s: agenda") % {"group": group.name},
        "lead": " · ".join(part for part in (dates(group), group.city, group.venue) if part),
        "running": str(group.programme),
        "stamp": _("Printed on %(day)s (UTC). The page in Serai has the latest.")
        % {"day": date_format(now, "DATETIME_FORMAT")},
        "pairs": [
            [_("Host"), group.host.name if group.host else ""],
            [_("Mode"), str(group.get_mode_display())],
            [_("Languages and interpretation"), group.spoken],
            [_("Times"), zone_told(group)],
        ],
        "note": _("The dates are proposed, not announced.")
        if group.phase == GroupPhase.TO_PLAN
        else "",
        "days": [
            {
                "name": date_format(day.date, "WEEKDAY_FORMAT"),
                "blocks": [block_of(block.columns) for block in day.blocks],
            }
            for day in agenda.days
        ],
        "empty_day": _("Nothing is set for this day."),
        "empty": _("The agenda is still empty.") if not agenda.placed else "",
    }


def block_of(columns: Sequence[Sequence[Entry]]) -> dict[str, Any]:
    """Sessions side by side, with the time from the first beginning to the last end."""
    entries = [entry for column in columns for entry in column]
    begins = min(entries, key=lambda entry: entry.start or EVER)
    ends = max(entries, key=lambda entry: entry.end or EVER)
    return {
        "time": f"{begins.from_time}–{ends.to_time}",
        "columns": [[told(entry) for entry in column] for column in columns],
    }


def told(entry: Entry) -> dict[str, Any]:
    """A session in strings."""
    return {
        "time": f"{entry.from_time}–{entry.to_time}",
        "is_pause": entry.is_pause,
        "kind": entry.what,
        "title": entry.title,
        "people": entry.who,
        "more": entry.more,
    }
