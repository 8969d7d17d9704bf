"""Whom a change of requirements judges differently after the step was held."""

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone

from serai.portal.programme.engine.requirements import evaluate, may_go_on
from serai.portal.programme.models import Membership, Requirement, WorkingGroup
from serai.portal.programme.queries.progression.gather import gather, groups_of, rule_of, step_of
from serai.portal.programme.queries.progression.matrix import active_members
from serai.portal.programme.queries.progression.requirements import requirements_of


def judged_anew(
    step: WorkingGroup, asked: Sequence[Requirement], *, today: dt.date | None = None
) -> list[Membership]:
    """Members who may go on to a held step by what it asks now and not by `asked`, or the other way round."""
    if not step.is_held:
        return []
    groups = groups_of(step.programme)
    seen = next(group for group in groups if group.pk == step.pk)
    members, today = active_members(programme=step.programme_id), today or timezone.localdate()
    before, conditions = requirements_of(step.pk), step_of(seen, groups)
    known = gather(step.programme, [*before, *asked], groups, members)

    def passes(member: Membership, requirements: Sequence[Requirement]) -> bool:
        rules = [rule_of(requirement) for requirement in requirements]
        return may_go_on(evaluate(rules, known.record(member), conditions, today=today))

    return [member for member in members if passes(member, before) != passes(member, asked)]
