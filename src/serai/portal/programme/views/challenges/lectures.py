"""The demand for tailored lectures: asking experts, and their answers."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from serai.portal.people.request import OfficerRequest
from serai.portal.programme import permissions
from serai.portal.programme.actions.challenges import answer_lecture, ask_another, ask_lecture
from serai.portal.programme.errors import ProgrammeError
from serai.portal.programme.forms.lectures import AnswerLectureForm, AskAnotherForm, AskLectureForm
from serai.portal.programme.models import Contributor, Programme, Session, WorkingGroup
from serai.portal.programme.permissions import can_answer_lecture, can_steer_challenges
from serai.portal.programme.queries.challenges import administrations_of
from serai.portal.programme.queries.lectures import (
    demand,
    lecture_for,
    lectures_asked_of,
    request_for,
)
from serai.portal.programme.queries.programmes import living_programme_for
from serai.portal.programme.queries.votes import (
    administrations_that_voted,
    coming_groups,
    is_voting_open,
)
from serai.portal.programme.views.shell import shell
from serai.portal.ui.access import open_to


@open_to(permissions.takes_part, load=living_programme_for)
def lecture_demand(request: OfficerRequest, programme: Programme) -> HttpResponse:
    groups = coming_groups(programme)
    group = named_group(groups, request.GET.get("group", ""))
    wanted = demand(programme, group)
    asked = [
        c
        for c in lectures_asked_of(request.user)
        if c.session.working_group.programme_id == programme.pk
    ]
    context = shell(request, programme, "challenges") | {
        "groups": groups,
        "group": group,
        "wanted": wanted[:100],
        "open": len(wanted),
        "unanswered": sum(one.row.is_unanswered for one in wanted),
        "asked": asked,
        "voted": administrations_that_voted(programme),
        "voting_open": is_voting_open(groups[0] if groups else None),
        "is_next": bool(groups) and group == groups[0],
        "may_steer": can_steer_challenges(request.user, programme),
    }
    return render(request, "programme/challenges/demand.html", context)


def named_group(groups: list[WorkingGroup], code: str) -> WorkingGroup | None:
    """The working group the address names, else the next one."""
    return next((g for g in groups if g.code == code), None) or next(iter(groups), None)


@open_to(permissions.can_steer_challenges, load=living_programme_for)
def ask(request: OfficerRequest, programme: Programme) -> HttpResponse:
    group = named_group(coming_groups(programme), request.GET.get("group", ""))
    chosen = [int(pk) for pk in request.GET.getlist("challenge") if pk.isdecimal()]
    form = AskLectureForm(
        request.POST or None, programme=programme, initial={"group": group, "challenges": chosen}
    )
    if request.method == "POST" and form.is_valid():
        try:
            lecture = ask_lecture(**form.cleaned_data, by=request.user)
        except ProgrammeError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The lecture is asked for. Those asked get a letter."))
            return redirect("lecture", slug=programme.slug, pk=lecture.pk)
    context = shell(request, programme, "challenges") | {"form": form, "group": group}
    return render(request, "programme/challenges/ask.html", context)


def may_read(user: Any, lecture: Session) -> bool:
    """Everyone in the programme sees what is asked for."""
    return permissions.takes_part(user, lecture.working_group.programme)


def may_ask(user: Any, lecture: Session) -> bool:
    return can_steer_challenges(user, lecture.working_group.programme)


@open_to(may_read, load=lecture_for)
def lecture(request: OfficerRequest, lecture: Session) -> HttpResponse:
    return lecture_page(request, lecture)


def lecture_page(
    request: OfficerRequest,
    lecture: Session,
    *,
    answer_form: AnswerLectureForm | None = None,
    ask_form: AskAnotherForm | None = None,
) -> HttpResponse:
    """A lecture with its challenges, who was asked and what they answered."""
    group, programme = lecture.working_group, lecture.working_group.programme
    speakers: list[Contributor] = lecture.speakers  # type: ignore[attr-defined]  # prefetched
    mine = next((c for c in speakers if c.officer_id == request.user.pk), None)
    steers = can_steer_challenges(request.user, programme) and not group.is_held
    if mine and not answer_form and not group.is_held:
        answer_form = AnswerLectureForm(initial={"note": mine.note})
    context = shell(request, programme, "challenges") | {
        "lecture": lecture,
        "group": group,
        "challenges": [(c, administrations_of(c)) for c in lecture.challenges.all()],
        "speakers": speakers,
        "agreed": [c for c in speakers if c.answer == Contributor.Answer.AGREED],
        "waiting": [c for c in speakers if c.answer == Contributor.Answer.ASKED],
        "mine": mine,
        "may_answer": mine is not None
        and can_answer_lecture(request.user, mine)
        and not group.is_held,
        "answer_form": answer_form,
        "may_ask": steers,
        "may_see_notes": permissions.sees_everyone(request.user, programme),
        "ask_form": (ask_form or AskAnotherForm(lecture=lecture)) if steers else None,
    }
    return render(request, "programme/challenges/lecture.html", context)


@open_to(can_answer_lecture, load=request_for)
def answer(request: OfficerRequest, contributor: Contributor) -> HttpResponse:
    """The officer's own answer, or what the coordinator was told."""
    lecture = contributor.session
    form = AnswerLectureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_lecture(
                contributor,
                agrees=form.cleaned_data["answer"] == "agree",
                note=form.cleaned_data["note"],
                by=request.user,
            )
        except ProgrammeError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The answer is kept. Thank you."))
        return redirect("lecture", slug=lecture.working_group.programme.slug, pk=lecture.pk)
    if contributor.officer_id == request.user.pk:
        return lecture_page(request, lecture, answer_form=form if form.is_bound else None)
    context = shell(request, lecture.working_group.programme, "challenges") | {
        "form": form,
        "lecture": lecture,
        "contributor": contributor,
    }
    return render(request, "programme/challenges/answer.html", context)


@open_to(may_ask, load=lecture_for)
def ask_more(request: OfficerRequest, lecture: Session) -> HttpResponse:
    """Ask another expert for the same lecture."""
    form = AskAnotherForm(request.POST or None, lecture=lecture)
    if request.method == "POST" and form.is_valid():
        try:
            ask_another(lecture, expert=form.cleaned_data["expert"], by=request.user)
        except ProgrammeError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request, _("%(officer)s is asked.") % {"officer": form.cleaned_data["expert"]}
            )
        return redirect("lecture", slug=lecture.working_group.programme.slug, pk=lecture.pk)
    return lecture_page(request, lecture, ask_form=form)
