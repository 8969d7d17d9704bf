"""Every change that must be auditable, merged by time: who, when, what from and to, in words."""

from serai.portal.programme.queries.history.kinds import KINDS
from serai.portal.programme.queries.history.lines import Change, Line, changes_of, lines_of
from serai.portal.programme.queries.history.officers import officers_in

__all__ = ["KINDS", "Change", "Line", "changes_of", "lines_of", "officers_in"]
