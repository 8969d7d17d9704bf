"""What is known of members, gathered in a fixed number of queries however many they are."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from serai.portal.programme.engine.attending import Counted, counted, occasions
from serai.portal.programme.engine.requirements import Entry, Item, Past, Record, Rule, Step
from serai.portal.programme.models import (
    AttendanceMark,
    Contributor,
    IntersessionalEntry,
    Membership,
    Programme,
    Requirement,
    Session,
    SignOff,
    WorkingGroup,
    WorkItem,
)
from serai.portal.programme.phases import EntryPhase, GroupPhase, ItemPhase
from serai.portal.ui.prepared import Given, Prepared

FOR_EVERYONE = (WorkingGroup.Kind.WORKING_GROUP, WorkingGroup.Kind.WORKSHOP)
AGREED = (Contributor.Answer.ASKED, Contributor.Answer.AGREED)
HELD = (GroupPhase.HELD, GroupPhase.CLOSED)


@dataclass(frozen=True, slots=True)
class Placed:
    """A session with a time, at which attendance is taken."""

    pk: int
    start: dt.datetime
    end: dt.datetime
    room_id: int | None
    is_recorded: bool
    """Whether anybody at all was marked at it."""


@dataclass
class GroupSeen:
    """A working group with what progression must know of it."""

    pk: int
    code: str
    order: int
    kind: str
    phase: str
    start: dt.date | None
    sessions: list[Placed] = field(default_factory=list)

    @property
    def is_held(self) -> bool:
        return self.phase in HELD

    @property
    def is_step(self) -> bool:
        return self.kind == WorkingGroup.Kind.WORKING_GROUP

    @cached_property
    def occasion(self) -> dict[int, int]:
        """The occasion of each session; nobody is in two rooms at once."""
        return occasions(self.sessions)

    @cached_property
    def recorded(self) -> set[int]:
        """Sessions at which somebody was marked."""
        return {session.pk for session in self.sessions if session.is_recorded}

    def attended(self, present: Set[int]) -> Counted:
        """How many occasions somebody came to, of those that were recorded."""
        return counted(
            present=present,
            expected=self.occasion.keys(),
            occasion=self.occasion,
            recorded=self.recorded,
        )

    def as_past(self) -> Past:
        held = self.attended(frozenset())
        return Past(self.code, self.is_held, held.of, is_for_everyone=self.kind in FOR_EVERYONE)


def groups_of(programme: Programme) -> list[GroupSeen]:
    """The working groups in their order, each with its sessions; one query."""
    groups: dict[int, GroupSeen] = {}
    for row in groups_with_sessions(programme=programme.pk):
        group = groups.get(row[0]) or groups.setdefault(row[0], GroupSeen(*row[:6]))
        session, start, end, room, takes_attendance, is_marked = row[6:]
        if takes_attendance and start:
            group.sessions.append(Placed(session, start, end, room, is_marked))
    return list(groups.values())


def seen_in_programme() -> QuerySet[WorkingGroup, Any]:
    """A row for each session of a programme, its group before it; and one for a group without any."""
    marked = AttendanceMark.objects.filter(session=OuterRef("sessions__pk"))
    own = ("pk", "code", "order", "kind", "phase", "start")
    sessions = (
        "sessions__pk",
        "sessions__start",
        "sessions__end",
        "sessions__room_id",
        "sessions__takes_attendance",
    )
    rows = WorkingGroup.objects.filter(programme=Given("programme"))
    return rows.order_by("order", "start", "pk").values_list(*own, *sessions, Exists(marked))


groups_with_sessions = Prepared(seen_in_programme)


def step_of(group: GroupSeen, groups: Sequence[GroupSeen]) -> Step:
    """The step with the groups before it."""
    return Step(
        group.code,
        group.start,
        tuple(past.as_past() for past in groups if past.order < group.order),
    )


def rule_of(requirement: Requirement) -> Rule:
    """A requirement as a value."""
    return Rule(
        requirement.pk, requirement.kind, requirement.threshold, tuple(requirement.counts_from)
    )


@dataclass
class Known:
    """What was gathered, by officer; entries and sign-offs by membership."""

    attended: dict[int, dict[str, int]]
    taught: dict[int, dict[str, int]]
    entries: dict[int, list[Entry]]
    items: dict[int, list[Item]]
    signed: dict[int, dict[int, str]]

    def record(self, membership: Membership) -> Record:
        return Record(
            attended=self.attended.get(membership.officer_id, {}),
            taught=self.taught.get(membership.officer_id, {}),
            entries=tuple(self.entries.get(membership.pk, ())),
            items=tuple(self.items.get(membership.officer_id, ())),
            signed=self.signed.get(membership.pk, {}),
        )


def gather(
    programme: Programme,
    requirements: Sequence[Requirement],
    groups: Sequence[GroupSeen],
    members: Sequence[Membership],
) -> Known:
    """What the requirements count, of these members; asks only for the kinds that occur."""
    kinds = {requirement.kind for requirement in requirements}
    officers = [member.officer_id for member in members]
    kind = Requirement.Kind
    return Known(
        attended=attended(programme, officers, counting(requirements, groups))
        if kind.ATTENDANCE in kinds
        else {},
        taught=taught(programme, officers, groups) if kind.TAUGHT in kinds else {},
        entries=entries([member.pk for member in members])
        if kinds & {kind.HOURS, kind.ENTRIES}
        else {},
        items=items(programme, officers) if kind.ITEMS in kinds else {},
        signed=signed(requirements, members),
    )


def counting(requirements: Iterable[Requirement], groups: Sequence[GroupSeen]) -> list[GroupSeen]:
    """The held groups that a requirement of attendance counts; all of them when one names none."""
    named = [r.counts_from for r in requirements if r.kind == Requirement.Kind.ATTENDANCE]
    codes = {code for codes in named for code in codes}
    return [group for group in groups if group.is_held and (group.code in codes or not all(named))]


def marks(programme: Any, **whose: Any) -> QuerySet[AttendanceMark, Any]:
    """Officer and session of the marks in a programme."""
    found = AttendanceMark.objects.filter(session__working_group__programme=programme, **whose)
    return found.order_by().values_list("officer_id", "session_id")


marks_of_one = Prepared(lambda: marks(Given("programme"), officer=Given("officer")))


def marks_of(programme: Programme, officers: Sequence[int]) -> Iterable[tuple[int, int]]:
    """The marks of these officers; one officer's, which the first page asks, by a prepared query."""
    if len(officers) == 1:
        return marks_of_one(programme=programme.pk, officer=officers[0])
    return marks(programme, officer__in=officers)


