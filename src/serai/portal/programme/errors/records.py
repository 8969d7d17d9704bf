"""Refusals about intersessional entries and sign-offs."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from serai.portal.programme.errors.base import ProgrammeError


class OwnEntryError(ProgrammeError):
    """Nobody confirms or returns their own entry."""

    def __init__(self, entry: object) -> None:
        super().__init__(entry)
        self.entry = entry

    @property
    def sentence(self) -> str:
        return _("“%(entry)s” is your own: somebody else has to answer it.") % {"entry": self.entry}


class LoggedTwiceError(ProgrammeError):
    """The same activity on the same days is there already."""

    def __init__(self, entry: object) -> None:
        super().__init__(entry)
        self.entry = entry

    @property
    def sentence(self) -> str:
        return _("“%(entry)s” is already logged for these days.") % {"entry": self.entry}


class EntryRefusedError(ProgrammeError):
    """An entry whose days or hours can't be; `problems` are sentences by name of the field."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(problems)
        self.problems = problems

    @property
    def sentence(self) -> str:
        return " ".join(self.problems.values())


class UnclearFileError(ProgrammeError):
    """A file of completions with rows that can't be taken over, or questions left open: none is taken over."""

    def __init__(self, bad_rows: int) -> None:
        super().__init__(bad_rows)
        self.bad_rows = bad_rows

    @property
    def sentence(self) -> str:
        if not self.bad_rows:
            return _("Nothing was taken over: the file is not clear yet.")
        return ngettext(
            "Nothing was taken over: %(n)s row has to be put right.",
            "Nothing was taken over: %(n)s rows have to be put right.",
            self.bad_rows,
        ) % {"n": self.bad_rows}


class TakenOverError(ProgrammeError):
    """A file of completions that entries came from stays."""

    def __init__(self, received: object) -> None:
        super().__init__(received)
        self.received = received

    @property
    def sentence(self) -> str:
        return _("“%(file)s” was taken over: it stays.") % {"file": self.received}


class SignedOffError(ProgrammeError):
    """A requirement that somebody was signed off on stays."""

    def __init__(self, requirement: object, sign_offs: int) -> None:
        super().__init__(requirement, sign_offs)
        self.requirement, self.sign_offs = requirement, sign_offs

    @property
    def sentence(self) -> str:
        return ngettext(
            "%(n)s member was signed off on “%(requirement)s”: it stays.",
            "%(n)s members were signed off on “%(requirement)s”: it stays.",
            self.sign_offs,
        ) % {"n": self.sign_offs, "requirement": self.requirement}


class OwnSignOffError(ProgrammeError):
    """Nobody signs themselves off."""

    def __init__(self, requirement: object) -> None:
        super().__init__(requirement)
        self.requirement = requirement

    @property
    def sentence(self) -> str:
        return _("Somebody else has to sign you off.")
