"""A file of completions, checked row by row; every problem of every row is named, none stops the reading."""

import datetime as dt
import difflib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from serai.portal.programme.engine.completions.dates import (
    AmbiguousDateError,
    Order,
    UnreadableDateError,
    order_of,
    read_date,
)
from serai.portal.programme.engine.completions.values import (
    BadCell,
    Completion,
    Listed,
    Reading,
    Roster,
    Scale,
    key_of,
)
from serai.portal.ui.sheets import Row, Table

COURSE_LENGTH = 200
MOST_HOURS = Decimal(2000)
NUMBER = re.compile(r"([0-9]{1,6})(?:[.,]([0-9]{1,8}))?")
OF = re.compile(r"(.+?) ?(?:/|из|of) ?(.+)")
NOTHING = {"", "-", "–", "—", "n/a", "н/д"}
GUESSES = 200
"""Unknown e-mail addresses a likeness is looked for; looking is slow, and more than these are a wrong file."""


def read(
    table: Table,
    columns: Mapping[str, int],
    roster: Roster,
    *,
    today: dt.date,
    order: Order | None = None,
    scale: Scale | None = None,
) -> Reading:
    """Completions and problems of a table whose columns are known; `columns` names email, course and date at least."""
    dates: list[object] = [row.cells[columns["date"]] for row in table.rows]
    return Reader(
        table, columns, roster, today=today, order=order or order_of(dates), scale=scale
    ).reading()


