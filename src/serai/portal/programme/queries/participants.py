"""Who was to be at a session and who was: the attendance of a working group.

Expected at a session are the members of the programme on that day, by the host's calendar, and its
experts; of a reported group those who were experts when it was reported. Sessions count where
attendance is taken and a time is set.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from serai.portal.people.models import Administration, Officer
from serai.portal.programme.engine.attending import Counted, counted, occasions
from serai.portal.programme.models import AttendanceMark, Membership, Role, Session, WorkingGroup
from serai.portal.programme.permissions import FOCAL_POINT, place, sees_everyone
from serai.portal.programme.phases import GroupPhase
from serai.portal.programme.queries.agenda import wall


@dataclass(frozen=True)
class Participant:
    """Someone expected at a working group. Members from a day until a day, experts always."""

    officer: Officer
    administration: Administration | None
    is_expert: bool
    spells: tuple[tuple[dt.date, dt.date | None], ...] = ()
    """Days of joining and leaving; whoever left and came back has two."""

    def is_expected_on(self, day: dt.date) -> bool:
        """A member who left on a day is no longer expected on it."""
        return self.is_expert or any(
            joined <= day and (left is None or day < left) for joined, left in self.spells
        )


@dataclass(frozen=True)
class Numbers:
    """Attendance of a whole group: its members, over the occasions that count. Experts are not counted."""

    sessions: int
    """At which attendance is taken."""
    people: int
    """Members who came at least once."""
    places: Counted

    @property
    def share(self) -> int | None:
        return self.places.share


NOBODY = Numbers(0, 0, Counted(0, 0))


@dataclass(frozen=True)
class Row:
    """One participant against the sessions of a group, by their primary keys."""

    participant: Participant
    present: frozenset[int]
    expected: frozenset[int]
    counted: Counted


@dataclass(frozen=True)
class Column:
    """One session against its participants; times are the host's."""

    session: Session
    day: dt.date
    from_time: str
    to_time: str
    present: int
    expected: int
    is_alone: bool
    """Whether no other session goes on at the same time: only then is a share of everyone fair."""

    @property
    def share(self) -> int | None:
        """In whole per cent; None when nobody is marked yet, or others went on beside it."""
        if not (self.is_alone and self.present):
            return None
        return Counted(self.present, self.expected).share


@dataclass(frozen=True)
class Attendance:
    """The attendance of a group: everyone's by session, and the rows a reader may see."""

    columns: list[Column]
    rows: list[Row]
    total: Numbers
    marked: frozenset[tuple[int, int]] = frozenset()
    """(officer, session) of every mark of the rows shown."""

    @property
    def days(self) -> dict[dt.date, list[Column]]:
        by_day: dict[dt.date, list[Column]] = {}
        for column in self.columns:
            by_day.setdefault(column.day, []).append(column)
        return by_day


def attended_sessions(group: WorkingGroup) -> list[Session]:
    """Sessions at which attendance is taken, in their order."""
    return list(
        Session.objects.filter(working_group=group, takes_attendance=True, start__isnull=False)
        .select_related("room")
        .order_by("start", "room__order", "pk")
    )


def participants(group: WorkingGroup, *, first: dt.date, last: dt.date) -> list[Participant]:
    """Members at any time from the first day to the last, by administration, then experts."""
    memberships = (
        Membership.objects.filter(programme=group.programme_id, joined_on__lte=last)
        .filter(Q(left_on=None) | Q(left_on__gt=first))
        .select_related("officer__administration", "administration")
        .order_by("administration__country_name_en", "officer__name_latin", "joined_on")
    )
    expert_keys = experts_of(group)
    experts = (
        Officer.objects.filter(pk__in=expert_keys)
        .select_related("administration")
        .order_by("name_latin")
    )
    found: dict[int, Participant] = {}
    for each in memberships:
        before = found.get(each.officer_id)
        found[each.officer_id] = Participant(
            each.officer,
            each.administration,
            is_expert=each.officer_id in expert_keys,
            spells=(*(before.spells if before else ()), (each.joined_on, each.left_on)),
        )
    for expert in experts:
        found.setdefault(expert.pk, Participant(expert, expert.administration, is_expert=True))
    return list(found.values())


def experts_of(group: WorkingGroup) -> set[int]:
    """The programme's experts now; of a reported group those at the moment of its report.

    What the history says happened to their roles since is undone, so that a role without any history
    counts as it stands.
    """
    which = {"programme": group.programme_id, "kind": Role.Kind.EXPERT}
    experts = set(Role.objects.filter(**which).values_list("officer_id", flat=True))
    reported_at = report_moment(group)
    if reported_at is None:
        return experts
    since = Role.history.filter(**which, history_date__gt=reported_at, history_type__in="+-")
    first: dict[int, str] = {}
    for officer, deed in since.order_by("history_date", "history_id").values_list(
        "officer_id", "history_type"
    ):
        first.setdefault(officer, deed)
    given = {officer for officer, deed in first.items() if deed == "+"}
    return (experts | first.keys()) - given


def report_moment(group: WorkingGroup) -> dt.datetime | None:
    """When a reported group was closed, the last time if more than once; None for any other, or unknown."""
    if group.phase != GroupPhase.CLOSED:
        return None
    moment = None
    for phase, at in group.history.order_by("-history_date", "-history_id").values_list(
        "phase", "history_date"
    ):
        if phase != GroupPhase.CLOSED:
            break
        moment = at
    return moment


