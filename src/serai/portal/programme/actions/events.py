"""Keeping what happened."""

import datetime as dt
from typing import Any

from django.utils import timezone

from serai.portal.people.models import Administration, Officer
from serai.portal.programme.models import Event, Programme


def record(
    programme: Programme,
    kind: str,
    *,
    actor: Officer | None,
    path: str = "",
    administration: Administration | None = None,
    at: dt.datetime | None = None,
    **facts: Any,
) -> Event:
    """Keep that something happened; `kind` must have a sentence in `queries/events.py`."""
    return Event.objects.create(
        programme=programme,
        administration=administration,
        kind=kind,
        facts=facts,
        path=path,
        actor=actor,
        at=at or timezone.now(),
    )


def titled(thing: Any) -> dict[str, str]:
    """The title of something as a fact that everyone reads in their own language."""
    return {"en": thing.title_en or thing.title_ru, "ru": thing.title_ru or thing.title_en}
