"""Why an action on people was refused. `str()` of each is a sentence for the person who tried."""

from collections.abc import Sequence

from django.utils.translation import gettext as _


class PeopleError(Exception):
    """A refusal that carries what explains it."""

    @property
    def sentence(self) -> str:
        """The reason, in the reader's language."""
        raise NotImplementedError

    def __str__(self) -> str:
        return str(self.sentence)


class EmailTakenError(PeopleError):
    """Another officer has this e-mail address."""

    def __init__(self, email: str) -> None:
        super().__init__(email)
        self.email = email

    @property
    def sentence(self) -> str:
        return _("%(email)s belongs to another officer.") % {"email": self.email}


class LastSiteAdministratorError(PeopleError):
    """Without this officer nobody could administer the site."""

    @property
    def sentence(self) -> str:
        return _("This is the only site administrator. Make somebody else one first.")


class CannotEraseError(PeopleError):
    """Others depend on what this officer is; each reason is a sentence."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(reasons)
        self.reasons = tuple(reasons)

    @property
    def sentence(self) -> str:
        return " ".join(self.reasons)
