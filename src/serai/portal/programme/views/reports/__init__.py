"""What a working group decided, its report, and the history of a programme."""

from serai.portal.programme.views.reports.decisions import (
    add_decision,
    decisions,
    edit_decision,
    remove_decision,
)
from serai.portal.programme.views.reports.history import history
from serai.portal.programme.views.reports.report import report, report_pdf, report_xlsx

__all__ = [
    "add_decision",
    "decisions",
    "edit_decision",
    "history",
    "remove_decision",
    "report",
    "report_pdf",
    "report_xlsx",
]
