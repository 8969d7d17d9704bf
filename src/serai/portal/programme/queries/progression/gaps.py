"""What a member still lacks for the next step, for the page that says what is next."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from serai.portal.programme.engine.requirements import State, evaluate
from serai.portal.programme.engine.requirements.words import standing
from serai.portal.programme.models import Membership
from serai.portal.programme.queries.progression.gather import gather, groups_of, rule_of, step_of
from serai.portal.programme.queries.progression.matrix import next_step
from serai.portal.programme.queries.progression.requirements import requirements_of


@dataclass(frozen=True)
class Gap:
    """A requirement of the next step that the member has not met."""

    step: str
    requirement: int
    title: str
    state: State
    words: str


def own_gaps(membership: Membership, *, today: dt.date | None = None) -> list[Gap]:
    """What the member lacks for the next step, in the order of its requirements; at most 7 queries."""
    groups = groups_of(membership.programme)
    step = next_step(groups)
    if step is None or step.is_held:
        return []
    requirements = requirements_of(step.pk)
    known = gather(membership.programme, requirements, groups, [membership])
    rules = [rule_of(requirement) for requirement in requirements]
    cells = evaluate(
        rules, known.record(membership), step_of(step, groups), today=today or timezone.localdate()
    )
    return [
        Gap(
            step.code,
            requirement.pk,
            requirement.title or requirement.get_kind_display(),
            cell.state,
            standing(cell),
        )
        for requirement, cell in zip(requirements, cells, strict=True)
        if not cell.is_satisfied
    ]
