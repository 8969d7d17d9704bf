"""What a programme forgets of a person who is erased. Their row in `people` stays, without a name.

Memberships, attendance, hours and votes go on counting. What was written about the person, what they
wrote about themselves and the files they brought as evidence go, out of the history too.
"""

import datetime as dt
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from serai.portal.people.actions.erasure import without
from serai.portal.people.errors import CannotEraseError
from serai.portal.people.models import Officer
from serai.portal.programme.models import (
    Event,
    IntersessionalEntry,
    Membership,
    Nomination,
    Programme,
    Role,
)
from serai.portal.programme.phases import NominationPhase, ProgrammePhase
from serai.portal.programme.queries.leaving import earliest_leave
from serai.portal.ui.models import StoredFile


def forget_officer(
    *, officer: Officer, names: tuple[str, ...], by: Officer, now: dt.datetime, **_rest: Any
) -> None:
    """End what the officer is in programmes, and take out what names them; raises CannotEraseError."""
    require_other_coordinators(officer)
    officer.programme_roles.all().delete()
    end_memberships(officer, now=now)
    end_nominations(officer, by=by, now=now)
    forget_entries(officer)
    forget_events(officer, names)


def require_other_coordinators(officer: Officer) -> None:
    """Every programme at work keeps a coordinator."""
    at_work = Programme.objects.exclude(
        phase__in=(ProgrammePhase.CLOSED, ProgrammePhase.PUBLISHED)
    ).select_for_update()
    coordinated = at_work.filter(
        pk__in=Role.objects.filter(officer=officer, kind=Role.Kind.COORDINATOR).values("programme")
    )
    alone = [
        programme
        for programme in coordinated
        if not programme.roles.filter(kind=Role.Kind.COORDINATOR).exclude(officer=officer).exists()
    ]
    if alone:
        raise CannotEraseError(
            [
                _("“%(programme)s” has no other coordinator: give the role to somebody else first.")
                % {"programme": programme}
                for programme in alone
            ]
        )


def end_memberships(officer: Officer, *, now: dt.datetime) -> None:
    """They leave today, or right after a group that was reported today; reasons given earlier go."""
    for membership in officer.memberships.filter(left_on=None):
        membership.left_on = max(timezone.localdate(now), earliest_leave(membership))
        membership.save()
    officer.memberships.update(left_reason="")
    Membership.history.filter(officer=officer.pk).update(left_reason="")


def end_nominations(officer: Officer, *, by: Officer, now: dt.datetime) -> None:
    """Waiting ones are recalled; what was written about the person goes."""
    for nomination in officer.nominations.filter(phase=NominationPhase.SENT):
        nomination.phase, nomination.answered_by, nomination.answered_at = (
            NominationPhase.RECALLED,
            by,
            now,
        )
        nomination.save()
    officer.nominations.update(why="", reason="")
    Nomination.history.filter(officer=officer.pk).update(why="", reason="")


def forget_entries(officer: Officer) -> None:
    """Hours and kinds stay; what was learned, links and files go."""
    entries = IntersessionalEntry.objects.filter(membership__officer=officer)
    keys = list(entries.values_list("pk", flat=True))
    files = [key for key in entries.values_list("stored", flat=True) if key]
    blank = {"learned": "", "link": "", "reason": "", "stored": None}
    entries.update(**blank)
    IntersessionalEntry.history.filter(id__in=keys).update(**blank)
    for stored in StoredFile.objects.filter(pk__in=files):
        stored.delete()
        # The file goes once it is certain that its row is gone.
        transaction.on_commit(partial(stored.content.delete, save=False))


def forget_events(officer: Officer, names: tuple[str, ...]) -> None:
    """Take the name out of what happened."""
    for event in programme_events(officer):
        told = {
            key: without(names, fact) if isinstance(fact, str) else fact
            for key, fact in event.facts.items()
        }
        if told != event.facts:
            event.facts = told
            event.save(update_fields=["facts"])


def programme_events(officer: Officer) -> Iterable[Event]:
    """What happened in living programmes."""
    concerned = Programme.objects.exclude(phase=ProgrammePhase.PUBLISHED)
    return Event.objects.filter(programme__in=concerned).only("facts").iterator()
