"""Taking over course completions from a file: all of them, once, or none."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from serai.portal.people import letters
from serai.portal.people.models import Officer
from serai.portal.programme.actions.events import record
from serai.portal.programme.engine.completions import Completion, Order, Scale
from serai.portal.programme.errors import TakenOverError, UnclearFileError
from serai.portal.programme.models import (
    CompletionImport,
    IntersessionalEntry,
    Membership,
    Programme,
)
from serai.portal.programme.phases import EntryPhase
from serai.portal.programme.queries.intersessional.completions import new_and_known, reading_of
from serai.portal.ui.files import digest_of, store
from serai.portal.ui.kinds import TABLES

BATCH = 1000
LOOKED_AT_FOR = dt.timedelta(days=14)
"""How long a file that is not taken over stays."""


@transaction.atomic
def receive_completions(
    programme: Programme, *, upload: File[Any], by: Officer, now: dt.datetime | None = None
) -> CompletionImport:
    """Keep a file of completions to look at; nothing is taken over yet. Raises FileRefusedError.

    A file that was sent before is the same again; while it is not taken over, its days begin anew.
    """
    now = now or timezone.now()
    Programme.objects.select_for_update().get(pk=programme.pk)
    known = programme.imports.filter(stored__sha256=digest_of(upload)).order_by("pk").first()
    if known is None:
        stored = store(upload, officer_id=by.pk, allowed=TABLES)
        return CompletionImport.objects.create(
            programme=programme, stored=stored, uploaded_by=by, uploaded_at=now
        )
    if not known.taken_over_at:
        known.uploaded_by, known.uploaded_at = by, now
        known.save(update_fields=["uploaded_by", "uploaded_at"])
    return known


@transaction.atomic
def discard_completions(received: CompletionImport) -> None:
    """Forget a file that was only looked at. Raises TakenOverError when entries came from it."""
    received = (
        CompletionImport.objects.select_for_update(of=("self",))
        .select_related("stored")
        .get(pk=received.pk)
    )
    if received.taken_over_at:
        raise TakenOverError(received)
    stored = received.stored
    received.delete()
    stored.delete()


def sweep_completions(*, now: dt.datetime, **_rest: Any) -> int:
    """Forget the files that nobody took over for days; returns how many."""
    left = CompletionImport.objects.filter(
        taken_over_at=None, uploaded_at__lt=now - LOOKED_AT_FOR
    ).values_list("pk", flat=True)
    return sum(forgotten(pk) for pk in list(left))


def forgotten(pk: int) -> bool:
    """Whether it could be discarded: somebody may have taken it over, or discarded it, in this moment."""
    try:
        discard_completions(CompletionImport(pk=pk))
    except (TakenOverError, CompletionImport.DoesNotExist):
        return False
    return True


@transaction.atomic
def take_over_completions(
    received: CompletionImport,
    *,
    by: Officer,
    columns: Mapping[str, int],
    hours: Mapping[str, Decimal],
    order: Order | None = None,
    scale: Scale | None = None,
    now: dt.datetime | None = None,
) -> CompletionImport:
    """Make an entry of every completion that is not known yet; `hours` by course where the file has none.

    Raises UnclearFileError when a row is bad, a question is open or hours are missing. A file that
    was taken over stays as it is.
    """
    now = now or timezone.now()
    # Two files at once wait for each other: the second finds what the first brought.
    Programme.objects.select_for_update().get(pk=received.programme_id)
    received = (
        CompletionImport.objects.select_for_update(of=("self",))
        .select_related("programme", "stored")
        .get(pk=received.pk)
    )
    if received.taken_over_at:
        return received
    reading = reading_of(received, columns=columns, order=order, scale=scale)
    if not reading.is_clear or any(course not in hours for course in reading.without_hours):
        raise UnclearFileError(reading.bad_rows)
    new, known = new_and_known(received.programme, reading.completions)
    create_entries(received, new, hours=hours, by=by, now=now)
    received.taken_over_at, received.added, received.known = now, len(new), len(known)
    received.save()
    tell_members(received, new, by=by)
    if new:
        record(
            received.programme,
            "completions_imported",
            actor=by,
            path=reverse("completions", kwargs={"slug": received.programme.slug}),
            at=now,
            added=len(new),
        )
    return received


def create_entries(
    received: CompletionImport,
    completions: Sequence[Completion],
    *,
    hours: Mapping[str, Decimal],
    by: Officer,
    now: dt.datetime,
) -> None:
    """Entries confirmed by the importing coordinator: the platform saw the course completed.

    The coordinator's own completions wait for somebody else.
    """
    own = set(
        Membership.objects.filter(programme=received.programme_id, officer=by).values_list(
            "pk", flat=True
        )
    )
    entries = [
        IntersessionalEntry(
            membership_id=completion.membership,
            kind=IntersessionalEntry.Kind.ELEARNING,
            title=completion.course,
            begun_on=completion.day,
            ended_on=completion.day,
            hours=hours[completion.course] if completion.hours is None else completion.hours,
            score=completion.score,
            logged_at=now,
            imported_by=received,
            imported_key=completion.key,
            **(
                {"phase": EntryPhase.LOGGED}
                if completion.membership in own
                else {"phase": EntryPhase.CONFIRMED, "answered_by": by, "answered_at": now}
            ),
        )
        for completion in completions
    ]
    bulk_create_with_history(
        entries, IntersessionalEntry, batch_size=BATCH, default_user=by, default_date=now
    )


def tell_members(
    received: CompletionImport, completions: Sequence[Completion], *, by: Officer
) -> None:
    """One letter to each member about all their completions in this file."""
    counts = Counter(completion.membership for completion in completions)
    members = (
        Membership.objects.filter(pk__in=counts, left_on=None)
        .select_related("officer")
        .exclude(officer=by)
    )
    path = reverse("intersessional", kwargs={"slug": received.programme.slug})
    for member in members:
        courses = [
            completion.course for completion in completions if completion.membership == member.pk
        ]
        letters.write(
            member.officer,
            key=f"completions:{received.pk}",
            template="completions_imported",
            context={
                "n": counts[member.pk],
                "courses": courses[:20],
                "more": max(0, len(courses) - 20),
                "by": by,
                "path": path,
                "programme": received.programme,
            },
        )
