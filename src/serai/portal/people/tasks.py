"""Sending letters, in the worker.

A letter is claimed, and the claim is committed, before it is handed to the mail server. So:

- Of two workers one sends it.
- Killed between the claim and the answer, it stays claimed and unsent. Whether it went out is not
  known, so nobody sends it again but a person who asks for it.
- Refused or not reached, it was certainly not sent: the claim is taken back and it is tried again
  later, unless the refusal is for good.
"""

import datetime as dt
import hashlib
import smtplib
from collections.abc import Callable
from email.message import MIMEPart
from email.utils import parseaddr
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage, mailers
from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.tasks import task
from django.urls import reverse
from django.utils import timezone

from serai.portal.people.letters import SET_PASSWORD
from serai.portal.people.models import Letter, Officer

PAUSES = tuple(dt.timedelta(minutes=m) for m in (1, 5, 30, 120, 720))
"""How long to wait after each attempt that failed; then a person must look."""
UNDER_WAY = dt.timedelta(minutes=5)
"""A letter claimed more recently may still be on its way to the mail server."""


class NotSentError(Exception):
    """The letter certainly did not leave; `for_good` when trying again would not help."""

    def __init__(self, problem: str, *, for_good: bool = False) -> None:
        super().__init__(problem)
        self.problem, self.for_good = problem, for_good


@receiver(post_save, sender=Letter)
def put_in_the_post(instance: Letter, created: bool, **_: Any) -> None:
    """Queue the sending of a new letter, in the transaction that wrote it."""
    if created:
        send_letter.enqueue(instance.pk)


@task
def send_letter(letter_pk: int) -> str:
    """Send a letter that nobody has claimed; returns what became of it. Safe to run any number of times."""
    letter = claim(letter_pk, now=timezone.now())
    if letter is None:
        return "not mine"
    try:
        hand_over(letter)
    except NotSentError as refusal:
        return give_back(letter, refusal, now=timezone.now())
    except Exception as unknown:
        Letter.objects.filter(pk=letter.pk).update(problem=explained(unknown))
        raise
    Letter.objects.filter(pk=letter.pk).update(sent_at=timezone.now(), problem="")
    return "sent"


def claim(letter_pk: int, *, now: dt.datetime) -> Letter | None:
    """Make the letter ours, in a transaction of its own; None when it is another's, sent or gone."""
    with transaction.atomic(durable=True):
        letter = (
            Letter.objects.select_for_update(of=("self",))
            .select_related("to")
            .filter(pk=letter_pk, claimed_at=None, sent_at=None)
            .first()
        )
        if letter is not None:
            letter.claimed_at, letter.attempts = now, letter.attempts + 1
            letter.save(update_fields=["claimed_at", "attempts"])
    return letter


def hand_over(letter: Letter) -> None:
    """Give the letter to the mail server; raises NotSentError when it surely did not take it."""
    post = mailers.default
    message = composed(letter)
    attempt(post.open)
    try:
        attempt(lambda: post.send_messages([message]), before_data=False)
    finally:
        # A server that drops the line after it took the letter has still taken it.
        quietly(post.close)


def attempt(deed: Callable[[], object], *, before_data: bool = True) -> None:
    """Do it, telling what was certainly not sent from what may have been."""
    try:
        deed()
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _ in refused.recipients.values()]
        raise NotSentError(explained(refused), for_good=min(codes, default=0) >= 500) from refused
    except smtplib.SMTPResponseException as refused:
        # At the start a 5xx is about the server or our password: worth another try.
        raise NotSentError(
            explained(refused), for_good=not before_data and refused.smtp_code >= 500
        ) from refused
    except OSError as broken:
        if not before_data:
            raise
        raise NotSentError(explained(broken)) from broken


def quietly(deed: Callable[[], object]) -> None:
    """Do it, whatever the server says to it."""
    try:
        deed()
    except OSError:
        return


def give_back(letter: Letter, refusal: NotSentError, *, now: dt.datetime) -> str:
    """Note why it was not sent, and try again later where that can help."""
    pause = PAUSES[letter.attempts - 1] if letter.attempts <= len(PAUSES) else None
    unsent = Letter.objects.filter(pk=letter.pk)
    if refusal.for_good or pause is None:
        unsent.update(problem=refusal.problem)
        return "refused"
    with transaction.atomic():
        unsent.update(problem=refusal.problem, claimed_at=None)
        send_letter.using(run_after=now + pause).enqueue(letter.pk)
    return "put off"


def explained(error: Exception) -> str:
    """What went wrong, short enough for a page."""
    return f"{type(error).__name__}: {error}"[:500]


@transaction.atomic
def send_again(letter: Letter, *, now: dt.datetime) -> bool:
    """Send a letter that was refused, or that may not have gone out, because a person asked for it.

    False when it was sent meanwhile, or is being sent now.
    """
    letter = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if letter.sent_at or (letter.claimed_at and letter.claimed_at > now - UNDER_WAY):
        return False
    letter.claimed_at, letter.attempts, letter.problem = None, 0, ""
    letter.save(update_fields=["claimed_at", "attempts", "problem"])
    send_letter.enqueue(letter.pk)
    return True


# The message


def composed(letter: Letter) -> EmailMessage:
    """The letter as a message; its Message-ID follows from the key, so a second copy shows as the same."""
    text = letter.text
    if SET_PASSWORD in text:
        text = text.replace(SET_PASSWORD, set_password_link(letter.to))
    message = EmailMessage(
        letter.subject,
        text,
        to=[letter.to.email],
        headers={
            "Message-ID": message_id(letter),
            "Auto-Submitted": "auto-generated",
            "Content-Language": letter.language,
        },
    )
    if letter.calendar:
        message.attach(invitation(letter))
    return message


def invitation(letter: Letter) -> MIMEPart:
    """The iCalendar text as mail programs look for it: its method stands in the type, too (RFC 6047)."""
    part = MIMEPart()
    part.set_content(
        letter.calendar,
        subtype="calendar",
        charset="utf-8",
        disposition="attachment",
        filename="invite.ics",
        params={"method": letter.calendar_method or "PUBLISH"},
    )
    return part


def message_id(letter: Letter) -> str:
    """A Message-ID (RFC 5322) that is the same for every copy of the letter."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "serai"
    digest = hashlib.sha256(f"{letter.key} {letter.to_id}".encode()).hexdigest()
    return f"<{digest[:40]}@{domain}>"


def set_password_link(officer: Officer) -> str:
    """A link to choose a password, good for PASSWORD_RESET_TIMEOUT from now."""
    key = {
        "uidb36": user_pk_to_url_str(officer),
        "key": default_token_generator.make_token(officer),
    }
    address: str = settings.ADDRESS
    return address + reverse("account_reset_password_from_key", kwargs=key)
