"""The report of a working group: what was recorded of it, gathered once for the page, the PDF and the workbook.

Figures count everyone. Names in the attendance table are those the reader may see: all for
coordinators and experts, the own administration's for focal points, else one's own; by
administration everybody sees it. How attendance is counted: `engine/attending.py`.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from serai.portal.people.models import Administration
from serai.portal.programme.engine.attending import Counted
from serai.portal.programme.models import (
    Adoption,
    Challenge,
    Contributor,
    Decision,
    Goal,
    GroupFile,
    Session,
    WorkingGroup,
)
from serai.portal.programme.phases import ChallengePhase
from serai.portal.programme.queries.groups import files_for
from serai.portal.programme.queries.participants import (
    NOBODY,
    Numbers,
    Participant,
    attended_sessions,
    can_see_row,
    local_day,
    marks_at,
    rows_of,
    total_of,
)
from serai.portal.programme.queries.reports.decisions import decisions_of
from serai.portal.programme.queries.sessions import sessions_of
from serai.portal.programme.queries.workplan import is_late


@dataclass(frozen=True)
class Present:
    """Someone, or an administration, with how much of what they were expected at they attended."""

    counted: Counted
    participant: Participant | None = None
    administration: Administration | None = None
    people: int = 0
    """Members of the administration who came at least once."""

    @property
    def share(self) -> int | None:
        return self.counted.share


@dataclass(frozen=True)
class KindSum:
    """How many sessions of a kind there were, and how long they took together."""

    kind: str
    sessions: int
    minutes: int


@dataclass(frozen=True)
class SessionTold:
    """A session of the agenda with its people and how many came."""

    session: Session
    day: dt.date | None
    """By the host's calendar; None where only the month is known."""
    present: int | None
    """None where attendance was not taken or not recorded."""
    people: Sequence[str]


@dataclass(frozen=True)
class ChallengeTold:
    """A challenge with its votes, who raised it, and the sessions here that answered it."""

    challenge: Challenge
    votes: int
    raisers: Sequence[str]
    sessions: Sequence[Session] = ()


@dataclass(frozen=True)
class PlanTold:
    """The work plan as adopted here."""

    adoption: Adoption
    goals: Sequence[tuple[str, int, int]]
    """Goal, items adopted, items done since."""
    items: int
    done: int
    late: int


@dataclass(frozen=True)
class GroupReport:
    """Everything the report says."""

    group: WorkingGroup
    kinds: Sequence[KindSum] = ()
    sessions: Sequence[SessionTold] = ()
    people: Sequence[Present] = ()
    by_administration: Sequence[Present] = ()
    attendance: Numbers = NOBODY
    unrecorded: int = 0
    """Sessions at which attendance is taken and nobody was marked."""
    raised: Sequence[ChallengeTold] = ()
    answered: Sequence[ChallengeTold] = ()
    plan: PlanTold | None = None
    decisions: Sequence[Decision] = ()
    files: Sequence[GroupFile] = field(default_factory=tuple)

    @property
    def share(self) -> int | None:
        return self.attendance.share

    @property
    def minutes(self) -> int:
        return sum(kind.minutes for kind in self.kinds)

    @property
    def number_of_sessions(self) -> int:
        return sum(kind.sessions for kind in self.kinds)

    @property
    def is_only_published(self) -> bool:
        """Held as published, with nothing recorded here."""
        return self.group.is_held and not (
            self.sessions or self.decisions or self.raised or self.plan
        )


def report_for(user: Any, group: WorkingGroup, *, today: dt.date) -> GroupReport:
    """The report as this reader may have it; at most 16 queries."""
    marked, people, attendance = attendance_of(group)
    in_a_month = group.is_held and group.precision == WorkingGroup.Precision.MONTH
    sessions = [session for session in sessions_of(group) if session.start or in_a_month]
    raised, answered = challenges_of(group)
    return GroupReport(
        group=group,
        kinds=sums_of(sessions),
        sessions=[told(session, group, marked) for session in sessions],
        people=[
            one for one in people if one.participant and can_see_row(user, group, one.participant)
        ],
        by_administration=by_administration(people),
        attendance=attendance,
        unrecorded=sum(not n for n in marked.values()),
        raised=raised,
        answered=answered,
        plan=plan_of(group, today=today),
        decisions=list(decisions_of(group)),
        files=list(files_for(user, group).filter(sheet_of=None)),
    )


