"""Entering officers, inviting them, and what they change about themselves."""

from dataclasses import dataclass, field

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone

from serai.portal.people.errors import EmailTakenError, LastSiteAdministratorError
from serai.portal.people.letters import write
from serai.portal.people.models import Administration, Officer, new_calendar_key


@dataclass(frozen=True, kw_only=True)
class NewOfficer:
    """What is asked about a person who is not known here yet."""

    email: str
    name_latin: str
    name_native: str = ""
    unit: str = ""
    position: str = ""
    languages: list[str] = field(default_factory=list)
    language: str = Officer.Language.ENGLISH
    time_zone: str = "UTC"


@transaction.atomic
def register_officer(
    new: NewOfficer, *, administration: Administration | None, may_sign_in: bool = False
) -> Officer:
    """Enter a person; without `may_sign_in` nobody writes to them and they can't come in yet.

    Raises EmailTakenError when another officer has the address.
    """
    try:
        with transaction.atomic():
            return Officer.objects.create_user(
                **vars(new), administration=administration, is_active=may_sign_in
            )
    except IntegrityError:
        raise EmailTakenError(new.email) from None


@transaction.atomic
def save_officer(officer: Officer) -> Officer:
    """Keep what was edited about an officer.

    Raises LastSiteAdministratorError when nobody would be left to administer the site, and
    EmailTakenError when another officer has the address.
    """
    if not (officer.is_staff and officer.is_active):
        require_another_site_administrator(officer)
    try:
        with transaction.atomic():
            officer.save()
    except IntegrityError:
        raise EmailTakenError(officer.email) from None
    # An address that was the officer's before opens the account no more.
    EmailAddress.objects.filter(user=officer).exclude(email=officer.email).delete()
    return officer


@transaction.atomic
def invite(officer: Officer, *, by: Officer, template: str = "invitation") -> Officer:
    """Let an officer sign in, and send a letter with a link to choose a password."""
    officer = Officer.objects.select_for_update().get(pk=officer.pk)
    open_account(officer)
    moment = timezone.now()
    write(officer, key=f"invitation:{moment:%Y-%m-%dT%H:%M}", template=template, context={"by": by})
    return officer


def open_account(officer: Officer) -> None:
    """Let an officer sign in, from now on."""
    if not officer.is_active and officer.erased_at is None:
        officer.is_active = True
        officer.save(update_fields=["is_active"])


@transaction.atomic
def renew_calendar_key(officer: Officer) -> Officer:
    """Give the calendar feed a new address; whoever had the old one sees nothing any more."""
    officer.calendar_key = new_calendar_key()
    # Not through save(): the history has no column for it.
    Officer.objects.filter(pk=officer.pk).update(calendar_key=officer.calendar_key)
    return officer


def require_another_site_administrator(officer: Officer) -> None:
    """Raise LastSiteAdministratorError when this officer is the only one who administers the site."""
    administrators = Officer.objects.select_for_update().filter(is_staff=True, is_active=True)
    active = set(administrators.values_list("pk", flat=True))
    if active == {officer.pk}:
        raise LastSiteAdministratorError(officer)
