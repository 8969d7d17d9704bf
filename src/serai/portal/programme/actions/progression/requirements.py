"""Setting what members must have met to go on to a step."""

from collections.abc import Sequence

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from serai.portal.people.models import Officer
from serai.portal.programme.actions.events import record
from serai.portal.programme.actions.meanwhile import refuse_edited
from serai.portal.programme.errors import JudgedAnewError, SignedOffError
from serai.portal.programme.models import Requirement, WorkingGroup
from serai.portal.programme.queries.edited import REQUIREMENT
from serai.portal.programme.queries.progression.judged import judged_anew


@transaction.atomic
def save_requirement(
    requirement: Requirement, *, by: Officer, seen: str = "", anyway: bool = False
) -> Requirement:
    """Add a requirement at the end of its step's table, or change it.

    Raises ChangedMeanwhileError when somebody else changed it since `seen`, and JudgedAnewError unless
    `anyway` when the step was held and members would be judged differently.
    """
    step = locked(requirement.step)
    others = [each for each in step.requirements.order_by("order", "pk") if each != requirement]
    if requirement.pk is not None:
        now = Requirement.objects.select_for_update().get(pk=requirement.pk)
        refuse_edited(now, seen, REQUIREMENT)
    changed = judge(step, [*others, requirement], anyway=anyway)
    explain(requirement, step, changed)
    if requirement.pk is None:
        last = step.requirements.order_by("-order").values_list("order", flat=True).first()
        requirement.order = (last or 0) + 1
        requirement.save()
    else:
        # Its place in the table may have changed meanwhile.
        requirement.save(update_fields=REQUIREMENT.columns)
    tell(step, by=by, changed=changed)
    return requirement


@transaction.atomic
def remove_requirement(requirement: Requirement, *, by: Officer, anyway: bool = False) -> None:
    """Take a requirement away.

    Raises SignedOffError when somebody was signed off on it, and JudgedAnewError unless `anyway`.
    """
    step = locked(requirement.step)
    if sign_offs := requirement.sign_offs.count():
        raise SignedOffError(requirement, sign_offs)
    others = [each for each in step.requirements.order_by("order", "pk") if each != requirement]
    changed = judge(step, others, anyway=anyway)
    explain(requirement, step, changed)
    requirement.delete()
    tell(step, by=by, changed=changed)


@transaction.atomic
def move_requirement(requirement: Requirement, *, by: int) -> None:
    """Move a requirement by so many places in its step's table; at the end it stays."""
    step = locked(requirement.step)
    order = list(step.requirements.order_by("order", "pk"))
    place = next(n for n, each in enumerate(order) if each.pk == requirement.pk)
    order.insert(max(0, min(len(order) - 1, place + by)), order.pop(place))
    for number, each in enumerate(order, start=1):
        if each.order != number:
            each.order = number
            each.save()


@transaction.atomic
def copy_requirements(
    source: WorkingGroup, *, to: WorkingGroup, by: Officer, anyway: bool = False
) -> list[Requirement]:
    """Add what another step asks to this one; what it asks already is not added again.

    Raises JudgedAnewError unless `anyway`.
    """
    step = locked(to)
    there = list(step.requirements.order_by("order", "pk"))
    known = {content(requirement) for requirement in there}
    place = max((requirement.order for requirement in there), default=0)
    added = []
    for requirement in source.requirements.order_by("order", "pk"):
        if content(requirement) in known:
            continue
        place += 1
        requirement.pk, requirement.step, requirement.order = None, step, place
        requirement._state.adding = True
        added.append(requirement)
    changed = judge(step, [*there, *added], anyway=anyway)
    for requirement in added:
        explain(requirement, step, changed)
        requirement.save()
    if added:
        tell(step, by=by, changed=changed)
    return added


def judge(step: WorkingGroup, asked: Sequence[Requirement], *, anyway: bool) -> int:
    """How many members would be judged differently by `asked`; raises JudgedAnewError unless `anyway`."""
    members = judged_anew(step, asked)
    if members and not anyway:
        raise JudgedAnewError(step, members)
    return len(members)


def explain(requirement: Requirement, step: WorkingGroup, changed: int) -> None:
    """Let the history say that members were judged differently after the step was held."""
    if changed:
        why = _("%(step)s was held; members judged differently since: %(n)s")
        requirement._change_reason = (why % {"step": step.code, "n": changed})[:100]  # type: ignore[attr-defined]  # read by the history


def content(requirement: Requirement) -> tuple[object, ...]:
    """What makes two requirements the same."""
    counts = tuple(sorted(requirement.counts_from))
    return (
        requirement.kind,
        requirement.title_en,
        requirement.title_ru,
        requirement.threshold,
        counts,
    )


def locked(step: WorkingGroup) -> WorkingGroup:
    """The step as it is now, kept from changing until the transaction ends."""
    return (
        WorkingGroup.objects.select_for_update(of=("self",))
        .select_related("programme")
        .get(pk=step.pk)
    )


def tell(step: WorkingGroup, *, by: Officer, changed: int) -> None:
    """Keep that what the step asks was changed, and for how many it came after the fact."""
    path = reverse("requirements", kwargs={"slug": step.programme.slug})
    kind = "requirement_judged_anew" if changed else "requirement_changed"
    record(step.programme, kind, actor=by, path=path, group=step.code, n=changed)
