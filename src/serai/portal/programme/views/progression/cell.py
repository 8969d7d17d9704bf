"""The evidence behind one cell, and signing off."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from serai.portal.people.request import OfficerRequest
from serai.portal.programme import permissions
from serai.portal.programme.actions.progression import sign_off, withdraw_sign_off
from serai.portal.programme.errors import NotActiveError, OwnSignOffError, ProgrammeError
from serai.portal.programme.forms.progression import SignOffForm, WithdrawForm
from serai.portal.programme.models import Membership, Requirement, SignOff
from serai.portal.programme.queries.progression import cell_for, evidence_for, sign_off_for
from serai.portal.programme.views.shell import shell
from serai.portal.ui.access import open_to
from serai.portal.ui.files import download

type Subject = tuple[Membership, Requirement]


def can_see_cell(user: Any, subject: Subject) -> bool:
    return permissions.can_see_member(user, subject[0])


def why_not_signed(user: Any, membership: Membership, requirement: Requirement) -> str:
    """What stands in the way of whoever signs others off; empty when it is the role."""
    if not permissions.sees_everyone(user, membership.programme):
        return ""
    if membership.officer_id == user.pk:
        return OwnSignOffError(requirement).sentence
    return "" if membership.is_active else NotActiveError(membership.officer).sentence


@open_to(can_see_cell, load=cell_for)
def cell(request: OfficerRequest, subject: Subject) -> HttpResponse:
    membership, requirement = subject
    programme = membership.programme
    may_sign = permissions.can_sign_off(request.user, membership)
    if request.method == "POST" and not may_sign:
        raise PermissionDenied(why_not_signed(request.user, membership, requirement))
    evidence = evidence_for(membership, requirement)
    signed = evidence.sign_off
    initial = (
        {"outcome": signed.outcome, "why": signed.why}
        if signed
        else {"outcome": SignOff.Outcome.MET}
    )
    form = (
        SignOffForm(request.POST or None, request.FILES or None, initial=initial)
        if may_sign
        else None
    )
    if form and request.method == "POST" and form.is_valid():
        try:
            sign_off(membership, requirement=requirement, by=request.user, **form.cleaned_data)
        except ProgrammeError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(member)s: signed off.") % {"member": membership.officer})
            return redirect("progression_step", slug=programme.slug, code=requirement.step.code)
    context = shell(request, programme, "progression") | {
        "evidence": evidence,
        "member": membership,
        "step": requirement.step,
        "signed": signed,
        "form": form,
        "withdraw": WithdrawForm() if form and signed else None,
        "is_own": membership.officer_id == request.user.pk,
    }
    return render(request, "programme/progression/cell.html", context)


def can_see_sign_off(user: Any, signed: SignOff) -> bool:
    return permissions.can_see_member(user, signed.membership)


def can_withdraw(user: Any, signed: SignOff) -> bool:
    return permissions.can_sign_off(user, signed.membership)


def why_not_withdrawn(user: Any, signed: SignOff) -> str:
    return why_not_signed(user, signed.membership, signed.requirement)


@open_to(can_withdraw, load=sign_off_for, why=why_not_withdrawn)
@require_POST
def withdraw(request: OfficerRequest, signed: SignOff) -> HttpResponse:
    form, step = WithdrawForm(request.POST), signed.requirement.step
    slug, code = step.programme.slug, step.code
    if form.is_valid():
        withdraw_sign_off(signed, why=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("The sign-off was withdrawn."))
        return redirect("progression_step", slug=slug, code=code)
    messages.error(request, _("Say why the sign-off is withdrawn."))
    return redirect(
        "progression_cell",
        slug=slug,
        code=code,
        member=signed.membership_id,
        pk=signed.requirement_id,
    )


@open_to(can_see_sign_off, load=sign_off_for)
def sign_off_file(request: OfficerRequest, signed: SignOff) -> HttpResponseBase:
    """The file a sign-off rests on, as a download."""
    if signed.stored is None:
        raise Http404
    return download(signed.stored)
