"""Entries, who waits for an answer, and sums of hours."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, DecimalField, F, Min, Q, QuerySet, Sum, Value, When

from serai.portal.people.models import Administration
from serai.portal.programme.models import IntersessionalEntry, Membership, Programme, WorkingGroup
from serai.portal.programme.permissions import can_see_member, place, sees_everyone
from serai.portal.programme.phases import EntryPhase, GroupPhase

NONE = Decimal(0)


@dataclass(frozen=True)
class Hours:
    """Hours by state, and how many entries each state has."""

    confirmed: Decimal = NONE
    waiting: Decimal = NONE
    returned: Decimal = NONE
    entries_confirmed: int = 0
    entries_waiting: int = 0
    entries_returned: int = 0

    @property
    def entries(self) -> int:
        return self.entries_confirmed + self.entries_waiting + self.entries_returned


@dataclass(frozen=True)
class Totals:
    """A member, or an administration, with its hours."""

    subject: Any
    hours: Hours
    members: int = 0


@dataclass(frozen=True)
class Waiting:
    """How many entries wait for confirmation, and since when the oldest does."""

    count: int
    oldest: dt.datetime | None


def visible(user: Any, programme: Programme) -> QuerySet[IntersessionalEntry]:
    """Entries of the members whose evidence the user may see."""
    entries = IntersessionalEntry.objects.filter(membership__programme=programme)
    if sees_everyone(user, programme):
        return entries
    here = place(user, programme)
    own = Q(membership__officer=user.pk)
    if "focal_point" in here.roles:
        own |= Q(membership__administration__in=here.administrations)
    return entries.filter(own)


def entries_for(user: Any, programme: Programme) -> QuerySet[IntersessionalEntry]:
    """Entries the user may see, newest first, with their members."""
    return with_members(visible(user, programme)).order_by("-ended_on", "-pk")


def with_members(entries: QuerySet[IntersessionalEntry]) -> QuerySet[IntersessionalEntry]:
    """The same entries, with all that a list shows of each."""
    return entries.select_related(
        "membership__officer__administration",
        "membership__administration",
        "stored",
        "answered_by",
    )


def entries_of(membership: Membership) -> QuerySet[IntersessionalEntry]:
    """A member's own record, newest first: what was returned and what waits comes before what is confirmed."""
    first = Case(
        When(phase=EntryPhase.RETURNED, then=Value(0)),
        When(phase=EntryPhase.LOGGED, then=Value(1)),
        default=Value(2),
    )
    return (
        membership.entries.select_related("stored", "answered_by")
        .annotate(rank=first)
        .order_by("rank", "-ended_on", "-pk")
    )


def entries_to_answer(user: Any, programme: Programme) -> QuerySet[IntersessionalEntry]:
    """Entries that wait for confirmation by this reader, the longest waiting first; never their own."""
    if not sees_everyone(user, programme):
        return IntersessionalEntry.objects.none()
    waiting = (
        visible(user, programme)
        .filter(phase=EntryPhase.LOGGED)
        .exclude(membership__officer=user.pk)
    )
    return with_members(waiting).order_by("logged_at", "pk")


def entries_waiting(programme: Programme) -> Waiting:
    """How many entries of the programme wait for confirmation; one query."""
    row = IntersessionalEntry.objects.filter(
        membership__programme=programme, phase=EntryPhase.LOGGED
    ).aggregate(count=Count("pk"), oldest=Min("logged_at"))
    return Waiting(row["count"], row["oldest"])


def entry_for(user: Any, slug: str, pk: int) -> IntersessionalEntry:
    """An entry of a member whose evidence the user may see."""
    entry = IntersessionalEntry.objects.select_related(
        "membership__programme",
        "membership__officer__administration",
        "membership__administration",
        "stored",
        "answered_by",
        "imported_by__stored",
    ).get(pk=pk, membership__programme__slug=slug)
    if not can_see_member(user, entry.membership):
        raise IntersessionalEntry.DoesNotExist
    return entry


def members_owing(programme: Programme) -> QuerySet[Membership]:
    """Active members without any entry for the time since the last working group was held; none before the first."""
    held = (
        programme.working_groups.filter(
            kind=WorkingGroup.Kind.WORKING_GROUP,
            phase__in=(GroupPhase.HELD, GroupPhase.CLOSED),
            start__isnull=False,
        )
        .order_by("order")
        .values_list("start", "end")
        .last()
    )
    if held is None:
        return Membership.objects.none()
    since = held[1] or held[0]
    return (
        programme.memberships.filter(left_on=None)
        .exclude(entries__in=IntersessionalEntry.objects.filter(ended_on__gte=since))
        .select_related("officer", "administration")
    )


def summed(phase: EntryPhase, prefix: str = "") -> dict[str, Any]:
    """Annotations `hours_PHASE` and `entries_PHASE`."""
    only = Q(**{f"{prefix}phase": phase})
    return {
        f"hours_{phase}": Sum(f"{prefix}hours", filter=only, output_field=DecimalField()),
        f"entries_{phase}": Count(f"{prefix}pk", filter=only),
    }


ALL_PHASES = (EntryPhase.CONFIRMED, EntryPhase.LOGGED, EntryPhase.RETURNED)


def hours_in(row: dict[str, Any]) -> Hours:
    """The sums of an annotated row."""
    return Hours(
        confirmed=row["hours_confirmed"] or NONE,
        waiting=row["hours_logged"] or NONE,
        returned=row["hours_returned"] or NONE,
        entries_confirmed=row["entries_confirmed"],
        entries_waiting=row["entries_logged"],
        entries_returned=row["entries_returned"],
    )


def annotations(prefix: str) -> dict[str, Any]:
    """Sums of hours and numbers of entries, by phase."""
    return {name: sum_of for phase in ALL_PHASES for name, sum_of in summed(phase, prefix).items()}


def totals_by_member(user: Any, programme: Programme) -> list[Totals]:
    """Hours of each active member the user may see, by administration and name; one query."""
    members = programme.memberships.filter(left_on=None).select_related(
        "officer__administration", "administration"
    )
    if not sees_everyone(user, programme):
        here = place(user, programme)
        own = Q(officer=user.pk)
        if "focal_point" in here.roles:
            own |= Q(administration__in=here.administrations)
        members = members.filter(own)
    return [
        Totals(member, hours_in(vars(member)))
        for member in members.annotate(**annotations("entries__"))
    ]


def sums_by_administration(programme: Programme) -> list[Totals]:
    """Hours of each administration without any name, for whoever only observes; two queries."""
    rows = (
        programme.memberships.filter(left_on=None)
        .order_by("administration__country_name_en")
        .values("administration")
        .annotate(
            members=Count("pk", distinct=True),
            name=F("administration__country_name_en"),
            **annotations("entries__"),
        )
    )
    administrations = Administration.objects.in_bulk([row["administration"] for row in rows])
    return [
        Totals(administrations[row["administration"]], hours_in(dict(row)), row["members"])
        for row in rows
    ]
