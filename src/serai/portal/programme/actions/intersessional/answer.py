"""What experts and coordinators do with the entries of members."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from serai.portal.people import letters
from serai.portal.people.models import Officer
from serai.portal.programme.actions.intersessional.log import entry_path, record_entry
from serai.portal.programme.errors import OwnEntryError, PhaseError
from serai.portal.programme.models import IntersessionalEntry, Programme
from serai.portal.programme.phases import ENTRY_NEXT, EntryPhase


def confirm_entries(
    programme: Programme, *, entries: Iterable[int], by: Officer, now: dt.datetime | None = None
) -> list[IntersessionalEntry]:
    """Confirm entries by primary key; returns those changed: what is confirmed already is left alone.

    Raises OwnEntryError or PhaseError, and then confirms none.
    """
    return answer(
        programme, entries, EntryPhase.CONFIRMED, by=by, reason="", now=now or timezone.now()
    )


def return_entries(
    programme: Programme,
    *,
    entries: Iterable[int],
    by: Officer,
    reason: str,
    now: dt.datetime | None = None,
) -> list[IntersessionalEntry]:
    """Return entries to their members with the reason, confirmed ones too; returns those changed.

    Raises OwnEntryError or PhaseError, and then returns none.
    """
    return answer(
        programme, entries, EntryPhase.RETURNED, by=by, reason=reason, now=now or timezone.now()
    )


@transaction.atomic
def answer(
    programme: Programme,
    keys: Iterable[int],
    phase: EntryPhase,
    *,
    by: Officer,
    reason: str,
    now: dt.datetime,
) -> list[IntersessionalEntry]:
    """Take entries to a phase, all or none; those already there are left alone."""
    entries = list(
        IntersessionalEntry.objects.select_for_update(of=("self",))
        .filter(pk__in=list(keys), membership__programme=programme)
        .select_related(
            "membership__programme", "membership__officer", "membership__administration"
        )
        .order_by("pk")
    )
    changed = [entry for entry in entries if entry.phase != phase]
    for entry in changed:
        if entry.membership.officer_id == by.pk:
            raise OwnEntryError(entry)
        if phase not in ENTRY_NEXT[EntryPhase(entry.phase)]:
            raise PhaseError(entry, now=entry.get_phase_display(), wanted=str(phase.label))
    for entry in changed:
        entry.phase, entry.answered_by, entry.answered_at, entry.reason = phase, by, now, reason
        entry.save()
        record_entry(entry, f"entry_{phase}", actor=by, at=now)
    tell(changed, phase, by=by, reason=reason, now=now)
    return changed


def tell(
    entries: Sequence[IntersessionalEntry],
    phase: EntryPhase,
    *,
    by: Officer,
    reason: str,
    now: dt.datetime,
) -> None:
    """One letter to each member about all their entries answered at this moment."""
    by_member: dict[Officer, list[IntersessionalEntry]] = defaultdict(list)
    for entry in entries:
        by_member[entry.membership.officer].append(entry)
    for member, theirs in by_member.items():
        letters.write(
            member,
            key=f"entries:{phase}:{theirs[0].pk}:{now:%Y-%m-%dT%H:%M:%S.%f}",
            template=f"entries_{phase}",
            context={
                "entries": theirs,
                "first": theirs[0],
                "by": by,
                "reason": reason,
                "path": entry_path(theirs[0]),
                "programme": theirs[0].membership.programme,
            },
        )
