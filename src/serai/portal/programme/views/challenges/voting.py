"""Giving votes, and closing the vote."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from serai.portal.people.request import OfficerRequest
from serai.portal.programme import permissions
from serai.portal.programme.actions.challenges import close_votes, give_votes, reopen_votes
from serai.portal.programme.errors import ProgrammeError
from serai.portal.programme.forms.challenges import CloseVotesForm, VotesForm
from serai.portal.programme.models import Participation, Programme
from serai.portal.programme.queries.challenges import ranked
from serai.portal.programme.queries.programmes import living_programme_for
from serai.portal.programme.queries.votes import is_voting_open, pot_of, pots_for, voting_group
from serai.portal.programme.views.shell import shell
from serai.portal.ui.access import open_to


@open_to(permissions.can_vote, load=living_programme_for)
def votes(request: OfficerRequest, programme: Programme) -> HttpResponse:
    participations = pots_for(request.user, programme)
    participation = chosen(participations, request.GET.get("for", ""))
    group = voting_group(programme)
    context = shell(request, programme, "challenges") | {
        "group": group,
        "participations": participations,
    }
    if participation is None:
        return render(request, "programme/challenges/no_votes.html", context)
    pot = pot_of(participation)
    rows = [row for row in ranked(programme) if row.is_open]
    form = VotesForm(request.POST if request.method == "POST" else None, rows=rows, pot=pot)
    if request.method == "POST" and form.is_valid():
        try:
            give_votes(
                programme, administration=pot.administration, counts=form.counts, by=request.user
            )
        except ProgrammeError as refusal:
            form.add_error(None, str(refusal))
        else:
            address = reverse("votes", kwargs={"slug": programme.slug})
            return redirect(
                f"{address}?for={pot.administration.code}" if len(participations) > 1 else address
            )
    context |= {"form": form, "pot": pot, "voting_open": is_voting_open(group)}
    return render(request, "programme/challenges/votes.html", context)


def chosen(participations: list[Participation], code: str) -> Participation | None:
    """The participation the address names, else the first."""
    named = next((p for p in participations if p.administration.code == code), None)
    return named or next(iter(participations), None)


@open_to(permissions.can_steer_challenges, load=living_programme_for)
def close(request: OfficerRequest, programme: Programme) -> HttpResponse:
    """Close the vote for the next working group now or at a time, or take votes again."""
    group = voting_group(programme)
    form = CloseVotesForm(
        request.POST if "at" in request.POST else None,
        initial={"at": group and group.votes_close_at},
    )
    if request.method == "POST" and group is not None:
        deed = request.POST.get("deed")
        try:
            if deed == "now":
                close_votes(group, by=request.user, at=timezone.now())
            elif deed == "reopen":
                reopen_votes(group, by=request.user)
            elif form.is_valid():
                close_votes(group, by=request.user, at=form.cleaned_data["at"])
            done = deed in ("now", "reopen") or form.is_valid()
        except ProgrammeError as refusal:
            messages.error(request, str(refusal))
            done = True
        else:
            if done:
                messages.success(request, _("Saved."))
        if done:
            return redirect("close_votes", slug=programme.slug)
    context = shell(request, programme, "challenges") | {
        "group": group,
        "form": form,
        "voting_open": is_voting_open(group),
    }
    return render(request, "programme/challenges/close_votes.html", context)
