"""Members × requirements of a step."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from serai.portal.people.models import Administration
from serai.portal.programme.engine.requirements import Cell, State, evaluate, may_go_on
from serai.portal.programme.engine.requirements.words import asked, figure, standing
from serai.portal.programme.models import Membership, Programme, Requirement
from serai.portal.programme.permissions import FOCAL_POINT, is_observer, place, sees_everyone
from serai.portal.programme.queries.progression.gather import (
    GroupSeen,
    gather,
    groups_of,
    rule_of,
    step_of,
)
from serai.portal.programme.queries.progression.requirements import requirements_of
from serai.portal.ui.prepared import Given, Prepared

StepSeen = GroupSeen
SHOWN = (
    "officer__name_latin",
    "officer__name_native",
    "officer__is_generated",
    "officer__administration__languages",
    "administration__name_en",
    "administration__name_ru",
    "administration__country_name_en",
    "administration__country_name_ru",
)
"""What a row shows of a member: there are many rows, and an officer has many columns."""


@dataclass(frozen=True)
class MatrixCell:
    """How one member stands against one requirement."""

    requirement: Requirement
    cell: Cell

    @property
    def state(self) -> State:
        return self.cell.state

    @property
    def words(self) -> str:
        return standing(self.cell)

    @property
    def figure(self) -> str:
        return figure(self.cell)


@dataclass(frozen=True)
class MatrixRow:
    """One member against all requirements of the step."""

    membership: Membership
    cells: tuple[MatrixCell, ...]

    @cached_property
    def may_go_on(self) -> bool:
        return may_go_on([cell.cell for cell in self.cells])

    @property
    def lacking(self) -> list[MatrixCell]:
        return [cell for cell in self.cells if not cell.cell.is_satisfied]


@dataclass(frozen=True)
class Column:
    """A requirement as the head of a column."""

    requirement: Requirement
    title: str
    asked: str


@dataclass(frozen=True)
class Matrix:
    """Everyone the reader may see, against what a step asks."""

    step: StepSeen | None
    steps: Sequence[StepSeen]
    columns: Sequence[Column]
    rows: Sequence[MatrixRow]

    @property
    def going_on(self) -> list[MatrixRow]:
        return [row for row in self.rows if row.may_go_on]

    @property
    def staying(self) -> list[MatrixRow]:
        return [row for row in self.rows if not row.may_go_on]

    def by_administration(self) -> list[tuple[Administration, int, int]]:
        """For readers who may not see names: administration, members, how many may go on."""
        counts: dict[Administration, list[int]] = {}
        for row in self.rows:
            count = counts.setdefault(row.membership.administration, [0, 0])
            count[0] += 1
            count[1] += row.may_go_on
        return [
            (administration, members, ready) for administration, (members, ready) in counts.items()
        ]


def steps_of(groups: Sequence[GroupSeen]) -> list[GroupSeen]:
    """The groups members go on to; workshops and catch-ups are none."""
    return [group for group in groups if group.is_step]


def next_step(groups: Sequence[GroupSeen]) -> GroupSeen | None:
    """The first step that was not held yet, else the last."""
    steps = steps_of(groups)
    return next((step for step in steps if not step.is_held), steps[-1] if steps else None)


def column_of(requirement: Requirement) -> Column:
    """The head of a requirement’s column."""
    title = requirement.title or requirement.get_kind_display()
    return Column(requirement, title, asked(rule_of(requirement)))


def visible_members(user: Any, programme: Programme) -> list[Membership]:
    """Active members whose evidence the user may see; an observer's page counts all and names none."""
    if sees_everyone(user, programme):
        return active_members(programme=programme.pk)
    here = place(user, programme)
    if FOCAL_POINT in here.roles:
        return list(active(programme=programme, administration__in=here.administrations))
    if here.membership:
        return active_member(pk=here.membership)
    return active_members(programme=programme.pk) if is_observer(user, programme) else []


def active(**which: Any) -> QuerySet[Membership]:
    """Members who did not leave, with what is shown of officer and administration."""
    found = Membership.objects.filter(left_on=None, **which)
    return found.select_related("officer__administration", "administration").only(
        "programme_id", *SHOWN
    )


active_members = Prepared(lambda: active(programme=Given("programme")))
active_member = Prepared(lambda: active(pk=Given("pk")))


def matrix_for(
    user: Any, programme: Programme, code: str = "", *, today: dt.date | None = None
) -> Matrix:
    """The matrix of a step (empty: the next one), narrowed to the members the user may see; at most 8 queries."""
    groups = groups_of(programme)
    step = (
        next((group for group in steps_of(groups) if group.code == code), None)
        if code
        else next_step(groups)
    )
    members = visible_members(user, programme)
    requirements = requirements_of(step.pk) if step else []
    rows: list[MatrixRow] = []
    if step:
        known = gather(programme, requirements, groups, members)
        rules, asked_of = (
            [rule_of(requirement) for requirement in requirements],
            step_of(step, groups),
        )
        today = today or timezone.localdate()
        for member in members:
            cells = evaluate(rules, known.record(member), asked_of, today=today)
            rows.append(MatrixRow(member, tuple(map(MatrixCell, requirements, cells))))
    return Matrix(
        step, steps_of(groups), [column_of(requirement) for requirement in requirements], rows
    )
