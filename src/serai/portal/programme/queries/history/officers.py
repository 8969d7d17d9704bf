"""Whom the history can be narrowed to."""

from django.db.models import Q

from serai.portal.people.models import Officer
from serai.portal.programme.models import Programme


def officers_in(programme: Programme) -> list[tuple[int, str]]:
    """Everyone who is or was a member, has a role or was nominated, by name; one query."""
    here = (
        Q(memberships__programme=programme)
        | Q(programme_roles__programme=programme)
        | Q(nominations__programme=programme)
    )
    keys = Officer.objects.filter(here).values("pk")
    return list(
        Officer.objects.filter(pk__in=keys).order_by("name_latin").values_list("pk", "name_latin")
    )
