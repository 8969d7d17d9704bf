"""A requirement met, or waived, by the judgement of a person."""

import datetime as dt
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from serai.portal.people import letters
from serai.portal.people.models import Officer
from serai.portal.programme.actions.events import record
from serai.portal.programme.errors import OwnSignOffError
from serai.portal.programme.models import Membership, Requirement, SignOff
from serai.portal.ui.files import store


@transaction.atomic
def sign_off(
    membership: Membership,
    *,
    requirement: Requirement,
    outcome: str,
    why: str,
    by: Officer,
    evidence: File[Any] | None = None,
    now: dt.datetime | None = None,
) -> SignOff:
    """Sign a member off on a requirement, or change how they were. Raises OwnSignOffError, FileRefusedError."""
    now = now or timezone.now()
    if membership.officer_id == by.pk:
        raise OwnSignOffError(requirement)
    # Two who sign at once wait for each other; the later one's word stands, the history has both.
    Membership.objects.select_for_update().get(pk=membership.pk)
    signed = SignOff.objects.filter(
        requirement=requirement, membership=membership
    ).first() or SignOff(requirement=requirement, membership=membership)
    signed.outcome, signed.why, signed.signed_by, signed.signed_at = outcome, why, by, now
    if evidence:
        signed.stored = store(evidence, officer_id=by.pk)
    signed.save()
    tell(signed, "signed_off", by=by, now=now)
    return signed


@transaction.atomic
def withdraw_sign_off(
    signed: SignOff, *, why: str, by: Officer, now: dt.datetime | None = None
) -> None:
    """Take a sign-off back; the history keeps it, with the reason. Raises OwnSignOffError."""
    signed = (
        SignOff.objects.select_for_update(of=("self",))
        .select_related(
            "requirement__step__programme", "membership__officer", "membership__administration"
        )
        .get(pk=signed.pk)
    )
    if signed.membership.officer_id == by.pk:
        raise OwnSignOffError(signed.requirement)
    signed._change_reason = why[:100]  # type: ignore[attr-defined]  # read by the history
    tell(signed, "sign_off_withdrawn", by=by, now=now or timezone.now(), why=why)
    signed.delete()


def tell(signed: SignOff, kind: str, *, by: Officer, now: dt.datetime, why: str = "") -> None:
    """Keep what happened, and write to the member."""
    requirement, membership = signed.requirement, signed.membership
    step = requirement.step
    path = reverse(
        "progression_cell",
        kwargs={
            "slug": step.programme.slug,
            "code": step.code,
            "member": membership.pk,
            "pk": requirement.pk,
        },
    )
    record(
        step.programme,
        kind,
        actor=by,
        path=path,
        administration=membership.administration,
        at=now,
        officer=membership.officer.name_latin,
        officer_id=membership.officer_id,
        requirement={language: title(requirement, language) for language in ("en", "ru")},
    )
    letters.write(
        membership.officer,
        key=f"{kind}:{requirement.pk}:{membership.pk}:{now:%Y-%m-%dT%H:%M:%S.%f}",
        template=kind,
        context={
            "requirement": requirement,
            "step": step,
            "by": by,
            "why": why or signed.why,
            "is_waived": signed.outcome == SignOff.Outcome.WAIVED,
            "path": path,
            "programme": step.programme,
        },
    )


def title(requirement: Requirement, language: str) -> str:
    """The requirement's title in a language, in the other one, or its kind in words."""
    first, second = ("title_ru", "title_en") if language == "ru" else ("title_en", "title_ru")
    if named := getattr(requirement, first) or getattr(requirement, second):
        return str(named)
    with translation.override(language):
        return str(requirement.get_kind_display())
