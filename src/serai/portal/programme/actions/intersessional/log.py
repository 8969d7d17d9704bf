"""What members do with their own entries."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from serai.portal.people.models import Officer
from serai.portal.programme.actions.events import record
from serai.portal.programme.engine.entries import entry_problems
from serai.portal.programme.errors import EntryRefusedError, LoggedTwiceError, PhaseError
from serai.portal.programme.models import IntersessionalEntry, Membership
from serai.portal.programme.phases import ENTRY_NEXT, EntryPhase
from serai.portal.ui.files import store


@transaction.atomic
def log_entry(
    membership: Membership,
    *,
    kind: str,
    title: str,
    begun_on: dt.date,
    ended_on: dt.date,
    hours: Decimal,
    learned: str = "",
    link: str = "",
    evidence: File[Any] | None = None,
    now: dt.datetime | None = None,
) -> IntersessionalEntry:
    """Log an activity of a member. Raises EntryRefusedError, LoggedTwiceError, FileRefusedError."""
    # Two logs of one member wait for each other: the second must see the first.
    membership = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("programme", "officer")
        .get(pk=membership.pk)
    )
    entry = IntersessionalEntry(
        membership=membership,
        kind=kind,
        title=title,
        begun_on=begun_on,
        ended_on=ended_on,
        hours=hours,
        learned=learned,
        link=link,
        logged_at=now or timezone.now(),
    )
    check(entry)
    if evidence:
        entry.stored = store(evidence, officer_id=membership.officer_id)
    entry.save()
    record_entry(entry, "entry_logged", actor=membership.officer, at=now)
    return entry


@transaction.atomic
def edit_entry(
    entry: IntersessionalEntry,
    *,
    kind: str,
    title: str,
    begun_on: dt.date,
    ended_on: dt.date,
    hours: Decimal,
    learned: str = "",
    link: str = "",
    evidence: File[Any] | None = None,
    keeps_evidence: bool = True,
    now: dt.datetime | None = None,
) -> IntersessionalEntry:
    """Change an entry that is not confirmed; a returned one is sent again. Raises PhaseError besides log_entry's."""
    entry = locked(entry)
    was_returned = entry.phase == EntryPhase.RETURNED
    if entry.phase != EntryPhase.LOGGED:
        go_to(entry, EntryPhase.LOGGED)
    entry.kind, entry.title, entry.begun_on, entry.ended_on = kind, title, begun_on, ended_on
    entry.hours, entry.learned, entry.link = hours, learned, link
    check(entry)
    if evidence:
        entry.stored = store(evidence, officer_id=entry.membership.officer_id)
    elif not keeps_evidence:
        entry.stored = None
    if was_returned:
        entry.logged_at = now or timezone.now()
        record_entry(entry, "entry_logged", actor=entry.membership.officer, at=now)
    entry.save()
    return entry


@transaction.atomic
def remove_entry(entry: IntersessionalEntry) -> None:
    """Take back an entry that is not confirmed. Its history stays. Raises PhaseError."""
    entry = locked(entry)
    if entry.phase == EntryPhase.CONFIRMED:
        raise PhaseError(entry, now=entry.get_phase_display(), wanted=str(EntryPhase.LOGGED.label))
    entry.delete()


def locked(entry: IntersessionalEntry) -> IntersessionalEntry:
    """The entry as it is now, kept from changing until the transaction ends."""
    return (
        IntersessionalEntry.objects.select_for_update(of=("self",))
        .select_related(
            "membership__programme", "membership__officer", "membership__administration"
        )
        .get(pk=entry.pk)
    )


def go_to(entry: IntersessionalEntry, phase: EntryPhase) -> None:
    """Set the phase when it may follow. Raises PhaseError."""
    if phase not in ENTRY_NEXT[EntryPhase(entry.phase)]:
        raise PhaseError(entry, now=entry.get_phase_display(), wanted=str(phase.label))
    entry.phase = phase


def check(entry: IntersessionalEntry) -> None:
    """Refuse days and hours that can’t be, and what is logged already. Raises EntryRefusedError, LoggedTwiceError."""
    problems = entry_problems(
        begun_on=entry.begun_on,
        ended_on=entry.ended_on,
        hours=entry.hours,
        joined_on=entry.membership.joined_on,
        today=timezone.localdate(),
    )
    if problems:
        raise EntryRefusedError(problems)
    same = IntersessionalEntry.objects.filter(
        membership=entry.membership,
        kind=entry.kind,
        title__iexact=entry.title,
        begun_on=entry.begun_on,
        ended_on=entry.ended_on,
    )
    if same.exclude(pk=entry.pk).exists():
        raise LoggedTwiceError(entry)


def record_entry(
    entry: IntersessionalEntry, kind: str, *, actor: Officer, at: dt.datetime | None = None
) -> None:
    """Keep what happened to an entry, for its member, their focal point, experts and coordinators."""
    membership = entry.membership
    record(
        membership.programme,
        kind,
        actor=actor,
        administration=membership.administration,
        path=entry_path(entry)
        if entry.pk
        else reverse("intersessional", kwargs={"slug": membership.programme.slug}),
        at=at,
        entry=entry.title,
        officer=membership.officer.name_latin,
        officer_id=membership.officer_id,
    )


def entry_path(entry: IntersessionalEntry) -> str:
    """The address of an entry."""
    return reverse("entry", kwargs={"slug": entry.membership.programme.slug, "pk": entry.pk})
