"""Refusals about challenges, votes and lectures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from serai.portal.programme.errors.base import ProgrammeError

if TYPE_CHECKING:  # errors lie below the models they speak of
    from serai.portal.people.models import Administration, Officer
    from serai.portal.programme.models import Challenge, Session, WorkingGroup


class MergeRefusedError(ProgrammeError):
    """Two challenges that can't become one. `why` is one of itself, merged, elsewhere."""

    def __init__(self, challenge: Challenge, into: Challenge, *, why: str) -> None:
        super().__init__(challenge, into, why)
        self.challenge, self.into, self.why = challenge, into, why

    @property
    def sentence(self) -> str:
        sentences = {
            "itself": _("A challenge can't be merged into itself."),
            "merged": _("“%(into)s” was itself merged into another one: choose that one."),
            "elsewhere": _("“%(into)s” belongs to another programme."),
        }
        return sentences[self.why] % {"into": self.into}


class NoVotesLeftError(ProgrammeError):
    """An administration would give more votes on open challenges than it has."""

    def __init__(self, administration: Administration, *, pot: int, wanted: int) -> None:
        super().__init__(administration, pot, wanted)
        self.administration, self.pot, self.wanted = administration, pot, wanted

    @property
    def sentence(self) -> str:
        return ngettext(
            "%(administration)s has %(pot)s vote; this would make %(wanted)s. Take some away elsewhere first.",
            "%(administration)s has %(pot)s votes; this would make %(wanted)s. Take some away elsewhere first.",
            self.pot,
        ) % {
            "administration": self.administration.short,
            "pot": self.pot,
            "wanted": self.wanted,
        }


class VotingClosedError(ProgrammeError):
    """Votes are no longer taken: the ranking stands as the demand of the next working group."""

    def __init__(self, group: WorkingGroup | None) -> None:
        super().__init__(group)
        self.group = group

    @property
    def sentence(self) -> str:
        if self.group is None:
            return _("No working group is to come, so no votes are taken.")
        return _("Voting for %(group)s is closed.") % {"group": self.group.code}


class NotOpenForVotesError(ProgrammeError):
    """Votes can be given to open challenges only."""

    def __init__(self, challenge: Challenge) -> None:
        super().__init__(challenge)
        self.challenge = challenge

    @property
    def sentence(self) -> str:
        return _("“%(challenge)s” is not open any more: its votes stay as they are.") % {
            "challenge": self.challenge
        }


class MergedChallengeError(ProgrammeError):
    """A merged challenge is only read: what follows is told at the one it was merged into."""

    def __init__(self, challenge: Challenge) -> None:
        super().__init__(challenge)
        self.challenge = challenge

    @property
    def sentence(self) -> str:
        return _("“%(challenge)s” was merged. Go on at “%(into)s”.") % {
            "challenge": self.challenge,
            "into": self.challenge.merged_into,
        }


class AlreadyAskedError(ProgrammeError):
    """An expert who was asked for this lecture and has not refused."""

    def __init__(self, officer: Officer, session: Session) -> None:
        super().__init__(officer, session)
        self.officer, self.session = officer, session

    @property
    def sentence(self) -> str:
        return _("%(officer)s has been asked for “%(session)s” already.") % {
            "officer": self.officer,
            "session": self.session,
        }


class GroupHeldError(ProgrammeError):
    """A lecture is asked for, and answered, before the working group was held."""

    def __init__(self, group: WorkingGroup) -> None:
        super().__init__(group)
        self.group = group

    @property
    def sentence(self) -> str:
        return _("%(group)s was held already.") % {"group": self.group.code}
