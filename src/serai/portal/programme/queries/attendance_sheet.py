"""The sheet people sign: names in both scripts against the sessions of a day."""

import datetime as dt
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from serai.portal.programme.models import WorkingGroup
from serai.portal.programme.queries.agenda import zone_name
from serai.portal.programme.queries.participants import Row, attendance
from serai.portal.ui.pdf import can_print


def attendance_sheet(
    user: Any, group: WorkingGroup, day: dt.date, *, now: dt.datetime
) -> dict[str, Any] | None:
    """What `attendance_sheet.typ` takes; None for a day at which no attendance is taken."""
    table = attendance(user, group, day=day)
    if not table.columns:
        return None
    return {
        "title": _("%(group)s: attendance on %(day)s")
        % {"group": group.name, "day": date_format(day, "DATE_FORMAT")},
        "running": str(group.programme),
        "stamp": _("Printed on %(day)s (UTC)") % {"day": date_format(now, "DATETIME_FORMAT")},
        "lead": _("Sign in the box of each session you attend. Times are %(zone)s.")
        % {"zone": zone_name(group)},
        "header": [_("Name"), _("Administration")],
        "sessions": [
            {
                "time": f"{column.from_time}–{column.to_time}",
                "title": column.session.title,
                "room": column.session.room.name if column.session.room else "",
            }
            for column in table.columns
        ],
        "people": [
            {
                "name": row.participant.officer.name_latin,
                "native": native_of(row),
                "administration": row.participant.administration.short
                if row.participant.administration
                else "",
                "expected": [column.session.pk in row.expected for column in table.columns],
            }
            for row in table.rows
        ],
        "checked": _("Checked by (name, signature)"),
    }


def native_of(row: Row) -> str:
    """The name in its own script, where it differs and the shipped fonts have it."""
    officer = row.participant.officer
    native = officer.name_native
    return native if native and native != officer.name_latin and can_print(native) else ""
