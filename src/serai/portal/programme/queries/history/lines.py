"""The records of all kinds as one list, newest first, and each as a sentence with its changes."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import CharField, Field, ForeignKey, Q, QuerySet, Value
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from serai.portal.people.models import Officer
from serai.portal.programme.engine.requirements.words import plain
from serai.portal.programme.models import Programme
from serai.portal.programme.queries.history.kinds import KINDS, Kind

ADDED, CHANGED, REMOVED = "+", "~", "-"
# Who did it and when stands in every line already.
SAID_ELSEWHERE = {
    "answered_at", "answered_by", "marked_at", "marked_by", "nominated_at", "nominated_by", "programme",
    "recorded_by", "signed_at", "signed_by",
}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """A field with its value before and after, in words."""

    field: str
    was: str | None
    """None in a record that is new."""
    now: str


@dataclass(frozen=True)
class Line:
    """One change: who, when, what."""

    at: dt.datetime
    by: Officer | None
    kind: Kind
    deed: str
    what: str
    changes: Sequence[Change]
    reason: str = ""


type Key = tuple[str, int, dt.datetime]


def lines_of(
    programme: Programme, *, kind: str = "", officer: int | None = None
) -> QuerySet[Any, Key]:
    """Kind, key and time of every change, newest first: of one kind, and by or about an officer, when asked so."""
    parts = [
        keys_of(each, programme, officer) for name, each in KINDS.items() if kind in ("", name)
    ]
    return (
        parts[0].union(*parts[1:], all=True).order_by("-history_date", "-history_id", "kind_name")
    )


def keys_of(kind: Kind, programme: Programme, officer: int | None) -> QuerySet[Any, Key]:
    """The keys of one kind."""
    rows = kind.history.objects.filter(kind.where(programme))
    if officer is not None:
        about = Q(history_user=officer)
        for path in kind.about:
            about |= Q(**{path: officer})
        rows = rows.filter(about)
    return (
        rows.order_by()
        .annotate(kind_name=Value(kind.name, output_field=CharField()))
        .values_list("kind_name", "history_id", "history_date")
    )


def changes_of(keys: Iterable[Key]) -> list[Line]:
    """The lines of these keys, in their order; one query for each kind that occurs."""
    wanted: dict[str, set[int]] = defaultdict(set)
    ordered = list(keys)
    for name, key, _at in ordered:
        wanted[name].add(key)
    found = {
        (name, line_key): line
        for name, kept in wanted.items()
        for line_key, line in read(KINDS[name], kept)
    }
    return [found[name, key] for name, key, _at in ordered]


def read(kind: Kind, keys: set[int]) -> Iterable[tuple[int, Line]]:
    """The rows of these keys against the ones before them of the same record."""
    history = kind.history
    records = history.objects.filter(history_id__in=keys).values("id")
    rows = (
        history.objects.filter(id__in=records, history_id__lte=max(keys))
        .select_related("history_user", *kind.related)
        .order_by("id", "history_date", "history_id")
    )
    before: dict[int, Any] = {}
    for row in rows:
        if row.history_id in keys:
            yield row.history_id, line_of(kind, row, before.get(row.id))
        before[row.id] = row


def line_of(kind: Kind, row: Any, before: Any) -> Line:
    """A row as a line, its changes against the row before."""
    return Line(
        at=row.history_date,
        by=row.history_user,
        kind=kind,
        deed=deed_of(row.history_type),
        what=kind.names(row),
        changes=changes(kind, row, before),
        reason=row.history_change_reason or "",
    )


def deed_of(history_type: str) -> str:
    """Added, changed or removed."""
    return {ADDED: _("added"), CHANGED: _("changed"), REMOVED: _("removed")}[history_type]


def changes(kind: Kind, row: Any, before: Any) -> list[Change]:
    """What is worth saying: of a new record some fields, of a changed one every field that differs."""
    if row.history_type == REMOVED:
        return []
    fields = [
        field
        for field in kind.model._meta.concrete_fields
        if not (field.primary_key or field.name in SAID_ELSEWHERE)
    ]
    if row.history_type == ADDED or before is None:
        told = [
            Change(label(field), None, in_words(field, row))
            for field in fields
            if field.name in kind.tells
        ]
        return [change for change in told if change.now]
    return [
        Change(label(field), in_words(field, before), in_words(field, row))
        for field in fields
        if getattr(before, field.attname) != getattr(row, field.attname)
    ]


def label(field: Field[Any, Any]) -> str:
    """What people call the field; a name that Django made of the field's own is looked up too."""
    return _(str(field.verbose_name))


def in_words(field: Field[Any, Any], row: Any) -> str:
    """A value as a person would say it; empty for none."""
    value = getattr(row, field.attname)
    if value in (None, "", []):
        return ""
    if isinstance(field, ForeignKey):
        return str(getattr(row, field.name) or _("removed since"))
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    return value_in_words(value)


def value_in_words(value: Any) -> str:
    """A value that is neither a choice nor points to anything."""
    match value:
        case bool():
            said = _("yes") if value else _("no")
        case dt.datetime():
            said = date_format(timezone.localtime(value), "DATETIME_FORMAT")
        case dt.date():
            said = date_format(value, "DATE_FORMAT")
        case list():
            said = ", ".join(map(str, value))
        case Decimal():
            said = plain(value)
        case _:
            said = str(value)
    return said
