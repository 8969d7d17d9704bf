"""Founding a programme and changing what it consists of."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from serai.portal.people.models import Administration
from serai.portal.programme.actions.meanwhile import refuse_edited
from serai.portal.programme.errors import (
    QuotaTooSmallError,
    StepCountedError,
    StepInUseError,
    StepOrderError,
)
from serai.portal.programme.models import (
    FormerSlug,
    Membership,
    Participation,
    Programme,
    Requirement,
    SignOff,
    WorkingGroup,
)
from serai.portal.programme.queries.edited import PROGRAMME
from serai.portal.ui.bilingual import in_both

COUNTS_STEPS = (Requirement.Kind.ATTENDANCE, Requirement.Kind.TAUGHT)
"""Requirements of these kinds name steps by their codes."""

DEFAULT_STEPS = (
    (
        "WG1",
        "Ranked challenges and training needs",
        "Проблемы и потребности в обучении по порядку важности",
    ),
    (
        "WG2",
        "Training of Trainers, tailored lectures, work plan",
        "Обучение тренеров, лекции по заказу, план работы",
    ),
    (
        "WG3",
        "Observed practice, drafts of material",
        "Практика под наблюдением, черновики материалов",
    ),
    ("WG4", "Reviewed regional materials", "Проверенные региональные материалы"),
    ("WG5", "Teaching real trainees, certification", "Обучение настоящих слушателей, сертификация"),
)


@transaction.atomic
def found_programme(programme: Programme) -> Programme:
    """Save a new programme with the five working groups it consists of by default."""
    programme.save()
    WorkingGroup.objects.bulk_create(
        WorkingGroup(programme=programme, order=place, code=code, **in_both("aim", en, ru))
        for place, (code, en, ru) in enumerate(DEFAULT_STEPS, start=1)
    )
    return programme


@transaction.atomic
def change_programme(programme: Programme, *, seen: str) -> Programme:
    """Save a changed programme; under a new short name, the former one goes on leading to it.

    Raises ChangedMeanwhileError when somebody else changed it since `seen`.
    """
    before = Programme.objects.select_for_update().get(pk=programme.pk)
    refuse_edited(before, seen, PROGRAMME)
    if programme.slug != before.slug:
        FormerSlug.objects.filter(programme=programme, slug=programme.slug).delete()
        FormerSlug.objects.create(programme=programme, slug=before.slug)
    programme.save()
    return programme


@transaction.atomic
def set_participations(
    programme: Programme, *, quotas: Mapping[Administration, tuple[int, int]]
) -> None:
    """Make these the programme's administrations, each with its quota of members and votes.

    Raises QuotaTooSmallError when an administration has more active members than its new quota, or
    is left out while it has any; nothing is changed then.
    """
    Programme.objects.select_for_update().get(pk=programme.pk)
    active: dict[int, int] = {}
    for administration_id in Membership.objects.filter(
        programme=programme, left_on=None
    ).values_list("administration_id", flat=True):
        active[administration_id] = active.get(administration_id, 0) + 1
    wanted = {administration.pk: quota for administration, (quota, _) in quotas.items()}
    too_small = [pk for pk, members in active.items() if wanted.get(pk, 0) < members]
    if too_small:
        raise QuotaTooSmallError(list(Administration.objects.filter(pk__in=too_small)), active)
    programme.participations.exclude(administration__in=quotas).delete()
    for administration, (quota, votes) in quotas.items():
        Participation.objects.update_or_create(
            programme=programme,
            administration=administration,
            defaults={"quota": quota, "votes": votes},
        )


@transaction.atomic
def edit_steps(
    programme: Programme, *, steps: Sequence[WorkingGroup], removed: Sequence[WorkingGroup]
) -> None:
    """Save the programme's steps in this order.

    Raises StepInUseError for removing one that has an agenda, sign-offs or was held, StepCountedError
    for one that requirements of others count from, and StepOrderError when a step that was held would
    come after one that is to come; nothing is changed then.
    """
    Programme.objects.select_for_update().get(pk=programme.pk)
    refuse_counted(programme, removed)
    codes = dict(programme.working_groups.values_list("pk", "code"))
    for step in removed:
        in_use = (
            step.is_held
            or step.sessions.exists()
            or step.challenges.exists()
            or step.adoptions.exists()
            or SignOff.objects.filter(requirement__step=step).exists()
        )
        if in_use:
            raise StepInUseError(step)
        step.delete()
    renamed = [step for step in steps if codes.get(step.pk, step.code) != step.code]
    for step in renamed:
        # Out of each other's way: two steps may swap their codes. No code has a tilde.
        programme.working_groups.filter(pk=step.pk).update(code=f"~{step.pk}")
    for step in steps:
        step.programme = programme
        step.save()
    rename_in_requirements(programme, {codes[step.pk]: step.code for step in renamed})
    refuse_order(programme)


def refuse_counted(programme: Programme, removed: Sequence[WorkingGroup]) -> None:
    """Raise StepCountedError for the first step that a requirement of one that stays counts from."""
    counting = Requirement.objects.filter(step__programme=programme, kind__in=COUNTS_STEPS)
    staying = list(counting.exclude(step__in=removed).select_related("step"))
    for step in removed:
        if found := [each for each in staying if step.code in each.counts_from]:
            raise StepCountedError(step, found)


def refuse_order(programme: Programme) -> None:
    """Raise StepOrderError for a working group that was held and comes after one that is to come."""
    to_come = None
    kind = WorkingGroup.Kind.WORKING_GROUP
    for step in programme.working_groups.filter(kind=kind).order_by("order", "start", "pk"):
        if not step.is_held:
            to_come = to_come or step
        elif to_come and to_come.order < step.order:
            raise StepOrderError(step, after=to_come)


def rename_in_requirements(programme: Programme, renamed: Mapping[str, str]) -> None:
    """Let requirements that count from a step by its code go on counting from it under the new one."""
    requirements = Requirement.objects.select_for_update().filter(
        step__programme=programme, kind__in=COUNTS_STEPS
    )
    for requirement in requirements:
        now = [renamed.get(code, code) for code in requirement.counts_from]
        if now != requirement.counts_from:
            requirement.counts_from = now
            requirement.save(update_fields=["counts_from"])
