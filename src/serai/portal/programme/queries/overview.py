"""Where a programme stands: its steps, what comes next, who takes part."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from serai.portal.programme.models import Membership, Participation, Programme, Role, WorkingGroup
from serai.portal.programme.permissions import takes_part
from serai.portal.programme.queries.headlines import headline
from serai.portal.programme.queries.published import Picture, draw
from serai.portal.ui.prepared import Given, Prepared
from serai.portal.ui.templatetags.ui import span

groups_in_order = Prepared(
    lambda: WorkingGroup.objects.filter(programme=Given("programme")).select_related("host")
)
roles_in_order = Prepared(
    lambda: (
        Role.objects.filter(programme=Given("programme"))
        .select_related("officer__administration", "administration")
        .order_by("kind", "officer__name_latin")
    )
)


@dataclass(frozen=True)
class Overview:
    """What a programme's own page shows."""

    groups: list[WorkingGroup]
    steps: list[dict[str, str]]
    fact: str
    participations: Sequence[Any]
    roles: list[Role]
    picture: Picture
    follows: str

    @property
    def members(self) -> int:
        return sum(p.members for p in self.participations)

    @property
    def places(self) -> int:
        return sum(p.quota for p in self.participations)


def with_members() -> QuerySet[Participation]:
    """The participations of a programme, with the number of active `members`."""
    active = Membership.objects.filter(
        programme=OuterRef("programme"), administration=OuterRef("administration"), left_on=None
    )
    counted = active.order_by().values("administration").annotate(n=Count("pk")).values("n")
    return (
        Participation.objects.filter(programme=Given("programme"))
        .select_related("administration")
        .annotate(members=Coalesce(Subquery(counted), 0))
    )


participations_with_members = Prepared(with_members)


def groups_of(programme: Programme) -> list[WorkingGroup]:
    """The working groups of a programme in their order, with their hosts."""
    groups = groups_in_order(programme=programme.pk)
    for group in groups:
        group.programme = programme
    return groups


def overview(user: Any, programme: Programme, *, today: dt.date) -> Overview:
    """The whole page of a programme in four queries."""
    groups = groups_of(programme)
    programme._prefetched_objects_cache = {"working_groups": groups}  # type: ignore[attr-defined]
    inside = programme.is_living and takes_part(user, programme)
    participations = participations_with_members(programme=programme.pk)
    roles = roles_in_order(programme=programme.pk) if inside else []
    return Overview(
        groups=groups,
        steps=steps(programme, groups),
        fact=living_fact(groups, today=today) if programme.is_living else published_fact(groups),
        participations=participations,
        roles=roles,
        picture=draw([programme], today=today),
        follows=what_follows(groups),
    )


def steps(programme: Programme, groups: list[WorkingGroup]) -> list[dict[str, str]]:
    """The working groups as the steps line shows them: done, now, or to come."""
    line = []
    upcoming = next_group(groups)
    for group in groups:
        if group.kind != WorkingGroup.Kind.WORKING_GROUP:
            continue
        if group.start and group.published_members:
            note = ngettext("%(n)d member", "%(n)d members", group.published_members) % {
                "n": group.published_members
            }
        else:
            note = group.aim if not group.is_held else ""
        line.append(
            {
                "label": group.code,
                "place": group.city,
                "when": span(group.start, group.end, group.precision)
                if group.start
                else _("to be planned"),
                "note": note,
                "state": "done" if group.is_held else "now" if group == upcoming else "next",
                "url": reverse("group", kwargs={"slug": programme.slug, "code": group.code})
                if programme.is_living
                else "",
            }
        )
    return line


def next_group(groups: list[WorkingGroup]) -> WorkingGroup | None:
    """The first working group that was not held."""
    return next(
        (g for g in groups if not g.is_held and g.kind == WorkingGroup.Kind.WORKING_GROUP), None
    )


def last_held(groups: list[WorkingGroup]) -> WorkingGroup | None:
    """The working group that was held last."""
    return next(
        (g for g in reversed(groups) if g.is_held and g.kind == WorkingGroup.Kind.WORKING_GROUP),
        None,
    )


def living_fact(groups: list[WorkingGroup], *, today: dt.date) -> str:
    """How far away the next working group is, as a sentence."""
    upcoming = next_group(groups)
    return headline(upcoming, today=today) if upcoming else _("All working groups were held.")


def published_fact(groups: list[WorkingGroup]) -> str:
    """What is published about a programme of the past, in one sentence."""
    certified = next((g for g in reversed(groups) if g.published_certified), None)
    if certified and certified.start and certified.published_certified:
        return ngettext(
            "%(n)d member was certified (%(month)s).",
            "%(n)d members were certified (%(month)s).",
            certified.published_certified,
        ) % {
            "n": certified.published_certified,
            "month": date_format(certified.end or certified.start, "YEAR_MONTH_FORMAT"),
        }
    dated = [g for g in groups if g.start]
    if not dated:
        return _("Nothing is published yet.")
    return ngettext(
        "%(n)d activity is published.", "%(n)d activities are published.", len(dated)
    ) % {"n": len(dated)}


def what_follows(groups: list[WorkingGroup]) -> str:
    """What the next working group is to bring."""
    upcoming = next_group(groups)
    return upcoming.aim if upcoming else ""


def members_of(programme: Programme) -> list[Membership]:
    """Active members, with officer and administration."""
    return list(
        programme.memberships.filter(left_on=None).select_related("officer", "administration")
    )
