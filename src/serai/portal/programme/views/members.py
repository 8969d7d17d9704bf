"""Members of a programme: who they are, who leaves, and what a newcomer has to catch up on."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from serai.portal.people.request import OfficerRequest
from serai.portal.programme import permissions
from serai.portal.programme.actions import members as actions
from serai.portal.programme.errors import (
    ProgrammeError,
    ReportedWithdrawalError,
    WithdrawalDayError,
)
from serai.portal.programme.forms.members import WithdrawForm
from serai.portal.programme.models import Membership, Programme
from serai.portal.programme.queries import catch_up as missed
from serai.portal.programme.queries.leaving import earliest_leave
from serai.portal.programme.queries.members import members_for
from serai.portal.programme.queries.programmes import living_programme_for, membership_for
from serai.portal.programme.views.shell import shell
from serai.portal.ui.access import open_to


@open_to(permissions.can_see_members, load=living_programme_for)
def members(request: OfficerRequest, programme: Programme) -> HttpResponse:
    context = {
        "members": members_for(request.user, programme),
        "coordinates": permissions.is_coordinator(request.user, programme),
        "nominates": permissions.can_see_nominations(request.user, programme),
    }
    return render(
        request, "programme/members/members.html", shell(request, programme, "members") | context
    )


@open_to(permissions.can_withdraw, load=membership_for)
def withdraw(request: OfficerRequest, membership: Membership) -> HttpResponse:
    programme = membership.programme
    form = WithdrawForm(
        request.POST or None, today=timezone.localdate(), earliest=earliest_leave(membership)
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(membership, **form.cleaned_data, by=request.user, now=timezone.now())
        except (WithdrawalDayError, ReportedWithdrawalError) as refusal:
            form.add_error("left_on", str(refusal))
        except ProgrammeError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("%(officer)s has left the programme.") % {"officer": membership.officer}
            )
            stays = membership.officer_id != request.user.pk
            return redirect("members", slug=programme.slug) if stays else redirect("home")
    context = {
        "membership": membership,
        "form": form,
        "myself": membership.officer_id == request.user.pk,
    }
    return render(
        request, "programme/members/withdraw.html", shell(request, programme, "members") | context
    )


@open_to(permissions.can_see_member, load=membership_for)
def catch_up(request: OfficerRequest, membership: Membership) -> HttpResponse:
    context = {
        "membership": membership,
        "list": missed.catch_up(membership, today=timezone.localdate()),
        "myself": membership.officer_id == request.user.pk,
        "hands_over": permissions.can_hand_over(request.user, membership),
    }
    return render(
        request,
        "programme/members/catch_up.html",
        shell(request, membership.programme, "members") | context,
    )


@open_to(permissions.can_hand_over, load=membership_for)
@require_POST
def hand_over(request: OfficerRequest, membership: Membership) -> HttpResponse:
    handed = actions.hand_over_items(membership, by=request.user, now=timezone.now())
    text = ngettext(
        "%(n)s work item was handed over.", "%(n)s work items were handed over.", handed
    )
    messages.success(request, text % {"n": handed})
    return redirect("catch_up", slug=membership.programme.slug, pk=membership.pk)
