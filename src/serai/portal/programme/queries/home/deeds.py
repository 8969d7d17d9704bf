"""What is next for a reader, one deed a line: what, why, since when.

`situation()` reads what several deeds and the line under the heading need; each role then gets its
own deeds, the pressing ones first.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from serai.portal.programme.engine.ranking import Mark
from serai.portal.programme.models import (
    IntersessionalEntry,
    Membership,
    Programme,
    WorkingGroup,
)
from serai.portal.programme.permissions import (
    is_coordinator,
    is_expert,
    is_focal_point,
    is_member,
    place,
)
from serai.portal.programme.phases import EntryPhase, NominationPhase
from serai.portal.programme.queries.challenges import Row, unanswered_challenges
from serai.portal.programme.queries.home.owed import Due, due_items, owing, own_membership
from serai.portal.programme.queries.lectures import lectures_asked_of
from serai.portal.programme.queries.overview import last_held, next_group
from serai.portal.programme.queries.progression.gaps import own_gaps
from serai.portal.programme.queries.progression.gather import FOR_EVERYONE
from serai.portal.programme.queries.votes import is_voting_open, votes_left_of
from serai.portal.ui.templatetags.ui import since

MOST_CHALLENGES = 3
MOST_ITEMS = 5
NEW_FOR = dt.timedelta(days=180)


@dataclass(frozen=True)
class Deed:
    """One line of what is next: what to do, why and since when, and where."""

    text: str
    why: str
    url: str
    late: bool = False


@dataclass
class Situation:
    """What a programme's first page starts from."""

    programme: Programme
    groups: list[WorkingGroup]
    unanswered: list[Row]
    owing: list[Membership]
    """Active members without any entry since the last working group that was held."""

    @property
    def next(self) -> WorkingGroup | None:
        return next_group(self.groups)

    @property
    def last(self) -> WorkingGroup | None:
        return last_held(self.groups)


def situation(
    user: Any, programme: Programme, groups: list[WorkingGroup], *, now: dt.datetime
) -> Situation:
    """Unanswered challenges, and the members who owe their record, of those the reader may see."""
    return Situation(
        programme,
        groups,
        unanswered_challenges(programme, now=now),
        owing(user, programme, last_held(groups)),
    )


def lead(here: Situation) -> str:
    """What follows from where the programme stands, in one sentence."""
    parts = []
    if here.unanswered:
        parts.append(
            ngettext(
                "%(n)d challenge still has no lecture",
                "%(n)d challenges still have no lecture",
                len(here.unanswered),
            )
            % {"n": len(here.unanswered)}
        )
    if len(here.owing) > 1:
        parts.append(
            ngettext(
                "%(n)d member owes the intersessional record",
                "%(n)d members owe their intersessional record",
                len(here.owing),
            )
            % {"n": len(here.owing)}
        )
    if not parts:
        return _("Every challenge has its lecture, and nobody owes anything.") if here.last else ""
    text = _(" and ").join(parts)
    return text[0].upper() + text[1:] + "."


def deeds_for(user: Any, here: Situation, *, now: dt.datetime) -> list[Deed]:
    """The reader's deeds in all their roles, late ones marked."""
    programme, today = here.programme, timezone.localdate(now)
    due = due_items(user, programme, today=today)
    found: list[Deed] = []
    if is_expert(user, programme):
        found += lectures(user, programme)
    if is_coordinator(user, programme):
        found += coordinators(here, now=now, today=today)
        found += late_plan(due, programme, today=today)
    if is_coordinator(user, programme) or is_expert(user, programme):
        found += confirmations(programme)
    if is_focal_point(user, programme):
        found += focal_points(user, here)
    if is_member(user, programme):
        found += members(user, here, today=today)
    found += own_items(due, programme, today=today)
    return found


def to(name: str, programme: Programme, **arguments: Any) -> str:
    """The address of one of the programme's pages."""
    return reverse(name, kwargs={"slug": programme.slug, **arguments})


