"""What is to be said of a working group first: the sentence its page begins with, and what follows from it."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from serai.portal.programme.engine.away import weeks_in_words
from serai.portal.programme.models import WorkingGroup
from serai.portal.programme.phases import GroupPhase
from serai.portal.ui.templatetags.ui import span

FURTHEST = 26
"""Weeks; beyond, the day itself says more."""


def headline(group: WorkingGroup, *, today: dt.date) -> str:
    """One sentence: when and where it met, or how far away it is. `today` is the host's."""
    if group.start is None:
        return _("%(group)s has no dates yet.") % {"group": group.name}
    if group.precision == WorkingGroup.Precision.MONTH:
        return in_a_month(group)
    if group.phase == GroupPhase.TO_PLAN:
        return _("%(group)s is proposed for %(dates)s.") % {
            "group": group.name,
            "dates": dates(group),
        }
    if group.is_held:
        return held(group)
    return to_come(group, today=today)


def dates(group: WorkingGroup) -> str:
    """The days, or the month when only that is known; empty when there are none."""
    return span(group.start, group.end, group.precision)


def in_a_month(group: WorkingGroup) -> str:
    """When only the month is known, no day is said."""
    facts = {"group": group.name, "city": group.city, "month": dates(group)}
    if not group.is_held:
        return _("%(group)s is planned for %(month)s.") % facts
    if group.city:
        return _("%(group)s met in %(city)s in %(month)s.") % facts
    return _("%(group)s met in %(month)s.") % facts


def held(group: WorkingGroup) -> str:
    """Where and when it met."""
    first, last = from_to(group)
    facts = {"group": group.name, "city": group.city, "first": first, "last": last}
    one_day = group.start == (group.end or group.start)
    if group.mode == WorkingGroup.Mode.ONLINE:
        if one_day:
            return _("%(group)s met online on %(last)s.") % facts
        return _("%(group)s met online from %(first)s to %(last)s.") % facts
    if not group.city:
        if one_day:
            return _("%(group)s met on %(last)s.") % facts
        return _("%(group)s met from %(first)s to %(last)s.") % facts
    if one_day:
        return _("%(group)s met in %(city)s on %(last)s.") % facts
    return _("%(group)s met in %(city)s from %(first)s to %(last)s.") % facts


def from_to(group: WorkingGroup) -> tuple[str, str]:
    """The first day as short as it may be before the last: “3”, “7 February 2025”."""
    assert group.start is not None  # asked of dated groups only
    first, last = group.start, group.end or group.start
    if (first.year, first.month) == (last.year, last.month):
        return str(first.day), date_format(last, "DATE_FORMAT")
    form = "MONTH_DAY_FORMAT" if first.year == last.year else "DATE_FORMAT"
    return date_format(first, form), date_format(last, "DATE_FORMAT")


def to_come(group: WorkingGroup, *, today: dt.date) -> str:
    """How far away it is, that it goes on, or that it is over."""
    assert group.start is not None  # asked of dated groups only
    last = group.end or group.start
    days = (group.start - today).days
    facts = {"group": group.name, "city": group.city, "day": date_format(last, "DATE_FORMAT")}
    if today > last:
        return _("%(group)s ended on %(day)s and is not marked as held.") % facts
    if days > 0:
        return away(group, days=days)
    if group.city and group.mode != WorkingGroup.Mode.ONLINE:
        return _("%(group)s is meeting in %(city)s until %(day)s.") % facts
    return _("%(group)s is meeting until %(day)s.") % facts


def away(group: WorkingGroup, *, days: int) -> str:
    """Days for two weeks, then weeks in words, then the day itself."""
    assert group.start is not None  # asked of dated groups only
    weeks = days // 7
    if days == 1:
        return _("%(group)s begins tomorrow.") % {"group": group.name}
    if weeks < 2:
        return ngettext("%(group)s is %(n)s day away.", "%(group)s is %(n)s days away.", days) % {
            "group": group.name,
            "n": days,
        }
    if weeks > FURTHEST:
        day = date_format(group.start, "DATE_FORMAT")
        return _("%(group)s begins on %(day)s.") % {"group": group.name, "day": day}
    return ngettext(
        "%(group)s is %(weeks)s week away.", "%(group)s is %(weeks)s weeks away.", weeks
    ) % {"group": group.name, "weeks": weeks_in_words(weeks)}
