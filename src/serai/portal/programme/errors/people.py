"""Refusals about nominations, members and roles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from serai.portal.programme.errors.base import ProgrammeError

REASONS = {
    "not_running": gettext_lazy("The programme isn't running: nobody can be nominated for it now."),
    "late": gettext_lazy(
        "Nominations closed on %(closed)s. Only a member who left can still be replaced."
    ),
    "late_replacement": gettext_lazy(
        "Nominations closed on %(closed)s, and replacements on %(replacements_closed)s."
    ),
    "member": gettext_lazy("%(officer)s is a member already."),
    "waiting": gettext_lazy("%(officer)s is nominated already and waits for an answer."),
    "other_administration": gettext_lazy("%(officer)s doesn't work for %(administration)s."),
    "email_elsewhere": gettext_lazy("%(email)s belongs to an officer of another administration."),
    "email_known": gettext_lazy(
        "%(email)s is %(officer)s of %(administration)s, who is known here: search for the name and choose it."
    ),
    "no_place": gettext_lazy(
        "%(administration)s has no free place. Places: %(quota)s; members: %(members)s; "
        "waiting nominations: %(waiting)s."
    ),
    "not_replaceable": gettext_lazy(
        "%(replaced)s can't be replaced: only a member of %(administration)s who left, once."
    ),
}
"""Why an officer can't be nominated or accepted, by name; dates and names fill the places."""

FIELDS = {
    "email_elsewhere": "email",
    "email_known": "email",
    "not_replaceable": "replaces",
}
"""Which input a reason is about; the others are about the whole nomination."""


@dataclass(frozen=True)
class Reason:
    """One reason against a nomination."""

    kind: str
    facts: Mapping[str, object]

    @property
    def field(self) -> str | None:
        return FIELDS.get(self.kind)

    def __str__(self) -> str:
        shown = {
            name: date_format(fact, "DATE_FORMAT") if isinstance(fact, dt.date) else fact
            for name, fact in self.facts.items()
        }
        return str(REASONS[self.kind]) % shown


class NominationRefusedError(ProgrammeError):
    """A nomination that can't be made or accepted, with every reason."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        super().__init__(reasons)
        self.reasons = tuple(reasons)

    @property
    def sentence(self) -> str:
        return " ".join(str(reason) for reason in self.reasons)


class ReasonMissingError(ProgrammeError):
    """Whoever is declined is owed the reason."""

    @property
    def sentence(self) -> str:
        return _("Say why: the focal point reads it.")


class WithdrawalDayError(ProgrammeError):
    """A member leaves between the day they joined and today."""

    def __init__(self, *, joined: dt.date, today: dt.date) -> None:
        super().__init__(joined, today)
        self.joined, self.today = joined, today

    @property
    def sentence(self) -> str:
        return _(
            "The day lies between %(joined)s, when they joined or last came to a session, and today."
        ) % {"joined": date_format(self.joined, "DATE_FORMAT")}


class NotActiveError(ProgrammeError):
    """A member who left can't leave again."""

    def __init__(self, officer: object) -> None:
        super().__init__(officer)
        self.officer = officer

    @property
    def sentence(self) -> str:
        return _("%(officer)s has left the programme already.") % {"officer": self.officer}


class RoleRefusedError(ProgrammeError):
    """A role that can't be given. `why` is one of: held, whom, elsewhere."""

    def __init__(self, officer: object, *, why: str) -> None:
        super().__init__(officer, why)
        self.officer, self.why = officer, why

    @property
    def sentence(self) -> str:
        sentences = {
            "held": _("%(officer)s has this role already."),
            "whom": _("Say for which administration the focal point speaks."),
            "elsewhere": _(
                "%(officer)s is known under this e-mail already: search for the name and choose it."
            ),
        }
        return sentences[self.why] % {"officer": self.officer}


class LastCoordinatorError(ProgrammeError):
    """A programme keeps at least one coordinator."""

    def __init__(self, programme: object) -> None:
        super().__init__(programme)
        self.programme = programme

    @property
    def sentence(self) -> str:
        return _(
            "“%(programme)s” has no other coordinator: give the role to somebody else first."
        ) % {"programme": self.programme}