def lectures(user: Any, programme: Programme) -> Iterator[Deed]:
    """Lectures the reader is asked for."""
    for contributor in lectures_asked_of(user):
        session = contributor.session
        if session.working_group.programme_id != programme.pk:
            continue
        challenges = [challenge.title for challenge in session.challenges.all()]
        yield Deed(
            _("Say whether you give the lecture “%(lecture)s”") % {"lecture": session.title},
            _("For %(group)s; it answers: %(challenges)s")
            % {"group": session.working_group.code, "challenges": "; ".join(challenges)}
            if challenges
            else _("For %(group)s") % {"group": session.working_group.code},
            to("lecture", programme, pk=session.pk),
        )


def coordinators(here: Situation, *, now: dt.datetime, today: dt.date) -> Iterator[Deed]:
    """Nominations to answer, lecturers to find, the next working group to plan."""
    programme = here.programme
    waiting = programme.nominations.filter(phase=NominationPhase.SENT).select_related(
        "officer", "administration", "replaces__officer"
    )
    for nomination in waiting.order_by("nominated_at")[:5]:
        why = _("waiting %(time)s") % {"time": since(nomination.nominated_at, now)}
        if nomination.replaces:
            why = _("%(why)s · replaces %(officer)s, who left") % {
                "why": why,
                "officer": nomination.replaces.officer,
            }
        yield Deed(
            _("Answer the nomination of %(officer)s, %(administration)s")
            % {"officer": nomination.officer, "administration": nomination.administration.short},
            why,
            to("nomination", programme, pk=nomination.pk),
        )
    unasked = [row for row in here.unanswered if row.thread.lecture is not Mark.ASKED]
    for row in unasked[:MOST_CHALLENGES]:
        yield Deed(
            _("Find a lecturer for “%(challenge)s”") % {"challenge": row.title},
            ngettext("%(n)d vote", "%(n)d votes", row.votes) % {"n": row.votes},
            to("lecture_demand", programme),
        )
    yield from plan_group(here, today=today)


def plan_group(here: Situation, *, today: dt.date) -> Iterator[Deed]:
    """Give the next working group its dates, or say that it was held."""
    group = here.next
    if group is None:
        return
    address = to("group", here.programme, code=group.code)
    if group.start is None:
        yield Deed(
            _("Give %(group)s its dates and place") % {"group": group.code}, group.aim, address
        )
    elif (group.end or group.start) < today:
        yield Deed(
            _("Mark %(group)s as held") % {"group": group.code},
            _("its last day is over"),
            address,
            late=True,
        )


def confirmations(programme: Programme) -> Iterator[Deed]:
    """Intersessional entries that wait for somebody to confirm them."""
    waiting = IntersessionalEntry.objects.filter(
        membership__programme=programme, phase=EntryPhase.LOGGED
    )
    found = waiting.aggregate(n=Count("pk"), oldest=Min("logged_at"))
    if found["n"]:
        yield Deed(
            ngettext(
                "Confirm %(n)d intersessional entry",
                "Confirm %(n)d intersessional entries",
                found["n"],
            )
            % {"n": found["n"]},
            _("the oldest waits %(time)s") % {"time": since(found["oldest"])},
            to("intersessional", programme),
        )


def focal_points(user: Any, here: Situation) -> Iterator[Deed]:
    """Places to fill, and members who owe their record."""
    programme = here.programme
    own = place(user, programme).administrations
    active = programme.memberships.filter(
        administration=OuterRef("administration"), left_on=None
    ).order_by()
    waiting = programme.nominations.filter(
        administration=OuterRef("administration"), phase=NominationPhase.SENT
    ).order_by()
    places = programme.participations.filter(administration__in=own).select_related(
        "administration"
    )
    for participation in places.annotate(active=counted(active), waiting=counted(waiting)):
        free = participation.quota - participation.active - participation.waiting
        if free > 0:
            yield Deed(
                ngettext(
                    "Nominate an officer: %(n)d place is free",
                    "Nominate officers: %(n)d places are free",
                    free,
                )
                % {"n": free},
                participation.administration.short,
                to("nominations", programme),
            )
    if here.owing:
        names = get_text_list([str(member.officer) for member in here.owing], _("and"))
        yield Deed(
            _("Remind %(names)s of the intersessional record") % {"names": names},
            _("nothing logged since %(group)s") % {"group": here.last.code if here.last else ""},
            to("intersessional", programme),
        )


