"""Who a visitor of the demonstration may be."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from serai.portal.people.models import Officer
from serai.portal.programme.models import Membership, Programme, Role
from serai.portal.programme.permissions import COORDINATOR, EXPERT, FOCAL_POINT, OBSERVER
from serai.portal.programme.phases import ProgrammePhase
from serai.portal.programme.queries.roles import roles_of

MEMBERS = 4
EXPERTS = 2


@dataclass(frozen=True)
class Door:
    """A role, what one does in it, and the generated officers who have it."""

    name: str | Promise
    does: str
    officers: list[Officer]


def doors() -> list[Door]:
    """The roles of the living programme, each with generated officers to be; none without a programme."""
    programme = Programme.objects.filter(phase=ProgrammePhase.RUNNING).order_by("pk").first()
    roles: dict[str, list[Officer]] = {}
    if programme:
        for role in (
            roles_of(programme)
            .select_related("officer__administration")
            .order_by("administration__country_name_en", "pk")
        ):
            roles.setdefault(role.kind, []).append(role.officer)
    kinds = Role.Kind
    found = [
        Door(
            kinds.COORDINATOR.label,
            _("Plans working groups, answers nominations, decides."),
            roles.get(COORDINATOR, []),
        ),
        Door(
            kinds.FOCAL_POINT.label,
            _("Nominates officers of the own administration."),
            roles.get(FOCAL_POINT, []),
        ),
        Door(
            kinds.EXPERT.label,
            _("Lectures on challenges, confirms activities, signs off."),
            roles.get(EXPERT, [])[:EXPERTS],
        ),
        Door(_("Member"), _("Raises challenges, learns, works on the plan."), members(programme)),
        Door(kinds.OBSERVER.label, _("Reads along for a donor."), roles.get(OBSERVER, [])),
        Door(
            _("Site administrator"),
            _("Keeps administrations and officers."),
            list(administrators()),
        ),
    ]
    return [
        Door(door.name, door.does, generated(door.officers))
        for door in found
        if generated(door.officers)
    ]


def generated(officers: Iterable[Officer]) -> list[Officer]:
    """Those who may be somebody to be: made up for the demonstration."""
    return [officer for officer in officers if officer.is_generated and officer.is_active]


def members(programme: Programme | None) -> list[Officer]:
    """The first members of the first administrations, one of each."""
    if programme is None:
        return []
    memberships = (
        Membership.objects.filter(programme=programme, left_on=None)
        .select_related("officer__administration")
        .order_by("administration__country_name_en", "joined_on", "pk")
    )
    first: dict[int, Officer] = {}
    for membership in memberships:
        first.setdefault(membership.administration_id, membership.officer)
    return list(first.values())[:MEMBERS]


def administrators() -> Iterable[Officer]:
    """Who keeps the site."""
    return Officer.objects.filter(is_staff=True).select_related("administration").order_by("pk")
