"""Building the agenda: a session is added, changed, moved, taken off."""

import datetime as dt
from dataclasses import dataclass, field

from django.db import transaction

from serai.portal.people.models import Officer
from serai.portal.programme.actions.events import record
from serai.portal.programme.actions.groups import count_change, unreported
from serai.portal.programme.actions.meanwhile import refuse_when_changed
from serai.portal.programme.engine.placing import Wish, problems
from serai.portal.programme.errors import (
    SessionAttendedError,
    SessionClashError,
    SessionRefusedError,
)
from serai.portal.programme.models import (
    AttendanceMark,
    Contributor,
    GroupFile,
    Session,
    WorkingGroup,
)
from serai.portal.programme.phases import GroupPhase
from serai.portal.programme.queries.clashing import clashes_of
from serai.portal.programme.queries.groups import address_of
from serai.portal.programme.queries.placing import (
    frame_of,
    session_labels,
    session_state,
    session_told,
)


@dataclass(frozen=True)
class Content:
    """All that is told of a session; people and the room by primary key."""

    kind: str = Session.Kind.LECTURE
    title_en: str = ""
    title_ru: str = ""
    about_en: str = ""
    about_ru: str = ""
    start: dt.datetime | None = None
    end: dt.datetime | None = None
    room_id: int | None = None
    interpretation: str = ""
    takes_attendance: bool = True
    speakers: frozenset[int] = field(default_factory=frozenset)
    chairs: frozenset[int] = field(default_factory=frozenset)

    @property
    def wish(self) -> Wish:
        return Wish(
            title=self.title_en or self.title_ru,
            start=self.start,
            end=self.end,
            room=self.room_id,
            speakers=self.speakers,
            chairs=self.chairs,
        )


TOLD = (
    "kind",
    "title_en",
    "title_ru",
    "about_en",
    "about_ru",
    "start",
    "end",
    "room_id",
    "interpretation",
)
PLACE = ("start", "end", "room_id")


@transaction.atomic
def add_session(
    group: WorkingGroup,
    *,
    content: Content,
    by: Officer,
    anyway: bool = False,
    now: dt.datetime | None = None,
) -> Session:
    """Put a session on the agenda.

    Raises SessionRefusedError, GroupReportedError, and SessionClashError unless `anyway`.
    """
    fresh = unreported(group)
    refuse(fresh, content, session=None, by=by, anyway=anyway)
    session = Session(working_group=fresh)
    write(session, content)
    set_contributors(session, content)
    count_change(fresh)
    if session.start and fresh.phase != GroupPhase.TO_PLAN:
        tell(session, "session_added", by=by, now=now)
    return session


@transaction.atomic
def change_session(
    session: Session,
    *,
    content: Content,
    seen: str,
    by: Officer,
    anyway: bool = False,
    now: dt.datetime | None = None,
) -> Session:
    """Change or move a session; a move counts up its SEQUENCE.

    Raises ChangedMeanwhileError when somebody else changed it since `seen`, SessionRefusedError,
    GroupReportedError, and SessionClashError unless `anyway`.
    """
    group = unreported(session.working_group)
    fresh = Session.objects.select_for_update().get(pk=session.pk)
    fresh.working_group = group
    refuse_when_changed(
        fresh,
        seen,
        state=session_state(fresh),
        told=lambda: (session_labels(), session_told(fresh)),
    )
    refuse(group, content, session=fresh.pk, by=by, anyway=anyway)
    before = session_state(fresh)
    was = [getattr(fresh, name) for name in PLACE]
    write(fresh, content, save=False)
    is_moved = was[0] is not None and was != [getattr(fresh, name) for name in PLACE]
    fresh.sequence += is_moved
    fresh.save()
    set_contributors(fresh, content)
    if session_state(fresh) != before:
        count_change(group)
    if is_moved:
        tell(fresh, "session_moved", by=by, now=now)
    return fresh


@transaction.atomic
def delete_session(session: Session, *, by: Officer, now: dt.datetime | None = None) -> None:
    """Take a session off the agenda; its files stay with the group. Raises SessionAttendedError, GroupReportedError."""
    group = unreported(session.working_group)
    present = AttendanceMark.objects.filter(session=session).count()
    if present:
        raise SessionAttendedError(session, present=present)
    GroupFile.objects.filter(session=session).update(session=None)
    session.working_group = group
    if session.start and group.phase != GroupPhase.TO_PLAN:
        tell(session, "session_removed", by=by, now=now)
    session.delete()
    count_change(group)


def refuse(
    group: WorkingGroup, content: Content, *, session: int | None, by: Officer, anyway: bool
) -> None:
    """Everything that is wrong with it first; clashes only when nothing else is."""
    found = problems(content.wish, frame_of(group))
    if found:
        raise SessionRefusedError(found)
    if anyway or content.start is None or content.end is None:
        return
    clashing = clashes_of(
        by,
        group,
        session=session,
        start=content.start,
        end=content.end,
        room=content.room_id,
        people=content.speakers | content.chairs,
    )
    if clashing:
        raise SessionClashError(clashing)


def write(session: Session, content: Content, *, save: bool = True) -> None:
    """Put the content on the session."""
    for name in (*TOLD, "takes_attendance"):
        setattr(session, name, getattr(content, name))
    if save:
        session.save()


def set_contributors(session: Session, content: Content) -> None:
    """Add and remove people; who stays keeps the answer, and who refused stays known unless asked again."""
    part = Contributor.Part
    wanted = dict.fromkeys(content.speakers, part.SPEAKER) | dict.fromkeys(
        content.chairs, part.CHAIR
    )
    for each in session.contributors.all():
        if each.officer_id in wanted:
            each.part = wanted.pop(each.officer_id)
            if each.answer == Contributor.Answer.REFUSED:
                each.answer = first_answer(session, each.part)
            each.save()
        elif each.answer != Contributor.Answer.REFUSED:
            each.delete()
    Contributor.objects.bulk_create(
        Contributor(
            session=session, officer_id=officer, part=named, answer=first_answer(session, named)
        )
        for officer, named in wanted.items()
    )


def first_answer(session: Session, part: str) -> Contributor.Answer:
    """Speakers are asked and answer for themselves; a chair is named, and what was held needs no answer."""
    if part == Contributor.Part.SPEAKER and not session.working_group.is_held:
        return Contributor.Answer.ASKED
    return Contributor.Answer.AGREED


def tell(session: Session, kind: str, *, by: Officer, now: dt.datetime | None) -> None:
    """Keep the event, leading to the agenda."""
    group = session.working_group
    record(
        group.programme,
        kind,
        actor=by,
        path=address_of(group, "agenda"),
        at=now,
        session=session.title,
        group=group.code,
    )