def counted(rows: QuerySet[Any]) -> Coalesce:
    """How many rows a subquery finds; 0 when none."""
    return Coalesce(Subquery(rows.values("administration").annotate(n=Count("pk")).values("n")), 0)


def members(user: Any, here: Situation, *, today: dt.date) -> Iterator[Deed]:
    """Votes to give, what the next step still asks, the own record."""
    programme = here.programme
    membership = own_membership.one(programme=programme.pk, officer=user.pk)
    assert membership is not None  # the standing says so
    membership.programme, membership.officer = programme, user
    yield from catching_up(membership, here, today=today)
    for gap in own_gaps(membership, today=today):
        yield Deed(
            _("For %(step)s you still need: %(requirement)s")
            % {"step": gap.step, "requirement": gap.title},
            gap.words,
            to("progression", programme),
            late=gap.state == "late",
        )
    if any(member.pk == membership.pk for member in here.owing):
        yield Deed(
            _("Log what you did since %(group)s") % {"group": here.last.code if here.last else ""},
            _("courses, conferences, self-study, training you gave"),
            to("log_entry", programme),
        )
    yield from votes_left(membership, here)


def catching_up(membership: Membership, here: Situation, *, today: dt.date) -> Iterator[Deed]:
    """What a newcomer missed, as long as they are new."""
    missed = [
        group
        for group in here.groups
        if group.is_held
        and group.start
        and group.start < membership.joined_on
        and group.kind in FOR_EVERYONE
    ]
    if missed and today - membership.joined_on <= NEW_FOR:
        yield Deed(
            ngettext(
                "Catch up on %(n)d working group held before you joined",
                "Catch up on %(n)d working groups held before you joined",
                len(missed),
            )
            % {"n": len(missed)},
            ", ".join(group.code for group in missed),
            to("catch_up", here.programme, pk=membership.pk),
        )


def votes_left(membership: Membership, here: Situation) -> Iterator[Deed]:
    """Votes the administration has not given while a vote is open."""
    if not here.unanswered or not is_voting_open(here.next):
        return
    left = votes_left_of(here.programme, membership.administration_id)
    if left > 0:
        yield Deed(
            ngettext(
                "Give the %(n)d vote you have left", "Give the %(n)d votes you have left", left
            )
            % {"n": left},
            _("you share them with the members of your administration"),
            to("votes", here.programme),
        )


def late_plan(due: Sequence[Due], programme: Programme, *, today: dt.date) -> Iterator[Deed]:
    """All that is late in the plan, as one deed."""
    late = [item for item in due if item.due_on < today]
    if late:
        yield Deed(
            ngettext("Ask after %(n)d late work item", "Ask after %(n)d late work items", len(late))
            % {"n": len(late)},
            _("the oldest was due %(time)s ago") % {"time": since(late[0].due_on)},
            to("work_plan", programme),
            late=True,
        )


def own_items(due: Sequence[Due], programme: Programme, *, today: dt.date) -> Iterator[Deed]:
    """The reader's own work items that are late or due within a month."""
    for item in [item for item in due if item.is_own][:MOST_ITEMS]:
        address = to("work_item", programme, pk=item.pk)
        if item.due_on < today:
            yield Deed(
                item.title,
                _("was due %(time)s ago") % {"time": since(item.due_on)},
                address,
                late=True,
            )
        else:
            days = (item.due_on - today).days
            yield Deed(
                item.title,
                ngettext("due in %(n)d day", "due in %(n)d days", days) % {"n": days},
                address,
            )
