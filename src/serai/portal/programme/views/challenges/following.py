"""One challenge with its thread, and what is done with it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from serai.portal.people.request import OfficerRequest
from serai.portal.programme import permissions
from serai.portal.programme.actions.challenges import (
    add_thread_entry,
    change_thread_entry,
    link_sessions,
    mark_answered,
    merge_challenges,
    remove_thread_entry,
    reopen_challenge,
)
from serai.portal.programme.errors import MergedChallengeError, ProgrammeError
from serai.portal.programme.forms.challenges import LinkSessionsForm, MergeForm, ThreadEntryForm
from serai.portal.programme.models import Challenge, ThreadEntry
from serai.portal.programme.phases import CHALLENGE_NEXT, ChallengePhase
from serai.portal.programme.queries.challenges import (
    administrations_of,
    challenge_for,
    merge_candidates,
)
from serai.portal.programme.queries.lectures import linkable_sessions
from serai.portal.programme.queries.thread import line_of
from serai.portal.programme.views.shell import shell
from serai.portal.ui.access import open_to


def may_read(user: Any, challenge: Challenge) -> bool:
    """Everyone in the programme reads its challenges."""
    return permissions.takes_part(user, challenge.programme)


def may_steer(user: Any, challenge: Challenge) -> bool:
    """The coordinator, for a challenge that was not merged."""
    return (
        permissions.can_steer_challenges(user, challenge.programme)
        and challenge.phase != ChallengePhase.MERGED
    )


def may_merge(user: Any, challenge: Challenge) -> bool:
    """Coordinator and experts, while it is open."""
    return (
        permissions.can_judge_challenge(user, challenge)
        and ChallengePhase.MERGED in CHALLENGE_NEXT[ChallengePhase(challenge.phase)]
    )


def why_not(user: Any, challenge: Challenge) -> str:
    """Where it goes on, for whoever had it open while somebody merged it."""
    is_merged = challenge.phase == ChallengePhase.MERGED
    return str(MergedChallengeError(challenge)) if is_merged else ""


@open_to(may_read, load=challenge_for)
def challenge(request: OfficerRequest, challenge: Challenge) -> HttpResponse:
    user, programme = request.user, challenge.programme
    votes = list(challenge.votes.all())
    context = shell(request, programme, "challenges") | {
        "challenge": challenge,
        "administrations": administrations_of(challenge),
        "shows_names": permissions.works_in(user, programme),
        "votes": votes,
        "given": sum(vote.count for vote in votes),
        "line": line_of(challenge),
        "merged": list(challenge.merged_from.prefetch_related("authors__administration")),
        "is_open": challenge.phase == ChallengePhase.OPEN,
        "is_answered": challenge.phase == ChallengePhase.ANSWERED,
        "is_merged": challenge.phase == ChallengePhase.MERGED,
        "may_edit": permissions.can_edit_challenge(user, challenge),
        "may_judge": permissions.can_judge_challenge(user, challenge),
        "may_merge": may_merge(user, challenge),
        "may_add": permissions.can_add_to_thread(user, challenge),
        "may_steer": may_steer(user, challenge),
        "may_vote": permissions.can_vote(user, programme),
        "is_coordinator": permissions.is_coordinator(user, programme),
    }
    return render(request, "programme/challenges/challenge.html", context)


@open_to(may_merge, load=challenge_for, why=why_not)
def merge(request: OfficerRequest, challenge: Challenge) -> HttpResponse:
    """Choose the one that stays; then confirm, because it can't be taken back."""
    candidates = merge_candidates(challenge)
    form = MergeForm(request.POST or request.GET or None, candidates=candidates)
    into = None
    if form.is_bound and form.is_valid():
        into = Challenge.objects.get(pk=form.cleaned_data["into"])
        if request.method == "POST" and request.POST.get("confirmed"):
            try:
                kept = merge_challenges(challenge, into=into, by=request.user)
            except ProgrammeError as refusal:
                form.add_error(None, str(refusal))
                into = None
            else:
                messages.success(
                    request, _("“%(merged)s” is merged into this one.") % {"merged": challenge}
                )
                return redirect("challenge", slug=challenge.programme.slug, pk=kept.pk)
    context = shell(request, challenge.programme, "challenges") | {
        "challenge": challenge,
        "candidates": candidates,
        "form": form,
        "into": into,
    }
    return render(request, "programme/challenges/merge.html", context)


@open_to(permissions.can_judge_challenge, load=challenge_for)
def judge(request: OfficerRequest, challenge: Challenge) -> HttpResponse:
    """Mark a challenge as answered, or open it again."""
    if request.method == "POST":
        deed = mark_answered if request.POST.get("deed") == "answered" else reopen_challenge
        try:
            deed(challenge, by=request.user)
        except ProgrammeError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Saved."))
    return redirect("challenge", slug=challenge.programme.slug, pk=challenge.pk)


@open_to(permissions.can_add_to_thread, load=challenge_for, why=why_not)
def add_entry(request: OfficerRequest, challenge: Challenge) -> HttpResponse:
    form = ThreadEntryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_thread_entry(challenge, entry=form.save(commit=False), by=request.user)
        except ProgrammeError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("challenge", slug=challenge.programme.slug, pk=challenge.pk)
    context = shell(request, challenge.programme, "challenges") | {
        "challenge": challenge,
        "form": form,
    }
    return render(request, "programme/challenges/entry.html", context)


def entry_for(user: Any, slug: str, pk: int, entry: int) -> ThreadEntry:
    """An entry of the thread of a challenge the user may read."""
    challenge = challenge_for(user, slug, pk)
    found = ThreadEntry.objects.get(pk=entry, challenge=challenge)
    found.challenge = challenge
    return found


@open_to(permissions.can_edit_thread_entry, load=entry_for)
def edit_entry(request: OfficerRequest, entry: ThreadEntry) -> HttpResponse:
    challenge = entry.challenge
    form = ThreadEntryForm(request.POST or None, instance=entry)
    if request.method == "POST" and (request.POST.get("deed") == "remove" or form.is_valid()):
        if request.POST.get("deed") == "remove":
            remove_thread_entry(entry)
        else:
            change_thread_entry(form.save(commit=False))
        messages.success(request, _("Saved."))
        return redirect("challenge", slug=challenge.programme.slug, pk=challenge.pk)
    context = shell(request, challenge.programme, "challenges") | {
        "challenge": challenge,
        "form": form,
        "entry": entry,
    }
    return render(request, "programme/challenges/entry.html", context)


@open_to(may_steer, load=challenge_for, why=why_not)
def link(request: OfficerRequest, challenge: Challenge) -> HttpResponse:
    """Choose the sessions that take up a challenge."""
    groups = linkable_sessions(challenge)
    form = LinkSessionsForm(
        request.POST if request.method == "POST" else None,
        groups=groups,
        initial={"sessions": list(challenge.sessions.values_list("pk", flat=True))},
    )
    if request.method == "POST" and form.is_valid():
        try:
            link_sessions(challenge, sessions=form.cleaned_data["sessions"])
        except ProgrammeError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("challenge", slug=challenge.programme.slug, pk=challenge.pk)
    context = shell(request, challenge.programme, "challenges") | {
        "challenge": challenge,
        "form": form,
        "groups": groups,
    }
    return render(request, "programme/challenges/link.html", context)
