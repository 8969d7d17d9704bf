"""Whether the days and hours of an intersessional entry can be."""

import datetime as dt
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

HOURS_A_DAY = 24


def entry_problems(
    *,
    begun_on: dt.date | None,
    ended_on: dt.date | None,
    hours: Decimal | None,
    joined_on: dt.date,
    today: dt.date,
) -> dict[str, str]:
    """What is wrong, as a sentence for each field; a value that is missing is not judged."""
    problems: dict[str, str] = {}
    if begun_on and begun_on > today:
        problems["begun_on"] = _("This day is still to come. Log the activity when it is over.")
    elif begun_on and begun_on < joined_on:
        joined = {"date": date_format(joined_on, "DATE_FORMAT")}
        problems["begun_on"] = (
            _("You joined the programme on %(date)s; only what came after counts.") % joined
        )
    if ended_on and ended_on > today:
        problems["ended_on"] = _("This day is still to come. Log the activity when it is over.")
    elif begun_on and ended_on and ended_on < begun_on:
        problems["ended_on"] = _("It ends before it begins.")
    if hours is not None and hours <= 0:
        problems["hours"] = _("Say how many hours it took.")
    elif hours is not None and begun_on and ended_on and "ended_on" not in problems:
        days = (ended_on - begun_on).days + 1
        if hours > HOURS_A_DAY * days:
            problems["hours"] = ngettext(
                "%(days)s day has only %(hours)s hours.",
                "%(days)s days have only %(hours)s hours.",
                days,
            ) % {"days": days, "hours": HOURS_A_DAY * days}
    return problems
