"""Asking experts for a tailored lecture."""

from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse

from serai.portal.people.letters import write
from serai.portal.people.models import Officer
from serai.portal.programme.actions.events import record, titled
from serai.portal.programme.errors import AlreadyAskedError, GroupHeldError
from serai.portal.programme.models import Challenge, Contributor, Session, WorkingGroup


@transaction.atomic
def ask_lecture(
    group: WorkingGroup,
    *,
    title_en: str,
    title_ru: str,
    challenges: Iterable[Challenge],
    experts: Iterable[Officer],
    by: Officer,
) -> Session:
    """Put a lecture without a time on the agenda, linked to its challenges, and ask the experts for it.

    A challenge that was merged meanwhile is the one it went into.
    Raises GroupHeldError when the working group was held.
    """
    group = (
        WorkingGroup.objects.select_for_update(of=("self",))
        .select_related("programme")
        .get(pk=group.pk)
    )
    if group.is_held:
        raise GroupHeldError(group)
    lecture = Session.objects.create(
        working_group=group, kind=Session.Kind.LECTURE, title_en=title_en, title_ru=title_ru
    )
    asked = [challenge.pk for challenge in challenges]
    now = Challenge.objects.select_for_update().in_bulk(asked)
    lecture.challenges.set({now[pk].merged_into_id or pk for pk in asked})
    for expert in experts:
        ask(lecture, expert, by=by)
    return lecture


@transaction.atomic
def ask_another(lecture: Session, *, expert: Officer, by: Officer) -> Contributor:
    """Ask one more expert, or once more one who refused.

    Raises AlreadyAskedError for one who was asked or agreed, GroupHeldError when it is too late.
    """
    lecture = (
        Session.objects.select_for_update(of=("self",))
        .select_related("working_group__programme")
        .get(pk=lecture.pk)
    )
    if lecture.working_group.is_held:
        raise GroupHeldError(lecture.working_group)
    return ask(lecture, expert, by=by)


def ask(lecture: Session, expert: Officer, *, by: Officer) -> Contributor:
    """Note that an expert is asked, tell everyone, and write to them."""
    programme = lecture.working_group.programme
    contributor, is_new = Contributor.objects.get_or_create(session=lecture, officer=expert)
    if not is_new:
        if contributor.answer != Contributor.Answer.REFUSED:
            raise AlreadyAskedError(expert, lecture)
        contributor.part, contributor.answer, contributor.note = (
            Contributor.Part.SPEAKER,
            Contributor.Answer.ASKED,
            "",
        )
        contributor.save(update_fields=["part", "answer", "note"])
    path = path_of(lecture)
    event = record(
        programme,
        "lecture_asked",
        actor=by,
        path=path,
        officer=expert.name_latin,
        officer_id=expert.pk,
        session=titled(lecture),
    )
    challenges = lecture.challenges.prefetch_related("authors__administration")
    write(
        expert,
        key=f"lecture_asked:{event.pk}",
        template="lecture_asked",
        context={
            "programme": programme,
            "group": lecture.working_group,
            "lecture": lecture,
            "challenges": list(challenges),
            "asked_by": by,
            "path": path,
        },
    )
    return contributor


def path_of(lecture: Session) -> str:
    """The page where a lecture's experts answer."""
    return reverse(
        "lecture", kwargs={"slug": lecture.working_group.programme.slug, "pk": lecture.pk}
    )
