"""How far an item is: its state moves along `ITEM_NEXT`, and done needs evidence."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from serai.portal.people.models import Officer
from serai.portal.programme.actions.workplan.evidence import Proof, add_evidence
from serai.portal.programme.actions.workplan.items import tell
from serai.portal.programme.errors import EvidenceMissingError, PhaseError
from serai.portal.programme.models import WorkItem
from serai.portal.programme.phases import ITEM_NEXT, ItemPhase

KINDS = {ItemPhase.DONE: "item_done", ItemPhase.DROPPED: "item_dropped"}
ENDED = (ItemPhase.DONE, ItemPhase.DROPPED)


@transaction.atomic
def update_item(
    item: WorkItem,
    *,
    phase: str,
    by: Officer,
    proof: Proof | None = None,
    today: dt.date | None = None,
) -> WorkItem:
    """Move an item to a phase, or leave it where it is, and keep the evidence shown with it.

    Raises PhaseError where the table has no such way, EvidenceMissingError for a done item without
    any evidence, FileRefusedError for a file that can't be stored; nothing is changed then.
    """
    item = (
        WorkItem.objects.select_for_update(of=("self",))
        .select_related("goal__programme", "administration")
        .get(pk=item.pk)
    )
    before, wanted = ItemPhase(item.phase), ItemPhase(phase)
    if wanted != before and wanted not in ITEM_NEXT[before]:
        raise PhaseError(item, now=str(before.label), wanted=str(wanted.label))
    if proof is not None:
        add_evidence(item, proof=proof, by=by)
    if wanted == ItemPhase.DONE and not item.evidence.exists():
        raise EvidenceMissingError(item)
    if wanted != before:
        item.phase = wanted
        item.done_on = (today or timezone.localdate()) if wanted == ItemPhase.DONE else None
        item.save(update_fields=["phase", "done_on"])
        tell(item, KINDS.get(wanted, "item_reopened" if before in ENDED else "item_changed"), by=by)
    return item
