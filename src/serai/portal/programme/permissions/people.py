"""Who nominates, answers, withdraws and gives roles."""

from typing import Any

from serai.portal.people.models import Officer
from serai.portal.programme.models import (
    Membership,
    Nomination,
    Programme,
    Role,
)
from serai.portal.programme.permissions.challenges import is_at_work
from serai.portal.programme.permissions.roles import (
    COORDINATOR,
    concerns,
    is_coordinator,
    is_focal_point,
    speaks_for,
    standing,
    takes_part,
)


def can_see_nominations(user: Any, programme: Programme) -> bool:
    """The coordinator those of all, a focal point those of the own administration."""
    return programme.is_living and (
        is_coordinator(user, programme) or is_focal_point(user, programme)
    )


def can_see_nomination(user: Any, nomination: Nomination) -> bool:
    """The coordinator, and a focal point of the administration that nominates."""
    return speaks_for(user, nomination.programme, nomination.administration_id)


def can_answer_nomination(user: Any, nomination: Nomination) -> bool:
    """Accept or decline. Whether it still waits is for the action to say."""
    return is_coordinator(user, nomination.programme)


def can_see_members(user: Any, programme: Programme) -> bool:
    """Everyone in it; an observer sees names without addresses."""
    return programme.is_living and takes_part(user, programme)


def can_withdraw(user: Any, membership: Membership) -> bool:
    """The member, their focal point, the coordinator."""
    return membership.officer_id == user.pk or speaks_for(
        user, membership.programme, membership.administration_id
    )


def can_hand_over(user: Any, membership: Membership) -> bool:
    """Give a newcomer the open work of the member they replace: the focal point, the coordinator."""
    return is_at_work(membership.programme) and speaks_for(
        user, membership.programme, membership.administration_id
    )


def can_give_roles(user: Any, programme: Programme) -> bool:
    """The coordinator, also after the programme has closed."""
    return programme.is_living and is_coordinator(user, programme)


def can_take_role(user: Any, role: Role) -> bool:
    """Take a role away from whoever has it: whoever may give it."""
    return can_give_roles(user, role.programme)


def can_erase_officer(user: Any, officer: Officer) -> bool:
    """A site administrator anyone; a coordinator somebody of the programme who has no account to ask with."""
    if officer.erased_at is not None:
        return False
    if user.is_staff:
        return True
    if officer.is_staff or officer.last_login or officer.has_usable_password():
        return False
    return any(
        COORDINATOR in here.roles and concerns(officer, programme_id)
        for programme_id, here in standing(user).places.items()
    )
