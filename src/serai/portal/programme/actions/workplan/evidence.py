"""What shows that an item was done."""

from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from serai.portal.people.models import Officer
from serai.portal.programme.errors import LastEvidenceError
from serai.portal.programme.models import ItemEvidence, WorkItem
from serai.portal.programme.phases import ItemPhase
from serai.portal.ui.files import store


@dataclass(frozen=True)
class Proof:
    """A sentence, and with it a link or a file."""

    text: str
    link: str = ""
    upload: UploadedFile | None = None


@transaction.atomic
def add_evidence(item: WorkItem, *, proof: Proof, by: Officer) -> ItemEvidence:
    """Keep a piece of evidence; raises FileRefusedError for a file that can't be stored."""
    stored = store(proof.upload, officer_id=by.pk) if proof.upload else None
    return ItemEvidence.objects.create(
        item=item, text=proof.text, link=proof.link, stored=stored, added_by=by
    )


@transaction.atomic
def remove_evidence(evidence: ItemEvidence) -> None:
    """Take a piece of evidence away, with its file; raises LastEvidenceError for the only one of a done item."""
    item = WorkItem.objects.select_for_update().get(pk=evidence.item_id)
    if item.phase == ItemPhase.DONE and item.evidence.count() == 1:
        raise LastEvidenceError(item)
    stored = evidence.stored
    evidence.delete()
    if stored is not None:
        stored.delete()
