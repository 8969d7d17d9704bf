"""What changed since the plan was adopted, in words."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from serai.portal.programme.engine.changes import Change, Kind
from serai.portal.programme.queries.workplan import Since, names_of
from serai.portal.ui.bilingual import speaks_russian


@dataclass(frozen=True, slots=True)
class Said:
    """One change: the item, and from what to what."""

    pk: int
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """The changes since adoption, each kind with its heading."""

    group: str
    adopted_on: dt.date
    changed: int
    """How many items differ."""
    kinds: Sequence[tuple[str, Sequence[Said]]]


def told(since: Since) -> Told:
    """What `changes_since_adoption` found, in the reader's language; one query more when owners changed."""
    by_kind = since.by_kind()
    owners = {
        pk
        for change in by_kind.get(Kind.OWNERS, ())
        for stand in (change.was, change.now)
        if stand
        for pk in stand.owners
    }
    names = names_of(owners)
    first, second = (1, 0) if speaks_russian() else (0, 1)
    kinds = []
    for kind, changes in by_kind.items():
        said = []
        for change in changes:
            titles = since.titles.get(change.pk, ("", ""))
            said.append(Said(change.pk, titles[first] or titles[second], text_of(change, names)))
        kinds.append((heading(kind, len(said)), said))
    return Told(since.group, since.adopted_on, len({change.pk for change in since.changes}), kinds)


def heading(kind: Kind, n: int) -> str:
    """How many items changed in this way."""
    return {
        Kind.MOVED: ngettext("%(n)s item moved", "%(n)s items moved", n),
        Kind.NEW: ngettext("%(n)s item is new", "%(n)s items are new", n),
        Kind.DROPPED: ngettext("%(n)s item was dropped", "%(n)s items were dropped", n),
        Kind.OWNERS: ngettext("%(n)s item has other owners", "%(n)s items have other owners", n),
        Kind.DONE: ngettext("%(n)s item was done", "%(n)s items were done", n),
        Kind.REOPENED: ngettext(
            "%(n)s item was taken up again", "%(n)s items were taken up again", n
        ),
    }[kind] % {"n": n}


def text_of(change: Change, names: dict[int, str]) -> str:
    """From what to what, as far as the heading does not say it."""
    was, now = change.was, change.now
    match change.kind:
        case Kind.MOVED if was and now:
            return moved(change)
        case Kind.NEW if now:
            return _("due %(day)s") % {"day": plain(now.due_on)}
        case Kind.DROPPED if was:
            return _("was due %(day)s") % {"day": plain(was.due_on)}
        case Kind.OWNERS if was and now:
            return _("%(before)s → %(now)s") % {
                "before": people(was.owners, names),
                "now": people(now.owners, names),
            }
    return ""


def moved(change: Change) -> str:
    """The dates before and after, and how far they lie apart."""
    assert change.was
    assert change.now
    if not change.days:
        return _("begins %(before)s → %(now)s") % {
            "before": plain(change.was.begins_on),
            "now": plain(change.now.begins_on),
        }
    dates: dict[str, str | int] = {
        "before": plain(change.was.due_on),
        "now": plain(change.now.due_on),
        "n": abs(change.days),
    }
    if change.days > 0:
        return (
            ngettext(
                "%(before)s → %(now)s, %(n)s day later",
                "%(before)s → %(now)s, %(n)s days later",
                change.days,
            )
            % dates
        )
    return (
        ngettext(
            "%(before)s → %(now)s, %(n)s day earlier",
            "%(before)s → %(now)s, %(n)s days earlier",
            -change.days,
        )
        % dates
    )


def plain(date: dt.date | None) -> str:
    """A day as text."""
    return date_format(date, "SHORT_DATE_FORMAT") if date else "—"


def people(owners: frozenset[int], names: dict[int, str]) -> str:
    """The names of owners, or “nobody”."""
    return ", ".join(sorted(names[pk] for pk in owners if pk in names)) or _("nobody")
