"""What a member missed who joined when working groups had been held already."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from serai.portal.programme.engine.catch_up import courses_of_most, is_out_of_reach
from serai.portal.programme.engine.requirements import evaluate
from serai.portal.programme.models import (
    AttendanceMark,
    GroupFile,
    IntersessionalEntry,
    Membership,
    Programme,
    Requirement,
    Session,
    WorkingGroup,
    WorkItem,
)
from serai.portal.programme.phases import EntryPhase, GroupPhase, ItemPhase
from serai.portal.programme.queries.progression.gather import (
    FOR_EVERYONE,
    gather,
    groups_of,
    rule_of,
    step_of,
)

TAUGHT_THERE = (
    Session.Kind.LECTURE,
    Session.Kind.DISCUSSION,
    Session.Kind.TRAINING_OF_TRAINERS,
    Session.Kind.EXERCISE,
    Session.Kind.WORK_PLANNING,
)
OPEN_ITEMS = (ItemPhase.PLANNED, ItemPhase.UNDER_WAY)


@dataclass(frozen=True)
class MissedSession:
    """A session, and what was handed out at it."""

    session: Session
    files: list[GroupFile]


@dataclass(frozen=True)
class Missed:
    """A working group held before the member joined: its sessions and files."""

    group: WorkingGroup
    sessions: list[MissedSession]
    files: list[GroupFile]
    """Files of the group itself; those of a session are with it."""


@dataclass(frozen=True)
class OutOfReach:
    """A requirement that can't be met at working groups any more."""

    requirement: Requirement
    is_teaching: bool


@dataclass(frozen=True)
class CatchUp:
    """Everything a newcomer has to make good."""

    groups: list[Missed]
    out_of_reach: list[OutOfReach]
    items: list[WorkItem]
    """Open work items of the member they replace."""
    courses: list[tuple[str, int]]
    """eLearning that most others completed, and how many did."""
    others: int

    @property
    def is_empty(self) -> bool:
        return not (self.groups or self.out_of_reach or self.items or self.courses)

    @property
    def sessions(self) -> int:
        return sum(len(missed.sessions) for missed in self.groups)


def has_missed_anything(membership: Membership) -> bool:
    """Whether a working group was held before the member joined; one query."""
    return missed_groups(membership).exists()


def held_groups(programme: Programme | int) -> QuerySet[WorkingGroup]:
    """Working groups of a programme that were held; meetings that were not for everyone don't count."""
    return WorkingGroup.objects.filter(
        programme=programme, kind__in=FOR_EVERYONE, phase__in=(GroupPhase.HELD, GroupPhase.CLOSED)
    )


def missed_groups(membership: Membership) -> QuerySet[WorkingGroup]:
    """Working groups held before the member joined."""
    return held_groups(membership.programme_id).filter(start__lt=membership.joined_on)


def catch_up(membership: Membership, *, today: dt.date | None = None) -> CatchUp:
    """What a member has to make good, in at most 14 queries however much it is."""
    courses, others = courses_to_take(membership)
    return CatchUp(
        groups=missed(membership),
        out_of_reach=out_of_reach(membership, today=today or timezone.localdate()),
        items=items_to_take_over(membership),
        courses=courses,
        others=others,
    )


def missed(membership: Membership) -> list[Missed]:
    """Working groups before the member joined; sessions they have a mark for are not missed."""
    present = AttendanceMark.objects.filter(officer=membership.officer_id).values("session")
    sessions = (
        Session.objects.filter(kind__in=TAUGHT_THERE)
        .filter(Q(start=None) | Q(start__date__lt=membership.joined_on))
        .exclude(pk__in=present)
        .order_by("start", "pk")
    )
    files = GroupFile.objects.filter(sheet_of=None).select_related("stored")
    groups = (
        missed_groups(membership)
        .prefetch_related(
            Prefetch("sessions", sessions, to_attr="missed_sessions"),
            Prefetch("files", files, to_attr="shared"),
        )
        .order_by("order", "start")
    )
    return [with_files(group) for group in groups]


def with_files(group: Any) -> Missed:
    """The group with its prefetched sessions and files, each file where it belongs."""
    by_session: dict[int | None, list[GroupFile]] = defaultdict(list)
    for file in group.shared:
        by_session[file.session_id].append(file)
    sessions = [MissedSession(session, by_session[session.pk]) for session in group.missed_sessions]
    return Missed(group, sessions, by_session[None])


def out_of_reach(membership: Membership, *, today: dt.date) -> list[OutOfReach]:
    """Requirements of steps to come that were to be met at working groups held without the member."""
    if not has_missed_anything(membership):
        return []
    groups = groups_of(membership.programme)
    steps = [group for group in groups if group.is_step and not group.is_held]
    requirements = list(
        Requirement.objects.filter(step__in=[step.pk for step in steps])
        .select_related("step")
        .order_by("step__order", "order", "pk")
    )
    record = gather(membership.programme, requirements, groups, [membership]).record(membership)
    found = []
    for step in steps:
        asked = [requirement for requirement in requirements if requirement.step_id == step.pk]
        seen = step_of(step, groups)
        cells = evaluate([rule_of(requirement) for requirement in asked], record, seen, today=today)
        found += [
            OutOfReach(requirement, is_teaching=requirement.kind == Requirement.Kind.TAUGHT)
            for requirement, cell in zip(asked, cells, strict=True)
            if is_out_of_reach(cell, seen)
        ]
    return found


def items_to_take_over(membership: Membership) -> list[WorkItem]:
    """Open work items of the member who was replaced, with whoever owns them now."""
    if membership.replaces is None:
        return []
    items = WorkItem.objects.filter(goal__programme=membership.programme_id, phase__in=OPEN_ITEMS)
    return list(
        items.filter(owners=membership.replaces.officer_id)
        .prefetch_related("owners")
        .order_by("due_on", "pk")
        .distinct()
    )


def courses_to_take(membership: Membership) -> tuple[list[tuple[str, int]], int]:
    """eLearning that more than half of the other active members have confirmed, and how many members they are."""
    others = set(
        Membership.objects.filter(programme=membership.programme_id, left_on=None)
        .exclude(pk=membership.pk)
        .values_list("pk", flat=True)
    )
    completed: dict[int, list[str]] = defaultdict(list)
    rows = IntersessionalEntry.objects.filter(
        membership__in=[*others, membership.pk], kind=IntersessionalEntry.Kind.ELEARNING
    ).exclude(phase=EntryPhase.RETURNED)
    for key, title, phase in rows.order_by("pk").values_list("membership_id", "title", "phase"):
        if key == membership.pk or phase == EntryPhase.CONFIRMED:
            completed[key].append(title)
    own = completed.pop(membership.pk, [])
    return courses_of_most(completed, own=own, members=len(others)), len(others)
