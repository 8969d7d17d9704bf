"""Refusals about what a programme consists of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from serai.portal.programme.errors.base import ProgrammeError

if TYPE_CHECKING:  # errors lie below the models they speak of
    from serai.portal.people.models import Administration
    from serai.portal.programme.models import Membership, Requirement, WorkingGroup


class QuotaTooSmallError(ProgrammeError):
    """Administrations have more active members than the quota they were to get."""

    def __init__(
        self, administrations: Sequence[Administration], members: Mapping[int, int]
    ) -> None:
        super().__init__(administrations)
        self.administrations, self.members = administrations, members

    @property
    def sentence(self) -> str:
        return _("These have more members than that: %(administrations)s.") % {
            "administrations": ", ".join(
                f"{a.short} ({self.members[a.pk]})" for a in self.administrations
            )
        }


class JudgedAnewError(ProgrammeError):
    """A change of what a held step asks would judge members differently: it is asked about first."""

    def __init__(self, step: WorkingGroup, members: Sequence[Membership]) -> None:
        super().__init__(step, members)
        self.step, self.members = step, members

    @property
    def sentence(self) -> str:
        n = len(self.members)
        return ngettext(
            "%(step)s was held. Whether they may go on changes for %(n)s member: %(members)s.",
            "%(step)s was held. Whether they may go on changes for %(n)s members: %(members)s.",
            n,
        ) % {
            "step": self.step.code,
            "n": n,
            "members": ", ".join(each.officer.name_latin for each in self.members),
        }


class StepOrderError(ProgrammeError):
    """A step that was held would come after one that is to come."""

    def __init__(self, step: WorkingGroup, *, after: WorkingGroup) -> None:
        super().__init__(step, after)
        self.step, self.after = step, after

    @property
    def sentence(self) -> str:
        return _("%(step)s was held: it can't come after %(after)s, which is to come.") % {
            "step": self.step.code,
            "after": self.after.code,
        }


class StepCountedError(ProgrammeError):
    """A step that requirements of other steps count from can't be removed."""

    def __init__(self, step: WorkingGroup, requirements: Sequence[Requirement]) -> None:
        super().__init__(step, requirements)
        self.step, self.requirements = step, requirements

    @property
    def sentence(self) -> str:
        return _("%(step)s stays: these count from it: %(requirements)s. Change them first.") % {
            "step": self.step.code,
            "requirements": ", ".join(
                _("“%(requirement)s” (%(step)s)")
                % {
                    "requirement": each.title or each.get_kind_display(),
                    "step": each.step.code,
                }
                for each in self.requirements
            ),
        }


class StepInUseError(ProgrammeError):
    """A step can't be removed once something hangs on it."""

    def __init__(self, step: WorkingGroup) -> None:
        super().__init__(step)
        self.step = step

    @property
    def sentence(self) -> str:
        return _("%(step)s was held or has an agenda: it stays.") % {"step": self.step.code}
