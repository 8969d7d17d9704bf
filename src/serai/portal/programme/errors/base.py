"""Refusals that any part may give."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _


class ProgrammeError(Exception):
    """A refusal that carries what explains it."""

    @property
    def sentence(self) -> str:
        """The reason, in the reader's language."""
        raise NotImplementedError

    def __str__(self) -> str:
        return str(self.sentence)


class PhaseError(ProgrammeError):
    """Something can't go from the phase it is in to the one asked for."""

    def __init__(self, subject: object, *, now: str, wanted: str) -> None:
        super().__init__(subject, now, wanted)
        self.subject, self.now, self.wanted = subject, now, wanted

    @property
    def sentence(self) -> str:
        return _("“%(subject)s” is now “%(now)s”: it can't become “%(wanted)s”.") % {
            "subject": self.subject,
            "now": self.now,
            "wanted": self.wanted,
        }


class ChangedMeanwhileError(ProgrammeError):
    """Somebody else changed what a person had open; `changes` says what it is now, field by field.

    `seen` is what a form holds that was opened now: with it, saving again goes through.
    """

    def __init__(
        self, subject: object, *, changes: Mapping[str, str], by: str = "", seen: str = ""
    ) -> None:
        super().__init__(subject, changes, by)
        self.subject, self.changes, self.by, self.seen = subject, changes, by, seen

    @property
    def sentence(self) -> str:
        changed = "; ".join(f"{label}: {value or '—'}" for label, value in self.changes.items())
        facts = {"subject": self.subject, "by": self.by, "changed": changed}
        if self.by:
            said = _("%(by)s changed “%(subject)s” while you had it open. It is now: %(changed)s.")
        else:
            said = _("“%(subject)s” was changed while you had it open. It is now: %(changed)s.")
        return " ".join([said % facts, _("Save again to keep what stands here.")])
