"""Raising a challenge, editing it, and what is like it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from serai.portal.people.request import OfficerRequest
from serai.portal.programme import permissions
from serai.portal.programme.actions.challenges import edit_challenge, raise_challenge
from serai.portal.programme.errors import ProgrammeError
from serai.portal.programme.forms.challenges import ChallengeForm, RaiseForm
from serai.portal.programme.forms.meanwhile import refuse
from serai.portal.programme.models import Challenge, Programme
from serai.portal.programme.queries.challenges import challenge_for, similar_challenges
from serai.portal.programme.queries.programmes import living_programme_for
from serai.portal.programme.views.challenges.following import why_not
from serai.portal.programme.views.shell import shell
from serai.portal.ui.access import open_to


@open_to(permissions.can_raise_challenge, load=living_programme_for)
def raise_new(request: OfficerRequest, programme: Programme) -> HttpResponse:
    form = RaiseForm(
        request.POST or None,
        instance=Challenge(programme=programme),
        programme=programme,
        user=request.user,
    )
    alike: list[Challenge] = []
    if request.method == "POST" and form.is_valid():
        if "anyway" not in request.POST:
            alike = similar_challenges(programme, titles(request.POST))
        if not alike:
            try:
                raised = raise_challenge(
                    form.save(commit=False),
                    author=form.raiser,
                    administration=form.administration,
                    by=request.user,
                )
            except ProgrammeError as refusal:
                refuse(form, refusal)
            else:
                messages.success(request, _("“%(challenge)s” is raised.") % {"challenge": raised})
                return redirect("challenge", slug=programme.slug, pk=raised.pk)
    context = shell(request, programme, "challenges") | {
        "form": form,
        "alike": alike,
        "asks_again": bool(alike),
    }
    return render(request, "programme/challenges/raise.html", context)


@open_to(permissions.can_raise_challenge, load=living_programme_for)
def similar(request: OfficerRequest, programme: Programme) -> HttpResponse:
    """What is like the titles typed so far, as a piece of the page."""
    context = {"alike": similar_challenges(programme, titles(request.GET)), "programme": programme}
    return render(request, "programme/challenges/alike.html", context)


def titles(typed: dict[str, str]) -> list[str]:
    return [typed.get("title_en", "")[:160], typed.get("title_ru", "")[:160]]


@open_to(permissions.can_edit_challenge, load=challenge_for, why=why_not)
def edit(request: OfficerRequest, challenge: Challenge) -> HttpResponse:
    programme = challenge.programme
    form = ChallengeForm(request.POST or None, instance=challenge, programme=programme)
    if request.method == "POST" and form.is_valid():
        try:
            edit_challenge(form.save(commit=False), seen=form.cleaned_data["seen"])
        except ProgrammeError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("challenge", slug=programme.slug, pk=challenge.pk)
    context = shell(request, programme, "challenges") | {"form": form, "pk": challenge.pk}
    return render(request, "programme/challenges/edit.html", context)
