"""What the steps ask."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from serai.portal.programme.engine.requirements.words import asked, listed
from serai.portal.programme.models import (
    IntersessionalEntry,
    Membership,
    Programme,
    Requirement,
    SignOff,
    WorkingGroup,
)
from serai.portal.programme.queries.programmes import living_programme_for, membership_for
from serai.portal.programme.queries.progression.gather import rule_of
from serai.portal.ui.prepared import Given, Prepared

asked_by = Prepared(lambda: Requirement.objects.filter(step=Given("step")).order_by("order", "pk"))


def requirements_of(step: int) -> list[Requirement]:
    """What a step asks, in the order of its table."""
    return asked_by(step=step)


def requirement_for(user: Any, slug: str, code: str, pk: int) -> Requirement:
    """A requirement of a step of a programme the user may see."""
    programme = living_programme_for(user, slug)
    requirement = Requirement.objects.select_related("step").get(
        pk=pk, step__code=code, step__programme=programme
    )
    requirement.step.programme = programme
    return requirement


@dataclass(frozen=True)
class Asked:
    """A requirement in words."""

    requirement: Requirement

    @property
    def title(self) -> str:
        return self.requirement.title or self.requirement.get_kind_display()

    @property
    def asked(self) -> str:
        return asked(rule_of(self.requirement))

    @property
    def counts(self) -> str:
        """What is counted, in words; empty when all before the step is."""
        names = dict(IntersessionalEntry.Kind.choices)
        return listed([str(names.get(each, each)) for each in self.requirement.counts_from])


def steps_with_requirements(programme: Programme) -> list[tuple[WorkingGroup, list[Asked]]]:
    """The steps of a programme with what each asks; two queries."""
    steps = programme.working_groups.filter(kind=WorkingGroup.Kind.WORKING_GROUP).prefetch_related(
        "requirements"
    )
    return [
        (step, [Asked(requirement) for requirement in step.requirements.all()]) for step in steps
    ]


def groups_before(step: WorkingGroup) -> QuerySet[WorkingGroup]:
    """The groups that a requirement of the step may count."""
    return WorkingGroup.objects.filter(programme=step.programme, order__lt=step.order).order_by(
        "order", "pk"
    )


def cell_for(
    user: Any, slug: str, code: str, member: int, pk: int
) -> tuple[Membership, Requirement]:
    """A member whose evidence the user may see, and a requirement of a step of the same programme."""
    membership = membership_for(user, slug, member)
    requirement = Requirement.objects.select_related("step").get(
        pk=pk, step__code=code, step__programme=membership.programme
    )
    requirement.step.programme = membership.programme
    return membership, requirement


def sign_off_for(user: Any, slug: str, code: str, member: int, pk: int) -> SignOff:
    """The sign-off behind a cell the user may see."""
    membership, requirement = cell_for(user, slug, code, member, pk)
    signed = SignOff.objects.select_related("stored", "signed_by").get(
        requirement=requirement, membership=membership
    )
    signed.requirement, signed.membership = requirement, membership
    return signed
