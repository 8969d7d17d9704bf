"""Refusals about the work plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from serai.portal.programme.errors.base import ProgrammeError

if TYPE_CHECKING:  # errors lie below the models they speak of
    from serai.portal.programme.models import WorkItem


class CircleError(ProgrammeError):
    """Items that would come after each other in a circle; the first and the last are the same."""

    def __init__(self, items: Sequence[WorkItem]) -> None:
        super().__init__(items)
        self.items = items

    @property
    def sentence(self) -> str:
        return _("These would wait for each other: %(circle)s.") % {
            "circle": " → ".join(f"“{item}”" for item in self.items)
        }


class EvidenceMissingError(ProgrammeError):
    """An item without evidence can't be done."""

    def __init__(self, item: WorkItem) -> None:
        super().__init__(item)
        self.item = item

    @property
    def sentence(self) -> str:
        return _("“%(item)s” has no evidence. Say in a sentence what shows that it is done.") % {
            "item": self.item
        }


class LastEvidenceError(ProgrammeError):
    """The only evidence of a done item stays."""

    def __init__(self, item: WorkItem) -> None:
        super().__init__(item)
        self.item = item

    @property
    def sentence(self) -> str:
        return _(
            "“%(item)s” is done on the strength of this evidence. Add another one first, or take the item up again."
        ) % {"item": self.item}


class EmptyPlanError(ProgrammeError):
    """A plan without items can't be adopted."""

    @property
    def sentence(self) -> str:
        return _("The work plan has no items yet: there is nothing to adopt.")


class GoalInUseError(ProgrammeError):
    """A goal with items can't be removed."""

    def __init__(self, goal: object, items: int) -> None:
        super().__init__(goal, items)
        self.goal, self.items = goal, items

    @property
    def sentence(self) -> str:
        return ngettext(
            "“%(goal)s” has %(n)s item: it stays.",
            "“%(goal)s” has %(n)s items: it stays.",
            self.items,
        ) % {"goal": self.goal, "n": self.items}
