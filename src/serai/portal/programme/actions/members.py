"""Members leaving, and newcomers taking over what they leave behind."""

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from serai.portal.people.letters import write
from serai.portal.people.models import Officer
from serai.portal.programme.actions.events import record
from serai.portal.programme.actions.signing import signed
from serai.portal.programme.errors import (
    NotActiveError,
    ReportedWithdrawalError,
    WithdrawalDayError,
)
from serai.portal.programme.models import Membership
from serai.portal.programme.queries.catch_up import items_to_take_over
from serai.portal.programme.queries.leaving import last_reported, last_seen
from serai.portal.programme.queries.roles import coordinators, focal_points


@transaction.atomic
def withdraw(
    membership: Membership, *, left_on: dt.date, reason: str, by: Officer, now: dt.datetime
) -> Membership:
    """End a membership; the place is free from then on, and the vacancy shows.

    Raises NotActiveError for a member who left already, WithdrawalDayError for a day before they
    joined, before they were last seen at a session, or after today, and ReportedWithdrawalError for
    one before the end of a reported group: what a report counted stays.
    """
    membership = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("programme", "administration", "officer")
        .get(pk=membership.pk)
    )
    if not membership.is_active:
        raise NotActiveError(membership.officer)
    today = timezone.localdate(now)
    reported = last_reported(membership)
    if reported and left_on <= reported.day:
        raise ReportedWithdrawalError(reported.group, first=reported.after)
    earliest = max(membership.joined_on, last_seen(membership) or membership.joined_on)
    if not earliest <= left_on <= today:
        raise WithdrawalDayError(joined=earliest, today=today)
    membership.left_on, membership.left_reason = left_on, reason.strip()
    signed(membership, by).save()
    tell(membership, by=by)
    note(membership, "member_withdrew", by=by, now=now)
    return membership


@transaction.atomic
def hand_over_items(membership: Membership, *, by: Officer, now: dt.datetime) -> int:
    """Make a newcomer the owner of the open work items of the member they replace; returns how many there were."""
    Membership.objects.select_for_update().get(pk=membership.pk)
    items = items_to_take_over(membership)
    if not items or membership.replaces is None:
        return 0
    before = membership.replaces.officer
    for item in items:
        signed(item, by).owners.remove(before)
        item.owners.add(membership.officer)
    note(membership, "items_handed_over", by=by, now=now, before=before.name_latin)
    return len(items)


def tell(membership: Membership, *, by: Officer) -> None:
    """Write to the coordinators and the member's focal points, but not to the one who did it."""
    programme = membership.programme
    told = [*coordinators(programme), *focal_points(programme, membership.administration_id)]
    path = reverse("members", kwargs={"slug": programme.slug})
    context = {"membership": membership, "programme": programme, "by": by, "path": path}
    for officer in {officer.pk: officer for officer in told if officer.pk != by.pk}.values():
        write(
            officer,
            key=f"member_withdrew:{membership.pk}",
            template="member_withdrew",
            context=context,
        )


def note(membership: Membership, kind: str, *, by: Officer, now: dt.datetime, **facts: str) -> None:
    """Keep that it happened, for the page that says what changed."""
    record(
        membership.programme,
        kind,
        actor=by,
        administration=membership.administration,
        at=now,
        path=reverse("members", kwargs={"slug": membership.programme.slug}),
        officer=membership.officer.name_latin,
        officer_id=membership.officer_id,
        **facts,
    )
