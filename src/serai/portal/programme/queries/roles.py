"""Who has which role in a programme."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from serai.portal.people.models import Officer
from serai.portal.programme.models import Programme, Role
from serai.portal.programme.permissions import COORDINATOR, FOCAL_POINT
from serai.portal.programme.queries.programmes import living_programme_for


def roles_of(programme: Programme) -> QuerySet[Role]:
    """All roles, by kind and name, with officer and administration."""
    return (
        Role.objects.filter(programme=programme)
        .select_related("officer__administration", "administration")
        .order_by("kind", "officer__name_latin")
    )


def coordinators(programme: Programme) -> list[Officer]:
    """Who coordinates the programme."""
    return officers_with(roles_of(programme).filter(kind=COORDINATOR))


def focal_points(programme: Programme, administration_id: int) -> list[Officer]:
    """The focal points of one administration."""
    return officers_with(
        roles_of(programme).filter(kind=FOCAL_POINT, administration=administration_id)
    )


def officers_with(roles: Iterable[Role]) -> list[Officer]:
    """The officers of these roles, in their order."""
    return [role.officer for role in roles]


def role_for(user: Any, slug: str, pk: int) -> Role:
    """A role in a living programme the user may see."""
    programme = living_programme_for(user, slug)
    return Role.objects.select_related("programme", "officer", "administration").get(
        pk=pk, programme=programme
    )
