"""The report as a document: texts in the active language, ready for the typesetter."""

import datetime as dt
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from serai.portal.programme.queries.reports import words
from serai.portal.programme.queries.reports.report import GroupReport, SessionTold
from serai.portal.ui.pdf import can_print


def report_document(report: GroupReport, *, now: dt.datetime) -> dict[str, Any]:
    """What `group_report.typ` takes: a title, figures, and parts of which the empty ones are left out."""
    group, programme = report.group, report.group.programme
    return {
        "title": _("Report of %(group)s") % {"group": group.name},
        "lead": words.where_and_when(group),
        "programme": str(programme),
        "partners": programme.partners,
        "running": str(programme),
        "stamp": _("Made from the records of the programme on %(day)s (UTC).")
        % {"day": date_format(now, "DATETIME_FORMAT")},
        "figures": words.figures(report)[:6],
        "pairs": [
            [_("Host"), group.host.name if group.host else ""],
            [_("Place"), words.place_of(group)],
            [_("Mode"), str(group.get_mode_display()) if group.mode else ""],
            [_("Languages and interpretation"), group.spoken],
            [_("What was to come out"), group.aim],
        ],
        "parts": [part for part in parts(report) if part["rows"] or part.get("list")],
        "nothing": _("Only what was published is known of this working group.")
        if report.is_only_published
        else "",
        "notes": [
            note
            for note in (words.unrecorded(report), words.source_of(group), words.generated(report))
            if note
        ],
    }


def parts(report: GroupReport) -> list[dict[str, Any]]:
    """The parts in the order they are read: what was decided before what was done."""
    return [decisions(report), kinds(report), *days(report), administrations(report), people(report),
            raised(report), answered(report), plan(report), files(report)]  # fmt: skip


def table(
    title: str,
    header: list[str],
    rows: list[list[str]],
    widths: list[str],
    aligned: str,
    lead: str = "",
) -> dict[str, Any]:
    """`widths` are “1fr” or “auto”; `aligned` has an l or r for each column."""
    return {
        "title": title,
        "header": header,
        "rows": rows,
        "widths": widths,
        "aligned": list(aligned),
        "lead": lead,
    }


def decisions(report: GroupReport) -> dict[str, Any]:
    """The decisions with their days."""
    told = [
        [decision.text, date_format(decision.decided_on, "DATE_FORMAT")]
        for decision in report.decisions
    ]
    return {"title": _("What was decided"), "rows": [], "list": told}


def kinds(report: GroupReport) -> dict[str, Any]:
    """How many sessions of each kind, and how long."""
    rows = [
        [one.kind, str(one.sessions), words.hours(one.minutes) if one.minutes else "—"]
        for one in report.kinds
    ]
    if len(rows) > 1:
        total = words.hours(report.minutes) if report.minutes else "—"
        rows.append([_("Together"), str(report.number_of_sessions), total])
    header = [_("Kind"), _("Sessions"), _("Hours")]
    return table(_("Sessions by kind"), header, rows, ["1fr", "auto", "auto"], "lrr")


def days(report: GroupReport) -> list[dict[str, Any]]:
    """The sessions, one table a day; breaks are left out."""
    by_day: dict[dt.date | None, list[SessionTold]] = {}
    for told in report.sessions:
        if told.session.kind != "break":
            by_day.setdefault(told.day, []).append(told)
    header = [_("Time"), _("Session"), _("Speakers and chairs"), _("Present")]
    return [
        table(
            date_format(day, "WEEKDAY_FORMAT") if day else _("Sessions"),
            header,
            [session_row(told, report) for told in sessions],
            ["auto", "1fr", "4.2cm", "auto"],
            "lllr",
        )
        for day, sessions in by_day.items()
    ]


def session_row(told: SessionTold, report: GroupReport) -> list[str]:
    """A session in the host’s time."""
    session, zone = told.session, report.group.zone
    time = ""
    if session.start and session.end:
        clock = [
            date_format(moment.astimezone(zone), "TIME_FORMAT")
            for moment in (session.start, session.end)
        ]
        time = "–".join(clock)
    title = f"{session.title}\n{session.get_kind_display()}"
    return [time, title, ", ".join(told.people), "" if told.present is None else str(told.present)]


def administrations(report: GroupReport) -> dict[str, Any]:
    """Attendance without names."""
    rows = [
        [one.administration.short if one.administration else "", str(one.people), words.share(one)]
        for one in report.by_administration
    ]
    header = [_("Administration"), _("Members present"), _("Attendance")]
    return table(
        _("Attendance by administration"),
        header,
        rows,
        ["1fr", "auto", "auto"],
        "lrr",
        words.unrecorded(report),
    )


def people(report: GroupReport) -> dict[str, Any]:
    """Attendance by name, as far as the reader may see it."""
    rows = []
    for one in report.people:
        if one.participant is None:
            continue
        officer, administration = one.participant.officer, one.participant.administration
        name = officer.name_latin
        if officer.name_native and officer.name_native != name and can_print(officer.name_native):
            name = f"{name}\n{officer.name_native}"
        role = (
            pgettext("role", "Expert") if one.participant.is_expert else pgettext("role", "Member")
        )
        rows.append(
            [
                name,
                administration.short if administration else "",
                role,
                f"{one.counted.came} / {one.counted.of}",
                words.share(one),
            ]
        )
    header = [_("Name"), _("Administration"), _("Role"), _("Sessions"), _("Attendance")]
    return table(_("Attendance"), header, rows, ["1fr", "auto", "auto", "auto", "auto"], "lllrr")


def raised(report: GroupReport) -> dict[str, Any]:
    """Challenges raised here, most votes first."""
    rows = [
        [told.challenge.title, words.raised_by(told), str(told.votes)] for told in report.raised
    ]
    header = [_("Challenge"), _("Raised by"), _("Votes")]
    return table(_("Challenges raised"), header, rows, ["1fr", "4.5cm", "auto"], "llr")


def answered(report: GroupReport) -> dict[str, Any]:
    """Challenges that sessions here took up."""
    rows = [
        [
            told.challenge.title,
            "; ".join(session.title for session in told.sessions),
            words.raised_by(told),
        ]
        for told in report.answered
    ]
    header = [_("Challenge"), _("Taken up in"), _("Raised by")]
    return table(_("Challenges answered"), header, rows, ["1fr", "1fr", "4cm"], "lll")


def plan(report: GroupReport) -> dict[str, Any]:
    """The work plan, if it was adopted here."""
    if report.plan is None:
        return {"title": "", "rows": []}
    told, adoption = report.plan, report.plan.adoption
    facts = {
        "day": date_format(adoption.adopted_on, "DATE_FORMAT"),
        "who": adoption.adopted_by.name_latin,
    }
    adopted = _("Adopted on %(day)s; recorded by %(who)s.") % facts
    lead = f"{adopted} {words.plan_sentence(told)}"
    rows = [[goal, str(items), str(done)] for goal, items, done in told.goals]
    header = [_("Goal"), _("Items adopted"), _("Done since")]
    return table(_("The work plan"), header, rows, ["1fr", "auto", "auto"], "lrr", lead)


def files(report: GroupReport) -> dict[str, Any]:
    """The files of the group and its sessions."""
    rows = [
        [
            file.title,
            file.session.title if file.session else "",
            file.stored.name,
            date_format(file.added_at, "SHORT_DATE_FORMAT"),
        ]
        for file in report.files
    ]
    header = [_("File"), _("Session"), _("Name"), _("Added")]
    return table(_("Files"), header, rows, ["1fr", "1fr", "4.5cm", "auto"], "llll")