def attended(
    programme: Programme, officers: Sequence[int], groups: Iterable[GroupSeen]
) -> dict[int, dict[str, int]]:
    """How many occasions each officer attended, by code of the working group."""
    by_pk = {group.pk: group for group in groups}
    group_of = {session: group.pk for group in by_pk.values() for session in group.occasion}
    present: dict[tuple[int, int], set[int]] = defaultdict(set)
    for officer, session in marks_of(programme, officers):
        if session in group_of:
            present[officer, group_of[session]].add(session)
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for (officer, group), sessions in present.items():
        counts[officer][by_pk[group].code] = by_pk[group].attended(sessions).came
    return counts


def taught(
    programme: Programme, officers: Sequence[int], groups: Sequence[GroupSeen]
) -> dict[int, dict[str, int]]:
    """How many micro-teaching sessions each officer gave, by code of the working group."""
    codes = {group.pk: group.code for group in groups if group.is_held}
    recorded = {session for group in groups for session in group.recorded}
    counts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    wanted = set(officers)
    for officer, session, group, present in lessons(programme=programme.pk):
        if officer in wanted and group in codes and (present or session not in recorded):
            counts[officer][codes[group]] += 1
    return counts


def given() -> QuerySet[Contributor, Any]:
    """Micro-teaching in a programme: officer, session, group, and whether the officer was marked there."""
    present = AttendanceMark.objects.filter(
        session=OuterRef("session"), officer=OuterRef("officer")
    )
    return (
        Contributor.objects.filter(
            part=Contributor.Part.SPEAKER,
            session__kind=Session.Kind.MICRO_TEACHING,
            session__working_group__programme=Given("programme"),
            session__start__isnull=False,
            answer__in=AGREED,
        )
        .order_by()
        .values_list("officer_id", "session_id", "session__working_group_id", Exists(present))
    )


lessons = Prepared(given)


def logged(**whose: Any) -> QuerySet[IntersessionalEntry, Any]:
    """What an entry is made of, of those that were not returned."""
    found = IntersessionalEntry.objects.filter(**whose).exclude(phase=EntryPhase.RETURNED)
    return found.order_by().values_list("membership_id", "kind", "hours", "ended_on", "phase")


logged_by_one = Prepared(lambda: logged(membership=Given("member")))


def entries(memberships: Sequence[int]) -> dict[int, list[Entry]]:
    """Confirmed and waiting entries, by membership."""
    if len(memberships) == 1:
        rows: Iterable[Any] = logged_by_one(member=memberships[0])
    else:
        rows = logged(membership__in=memberships)
    found: dict[int, list[Entry]] = defaultdict(list)
    for membership, kind, hours, ended_on, phase in rows:
        confirmed = phase == EntryPhase.CONFIRMED
        found[membership].append(
            Entry(kind, Decimal(hours), ended_on, confirmed, is_waiting=not confirmed)
        )
    return found


def items(programme: Programme, officers: Iterable[int]) -> dict[int, list[Item]]:
    """Items that were not dropped, by owner."""
    wanted = set(officers)
    found: dict[int, list[Item]] = defaultdict(list)
    for officer, due_on, phase in items_owned(programme=programme.pk):
        if officer in wanted:
            found[officer].append(Item(due_on, phase == ItemPhase.DONE))
    return found


items_owned = Prepared(
    lambda: (
        WorkItem.objects.filter(goal__programme=Given("programme"), owners__isnull=False)
        .exclude(phase=ItemPhase.DROPPED)
        .order_by()
        .values_list("owners", "due_on", "phase")
    )
)


SIGNED = ("membership_id", "requirement_id", "outcome")
signed_at = Prepared(
    lambda: SignOff.objects.filter(requirement__step=Given("step")).order_by().values_list(*SIGNED)
)
signed_for = Prepared(
    lambda: SignOff.objects.filter(membership=Given("member")).order_by().values_list(*SIGNED)
)


def signed(
    requirements: Iterable[Requirement], members: Sequence[Membership]
) -> dict[int, dict[int, str]]:
    """Outcomes of sign-offs, by membership and requirement; one query for one member or one step."""
    if len(members) == 1:
        rows = signed_for(member=members[0].pk)
    else:
        steps = {requirement.step_id for requirement in requirements}
        rows = [row for step in steps for row in signed_at(step=step)]
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for member, requirement, outcome in rows:
        found[member][requirement] = outcome
    return found
