"""The thread of one challenge: from being raised to a result, as the points of a line."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from serai.portal.programme.engine.ranking import Link, Mark, Stage
from serai.portal.programme.models import Challenge, Contributor, Session, ThreadEntry, WorkingGroup
from serai.portal.programme.queries.challenges import Row, is_held
from serai.portal.programme.queries.lectures import SPEAKERS

SESSION_STAGES = {
    Session.Kind.LECTURE: Stage.LECTURE,
    Session.Kind.DISCUSSION: Stage.DISCUSSION,
    Session.Kind.EXERCISE: Stage.EXERCISE,
}
ORDER = {stage: place for place, stage in enumerate(Stage)}


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the line: a session, an entry, or the gap where a stage is still missing."""

    stage: Stage
    mark: Mark
    says: str
    on: dt.date | None = None
    group: WorkingGroup | None = None
    session: Session | None = None
    speakers: tuple[Contributor, ...] = ()
    entry: ThreadEntry | None = None

    @property
    def state(self) -> str:
        """How the point is drawn: filled when done, ringed when agreed, dashed before."""
        return "done" if self.mark is Mark.DONE else "now" if self.mark is Mark.AGREED else ""

    @property
    def is_gap(self) -> bool:
        return self.mark is Mark.NONE


def line_of(challenge: Challenge, *, now: dt.datetime | None = None) -> list[Point]:
    """The points of a challenge's thread in the order of the stages, then of time; gaps where nothing is yet."""
    now = now or timezone.now()
    sessions = (
        challenge.sessions.select_related("working_group")
        .prefetch_related(SPEAKERS)
        .order_by("working_group__order", "start", "pk")
    )
    entries = challenge.thread.select_related("added_by")
    points = [
        raised(challenge),
        *(session_point(s, now=now) for s in sessions),
        *map(entry_point, entries),
    ]
    reached = {
        point.stage
        for point in points
        if point.session is None or point.session.kind in SESSION_STAGES
    }
    points += [Point(stage, Mark.NONE, gap(stage)) for stage in Stage if stage not in reached]
    return sorted(points, key=lambda point: (ORDER[point.stage], point.on or dt.date.max))


def raised(challenge: Challenge) -> Point:
    """Where the line begins."""
    says = (
        _("Raised at %(group)s") % {"group": challenge.raised_at.code}
        if challenge.raised_at
        else _("Raised")
    )
    return Point(
        Stage.RAISED,
        Mark.DONE,
        says,
        on=timezone.localdate(challenge.raised_on),
        group=challenge.raised_at,
    )


def session_point(session: Session, *, now: dt.datetime) -> Point:
    """A session that takes the challenge up, as far as its best answer."""
    group = session.working_group
    held = is_held(
        session.start, session.end, phase=group.phase, precision=group.precision, now=now
    )
    speakers = tuple(session.speakers)  # type: ignore[attr-defined]  # prefetched
    answers = [Link(session.kind, held, speaker.answer).mark for speaker in speakers] or [
        Link(session.kind, held).mark
    ]
    mark = max(answers, key=list(Mark).index)
    return Point(
        SESSION_STAGES.get(Session.Kind(session.kind), Stage.DISCUSSION),
        mark,
        session_says(session, mark),
        on=session.start.astimezone(group.zone).date() if session.start else group.start,
        group=group,
        session=session,
        speakers=speakers,
    )


def session_says(session: Session, mark: Mark) -> str:
    """The kind of session and how far it is: “Lecture at WG2”, “Lecture asked for, for WG4”."""
    facts = {"kind": session.get_kind_display(), "group": session.working_group.code}
    match mark:
        case Mark.DONE:
            return _("%(kind)s at %(group)s") % facts
        case Mark.AGREED:
            return _("%(kind)s agreed for %(group)s") % facts
        case Mark.ASKED:
            return _("%(kind)s asked for, for %(group)s") % facts
        case Mark.REFUSED:
            return _("%(kind)s for %(group)s: refused") % facts
        case _:
            return _("%(kind)s planned for %(group)s") % facts


def entry_point(entry: ThreadEntry) -> Point:
    """What somebody told of it."""
    return Point(Stage(entry.stage), Mark.DONE, entry.get_stage_display(), on=entry.on, entry=entry)


def gap(stage: Stage) -> str:
    """What stands where a stage is missing."""
    return {
        Stage.RAISED: "",
        Stage.LECTURE: _("No lecture yet"),
        Stage.DISCUSSION: _("No discussion yet"),
        Stage.MATERIAL: _("No material yet"),
        Stage.EXERCISE: _("No exercise yet"),
        Stage.RESULT: _("No result yet"),
    }[stage]


def in_one_line(row: Row) -> str:
    """Where the thread of a challenge stands, in a few words."""
    stage = row.thread.reached
    mark = row.thread.marks[stage]
    if stage is Stage.RAISED:
        return _("raised at %(group)s") % {"group": row.raised_at} if row.raised_at else _("raised")
    if stage is Stage.LECTURE:
        return lecture_says(mark)
    done = {
        Stage.DISCUSSION: _("discussed"),
        Stage.MATERIAL: _("material made"),
        Stage.EXERCISE: _("exercise held"),
        Stage.RESULT: _("result seen"),
    }
    planned = {Stage.DISCUSSION: _("discussion planned"), Stage.EXERCISE: _("exercise planned")}
    return done[stage] if mark is Mark.DONE else planned[stage]


def lecture_says(mark: Mark) -> str:
    """How far the lecture is."""
    return {
        Mark.NONE: _("no lecture yet"),
        Mark.REFUSED: _("lecture refused"),
        Mark.PLANNED: _("lecture planned, nobody asked"),
        Mark.ASKED: _("lecture asked for"),
        Mark.AGREED: _("lecture agreed"),
        Mark.DONE: _("lecture held"),
    }[mark]


def stage_names() -> list[tuple[Stage, str]]:
    """The stages in order, in words."""
    return [
        (Stage.RAISED, pgettext("stage", "raised")),
        (Stage.LECTURE, pgettext("stage", "lecture")),
        (Stage.DISCUSSION, pgettext("stage", "discussion")),
        (Stage.MATERIAL, pgettext("stage", "material")),
        (Stage.EXERCISE, pgettext("stage", "exercise")),
        (Stage.RESULT, pgettext("stage", "result")),
    ]