@dataclass
class Reader:
    """Goes through the rows once, keeping what was read and what was wrong."""

    table: Table
    columns: Mapping[str, int]
    roster: Roster
    today: dt.date
    order: Order | None
    scale: Scale | None
    completions: list[Completion] = field(default_factory=list)
    bad: list[BadCell] = field(default_factory=list)
    asks_order: str = ""
    bare_scores: list[Decimal] = field(default_factory=list)
    """Scores that say neither “%” nor what they are out of."""
    first_row: dict[str, int] = field(default_factory=dict)
    courses: dict[str, str] = field(default_factory=dict)
    """Names of courses as first written, by the name in lower case."""
    guesses: dict[str, str] = field(default_factory=dict)

    def reading(self) -> Reading:
        for row in self.table.rows:
            self.take(row)
        without_hours = {
            completion.course: None for completion in self.completions if completion.hours is None
        }
        return Reading(
            completions=tuple(self.completions),
            bad=tuple(self.bad),
            asks_order=self.asks_order,
            asks_scale=self.scale is None and looks_like_shares(self.bare_scores),
            without_hours=tuple(without_hours),
        )

    def take(self, row: Row) -> None:
        """Read one row into a completion, or name what is wrong with it."""
        known = len(self.bad)
        listed, course = self.member(row), self.course(row)
        day, score, hours = self.day(row, listed), self.score(row), self.hours(row)
        if len(self.bad) > known or listed is None or day is None:
            return
        email = self.email(row)
        key = key_of(email, course, day)
        if (first := self.first_row.setdefault(key, row.number)) != row.number:
            self.refuse(
                row, "course", "twice", _("The same completion is already in row %(row)s.") % {"row": first},
                _("Remove one of the two rows."),
            )  # fmt: skip
            return
        self.completions.append(
            Completion(row.number, listed.membership, email, course, day, score, hours, key)
        )

    def refuse(self, row: Row, column: str, code: str, reason: str, hint: str = "") -> None:
        address = self.table.address(row, self.columns[column])
        value = self.cell(row, column)[:200]
        self.bad.append(
            BadCell(row.number, address.letter, address.name, value, code, reason, hint)
        )

    def cell(self, row: Row, column: str) -> str:
        return row.cells[self.columns[column]]

    def email(self, row: Row) -> str:
        written = (
            unicodedata.normalize("NFKC", self.cell(row, "email")).strip().strip("<>;,").lower()
        )
        return written.removeprefix("mailto:")

    def member(self, row: Row) -> Listed | None:
        email = self.email(row)
        if listed := self.roster.members.get(email):
            return listed
        if not email:
            self.refuse(row, "email", "no_email", _("There is no e-mail address."))
        elif email in self.roster.others:
            reason = _("This person is not a member of the programme.")
            self.refuse(
                row,
                "email",
                "not_a_member",
                reason,
                _("Nominate the officer first, or remove the row."),
            )
        else:
            self.refuse(
                row,
                "email",
                "unknown",
                _("Nobody here has this e-mail address."),
                self.likeness(email),
            )
        return None

    def likeness(self, email: str) -> str:
        """“Did you mean …?”, looked for once for each address."""
        if email not in self.guesses and len(self.guesses) < GUESSES:
            close = difflib.get_close_matches(email[:254], self.roster.members, n=1, cutoff=0.8)
            self.guesses[email] = close[0] if close else ""
        if guess := self.guesses.get(email):
            return _("Did you mean %(email)s?") % {"email": guess}
        return _("Correct the address, or remove the row.")

    def course(self, row: Row) -> str:
        written = " ".join(unicodedata.normalize("NFC", self.cell(row, "course")).split())
        course = "".join(
            mark for mark in written if unicodedata.category(mark) not in ("Cc", "Cf", "Cs", "Cn")
        )
        if not course:
            self.refuse(row, "course", "no_course", _("There is no name of a course."))
        elif len(course) > COURSE_LENGTH:
            reason = _("The name of the course has more than %(limit)s characters.") % {
                "limit": COURSE_LENGTH
            }
            self.refuse(row, "course", "long_course", reason, _("Shorten the name."))
        return self.courses.setdefault(course.casefold(), course)

    def day(self, row: Row, listed: Listed | None) -> dt.date | None:
        try:
            day = read_date(self.cell(row, "date"), self.order)
        except AmbiguousDateError:
            self.asks_order = self.asks_order or self.cell(row, "date")
            return None
        except UnreadableDateError:
            self.refuse_date(row)
            return None
        if day > self.today:
            self.refuse(row, "date", "future", _("The date is in the future."))
        elif listed and day < listed.joined_on:
            reason = _("The member joined only on %(date)s.") % {
                "date": date_format(listed.joined_on, "DATE_FORMAT")
            }
            self.refuse(
                row,
                "date",
                "before_joining",
                reason,
                _("Remove the row: it does not count for the programme."),
            )
        elif listed and listed.left_on and day > listed.left_on:
            reason = _("The member left on %(date)s.") % {
                "date": date_format(listed.left_on, "DATE_FORMAT")
            }
            self.refuse(
                row,
                "date",
                "after_leaving",
                reason,
                _("Remove the row: it does not count for the programme."),
            )
        return day

    def refuse_date(self, row: Row) -> None:
        if self.cell(row, "date").casefold() in NOTHING:
            hint = _("Remove the row if the course was not completed.")
            self.refuse(row, "date", "no_date", _("There is no date of completion."), hint)
        else:
            hint = _("Write it as year-month-day, for example %(example)s.") % {
                "example": "2025-03-15"
            }
            self.refuse(
                row, "date", "unreadable_date", _("This is not a date that can be read."), hint
            )

    def score(self, row: Row) -> Decimal | None:
        """The score in per cent."""
        written = " ".join(self.cell(row, "score").split()) if "score" in self.columns else ""
        if written.casefold() in NOTHING:
            return None
        bare = number(written)
        score = out_of_hundred(written) if bare is None else self.bare_score(bare)
        if score is None:
            hint = _("Write a number from 0 to 100, or leave the cell empty.")
            self.refuse(
                row, "score", "unreadable_score", _("This is not a score that can be read."), hint
            )
        elif not 0 <= score <= 100:
            self.refuse(row, "score", "score_range", _("The score is not between 0 and 100."))
        return None if score is None else score.quantize(Decimal("0.01"))

    def bare_score(self, score: Decimal) -> Decimal:
        self.bare_scores.append(score)
        return score * 100 if self.scale == Scale.SHARE else score

    def hours(self, row: Row) -> Decimal | None:
        if "hours" not in self.columns or self.cell(row, "hours").casefold() in NOTHING:
            return None
        hours = number(self.cell(row, "hours"))
        if hours is None or hours > MOST_HOURS:
            reason = _("This is not a number of hours from 0 to %(limit)s.") % {"limit": MOST_HOURS}
            self.refuse(row, "hours", "hours", reason)
            return None
        return hours.quantize(Decimal("0.1"))


def number(written: str) -> Decimal | None:
    """A plain number with a point or a comma; a sign or an exponent makes it none."""
    sign = written.startswith(("-", "−"))
    found = NUMBER.fullmatch(written[1:] if sign else written)
    if not found:
        return None
    value = Decimal(f"{found[1]}.{found[2] or 0}")
    return -value if sign else value


def out_of_hundred(written: str) -> Decimal | None:
    """“85 %”, “17 / 20”, “17 из 20” in per cent."""
    if written.endswith("%"):
        return number(written[:-1].rstrip())
    if not (found := OF.fullmatch(written)):
        return None
    reached, most = number(found[1]), number(found[2])
    return reached / most * 100 if reached is not None and most else None


def looks_like_shares(scores: list[Decimal]) -> bool:
    """Whether every score lies between 0 and 1, and not all are 0: 0.85 may mean 85 %."""
    return any(scores) and all(0 <= score <= 1 for score in scores)
