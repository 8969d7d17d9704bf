"""The report as a workbook: a sheet for each part."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from serai.portal.programme.engine.attending import Counted
from serai.portal.programme.queries.reports import words
from serai.portal.programme.queries.reports.report import GroupReport
from serai.portal.ui.xlsx import Column, Sheet, workbook


def report_workbook(report: GroupReport) -> bytes:
    """Every part that holds anything, in the order of the document."""
    sheets = [numbers(report), sessions(report), attendance(report), administrations(report), challenges(report),
              plan(report), decisions(report), files(report)]  # fmt: skip
    title = _("Report of %(group)s") % {"group": report.group.name}
    return workbook(
        [sheet for sheet in sheets if sheet.rows], title=f"{title} · {report.group.programme}"
    )


def numbers(report: GroupReport) -> Sheet:
    """What the document has on top."""
    group = report.group
    rows: list[list[Any]] = [
        [_("Programme"), str(group.programme)],
        [_("Working group"), group.name],
        [_("Where and when"), words.where_and_when(group)],
        [_("Host"), group.host.name if group.host else ""],
        *[[said, figure] for figure, said in words.figures(report)],
        *[
            [
                _("%(kind)s: sessions and hours") % {"kind": one.kind},
                f"{one.sessions} · {words.hours(one.minutes)}",
            ]
            for one in report.kinds
        ],
        [_("Source"), words.source_of(group)],
        [_("Left out"), words.unrecorded(report)],
        [_("Note"), words.generated(report)],
    ]
    heading = _("Report of %(group)s") % {"group": group.name}
    return Sheet(
        _("Numbers"),
        [Column(_("What")), Column(_("Value"))],
        [row for row in rows if row[1]],
        heading=heading,
    )


def sessions(report: GroupReport) -> Sheet:
    """The agenda as it was held."""
    zone = report.group.zone
    columns = [
        Column(_("Start"), "datetime", zone=zone),
        Column(_("End"), "datetime", zone=zone),
        Column(_("Kind")),
        Column(_("Session")),
        Column(_("Room")),
        Column(_("Speakers and chairs")),
        Column(_("Present"), "integer"),
    ]
    rows = [
        [
            told.session.start,
            told.session.end,
            str(told.session.get_kind_display()),
            told.session.title,
            told.session.room.name if told.session.room else "",
            ", ".join(told.people),
            told.present,
        ]
        for told in report.sessions
    ]
    return Sheet(_("Sessions"), columns, rows)


def attendance(report: GroupReport) -> Sheet:
    """By name, as far as the reader may see it."""
    columns = [
        Column(_("Administration")),
        Column(_("Name")),
        Column(_("In native script")),
        Column(_("Role")),
        Column(_("Sessions attended"), "integer"),
        Column(_("Of"), "integer"),
        Column(_("Attendance"), "percent"),
    ]
    rows = [
        [
            one.participant.administration.short if one.participant.administration else "",
            one.participant.officer.name_latin,
            one.participant.officer.name_native,
            pgettext("role", "Expert") if one.participant.is_expert else pgettext("role", "Member"),
            one.counted.came,
            one.counted.of,
            share(one.counted),
        ]
        for one in report.people
        if one.participant
    ]
    return Sheet(_("Attendance"), columns, rows)


def share(sums: Counted) -> float | None:
    """The share as everywhere else, in whole per cent rounded down: 0.66 of two in three."""
    return None if sums.share is None else sums.share / 100


def administrations(report: GroupReport) -> Sheet:
    """Attendance without names."""
    columns = [
        Column(_("Administration")),
        Column(_("Members present"), "integer"),
        Column(_("Sessions attended"), "integer"),
        Column(_("Of"), "integer"),
        Column(_("Attendance"), "percent"),
    ]
    rows = [
        [
            one.administration.short if one.administration else "",
            one.people,
            one.counted.came,
            one.counted.of,
            share(one.counted),
        ]
        for one in report.by_administration
    ]
    return Sheet(_("Administrations"), columns, rows)


def challenges(report: GroupReport) -> Sheet:
    """Those raised here, and those taken up here."""
    columns = [
        Column(_("Challenge")),
        Column(_("Kind")),
        Column(_("Raised at")),
        Column(_("Raised by")),
        Column(_("Votes"), "integer"),
        Column(_("Taken up here in")),
    ]
    told = {one.challenge.pk: one for one in (*report.raised, *report.answered)}
    rows = [
        [
            one.challenge.title,
            str(one.challenge.get_kind_display()),
            one.challenge.raised_at.code if one.challenge.raised_at else "",
            words.raised_by(one),
            one.votes,
            "; ".join(session.title for session in one.sessions),
        ]
        for one in told.values()
    ]
    return Sheet(_("Challenges"), columns, rows)


def plan(report: GroupReport) -> Sheet:
    """The work plan as adopted here, by goal."""
    columns = [
        Column(_("Goal")),
        Column(_("Items adopted"), "integer"),
        Column(_("Done since"), "integer"),
    ]
    rows = [[goal, items, done] for goal, items, done in report.plan.goals] if report.plan else []
    return Sheet(
        _("Work plan"),
        columns,
        rows,
        heading=words.plan_sentence(report.plan) if report.plan else "",
    )


def decisions(report: GroupReport) -> Sheet:
    """The decisions with who recorded them."""
    columns = [Column(_("Decided on"), "date"), Column(_("Decision")), Column(_("Recorded by"))]
    rows = [[one.decided_on, one.text, one.recorded_by.name_latin] for one in report.decisions]
    return Sheet(_("Decisions"), columns, rows)


def files(report: GroupReport) -> Sheet:
    """The files with their sessions."""
    columns = [
        Column(_("File")),
        Column(_("Session")),
        Column(_("Name")),
        Column(_("Added"), "datetime"),
    ]
    rows = [
        [file.title, file.session.title if file.session else "", file.stored.name, file.added_at]
        for file in report.files
    ]
    return Sheet(_("Files"), columns, rows)
