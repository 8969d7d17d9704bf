"""Erasing a person, and keeping the counts they are part of.

The officer's row stays, without anything that names them: memberships, attendance and hours still
count. Names are taken out of the history, too, and out of what other apps keep (`signals.erasing`).
"""

import datetime as dt
import secrets

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import Q

from serai.portal.people.actions.officers import require_another_site_administrator
from serai.portal.people.models import Letter, Officer, new_calendar_key
from serai.portal.people.signals import erasing

ERASED = "Erased officer"
EMPTY = {
    "name_latin": ERASED,
    "name_native": "",
    "unit": "",
    "position": "",
    "languages": [],
    "time_zone": "UTC",
}


@transaction.atomic
def erase(officer: Officer, *, by: Officer, now: dt.datetime) -> Officer:
    """Take everything that names this person out of Serai; nothing can bring it back.

    Raises LastSiteAdministratorError and CannotEraseError when others depend on them. A person
    erased before stays as they are.
    """
    officer = Officer.objects.select_for_update().get(pk=officer.pk)
    if officer.erased_at:
        return officer
    if officer.is_staff:
        require_another_site_administrator(officer)
    names = names_of(officer)
    erasing.send(sender=Officer, officer=officer, names=names, by=by, now=now)
    forget_letters(officer, names)
    for kept in (EmailAddress, SocialAccount, Authenticator):
        kept.objects.filter(user=officer).delete()
    anonymise(officer, now=now)
    return officer


def names_of(officer: Officer) -> tuple[str, ...]:
    """The strings by which this person is named, the longest first."""
    return tuple(
        sorted(
            {officer.name_latin, officer.name_native, officer.email} - {""}, key=len, reverse=True
        )
    )


def forget_letters(officer: Officer, names: tuple[str, ...]) -> None:
    """Delete letters to the person; take their name out of letters to others."""
    Letter.objects.filter(to=officer).delete()
    naming = Q()
    for name in names:
        naming |= Q(subject__contains=name) | Q(text__contains=name) | Q(calendar__contains=name)
    for letter in Letter.objects.filter(naming):
        for part in ("subject", "text", "calendar"):
            setattr(letter, part, without(names, getattr(letter, part)))
        letter.save(update_fields=["subject", "text", "calendar"])


def without(names: tuple[str, ...], text: str) -> str:
    """The text with the person's names replaced."""
    for name in names:
        text = text.replace(name, ERASED)
    return text


def anonymise(officer: Officer, *, now: dt.datetime) -> None:
    """Empty the officer's row and every earlier state of it."""
    email = f"{secrets.token_hex(12)}@erased.invalid"
    for name, value in (EMPTY | {"email": email}).items():
        setattr(officer, name, value)
    officer.is_active = officer.is_staff = officer.is_superuser = False
    officer.last_login, officer.erased_at, officer.calendar_key = None, now, new_calendar_key()
    officer.set_unusable_password()
    officer.save()
    officer.history.update(**EMPTY, email=email, history_change_reason=None)
