"""Who logs, confirms, signs off and reads what members did."""

from typing import Any

from serai.portal.programme.models import (
    IntersessionalEntry,
    Membership,
    Programme,
    WorkingGroup,
)
from serai.portal.programme.permissions.challenges import is_at_work
from serai.portal.programme.permissions.roles import (
    can_see_member,
    is_coordinator,
    is_member,
    sees_everyone,
    takes_part,
)
from serai.portal.programme.phases import EntryPhase, GroupPhase


def can_see_record(user: Any, programme: Programme) -> bool:
    """The page of intersessional activities; an observer sees sums by administration there."""
    return takes_part(user, programme)


def can_log_entry(user: Any, programme: Programme) -> bool:
    """Active members, for themselves."""
    return is_at_work(programme) and is_member(user, programme)


def can_see_entry(user: Any, entry: IntersessionalEntry) -> bool:
    """Whoever may see the evidence of the member who logged it."""
    return can_see_member(user, entry.membership)


def can_edit_entry(user: Any, entry: IntersessionalEntry) -> bool:
    """The member whose entry it is, until it is confirmed."""
    return (
        is_at_work(entry.membership.programme)
        and entry.membership.officer_id == user.pk
        and entry.membership.left_on is None
        and entry.phase != EntryPhase.CONFIRMED
    )


def can_answer_entries(user: Any, programme: Programme) -> bool:
    """Experts and coordinators confirm and return; nobody their own."""
    return is_at_work(programme) and sees_everyone(user, programme)


def can_answer_entry(user: Any, entry: IntersessionalEntry) -> bool:
    """Confirm or return this one: experts and coordinators, unless it is their own."""
    return (
        can_answer_entries(user, entry.membership.programme)
        and entry.membership.officer_id != user.pk
    )


def can_import_completions(user: Any, programme: Programme) -> bool:
    """Take over a file from an eLearning platform: the coordinator."""
    return is_at_work(programme) and is_coordinator(user, programme)


def can_see_progression(user: Any, programme: Programme) -> bool:
    """Everyone in it; whose rows they see is the query's to narrow."""
    return takes_part(user, programme)


def can_edit_requirements(user: Any, step: WorkingGroup) -> bool:
    """Say what a step asks of members: the coordinator."""
    return is_at_work(step.programme) and is_coordinator(user, step.programme)


def can_sign_off(user: Any, membership: Membership) -> bool:
    """Experts and coordinators, for members who are still in it, others than themselves."""
    programme = membership.programme
    return (
        is_at_work(programme)
        and membership.is_active
        and sees_everyone(user, programme)
        and membership.officer_id != user.pk
    )


def can_see_group(user: Any, group: WorkingGroup) -> bool:
    """What a working group decided and its report: everyone in the programme."""
    return takes_part(user, group.programme)


def can_record_decision(user: Any, group: WorkingGroup) -> bool:
    """Write down what the working group decided: the coordinator, until it is reported."""
    return (
        is_at_work(group.programme)
        and is_coordinator(user, group.programme)
        and group.phase != GroupPhase.CLOSED
    )


def can_see_history(user: Any, programme: Programme) -> bool:
    """Who changed what, and when: the coordinator, also after the programme has closed."""
    return programme.is_living and is_coordinator(user, programme)
