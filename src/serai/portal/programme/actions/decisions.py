"""Keeping what working groups decided."""

from django.db import transaction
from django.urls import reverse

from serai.portal.people.models import Officer
from serai.portal.programme.actions.events import record
from serai.portal.programme.actions.groups import unreported
from serai.portal.programme.actions.meanwhile import refuse_edited
from serai.portal.programme.models import Decision
from serai.portal.programme.queries.edited import DECISION

SHOWN = 120


@transaction.atomic
def record_decision(decision: Decision, *, by: Officer) -> Decision:
    """Keep a new decision of a working group. Raises GroupReportedError."""
    unreported(decision.working_group)
    decision.recorded_by = by
    decision.save()
    group = decision.working_group
    record(
        group.programme,
        "decision_recorded",
        actor=by,
        path=reverse("decisions", kwargs={"slug": group.programme.slug, "code": group.code}),
        group=group.code,
        decision={
            "en": shortened(decision.text_en or decision.text_ru),
            "ru": shortened(decision.text_ru or decision.text_en),
        },
    )
    return decision


@transaction.atomic
def change_decision(decision: Decision, *, seen: str) -> Decision:
    """Put a decision right; the history keeps how it read before.

    Raises GroupReportedError, and ChangedMeanwhileError when somebody else changed it since `seen`.
    """
    unreported(decision.working_group)
    refuse_edited(Decision.objects.select_for_update().get(pk=decision.pk), seen, DECISION)
    decision.save()
    return decision


@transaction.atomic
def remove_decision(decision: Decision) -> None:
    """Take a decision away that was recorded by mistake; the history keeps it. Raises GroupReportedError."""
    unreported(decision.working_group)
    decision.delete()


def shortened(text: str) -> str:
    """The text as far as a list of events shows it."""
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1].rstrip()}…"
