"""An expert's answer to the request for a lecture."""

from django.db import transaction

from serai.portal.people.letters import write
from serai.portal.people.models import Officer
from serai.portal.programme.actions.challenges.ask_lecture import path_of
from serai.portal.programme.actions.events import record, titled
from serai.portal.programme.errors import GroupHeldError
from serai.portal.programme.models import Contributor, Role


@transaction.atomic
def answer_lecture(
    contributor: Contributor, *, agrees: bool, note: str = "", by: Officer
) -> Contributor:
    """Agree to a lecture or refuse it; the coordinators get a letter. The same answer again changes nothing.

    Raises GroupHeldError once the working group was held.
    """
    contributor = (
        Contributor.objects.select_for_update(of=("self",))
        .select_related("officer", "session__working_group__programme")
        .get(pk=contributor.pk)
    )
    lecture = contributor.session
    if lecture.working_group.is_held:
        raise GroupHeldError(lecture.working_group)
    answer = Contributor.Answer.AGREED if agrees else Contributor.Answer.REFUSED
    if (contributor.answer, contributor.note) == (answer, note):
        return contributor
    contributor.answer, contributor.note = answer, note
    contributor.save(update_fields=["answer", "note"])
    event = record(
        lecture.working_group.programme,
        "lecture_agreed" if agrees else "lecture_refused",
        actor=by,
        path=path_of(lecture),
        officer=contributor.officer.name_latin,
        officer_id=contributor.officer_id,
        session=titled(lecture),
    )
    tell_coordinators(contributor, by=by, key=f"lecture_answered:{event.pk}")
    return contributor


def tell_coordinators(contributor: Contributor, *, by: Officer, key: str) -> None:
    """Write to the coordinators, but not to the one who wrote the answer down."""
    lecture = contributor.session
    roles = Role.objects.filter(
        programme=lecture.working_group.programme, kind=Role.Kind.COORDINATOR
    )
    for role in roles.exclude(officer=by).select_related("officer"):
        write(
            role.officer,
            key=key,
            template="lecture_answered",
            context={
                "contributor": contributor,
                "expert": contributor.officer,
                "lecture": lecture,
                "group": lecture.working_group,
                "agrees": contributor.answer == Contributor.Answer.AGREED,
                "path": path_of(lecture),
            },
        )
