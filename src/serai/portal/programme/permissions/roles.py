"""What a person is in a programme, and what that lets them do.

Roles are per programme. A site administrator may do in every programme what its coordinator may.
`standing()` reads all roles of a person in one query and keeps them on the user object.
"""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, QuerySet, Value

from serai.portal.people.models import Officer
from serai.portal.programme.models import (
    Membership,
    Programme,
    Role,
)
from serai.portal.ui.prepared import Given, Prepared

COORDINATOR, FOCAL_POINT, EXPERT, OBSERVER, MEMBER = (
    "coordinator",
    "focal_point",
    "expert",
    "observer",
    "member",
)


@dataclass(frozen=True)
class Place:
    """What a person is in one programme."""

    roles: frozenset[str] = frozenset()
    administrations: frozenset[int] = frozenset()
    """Administrations they speak for as a focal point, or belong to as a member."""
    membership: int | None = None


@dataclass
class Standing:
    """What a person is in all programmes, by primary key of the programme."""

    places: dict[int, Place] = field(default_factory=dict)


NOWHERE = Place()


def standing(user: Any) -> Standing:
    """All roles and active memberships of a person; one query, once a request."""
    known = getattr(user, "_standing", None)
    if known is None:
        known = user._standing = read_standing(user)
    return known


def roles_and_memberships() -> QuerySet[Any, Any]:
    """Programme, role, administration and key of all that an officer is."""
    roles = (
        Role.objects.filter(officer_id=Given("officer"))
        .order_by()
        .values_list("programme_id", "kind", "administration_id", "pk")
    )
    memberships = (
        Membership.objects.filter(officer_id=Given("officer"), left_on=None)
        .order_by()
        .values_list(
            "programme_id", Value(MEMBER, output_field=CharField()), "administration_id", "pk"
        )
    )
    return roles.union(memberships, all=True).order_by()


parts_of = Prepared(roles_and_memberships)


def read_standing(user: Any) -> Standing:
    """The same, asked of the database each time: one query for roles and memberships together."""
    gathered: dict[int, tuple[set[str], set[int], int | None]] = {}
    for programme, kind, administration, key in parts_of(officer=user.pk) if user.pk else ():
        kinds, administrations, membership = gathered.get(programme, (set(), set(), None))
        kinds.add(kind)
        if administration and kind in (FOCAL_POINT, MEMBER):
            administrations.add(administration)
        gathered[programme] = (kinds, administrations, key if kind == MEMBER else membership)
    return Standing({p: Place(frozenset(k), frozenset(a), m) for p, (k, a, m) in gathered.items()})


def place(user: Any, programme: Programme | int) -> Place:
    """What a person is in this programme."""
    key = programme if isinstance(programme, int) else programme.pk
    return standing(user).places.get(key, NOWHERE)


def is_site_administrator(user: Any, subject: object = None) -> bool:
    """Whether they run the site: the coordinator of every programme, with or without a role in it."""
    return bool(user.is_staff)


def is_coordinator(user: Any, programme: Programme) -> bool:
    """Whether they run this programme; a site administrator does."""
    return user.is_staff or COORDINATOR in place(user, programme).roles


def is_focal_point(user: Any, programme: Programme) -> bool:
    """Whether they speak for an administration here, whichever it is."""
    return FOCAL_POINT in place(user, programme).roles


def is_expert(user: Any, programme: Programme) -> bool:
    """Whether they teach here and read everyone's evidence."""
    return EXPERT in place(user, programme).roles


def is_member(user: Any, programme: Programme) -> bool:
    """Whether they are trained here and have not left."""
    return MEMBER in place(user, programme).roles


def is_observer(user: Any, programme: Programme) -> bool:
    """Whether they look on; they may have other roles besides."""
    return OBSERVER in place(user, programme).roles


def takes_part(user: Any, programme: Programme) -> bool:
    """Whether they have any role in it, an observer's included."""
    return user.is_staff or bool(place(user, programme).roles)


def works_in(user: Any, programme: Programme) -> bool:
    """Whether they do more than observe."""
    return user.is_staff or bool(place(user, programme).roles - {OBSERVER})


def sees_everyone(user: Any, programme: Programme) -> bool:
    """Coordinators and experts see people and evidence of every administration."""
    return is_coordinator(user, programme) or is_expert(user, programme)


def speaks_for(user: Any, programme: Programme, administration_id: int | None) -> bool:
    """Whether they are a focal point of this administration, or the coordinator."""
    if is_coordinator(user, programme):
        return True
    here = place(user, programme)
    return FOCAL_POINT in here.roles and administration_id in here.administrations


def belongs_to(user: Any, programme: Programme, administration_id: int | None) -> bool:
    """Whether they are a focal point or member of this administration."""
    return administration_id in place(user, programme).administrations


def can_see_programme(user: Any, programme: Programme) -> bool:
    """Published history is open to everyone with an account; a living programme to those in it."""
    return not programme.is_living or takes_part(user, programme)


def can_edit_programme(user: Any, programme: Programme) -> bool:
    """Its topic, administrations and steps: the coordinator, as long as it isn't published history."""
    return programme.is_living and is_coordinator(user, programme)


def can_see_member(user: Any, membership: Membership) -> bool:
    """A member's evidence: coordinators, experts, the own focal point, and the member."""
    return (
        sees_everyone(user, membership.programme)
        or speaks_for(user, membership.programme, membership.administration_id)
        or membership.officer_id == user.pk
    )


def can_see_officer(user: Any, officer: Officer) -> bool:
    """An officer's own page: themselves, site administrators, and those whose work it is.

    These are whoever sees all people of a programme the officer is in, and whoever speaks for their
    administration.
    """
    if user.is_staff or officer.pk == user.pk:
        return True
    for programme_id, here in standing(user).places.items():
        if here.roles & {FOCAL_POINT} and officer.administration_id in here.administrations:
            return True
        if here.roles & {COORDINATOR, EXPERT} and concerns(officer, programme_id):
            return True
    return False


def concerns(officer: Officer, programme_id: int) -> bool:
    """Whether an officer was nominated for, is a member of, or has a role in a programme."""
    return (
        officer.memberships.filter(programme_id=programme_id).exists()
        or officer.nominations.filter(programme_id=programme_id).exists()
        or officer.programme_roles.filter(programme_id=programme_id).exists()
    )
