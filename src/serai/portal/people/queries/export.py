"""What Serai keeps about a person, for that person to take."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from serai.portal.people.models import Officer
from serai.portal.people.signals import gathering

OWN = (
    "email", "name_latin", "name_native", "unit", "position", "languages", "language", "time_zone",
    "is_generated", "is_staff", "is_active", "joined_at", "last_login",
)  # fmt: skip
KEPT_BEFORE = (
    "history_date",
    "email",
    "name_latin",
    "name_native",
    "unit",
    "position",
    "language",
    "time_zone",
)


def everything_about(officer: Officer) -> dict[str, Any]:
    """All that is kept about an officer, by the part of Serai that keeps it."""
    kept: dict[str, Any] = {
        "officer": {name: getattr(officer, name) for name in OWN}
        | {"administration": officer.administration and officer.administration.name_en},
        "earlier_states": list(officer.history.order_by("history_date").values(*KEPT_BEFORE)),
        "letters": list(
            officer.letters.values("written_at", "sent_at", "language", "subject", "text")
        ),
        "sign_in": {
            "addresses": list(
                EmailAddress.objects.filter(user=officer).values("email", "verified", "primary")
            ),
            "second_steps": list(
                Authenticator.objects.filter(user=officer).values(
                    "type", "created_at", "last_used_at"
                )
            ),
        },
    }
    part: Any
    for _, part in gathering.send(sender=Officer, officer=officer):
        kept |= dict(part)
    return kept
