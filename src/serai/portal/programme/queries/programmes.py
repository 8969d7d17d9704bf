"""Programmes, and the parts of one that a page starts from."""

from typing import Any

from django.db.models import CharField, Q, QuerySet

from serai.portal.programme.models import FormerSlug, Membership, Programme, WorkingGroup
from serai.portal.programme.permissions import can_see_member, standing, takes_part
from serai.portal.programme.phases import ProgrammePhase
from serai.portal.ui.prepared import Given, Prepared

by_slug = Prepared(lambda: Programme.objects.filter(slug=Given("slug", CharField())))
by_code = Prepared(
    lambda: WorkingGroup.objects.select_related("programme", "host").filter(
        programme__slug=Given("slug", CharField()), code=Given("code", CharField())
    )
)


def programmes_for(user: Any) -> QuerySet[Programme]:
    """Programmes the user may see: published history, and the living ones they have a role in."""
    if user.is_staff:
        return Programme.objects.all()
    return Programme.objects.filter(
        Q(phase=ProgrammePhase.PUBLISHED) | Q(pk__in=standing(user).places)
    )


def programme_for(user: Any, slug: str) -> Programme:
    """The programme of this address, if the user may see it; raises `Programme.DoesNotExist`."""
    programme = by_slug.one(slug=slug)
    if programme is None or (programme.is_living and not is_known_in(user, programme)):
        raise Programme.DoesNotExist
    return programme


def moved_programme_for(user: Any, slug: str) -> Programme | None:
    """The programme that had this address before, if the user may see it."""
    former = FormerSlug.objects.select_related("programme").filter(slug=slug).first()
    if former is None or (former.programme.is_living and not is_known_in(user, former.programme)):
        return None
    return former.programme


def living_programme_for(user: Any, slug: str) -> Programme:
    """A programme people work in here; published history raises `Programme.DoesNotExist`."""
    programme = programme_for(user, slug)
    if not programme.is_living:
        raise Programme.DoesNotExist
    return programme


def is_known_in(user: Any, programme: Programme) -> bool:
    """Whether they may know that a living programme exists."""
    return bool(user.is_staff) or programme.pk in standing(user).places


def group_for(user: Any, slug: str, code: str) -> WorkingGroup:
    """A working group of a living programme, its programme and host loaded."""
    group = by_code.one(slug=slug, code=code)
    if group is None or not (group.programme.is_living and takes_part(user, group.programme)):
        raise WorkingGroup.DoesNotExist
    return group


def membership_for(user: Any, slug: str, pk: int) -> Membership:
    """A member whose evidence the user may see."""
    membership = Membership.objects.select_related(
        "programme", "officer__administration", "administration"
    ).get(pk=pk, programme__slug=slug)
    if not can_see_member(user, membership):
        raise Membership.DoesNotExist
    return membership
