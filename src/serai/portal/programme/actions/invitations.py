"""The agenda as a letter with an invitation: sent once for each version, called off when it is off."""

import datetime as dt

from django.db import transaction
from django.utils import timezone, translation

from serai.portal.people.letters import write
from serai.portal.people.models import Officer
from serai.portal.programme.actions.events import record
from serai.portal.programme.engine.calendar import Entry, Person, written
from serai.portal.programme.errors import AgendaNotReadyError, AgendaUnchangedError
from serai.portal.programme.models import Event, WorkingGroup
from serai.portal.programme.phases import GroupPhase
from serai.portal.programme.queries.agenda import Read, laid_out, read
from serai.portal.programme.queries.calendar import group_entry
from serai.portal.programme.queries.events import sentence
from serai.portal.programme.queries.groups import address_of, people_of
from serai.portal.programme.queries.headlines import dates
from serai.portal.programme.queries.invitations import changes_since, last_sent


@transaction.atomic
def send_agenda(group: WorkingGroup, *, by: Officer, now: dt.datetime | None = None) -> int:
    """Write to everyone in the programme, with an invitation to the days; returns to how many.

    A later version is an update of the same invitation: same UID, higher SEQUENCE. Raises
    AgendaNotReadyError, and AgendaUnchangedError when this version was sent already.
    """
    now = now or timezone.now()
    fresh = WorkingGroup.objects.select_for_update().get(pk=group.pk)
    fresh.programme = group.programme
    if fresh.phase != GroupPhase.PLANNED or not fresh.sessions.filter(start__isnull=False).exists():
        raise AgendaNotReadyError(fresh)
    sent = last_sent(fresh)
    if sent and sent.facts["version"] >= fresh.agenda_version:
        raise AgendaUnchangedError(fresh)
    changes = changes_since(sent) if sent else []
    agenda = read(fresh)
    letters = [
        write_to(
            officer,
            fresh,
            agenda=agenda,
            changes=changes,
            is_update=sent is not None,
            by=by,
            now=now,
        )
        for officer in people_of(fresh)
    ]
    record(
        fresh.programme,
        "agenda_sent",
        actor=by,
        path=address_of(fresh, "agenda"),
        at=now,
        group=fresh.code,
        version=fresh.agenda_version,
        letters=sum(letters),
    )
    return sum(letters)


def write_to(
    officer: Officer,
    group: WorkingGroup,
    *,
    agenda: Read,
    changes: list[Event],
    is_update: bool,
    by: Officer,
    now: dt.datetime,
) -> bool:
    """One letter, in the officer's language and with their own time beside the host's."""
    with translation.override(officer.language):
        context = {
            "group": group,
            "dates": dates(group),
            "agenda": laid_out(group, agenda, reader=officer.zone),
            "changes": [sentence(event) for event in changes],
            "is_update": is_update,
            "path": address_of(group, "agenda"),
        }
        calendar = invitation(group_entry(group), method="REQUEST", by=by, to=officer, now=now)
    letter = write(
        officer,
        key=f"agenda:{group.pk}:{group.agenda_version}:{officer.pk}",
        template="agenda",
        context=context,
        calendar=calendar,
        calendar_method="REQUEST",
    )
    return letter is not None


def call_off(group: WorkingGroup, *, by: Officer, now: dt.datetime | None = None) -> int:
    """Tell everyone who was sent the agenda that the dates no longer stand; returns to how many."""
    now = now or timezone.now()
    if last_sent(group) is None or not group.days:
        return 0
    count = 0
    for officer in people_of(group):
        with translation.override(officer.language):
            context = {"group": group, "dates": dates(group), "path": address_of(group)}
            entry = group_entry(group, is_cancelled=True)
            calendar = invitation(entry, method="CANCEL", by=by, to=officer, now=now)
        letter = write(
            officer,
            key=f"agenda-off:{group.pk}:{group.agenda_version}:{officer.pk}",
            template="agenda_off",
            context=context,
            calendar=calendar,
            calendar_method="CANCEL",
        )
        count += letter is not None
    return count


def invitation(entry: Entry, *, method: str, by: Officer, to: Officer, now: dt.datetime) -> str:
    """The iCalendar text: the coordinator invites, and no other guest is named."""
    return written(
        [entry],
        now=now,
        method=method,
        organiser=Person(by.name_latin, by.email),
        guest=Person(to.name_latin, to.email),
    ).decode()
