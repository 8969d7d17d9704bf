"""What a session would clash with, told in sentences that name the other session, the time and the person."""

import datetime as dt
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from serai.portal.programme.engine.clashes import Clash, Slot, clashes
from serai.portal.programme.models import Contributor, Session, WorkingGroup
from serai.portal.programme.permissions import takes_part


def clashes_of(
    user: Any,
    group: WorkingGroup,
    *,
    session: int | None,
    start: dt.datetime,
    end: dt.datetime,
    room: int | None,
    people: frozenset[int],
) -> list[str]:
    """Every clash a session would have, as sentences: in its room, and of its people in any programme.

    A session of a programme the user is not in is not named, only that the person is taken.
    """
    slot = Slot(session, start, end, room, people)
    others = {other.pk: other for other in at_the_same_time(group, slot)}
    slots = [
        Slot(
            pk,
            other.start,  # type: ignore[arg-type]  # placed, by the query
            other.end,  # type: ignore[arg-type]
            other.room_id,
            frozenset(each.officer_id for each in other.contributors.all()),
        )
        for pk, other in others.items()
    ]
    return [
        sentence
        for clash in clashes(slot, slots)
        for sentence in told(user, group, others[clash.other], clash)
    ]


def at_the_same_time(group: WorkingGroup, slot: Slot) -> QuerySet[Session]:
    """Sessions that overlap and have the same room or one of the people."""
    contributors = Contributor.objects.exclude(answer=Contributor.Answer.REFUSED).select_related(
        "officer"
    )
    busy = Contributor.objects.filter(officer__in=slot.people).exclude(
        answer=Contributor.Answer.REFUSED
    )
    return (
        Session.objects.filter(start__lt=slot.end, end__gt=slot.start)
        .filter(Q(pk__in=busy.values("session")) | Q(room__isnull=False, room=slot.room))
        .exclude(pk=slot.key or 0)
        .select_related("working_group__programme", "room")
        .prefetch_related(Prefetch("contributors", contributors))
        .order_by("start", "pk")
    )


def told(user: Any, group: WorkingGroup, other: Session, clash: Clash) -> list[str]:
    """The sentences of one clash."""
    facts = {
        "session": other.title,
        "from": f"{clash.start.astimezone(group.zone):%H:%M}",
        "to": f"{clash.end.astimezone(group.zone):%H:%M}",
        "room": other.room.name if other.room else "",
        "group": other.working_group.code,
    }
    sentences = []
    if clash.room is not None:
        sentences.append(_("%(room)s is taken from %(from)s to %(to)s by “%(session)s”.") % facts)
    for each in other.contributors.all():
        if each.officer_id not in clash.people:
            continue
        facts["person"] = each.officer.name_latin
        if not takes_part(user, other.working_group.programme):
            sentences.append(
                _("%(person)s is busy from %(from)s to %(to)s in another programme.") % facts
            )
        elif each.part == Contributor.Part.CHAIR:
            sentences.append(
                _("%(person)s chairs “%(session)s” (%(group)s) from %(from)s to %(to)s.") % facts
            )
        else:
            sentences.append(
                _("%(person)s speaks in “%(session)s” (%(group)s) from %(from)s to %(to)s.") % facts
            )
    return sentences