def attendance_of(group: WorkingGroup) -> tuple[dict[int, int], list[Present], Numbers]:
    """How many were marked at each session, what each participant attended, and the sums; three queries."""
    sessions = attended_sessions(group)
    if not sessions:
        return {}, [], NOBODY
    marks = marks_at(sessions)
    marked = {session.pk: 0 for session in sessions}
    for _officer, session in marks:
        marked[session] += 1
    rows = rows_of(group, sessions, marks)
    people = [Present(row.counted, row.participant) for row in rows if row.counted.of]
    return marked, people, total_of(sessions, rows)


def by_administration(people: Sequence[Present]) -> list[Present]:
    """Members' attendance without their names; experts are no members."""
    found: dict[Administration, list[Counted]] = {}
    for one in people:
        if one.participant and one.participant.spells and one.participant.administration:
            found.setdefault(one.participant.administration, []).append(one.counted)
    return [
        Present(
            Counted(sum(each.came for each in members), sum(each.of for each in members)),
            administration=administration,
            people=sum(bool(each.came) for each in members),
        )
        for administration, members in found.items()
    ]


def sums_of(sessions: Sequence[Session]) -> list[KindSum]:
    """Sessions and minutes of each kind, the longest first; breaks are no sessions."""
    minutes: dict[str, list[int]] = {}
    for session in sessions:
        if session.kind != Session.Kind.BREAK:
            lasted = (
                session.end - session.start if session.start and session.end else dt.timedelta()
            )
            minutes.setdefault(session.kind, []).append(int(lasted.total_seconds()) // 60)
    sums = [
        KindSum(str(Session.Kind(kind).label), len(each), sum(each))
        for kind, each in minutes.items()
    ]
    return sorted(sums, key=lambda one: -one.minutes)


def told(session: Session, group: WorkingGroup, marked: dict[int, int]) -> SessionTold:
    """A session with who spoke and chaired, and how many were marked."""
    people = [
        _("%(person)s (chair)") % {"person": each.officer.name_latin}
        if each.part == Contributor.Part.CHAIR
        else each.officer.name_latin
        for each in session.contributors.all()
    ]
    return SessionTold(
        session,
        local_day(session, group) if session.start else None,
        marked.get(session.pk) or None,
        people,
    )


def challenges_of(group: WorkingGroup) -> tuple[list[ChallengeTold], list[ChallengeTold]]:
    """The challenges raised here, most votes first, and those that sessions here answered."""
    links = Session.challenges.through.objects.filter(session__working_group=group)
    if group.precision != WorkingGroup.Precision.MONTH:
        links = links.filter(session__start__isnull=False)
    by_challenge: dict[int, list[Session]] = {}
    for link in links.select_related("session").order_by("session__start", "session_id"):
        by_challenge.setdefault(link.challenge_id, []).append(link.session)
    here = Q(raised_at=group) & ~Q(phase=ChallengePhase.MERGED)
    challenges = list(
        Challenge.objects.filter(here | Q(pk__in=by_challenge))
        .annotate(given=Sum("votes__count", default=0))
        .select_related("raised_at")
        .prefetch_related("authors__administration")
        .order_by("-given", "pk")
    )
    all_told = [
        ChallengeTold(
            challenge, challenge.given, raisers_of(challenge), by_challenge.get(challenge.pk, ())
        )
        for challenge in challenges
    ]
    raised = [one for one in all_told if one.challenge.raised_at_id == group.pk]
    return raised, [one for one in all_told if one.sessions]


def raisers_of(challenge: Challenge) -> list[str]:
    """The administrations whose officers raised it."""
    names = [
        author.administration.short for author in challenge.authors.all() if author.administration
    ]
    return list(dict.fromkeys(names))


def plan_of(group: WorkingGroup, *, today: dt.date) -> PlanTold | None:
    """The work plan as it was adopted at this group, and what became of it."""
    adoption = group.adoptions.select_related("adopted_by").order_by("-adopted_on", "-pk").first()
    if adoption is None:
        return None
    items = [
        adopted.item
        for adopted in adoption.items.select_related("item__goal").order_by(
            "item__goal__order", "pk"
        )
    ]
    goals: dict[Goal, list[int]] = {}
    for item in items:
        counts = goals.setdefault(item.goal, [0, 0])
        counts[0] += 1
        counts[1] += item.phase == "done"
    return PlanTold(
        adoption,
        [(goal.title, all_items, done) for goal, (all_items, done) in goals.items()],
        items=len(items),
        done=sum(item.phase == "done" for item in items),
        late=sum(is_late(item, today) for item in items),
    )
