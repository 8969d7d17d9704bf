"""What changed in a programme, as sentences in the reader's language.

Each kind of event has one sentence here; `%(actor)s` and the event's facts fill its places.
"""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from serai.portal.programme.models import Event, Programme
from serai.portal.programme.permissions import (
    can_import_completions,
    can_see_nominations,
    can_vote,
    is_member,
    place,
    sees_everyone,
)
from serai.portal.ui.bilingual import speaks_russian

SENTENCES = {
    "nomination_sent": _("%(actor)s nominated %(officer)s of %(administration)s."),
    "nomination_accepted": _("%(officer)s of %(administration)s was accepted as a member."),
    "nomination_declined": _("The nomination of %(officer)s of %(administration)s was declined."),
    "nomination_recalled": _("The nomination of %(officer)s of %(administration)s was recalled."),
    "member_withdrew": _("%(officer)s of %(administration)s left the programme."),
    "items_handed_over": _("%(officer)s took over the work items of %(before)s."),
    "group_planned": _("%(group)s was given its dates: %(dates)s."),
    "group_held": _("%(group)s was held."),
    "session_moved": _("“%(session)s” at %(group)s was moved."),
    "session_added": _("“%(session)s” was added to the agenda of %(group)s."),
    "group_postponed": _("The dates of %(group)s were taken back."),
    "group_closed": _("%(group)s was closed as reported."),
    "group_reopened": _("%(group)s was opened again after its report: %(reason)s"),
    "agenda_shifted": _("The whole agenda of %(group)s moved with its dates or time zone."),
    "session_removed": _("“%(session)s” was taken off the agenda of %(group)s."),
    "lecture_asked": _("%(actor)s asked %(officer)s for the lecture “%(session)s”."),
    "lecture_answered": _("%(officer)s answered about the lecture “%(session)s”: %(answer)s."),
    "lecture_agreed": _("%(officer)s agreed to the lecture “%(session)s”."),
    "lecture_refused": _("%(officer)s refused the lecture “%(session)s”."),
    "agenda_sent": _("The agenda of %(group)s was sent to everyone."),
    "challenge_raised": _("%(actor)s raised “%(challenge)s”."),
    "challenge_merged": _("“%(merged)s” was merged into “%(challenge)s”."),
    "challenge_answered": _("“%(challenge)s” was marked as answered."),
    "challenge_reopened": _("“%(challenge)s” was opened again."),
    "thread_entry_added": _("%(actor)s told what became of “%(challenge)s”."),
    "votes_closed": _("Voting on the challenges of %(group)s was closed."),
    "votes_reopened": _("Votes on the challenges for %(group)s are taken again."),
    "plan_adopted": _("The work plan was adopted at %(group)s."),
    "item_changed": _("%(actor)s changed the work item “%(item)s”."),
    "item_added": _("%(actor)s added the work item “%(item)s”."),
    "item_moved": _("The work item “%(item)s” was moved to another date."),
    "item_dropped": _("The work item “%(item)s” was dropped."),
    "item_reopened": _("The work item “%(item)s” was taken up again."),
    "item_done": _("The work item “%(item)s” was done."),
    "entry_logged": _("%(actor)s logged “%(entry)s”."),
    "entry_confirmed": _("“%(entry)s” of %(officer)s was confirmed."),
    "entry_returned": _("“%(entry)s” was returned to %(officer)s."),
    "completions_imported": _("%(actor)s took over %(added)s course completions."),
    "requirement_changed": _("The requirements for %(group)s were changed."),
    "requirement_judged_anew": _(
        "The requirements for %(group)s were changed after it was held. Members judged differently since: %(n)s."
    ),
    "signed_off": _("%(officer)s was signed off: %(requirement)s."),
    "sign_off_withdrawn": _("The sign-off of %(officer)s was withdrawn: %(requirement)s."),
    "decision_recorded": _("%(group)s decided: %(decision)s"),
    "report_made": _("The report of %(group)s was made."),
}


def sentence(event: Event) -> str:
    """What happened, in the reader's language."""
    facts: dict[str, Any] = {"actor": event.actor.name_latin if event.actor else "—"}
    facts |= {name: in_reader_language(fact) for name, fact in event.facts.items()}
    if event.administration:
        facts["administration"] = event.administration.short
    return str(SENTENCES[event.kind]) % facts


def in_reader_language(fact: Any) -> Any:
    """A fact; where it is kept as `{"en": …, "ru": …}`, the reader's language of it."""
    return fact["ru" if speaks_russian() else "en"] if isinstance(fact, dict) else fact


UNANSWERED_OR_DECLINED = ("nomination_sent", "nomination_declined", "nomination_recalled")
"""Who was proposed and did not become a member is between the focal point and the coordinator."""


def events_for(user: Any, programme: Programme) -> QuerySet[Event]:
    """What happened that concerns the user, newest first, with who did it."""
    events = Event.objects.filter(programme=programme).select_related("actor", "administration")
    if not can_see_nominations(user, programme):
        events = events.exclude(kind__in=UNANSWERED_OR_DECLINED)
    if sees_everyone(user, programme):
        return events
    here = place(user, programme)
    # A member sees the own administration's events only where they are about themselves.
    own = Q(administration__in=here.administrations)
    if is_member(user, programme) and "focal_point" not in here.roles:
        own &= Q(actor=user) | Q(facts__officer_id=user.pk)
    return events.filter(Q(administration=None) | own)


OPEN_TO = dict.fromkeys(
    ("nomination_sent", "nomination_accepted", "nomination_declined", "nomination_recalled"),
    can_see_nominations,
) | {"completions_imported": can_import_completions, "votes_reopened": can_vote}
"""Whose page not everyone can open whom the event concerns."""


def path_for(user: Any, programme: Programme, event: Event) -> str:
    """Where to see it; empty where the reader may know of it without seeing more."""
    opens = OPEN_TO.get(event.kind)
    return event.path if opens is None or opens(user, programme) else ""


def since(events: QuerySet[Event], *, moment: dt.datetime, most: int = 8) -> list[Event]:
    """The newest events after a moment."""
    return list(events.filter(at__gte=moment)[:most])
