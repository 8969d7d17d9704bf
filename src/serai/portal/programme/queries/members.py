"""Members of a programme by administration, and who has which role."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Min, QuerySet

from serai.portal.people.models import Administration, Officer
from serai.portal.programme.models import Membership, Participation, Programme, Role
from serai.portal.programme.permissions import (
    FOCAL_POINT,
    can_see_officer,
    place,
    sees_everyone,
    works_in,
)
from serai.portal.programme.queries.catch_up import held_groups
from serai.portal.programme.queries.roles import roles_of


@dataclass(frozen=True)
class Member:
    """A membership as one reader sees it."""

    membership: Membership
    is_open: bool
    """Whether the reader may see what is kept about the member."""
    came_late: bool
    """Whether a working group had been held before they joined."""

    @property
    def officer(self) -> Officer:
        return self.membership.officer


@dataclass
class Delegation:
    """An administration's people in a programme."""

    administration: Administration
    quota: int
    active: list[Member] = field(default_factory=list)
    left: list[Member] = field(default_factory=list)


@dataclass(frozen=True)
class Members:
    """Everyone in a programme, and what the reader may know of them."""

    delegations: list[Delegation]
    roles: list[Role]
    shows_email: bool
    opens: frozenset[int]
    """Administrations the reader speaks for."""
    reader: int

    @property
    def active(self) -> int:
        return sum(len(delegation.active) for delegation in self.delegations)

    @property
    def quota(self) -> int:
        return sum(delegation.quota for delegation in self.delegations)

    @property
    def left(self) -> int:
        return sum(len(delegation.left) for delegation in self.delegations)


def members_for(user: Any, programme: Programme) -> Members:
    """Everyone in the programme, in four queries. An observer reads names without addresses."""
    here = place(user, programme)
    everyone = sees_everyone(user, programme)
    opens = here.administrations if FOCAL_POINT in here.roles else frozenset()
    begun = held_groups(programme).aggregate(first=Min("start"))["first"]
    delegations = {
        part.administration_id: Delegation(part.administration, part.quota)
        for part in Participation.objects.filter(programme=programme)
        .select_related("administration")
        .order_by("administration__country_name_en")
    }
    memberships = (
        Membership.objects.filter(programme=programme)
        .select_related(
            "officer__administration", "administration", "replaces__officer__administration"
        )
        .order_by("administration__country_name_en", "joined_on", "officer__name_latin")
    )
    for membership in memberships:
        own = membership.administration_id in opens or membership.officer_id == user.pk
        member = Member(
            membership,
            is_open=everyone or own,
            came_late=begun is not None and begun < membership.joined_on,
        )
        delegation = delegations.setdefault(
            membership.administration_id, Delegation(membership.administration, 0)
        )
        (delegation.active if membership.is_active else delegation.left).append(member)
    return Members(
        delegations=list(delegations.values()),
        roles=list(roles_of(programme)),
        shows_email=works_in(user, programme),
        opens=opens,
        reader=user.pk,
    )


def places_of_officer(
    user: Any, officer: Officer
) -> list[tuple[Programme, list[str], Membership | None]]:
    """What an officer is in the programmes the reader is in too; in all for themselves and site administrators."""
    roles: dict[int, list[str]] = {}
    programmes: dict[int, Programme] = {}
    memberships: dict[int, Membership] = {}
    for role in officer.programme_roles.select_related("programme"):
        programmes[role.programme_id] = role.programme
        roles.setdefault(role.programme_id, []).append(role.get_kind_display())
    for membership in officer.memberships.select_related("programme", "administration").order_by(
        "joined_on"
    ):
        programmes[membership.programme_id] = membership.programme
        memberships[membership.programme_id] = membership
    return [
        (programme, roles.get(pk, []), memberships.get(pk))
        for pk, programme in programmes.items()
        if user.is_staff or officer.pk == user.pk or place(user, programme).roles
    ]


def role_history(programme: Programme, *, most: int = 30) -> QuerySet[Any]:
    """Roles given and taken, the newest first."""
    return (
        Role.history.filter(programme=programme)
        .select_related("officer", "administration", "history_user")
        .order_by("-history_date", "-history_id")[:most]
    )


def officer_for(user: Any, pk: int) -> Officer:
    """An officer whose page the user may see."""
    officer = Officer.objects.select_related("administration").get(pk=pk)
    if not can_see_officer(user, officer):
        raise Officer.DoesNotExist
    return officer
