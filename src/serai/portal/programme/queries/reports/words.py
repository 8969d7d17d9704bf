"""What the page, the PDF and the workbook of a report say in the same words."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from serai.portal.programme.models import WorkingGroup
from serai.portal.programme.queries.headlines import dates
from serai.portal.programme.queries.reports.report import (
    ChallengeTold,
    GroupReport,
    PlanTold,
    Present,
)
from serai.portal.ui.templatetags.ui import figure


def hours(minutes: int) -> str:
    """“12”, “7.5”, “3.25”: hours with as many decimals as they need, at most two."""
    number = round(Decimal(minutes) / 60, 2)
    decimals = next((n for n in (0, 1) if number == round(number, n)), 2)
    return figure(number, decimals)


def share(present: Present | GroupReport) -> str:
    """“92 %”, or a dash when nothing was recorded."""
    return "—" if present.share is None else _("%(share)s %%") % {"share": present.share}


def place_of(group: WorkingGroup) -> str:
    """“Astana, Kazakhstan”; empty while no place is known."""
    return ", ".join(part for part in (group.city, group.country_name) if part)


def where_and_when(group: WorkingGroup) -> str:
    """“3–7 February 2025 · Astana, Kazakhstan”."""
    return " · ".join(part for part in (dates(group), place_of(group), group.venue) if part)


def figures(report: GroupReport) -> list[tuple[str, str]]:
    """The numbers on top: figure and what it counts. What is not known is left out."""
    group, found = report.group, []
    members = report.attendance.people or group.published_members
    if members:
        found.append((figure(members), ngettext("member took part", "members took part", members)))
    administrations = sum(bool(one.people) for one in report.by_administration)
    if administrations:
        found.append(
            (
                figure(administrations),
                ngettext("administration", "administrations", administrations),
            )
        )
    if report.share is not None:
        found.append((share(report), _("of all places taken")))
    if sessions := report.number_of_sessions:
        found.append((figure(sessions), ngettext("session", "sessions", sessions)))
    if report.minutes:
        found.append((hours(report.minutes), _("hours of sessions")))
    if group.published_trainees:
        found.append((figure(group.published_trainees), _("trainees")))
    if group.published_certified:
        found.append((figure(group.published_certified), _("certified")))
    return found


def raised_by(told: ChallengeTold) -> str:
    """The administrations that raised it."""
    return ", ".join(told.raisers)


def plan_sentence(plan: PlanTold) -> str:
    """“31 items were adopted. 20 are done since, 2 are late.”"""
    said = ngettext("%(n)s item was adopted.", "%(n)s items were adopted.", plan.items) % {
        "n": plan.items
    }
    done = ngettext("%(n)s is done since.", "%(n)s are done since.", plan.done) % {"n": plan.done}
    late = ngettext("%(n)s is late.", "%(n)s are late.", plan.late) % {"n": plan.late}
    return " ".join([said, done, *([late] if plan.late else [])])


def unrecorded(report: GroupReport) -> str:
    """How many sessions are left out of the shares; empty when none is."""
    if not report.unrecorded:
        return ""
    return ngettext(
        "Attendance was not recorded at %(n)s session, which is left out.",
        "Attendance was not recorded at %(n)s sessions, which are left out.",
        report.unrecorded,
    ) % {"n": report.unrecorded}


def source_of(group: WorkingGroup) -> str:
    """Where published figures come from; empty when nothing is published."""
    if not group.source:
        return ""
    return _("Dates, place and numbers of participants as published: %(source)s.") % {
        "source": group.source
    }


def generated(report: GroupReport) -> str:
    """That people are made up, where they are; empty where they are real."""
    if not any(one.participant and one.participant.officer.is_generated for one in report.people):
        return ""
    return _("The people named here are generated for a demonstration.")
