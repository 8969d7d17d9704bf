"""What lies behind one cell: the sessions, entries, items and the sign-off it was counted from."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils import timezone

from serai.portal.programme.engine.attending import Counted
from serai.portal.programme.engine.requirements import Cell, Step
from serai.portal.programme.engine.requirements.evaluate import counted, judged
from serai.portal.programme.engine.requirements.words import asked, standing
from serai.portal.programme.models import (
    AttendanceMark,
    Contributor,
    IntersessionalEntry,
    Membership,
    Requirement,
    Session,
    SignOff,
    WorkItem,
)
from serai.portal.programme.phases import ItemPhase
from serai.portal.programme.queries.progression.gather import (
    AGREED,
    GroupSeen,
    gather,
    groups_of,
    rule_of,
    step_of,
)


@dataclass(frozen=True)
class SessionSeen:
    """A session of a working group that counts, and whether the member was there."""

    session: Session
    attended: bool
    is_recorded: bool
    was_beside: bool = False
    """Whether the member was at another session at the same time."""


@dataclass(frozen=True)
class GroupSessions:
    """A working group that counts, with its sessions."""

    code: str
    is_held: bool
    sessions: Sequence[SessionSeen]
    counted: Counted
    """Sessions side by side are one occasion."""

    @property
    def is_recorded(self) -> bool:
        return self.counted.of > 0


@dataclass(frozen=True)
class Evidence:
    """A cell with everything it was counted from."""

    membership: Membership
    requirement: Requirement
    cell: Cell
    groups: Sequence[GroupSessions] = ()
    taught: Sequence[Session] = ()
    entries: Sequence[IntersessionalEntry] = ()
    items: Sequence[WorkItem] = ()
    sign_off: SignOff | None = None

    @property
    def title(self) -> str:
        return self.requirement.title or self.requirement.get_kind_display()

    @property
    def asked(self) -> str:
        return asked(self.cell.rule)

    @property
    def words(self) -> str:
        return standing(self.cell)


def evidence_for(
    membership: Membership, requirement: Requirement, *, today: dt.date | None = None
) -> Evidence:
    """What one cell was counted from. The reader's right to see the member is the loader's to check."""
    today = today or timezone.localdate()
    groups = groups_of(membership.programme)
    step = next(group for group in groups if group.pk == requirement.step_id)
    rule, seen = rule_of(requirement), step_of(step, groups)
    known = gather(membership.programme, [requirement], groups, [membership])
    cell = judged(rule, known.record(membership), seen, today=today)
    codes = {group.code for group in counted(rule, seen)}
    counting = [group for group in groups if group.code in codes]
    kind = Requirement.Kind
    return Evidence(
        membership,
        requirement,
        cell,
        groups=sessions_of(membership, counting) if requirement.kind == kind.ATTENDANCE else (),
        taught=taught_by(membership, counting) if requirement.kind == kind.TAUGHT else (),
        entries=entries_of(membership, requirement, seen)
        if requirement.kind in (kind.HOURS, kind.ENTRIES)
        else (),
        items=items_of(membership, seen) if requirement.kind == kind.ITEMS else (),
        sign_off=requirement.sign_offs.filter(membership=membership)
        .select_related("signed_by__administration", "stored")
        .first(),
    )


def sessions_of(membership: Membership, groups: Sequence[GroupSeen]) -> list[GroupSessions]:
    """The sessions of the groups that count, and at which the member was."""
    mine = AttendanceMark.objects.filter(session=OuterRef("pk"), officer=membership.officer_id)
    sessions = (
        Session.objects.filter(
            working_group__in=[group.pk for group in groups], takes_attendance=True
        )
        .filter(start__isnull=False)
        .select_related("working_group")
        .annotate(was_there=Exists(mine))
        .order_by("start", "pk")
    )
    by_group: dict[int, list[Session]] = {}
    for session in sessions:
        by_group.setdefault(session.working_group_id, []).append(session)
    return [group_sessions(group, by_group.get(group.pk, [])) for group in groups]


def group_sessions(group: GroupSeen, sessions: Sequence[Session]) -> GroupSessions:
    """The sessions of a group; `was_there` says of each whether the member was marked."""
    present = {session.pk for session in sessions if session.was_there}  # type: ignore[attr-defined]  # annotated
    at = {group.occasion[pk] for pk in present}
    seen = [
        SessionSeen(
            session,
            session.pk in present,
            session.pk in group.recorded,
            was_beside=session.pk not in present and group.occasion[session.pk] in at,
        )
        for session in sessions
    ]
    return GroupSessions(group.code, group.is_held, seen, group.attended(present))


def taught_by(membership: Membership, groups: Sequence[GroupSeen]) -> list[Session]:
    """Micro-teaching the member was to give in these groups, `was_there` when marked present."""
    mine = AttendanceMark.objects.filter(session=OuterRef("pk"), officer=membership.officer_id)
    giving = Contributor.objects.filter(
        officer=membership.officer_id, part=Contributor.Part.SPEAKER, answer__in=AGREED
    )
    sessions = (
        Session.objects.filter(
            kind=Session.Kind.MICRO_TEACHING,
            working_group__in=[group.pk for group in groups],
            start__isnull=False,
        )
        .filter(contributors__in=giving)
        .select_related("working_group")
        .annotate(was_there=Exists(mine))
        .order_by("start", "pk")
    )
    return list(sessions)


def entries_of(
    membership: Membership, requirement: Requirement, step: Step
) -> list[IntersessionalEntry]:
    """The entries of the kinds that count, before the step."""
    entries = membership.entries.select_related("answered_by").order_by("ended_on", "pk")
    if requirement.counts_from:
        entries = entries.filter(kind__in=requirement.counts_from)
    if step.start:
        entries = entries.filter(ended_on__lt=step.start)
    return list(entries)


def items_of(membership: Membership, step: Step) -> list[WorkItem]:
    """The items the member owns that are due before the step."""
    items = WorkItem.objects.filter(
        goal__programme=membership.programme_id, owners=membership.officer_id
    )
    if step.start:
        items = items.filter(due_on__lt=step.start)
    return list(items.exclude(phase=ItemPhase.DROPPED).order_by("due_on", "pk"))
