"""Who steers working groups, sees their files and shows the code."""

from typing import Any

from serai.portal.programme.errors import GroupReportedError
from serai.portal.programme.models import (
    Contributor,
    GroupFile,
    Session,
    WorkingGroup,
)
from serai.portal.programme.permissions.challenges import is_at_work
from serai.portal.programme.permissions.roles import (
    is_coordinator,
    sees_everyone,
    takes_part,
    works_in,
)
from serai.portal.programme.phases import GroupPhase


def can_open_group(user: Any, group: WorkingGroup) -> bool:
    """Everyone in the programme, observers included."""
    return takes_part(user, group.programme)


def can_steer_group(user: Any, group: WorkingGroup) -> bool:
    """Bring it from one phase to the next, a reported one back included."""
    return is_at_work(group.programme) and is_coordinator(user, group.programme)


def can_edit_group(user: Any, group: WorkingGroup) -> bool:
    """Its place, dates, rooms and agenda, until it is reported."""
    return can_steer_group(user, group) and group.phase != GroupPhase.CLOSED


def can_add_file(user: Any, group: WorkingGroup) -> bool:
    """Whoever works in the programme, until it is reported: lecturers bring slides, members what they teach with."""
    return (
        is_at_work(group.programme)
        and works_in(user, group.programme)
        and group.phase != GroupPhase.CLOSED
    )


def can_see_file(user: Any, file: GroupFile) -> bool:
    """Everyone in the programme; a signed attendance sheet only those who see everyone."""
    programme = file.working_group.programme
    return sees_everyone(user, programme) if file.sheet_of else takes_part(user, programme)


def can_delete_file(user: Any, file: GroupFile) -> bool:
    """Whoever added it, and the coordinator, until the working group is reported."""
    group = file.working_group
    return (
        is_at_work(group.programme)
        and group.phase != GroupPhase.CLOSED
        and (is_coordinator(user, group.programme) or file.added_by_id == user.pk)
    )


def can_open_session(user: Any, session: Session) -> bool:
    """Everyone in the programme, observers included."""
    return takes_part(user, session.working_group.programme)


def can_edit_session(user: Any, session: Session) -> bool:
    """The coordinator, until the working group is reported."""
    return can_edit_group(user, session.working_group)


def can_show_code(user: Any, session: Session) -> bool:
    """Put the code on the wall: the coordinator, and whoever speaks or chairs, until it is reported."""
    group, programme = session.working_group, session.working_group.programme
    if not (is_at_work(programme) and session.takes_attendance and session.start):
        return False
    if group.phase == GroupPhase.CLOSED:
        return False
    return is_coordinator(user, programme) or any(
        each.officer_id == user.pk and each.answer != Contributor.Answer.REFUSED
        for each in session.contributors.all()
    )


# Why not


def why_reported(user: Any, subject: Any) -> str:
    """That the working group of a subject is reported, for whoever works in the programme; else empty."""
    group = group_of(subject)
    if group.phase == GroupPhase.CLOSED and works_in(user, group.programme):
        return GroupReportedError(group).sentence
    return ""


def why_not_edited(user: Any, subject: Any) -> str:
    """The same, for what only the coordinator changes."""
    group = group_of(subject)
    return why_reported(user, group) if is_coordinator(user, group.programme) else ""


def group_of(subject: Any) -> WorkingGroup:
    """The working group a page is about: itself, first of a pair, or what the thing belongs to."""
    if isinstance(subject, tuple):
        subject = subject[0]
    group: WorkingGroup = subject if isinstance(subject, WorkingGroup) else subject.working_group
    return group
