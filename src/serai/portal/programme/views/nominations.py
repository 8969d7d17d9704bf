"""Nominations: for a focal point those of the own administration, for the coordinator all."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from serai.portal.people.models import Officer
from serai.portal.people.request import OfficerRequest
from serai.portal.programme import permissions
from serai.portal.programme.actions import nominations as actions
from serai.portal.programme.engine.nominations import is_past
from serai.portal.programme.errors import NominationRefusedError, ProgrammeError
from serai.portal.programme.forms.nominations import DeclineForm, NominateForm, NominateNewForm
from serai.portal.programme.forms.people import OfficerSearch, whom
from serai.portal.programme.models import Nomination, Participation, Programme
from serai.portal.programme.phases import NominationPhase
from serai.portal.programme.queries import nominations as queries
from serai.portal.programme.views.shell import shell
from serai.portal.ui.access import open_to


@open_to(permissions.can_see_nominations, load=queries.nominating_programme_for)
def nominations(request: OfficerRequest, programme: Programme) -> HttpResponse:
    found = list(queries.nominations_for(request.user, programme))
    waiting = [nomination for nomination in found if nomination.phase == NominationPhase.SENT]
    quotas = queries.quotas_for(request.user, programme)
    closed = is_past(programme.nominations_close_on, timezone.localdate())
    context = {
        "quotas": quotas,
        "free": sum(quota.free for quota in quotas),
        "closed": closed,
        "may_nominate": any(quota.free and (quota.vacancies or not closed) for quota in quotas),
        "waiting": sorted(waiting, key=lambda nomination: nomination.nominated_at),
        "answered": [
            nomination for nomination in found if nomination.phase != NominationPhase.SENT
        ],
        "coordinates": permissions.is_coordinator(request.user, programme),
        "calendar": queries.calendar_of(programme),
    }
    return render(
        request,
        "programme/nominations/nominations.html",
        shell(request, programme, "nominations") | context,
    )


@open_to(permissions.can_see_nominations, load=queries.nominating_programme_for)
def nominate(request: OfficerRequest, programme: Programme) -> HttpResponse:
    """For which administration, then whom: somebody known here, or somebody new."""
    possible = list(queries.participations_for(request.user, programme))
    participation = chosen(possible, request.GET.get("administration"))
    context = shell(request, programme, "nominations") | {
        "possible": possible,
        "participation": participation,
    }
    if participation is None:
        return render(request, "programme/nominations/choose.html", context)
    officer = named(participation, request.GET.get("officer"))
    form = (
        NominateForm(request.POST or None, participation=participation)
        if officer
        else NominateNewForm(request.POST or None, participation=participation)
    )
    if request.method == "POST" and form.is_valid():
        try:
            nomination = actions.nominate(
                participation,
                officer=whom(officer, form),
                why=form.cleaned_data["why"],
                replaces=form.replaced,
                by=request.user,
                now=timezone.now(),
            )
        except NominationRefusedError as refusal:
            form.refuse(refusal.reasons)
        else:
            messages.success(
                request,
                _("%(officer)s is nominated. The coordinator was told.")
                % {"officer": nomination.officer},
            )
            return redirect("nominations", slug=programme.slug)
    search = OfficerSearch(request.GET if "q" in request.GET else None)
    words = search.cleaned_data["q"] if search.is_bound and search.is_valid() else ""
    context |= {
        "form": form,
        "officer": officer,
        "search": search,
        "words": words,
        "found": queries.found_officers(participation, words),
        "places": queries.places_of(participation),
        "closed": is_past(programme.nominations_close_on, timezone.localdate()),
    }
    return render(request, "programme/nominations/nominate.html", context)


def chosen(possible: list[Participation], code: str | None) -> Participation | None:
    """The administration asked for, or the only one there is."""
    if code:
        found = next((part for part in possible if part.administration.code == code), None)
        if found is None:
            raise Http404
        return found
    return possible[0] if len(possible) == 1 else None


def named(participation: Participation, pk: str | None) -> Officer | None:
    if not pk:
        return None
    try:
        return Officer.objects.get(
            pk=int(pk), administration=participation.administration_id, erased_at=None
        )
    except (ValueError, Officer.DoesNotExist):
        raise Http404 from None


@open_to(permissions.can_see_nomination, load=queries.nomination_for)
def nomination(request: OfficerRequest, nomination: Nomination) -> HttpResponse:
    return page(request, nomination, DeclineForm())


def page(request: OfficerRequest, nomination: Nomination, form: DeclineForm) -> HttpResponse:
    answers = permissions.can_answer_nomination(request.user, nomination)
    context: dict[str, Any] = shell(request, nomination.programme, "nominations") | {
        "nomination": nomination,
        "is_waiting": nomination.phase == NominationPhase.SENT,
        "answers": answers,
        "recalls": not answers or nomination.nominated_by_id == request.user.pk,
        "form": form,
        "history": queries.history_of(nomination) if answers else [],
    }
    return render(request, "programme/nominations/nomination.html", context)


@open_to(permissions.can_answer_nomination, load=queries.nomination_for)
@require_POST
def accept_nomination(request: OfficerRequest, nomination: Nomination) -> HttpResponse:
    try:
        actions.accept(nomination, by=request.user, now=timezone.now())
    except ProgrammeError as refusal:
        messages.error(request, str(refusal))
    else:
        text = _("%(officer)s is a member from today, and was invited.")
        messages.success(request, text % {"officer": nomination.officer})
    return redirect("nomination", slug=nomination.programme.slug, pk=nomination.pk)


@open_to(permissions.can_answer_nomination, load=queries.nomination_for)
@require_POST
def decline_nomination(request: OfficerRequest, nomination: Nomination) -> HttpResponse:
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return page(request, nomination, form)
    try:
        actions.decline(
            nomination, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now()
        )
    except ProgrammeError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Declined. The focal point was told why."))
    return redirect("nomination", slug=nomination.programme.slug, pk=nomination.pk)


@open_to(permissions.can_see_nomination, load=queries.nomination_for)
@require_POST
def recall_nomination(request: OfficerRequest, nomination: Nomination) -> HttpResponse:
    try:
        actions.recall(nomination, by=request.user, now=timezone.now())
    except ProgrammeError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The nomination was recalled."))
    return redirect("nominations", slug=nomination.programme.slug)
