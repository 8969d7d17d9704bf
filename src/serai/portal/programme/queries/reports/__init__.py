"""The report of a working group and the history of a programme, made from the data with no retyping."""

from serai.portal.programme.queries.reports import words
from serai.portal.programme.queries.reports.decisions import decision_for, decisions_of
from serai.portal.programme.queries.reports.document import report_document
from serai.portal.programme.queries.reports.report import GroupReport, report_for
from serai.portal.programme.queries.reports.workbook import report_workbook

__all__ = [
    "GroupReport",
    "decision_for",
    "decisions_of",
    "report_document",
    "report_for",
    "report_workbook",
    "words",
]
