"""From which day on a member may have left, so that what was counted stays."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max
from django.utils import timezone

from serai.portal.programme.models import AttendanceMark, Membership, WorkingGroup
from serai.portal.programme.phases import GroupPhase


@dataclass(frozen=True)
class Reported:
    """A reported working group, and the last day somebody was expected at it."""

    group: WorkingGroup
    day: dt.date

    @property
    def after(self) -> dt.date:
        return self.day + dt.timedelta(1)


def last_seen(membership: Membership) -> dt.date | None:
    """The day of the last session of the programme at which the member was marked."""
    marks = AttendanceMark.objects.filter(
        officer=membership.officer_id, session__working_group__programme=membership.programme_id
    )
    last = marks.order_by("-session__start").values_list("session__start", flat=True).first()
    return timezone.localdate(last) if last else None


def last_reported(membership: Membership) -> Reported | None:
    """The last reported group since the member joined; None when there is none."""
    groups = WorkingGroup.objects.filter(
        programme=membership.programme_id, phase=GroupPhase.CLOSED
    ).annotate(last_session=Max("sessions__start"))
    found = [
        Reported(group, max(days))
        for group in groups
        if (days := days_of(group, group.last_session)) and max(days) >= membership.joined_on
    ]
    return max(found, key=lambda each: each.day, default=None)


def days_of(group: WorkingGroup, last_session: dt.datetime | None) -> list[dt.date]:
    """Its days and that of its last session, by the host's calendar; of a month alone no day is known."""
    last = [last_session.astimezone(group.zone).date()] if last_session else []
    return [*group.days, *last]


def earliest_leave(membership: Membership) -> dt.date:
    """The first day on which a member may leave."""
    days = [membership.joined_on]
    if seen := last_seen(membership):
        days.append(seen)
    if reported := last_reported(membership):
        days.append(reported.after)
    return max(days)
