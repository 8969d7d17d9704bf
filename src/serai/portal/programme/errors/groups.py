"""Refusals about working groups, agenda and attendance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from serai.portal.programme.errors.base import ProgrammeError

if TYPE_CHECKING:  # errors lie below the models they speak of
    from serai.portal.people.models import Officer
    from serai.portal.programme.models import Session, WorkingGroup


class NonexistentTimeError(ProgrammeError):
    """The clocks of a place jump over this time: it does not come on that day."""

    def __init__(self, time: dt.datetime, *, resumes: dt.datetime) -> None:
        super().__init__(time, resumes)
        self.time, self.resumes = time, resumes

    @property
    def sentence(self) -> str:
        return _(
            "%(time)s does not exist on %(day)s: the clocks go forward. The next time is %(resumes)s."
        ) % {
            "time": f"{self.time:%H:%M}",
            "day": date_format(self.time, "DATE_FORMAT"),
            "resumes": f"{self.resumes:%H:%M}",
        }


class AmbiguousTimeError(ProgrammeError):
    """The clocks of a place show this time twice on that day."""

    def __init__(self, first: dt.datetime, second: dt.datetime) -> None:
        super().__init__(first, second)
        self.first, self.second = first, second

    @property
    def sentence(self) -> str:
        return _(
            "%(time)s comes twice on %(day)s: the clocks go back. Choose which one is meant."
        ) % {
            "time": f"{self.first:%H:%M}",
            "day": date_format(self.first, "DATE_FORMAT"),
        }


class GroupIncompleteError(ProgrammeError):
    """A working group cannot be announced yet: `missing` names what it lacks."""

    def __init__(self, group: WorkingGroup, *, missing: Mapping[str, str]) -> None:
        super().__init__(group, missing)
        self.group, self.missing = group, missing

    @property
    def sentence(self) -> str:
        return _("%(group)s can't be announced yet. Missing: %(missing)s.") % {
            "group": self.group.name,
            "missing": ", ".join(str(label) for label in self.missing.values()),
        }


class GroupNotOverError(ProgrammeError):
    """A working group that has not come to its last day was not held."""

    def __init__(self, group: WorkingGroup) -> None:
        super().__init__(group)
        self.group = group

    @property
    def sentence(self) -> str:
        return _("%(group)s lasts until %(day)s: only then was it held.") % {
            "group": self.group.name,
            "day": date_format(self.group.end or self.group.start or dt.date.max, "DATE_FORMAT"),
        }


class GroupReportedError(ProgrammeError):
    """Nothing that belongs to a reported working group changes."""

    def __init__(self, group: WorkingGroup) -> None:
        super().__init__(group)
        self.group = group

    @property
    def sentence(self) -> str:
        return _(
            "%(group)s is reported: it stays as it is until the coordinator opens it again."
        ) % {"group": self.group.code}


class ReportedWithdrawalError(ProgrammeError):
    """A member goes on counting at a reported working group: they leave on `first` at the earliest."""

    def __init__(self, group: WorkingGroup, *, first: dt.date) -> None:
        super().__init__(group, first)
        self.group, self.first = group, first

    @property
    def sentence(self) -> str:
        return _(
            "%(group)s is reported, and its attendance stays as it is: choose %(day)s or later, or ask "
            "the coordinator to open it again."
        ) % {"group": self.group.code, "day": date_format(self.first, "DATE_FORMAT")}


class RoomNameTakenError(ProgrammeError):
    """Two rooms of a working group would have the same name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    @property
    def sentence(self) -> str:
        return _("There are two rooms called “%(name)s”.") % {"name": self.name}


class SessionRefusedError(ProgrammeError):
    """A session cannot be kept like this; `problems` has every reason, by field."""

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        super().__init__(problems)
        self.problems = problems

    @property
    def sentence(self) -> str:
        return " ".join(text for _field, text in self.problems)


class SessionClashError(ProgrammeError):
    """A session would need a room or a person that another one has at that time; it may be saved anyway."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(sentences)
        self.sentences = sentences

    @property
    def sentence(self) -> str:
        return " ".join(self.sentences)


class SessionAttendedError(ProgrammeError):
    """A session at which people were marked present is not deleted."""

    def __init__(self, session: Session, *, present: int) -> None:
        super().__init__(session, present)
        self.session, self.present = session, present

    @property
    def sentence(self) -> str:
        return ngettext(
            "%(n)s person is marked present at “%(session)s”: it can't be deleted.",
            "%(n)s people are marked present at “%(session)s”: it can't be deleted.",
            self.present,
        ) % {"n": self.present, "session": self.session}


class AgendaNotReadyError(ProgrammeError):
    """The agenda of a working group without dates or without a single placed session is not sent."""

    def __init__(self, group: WorkingGroup) -> None:
        super().__init__(group)
        self.group = group

    @property
    def sentence(self) -> str:
        return _(
            "The agenda of %(group)s can be sent once the dates are announced and a session has its time."
        ) % {"group": self.group.code}


class AgendaUnchangedError(ProgrammeError):
    """This version of the agenda was sent already."""

    def __init__(self, group: WorkingGroup) -> None:
        super().__init__(group)
        self.group = group

    @property
    def sentence(self) -> str:
        return _("The agenda of %(group)s has not changed since it was sent.") % {
            "group": self.group.code
        }


class WrongCodeError(ProgrammeError):
    """No session that goes on now has this code."""

    @property
    def sentence(self) -> str:
        return _("This code is not valid now. It changes every minute: look at the wall again.")


class TooManyGuessesError(ProgrammeError):
    """Someone entered too many wrong codes in a minute."""

    @property
    def sentence(self) -> str:
        return _("Too many wrong codes. Wait a minute and try again.")


class NotExpectedError(ProgrammeError):
    """Someone who is neither a member of the programme on that day nor an expert of it."""

    def __init__(self, officer: Officer, session: Session) -> None:
        super().__init__(officer, session)
        self.officer, self.session = officer, session

    @property
    def sentence(self) -> str:
        return _(
            "%(officer)s is not on the attendance list of “%(session)s”: members and experts are."
        ) % {
            "officer": self.officer,
            "session": self.session,
        }


class AttendanceClosedError(ProgrammeError):
    """The code of a session is taken from half an hour before it until half an hour after it."""

    def __init__(
        self,
        session: Session,
        *,
        opens: dt.datetime | None = None,
        closes: dt.datetime | None = None,
    ) -> None:
        super().__init__(session, opens, closes)
        self.session, self.opens, self.closes = session, opens, closes

    @property
    def sentence(self) -> str:
        if self.opens is None or self.closes is None:
            return _("No attendance is taken at “%(session)s”.") % {"session": self.session}
        return _(
            "Attendance at “%(session)s” is taken from %(opens)s to %(closes)s (%(zone)s)."
        ) % {
            "session": self.session,
            "opens": date_format(self.opens, "DATETIME_FORMAT"),
            "closes": date_format(self.closes, "TIME_FORMAT"),
            "zone": self.opens.tzname(),
        }
