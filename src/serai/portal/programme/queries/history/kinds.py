"""Which records are kept, how they are found for a programme, and how each is named in a sentence.

A row of a record that was removed, with what it belonged to, is still found: by the record of that.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from serai.portal.programme.models import (
    AttendanceMark,
    Decision,
    Membership,
    Nomination,
    Programme,
    Requirement,
    Role,
    Session,
    SignOff,
    WorkingGroup,
)
from serai.portal.programme.phases import GroupPhase


@dataclass(frozen=True)
class Kind:
    """One sort of record."""

    name: str
    label: Any
    model: type[Model]
    where: Callable[[Programme], Q]
    names: Callable[[Any], str]
    related: tuple[str, ...]
    """What has to be read with a row to name it and its values."""
    tells: tuple[str, ...]
    """Fields whose first value is worth saying when the record is made."""
    about: tuple[str, ...] = ()
    """Where the officer stands whom it is about."""

    @property
    def history(self) -> Any:
        """The model of its rows."""
        return self.model.history.model  # type: ignore[attr-defined]  # simple_history


def of_programme(programme: Programme) -> Q:
    """Rows that name the programme themselves."""
    return Q(programme=programme)


def of_any(column: str, programme: Programme) -> Q:
    """Rows of the working groups the programme has, or had."""
    removed = WorkingGroup.history.filter(programme=programme).values("id")
    return Q(**{f"{column}__in": programme.working_groups.values("pk")}) | Q(
        **{f"{column}__in": removed}
    )


def of_group(programme: Programme) -> Q:
    """Rows of its working groups."""
    return of_any("working_group_id", programme)


def of_step(programme: Programme) -> Q:
    """Rows of its steps."""
    return of_any("step_id", programme)


def of_session(programme: Programme) -> Q:
    """Rows of the sessions of its working groups, removed ones too."""
    here = of_group(programme)
    removed = Session.history.filter(here).values("id")
    return Q(session_id__in=Session.objects.filter(here).values("pk")) | Q(session_id__in=removed)


def name_of(value: Any) -> str:
    """What a row points to, or a dash when that was removed since."""
    return str(value) if value is not None else "—"


def by_administration(sentence: str, row: Any) -> str:
    """A sentence with officer and administration."""
    return sentence % {
        "officer": name_of(row.officer),
        "administration": name_of(row.administration),
    }


def name_attendance(row: Any) -> str:
    """Whose attendance, of which session."""
    if row.session is None:
        return _("Attendance of %(officer)s at a session that was removed since") % {
            "officer": name_of(row.officer)
        }
    facts = {
        "officer": name_of(row.officer),
        "session": row.session,
        "group": row.session.working_group,
    }
    return _("Attendance of %(officer)s at “%(session)s”, %(group)s") % facts


def name_sign_off(row: Any) -> str:
    """Who was signed off, on what, for which step."""
    officer = row.membership.officer if row.membership else None
    step = row.requirement.step.code if row.requirement else "—"
    facts = {"officer": name_of(officer), "requirement": name_of(row.requirement), "step": step}
    return _("Sign-off of %(officer)s for %(step)s: %(requirement)s") % facts


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "nominations",
            gettext_lazy("Nominations"),
            Nomination,
            of_programme,
            lambda row: by_administration(_("Nomination of %(officer)s, %(administration)s"), row),
            ("officer", "administration", "membership__officer", "replaces__officer"),
            ("phase", "why"),
            ("officer",),
        ),
        Kind(
            "members",
            gettext_lazy("Members"),
            Membership,
            of_programme,
            lambda row: by_administration(_("Membership of %(officer)s, %(administration)s"), row),
            ("officer", "administration", "replaces__officer"),
            ("joined_on",),
            ("officer",),
        ),
        Kind(
            "roles",
            gettext_lazy("Roles"),
            Role,
            of_programme,
            lambda row: (
                _("Role of %(officer)s: %(role)s")
                % {"officer": name_of(row.officer), "role": row.get_kind_display()}
            ),
            ("officer", "administration"),
            ("administration",),
            ("officer",),
        ),
        Kind(
            "attendance",
            gettext_lazy("Attendance"),
            AttendanceMark,
            of_session,
            name_attendance,
            ("officer", "session__working_group"),
            ("how",),
            ("officer",),
        ),
        Kind(
            "requirements",
            gettext_lazy("Requirements"),
            Requirement,
            of_step,
            lambda row: (
                _("Requirement for %(step)s: %(requirement)s")
                % {
                    "step": name_of(row.step),
                    "requirement": row.instance.title or row.get_kind_display(),
                }
            ),
            ("step",),
            ("threshold", "counts_from"),
        ),
        Kind(
            "sign_offs",
            gettext_lazy("Sign-offs"),
            SignOff,
            lambda programme: Q(membership__programme=programme),
            name_sign_off,
            ("membership__officer", "requirement__step", "stored"),
            ("outcome", "why"),
            ("membership__officer",),
        ),
        Kind(
            "decisions",
            gettext_lazy("Decisions"),
            Decision,
            of_group,
            lambda row: _("Decision of %(group)s") % {"group": name_of(row.working_group)},
            ("working_group",),
            ("text_en", "text_ru", "decided_on"),
        ),
        Kind(
            "reopened",
            gettext_lazy("Reports opened again"),
            WorkingGroup,
            lambda programme: (
                Q(programme=programme, phase=GroupPhase.HELD, history_type="~")
                & Q(history_change_reason__gt="")
            ),
            lambda row: _("Report of %(group)s") % {"group": row.code},
            ("host",),
            (),
        ),
    )
}
