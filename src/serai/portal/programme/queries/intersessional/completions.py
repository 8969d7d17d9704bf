"""Files of course completions: what they say, and what of it is new."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from serai.portal.people.models import Officer
from serai.portal.programme.engine.completions import (
    Completion,
    Listed,
    Order,
    Reading,
    Roster,
    Scale,
    headed,
    read,
)
from serai.portal.programme.models import CompletionImport, IntersessionalEntry, Programme
from serai.portal.programme.permissions import is_coordinator
from serai.portal.programme.phases import EntryPhase
from serai.portal.programme.queries.programmes import living_programme_for
from serai.portal.ui.sheets import Table, read_table


def imports_of(programme: Programme) -> QuerySet[CompletionImport]:
    """Files that were sent, newest first."""
    return programme.imports.select_related("stored", "uploaded_by").order_by("-uploaded_at", "-pk")


def received_for(user: Any, slug: str, pk: int) -> CompletionImport:
    """A file of completions; only the coordinator knows of it."""
    programme = living_programme_for(user, slug)
    received = CompletionImport.objects.select_related("stored", "uploaded_by").get(
        pk=pk, programme=programme
    )
    if not is_coordinator(user, programme):
        raise CompletionImport.DoesNotExist
    received.programme = programme
    return received


def table_of(received: CompletionImport) -> Table:
    """The file's table from the row that names its columns. Raises SheetUnreadableError, FileNotFoundError."""
    with received.stored.content.open("rb") as content:
        return headed(read_table(content))


def roster_of(programme: Programme) -> Roster:
    """Whom completions can belong to; who came back after leaving is listed as they are now."""
    members: dict[str, Listed] = {}
    rows = programme.memberships.order_by("joined_on", "pk").values_list(
        "officer__email", "pk", "joined_on", "left_on"
    )
    for email, pk, joined_on, left_on in rows:
        members[email] = Listed(pk, joined_on, left_on)
    others = Officer.objects.exclude(email__in=members).order_by().values_list("email", flat=True)
    return Roster(members, frozenset(others))


def reading_of(
    received: CompletionImport,
    *,
    columns: Mapping[str, int],
    order: Order | None = None,
    scale: Scale | None = None,
    today: dt.date | None = None,
) -> Reading:
    """What the file says, read anew from what was stored."""
    roster = roster_of(received.programme)
    today = today or timezone.localdate()
    return read(table_of(received), columns, roster, today=today, order=order, scale=scale)


def new_and_known(
    programme: Programme, completions: Iterable[Completion]
) -> tuple[Sequence[Completion], Sequence[Completion]]:
    """The completions that have no entry yet, and those that have one: taken over before, or logged by the member."""
    rows = (
        IntersessionalEntry.objects.filter(
            membership__programme=programme, kind=IntersessionalEntry.Kind.ELEARNING
        )
        .order_by()
        .values_list("membership_id", "imported_key", "title", "ended_on", "phase")
    )
    taken, logged = set(), set()
    for membership, key, title, ended_on, phase in rows:
        if key:
            taken.add((membership, key))
        elif phase != EntryPhase.RETURNED:
            logged.add((membership, " ".join(title.split()).casefold(), ended_on))
    new: list[Completion] = []
    known: list[Completion] = []
    for completion in completions:
        is_known = (completion.membership, completion.key) in taken or (
            completion.membership,
            completion.course.casefold(),
            completion.day,
        ) in logged
        (known if is_known else new).append(completion)
    return new, known


def remembered_hours(programme: Programme, courses: Iterable[str]) -> dict[str, Decimal]:
    """The hours last given for courses of these names, by name in lower case."""
    wanted = {course.casefold() for course in courses}
    rows = (
        IntersessionalEntry.objects.filter(
            membership__programme=programme, imported_by__isnull=False
        )
        .order_by("imported_by_id", "pk")
        .values_list("title", "hours")
        .distinct()
    )
    return {title.casefold(): hours for title, hours in rows if title.casefold() in wanted}