def attendance(user: Any, group: WorkingGroup, *, day: dt.date | None = None) -> Attendance:
    """The attendance of a group, or of one day of it, in four queries, six of a reported group.

    Columns count everyone. Rows are what the user may see: all for coordinators and experts, the own
    administration's for focal points, else one's own.
    """
    sessions = [
        session
        for session in attended_sessions(group)
        if day is None or local_day(session, group) == day
    ]
    if not sessions:
        return Attendance([], [], NOBODY)
    marks = marks_at(sessions)
    rows = rows_of(group, sessions, marks)
    shown = [row for row in rows if row.expected or row.present]
    seen = [row for row in shown if can_see_row(user, group, row.participant)]
    keys = {row.participant.officer.pk for row in seen}
    return Attendance(
        columns=columns_of(group, sessions, rows),
        rows=seen,
        total=total_of(sessions, rows),
        marked=frozenset(mark for mark in marks if mark[0] in keys),
    )


def marks_at(sessions: Iterable[Session]) -> list[tuple[int, int]]:
    """(officer, session) of every mark at these sessions."""
    marks = AttendanceMark.objects.filter(session__in=[session.pk for session in sessions])
    return list(marks.order_by().values_list("officer_id", "session_id"))


def rows_of(
    group: WorkingGroup, sessions: Sequence[Session], marks: Sequence[tuple[int, int]]
) -> list[Row]:
    """Everyone expected at one of the sessions at least, or once on the list; two queries.

    `marks` are (officer, session).
    """
    present: dict[int, set[int]] = {}
    for officer, session in marks:
        present.setdefault(officer, set()).add(session)
    days = {session.pk: local_day(session, group) for session in sessions}
    occasion, recorded = occasions(sessions), {session for _officer, session in marks}
    rows = []
    for participant in participants(group, first=min(days.values()), last=max(days.values())):
        came = frozenset(present.get(participant.officer.pk, ()))
        expected = frozenset(pk for pk, day in days.items() if participant.is_expected_on(day))
        sums = counted(present=came, expected=expected, occasion=occasion, recorded=recorded)
        rows.append(Row(participant, came, expected, sums))
    return rows


def columns_of(
    group: WorkingGroup, sessions: Sequence[Session], rows: Sequence[Row]
) -> list[Column]:
    """Every session with how many are present of those expected."""
    occasion = occasions(sessions)
    beside = Counter(occasion.values())
    columns = []
    for session in sessions:
        assert session.start is not None  # only placed sessions take attendance
        assert session.end is not None
        expected = [row for row in rows if session.pk in row.expected]
        columns.append(
            Column(
                session,
                day=local_day(session, group),
                from_time=wall(session.start, group.zone),
                to_time=wall(session.end, group.zone),
                present=sum(session.pk in row.present for row in expected),
                expected=len(expected),
                is_alone=beside[occasion[session.pk]] == 1,
            )
        )
    return columns


def numbers(group: WorkingGroup) -> Numbers:
    """How many members came and which share of all places was taken; four queries."""
    sessions = attended_sessions(group)
    if not sessions:
        return NOBODY
    return total_of(sessions, rows_of(group, sessions, marks_at(sessions)))


def total_of(sessions: Sequence[Session], rows: Sequence[Row]) -> Numbers:
    """The sum over the members."""
    members = [row.counted for row in rows if row.participant.spells]
    return Numbers(
        sessions=len(sessions),
        people=sum(bool(sums.came) for sums in members),
        places=Counted(sum(sums.came for sums in members), sum(sums.of for sums in members)),
    )


def presence(session: Session) -> tuple[int, int]:
    """How many of those expected at a session are marked present; three queries."""
    group = session.working_group
    day = local_day(session, group)
    expected = {
        each.officer.pk
        for each in participants(group, first=day, last=day)
        if each.is_expected_on(day)
    }
    present = set(
        AttendanceMark.objects.filter(session=session).values_list("officer_id", flat=True)
    )
    return len(present & expected), len(expected)


def is_expected(officer: Officer, session: Session) -> bool:
    """Whether an officer is on the attendance list of a session; one query."""
    day = local_day(session, session.working_group)
    programme = session.working_group.programme_id
    expert = Role.objects.filter(
        programme=programme, officer=officer, kind=Role.Kind.EXPERT
    ).values("pk")
    member = (
        Membership.objects.filter(programme=programme, officer=officer, joined_on__lte=day)
        .filter(Q(left_on=None) | Q(left_on__gt=day))
        .values("pk")
    )
    return expert.union(member, all=True).exists()


def can_see_row(user: Any, group: WorkingGroup, participant: Participant) -> bool:
    """Coordinators and experts see all, focal points their administration, everyone themselves."""
    if sees_everyone(user, group.programme) or participant.officer.pk == user.pk:
        return True
    here = place(user, group.programme)
    return (
        FOCAL_POINT in here.roles
        and participant.administration is not None
        and participant.administration.pk in here.administrations
    )


def local_day(session: Session, group: WorkingGroup) -> dt.date:
    """The day of a placed session by the host's calendar."""
    assert session.start is not None  # asked of placed sessions only
    return session.start.astimezone(group.zone).date()
