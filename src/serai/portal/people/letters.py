"""Writing letters to officers. Sending them is for the worker: `tasks.send_letter`.

`write` inserts the letter in the caller's transaction: when that is rolled back, nobody is told of
what did not happen. The same key for the same officer is written once, whoever calls and how often.

A template `letters/NAME.txt` has the subject on its first line and the text after a blank one. It is
rendered in the officer's language and time zone with `officer` and `address` (of this site, without
a slash at its end) beside the context it is given. `{{ set_password }}` stands for a link to choose
a password, good for `{{ link_days }}` days: it is made when the letter is sent, so none is ever kept.
"""

from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone, translation

from serai.portal.people.models import Letter, Officer

SET_PASSWORD = "‹set-password›"  # noqa: S105 - what stands in the text until the link is made
SUBJECT_LENGTH = 200


def write(
    officer: Officer,
    *,
    key: str,
    template: str,
    context: dict[str, Any],
    calendar: str = "",
    calendar_method: str = "",
) -> Letter | None:
    """Write a letter to an officer about the event `key` names; None when it was written before.

    None too for an officer who may not sign in. `calendar` is an iCalendar text to attach and
    `calendar_method` what it asks for (RFC 5546: REQUEST, CANCEL).
    """
    if not officer.is_active or Letter.objects.filter(key=key, to=officer).exists():
        return None
    subject, text = rendered(officer, template, context)
    letter = Letter(
        key=key,
        to=officer,
        language=officer.language,
        subject=subject[:SUBJECT_LENGTH],
        text=text,
        calendar=calendar,
        calendar_method=calendar_method,
    )
    try:
        with transaction.atomic():
            letter.save()
    except IntegrityError:  # another process wrote it since we looked
        return None
    return letter


def rendered(officer: Officer, template: str, context: dict[str, Any]) -> tuple[str, str]:
    """The subject and the text, in the officer's language and time zone."""
    facts: dict[str, Any] = {
        "officer": officer,
        "address": settings.ADDRESS,
        "set_password": SET_PASSWORD,
        "link_days": settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60),
    }
    facts |= context
    with translation.override(officer.language), timezone.override(officer.zone):
        # Plain text: “O'Brien” keeps its apostrophe.
        plain: Any = get_template(f"letters/{template}.txt")
        written = plain.template.render(Context(facts, autoescape=False))
    subject, _, text = written.strip().partition("\n")
    return " ".join(subject.split()), text.strip() + "\n"
