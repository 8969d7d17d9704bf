"""Loading what is published: the history of programmes, the totals, and the living programme's frame.

It may run any number of times, in production too, and makes no people.

- Published history belongs to the files: a figure corrected there is corrected here.
- Administrations and the living programme belong to those who work with them: they are made when
  they are missing, and left alone from then on.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils.text import slugify
from simple_history.utils import bulk_create_with_history

from serai.portal.people.models import Administration
from serai.portal.programme.actions.programmes import DEFAULT_STEPS
from serai.portal.programme.data import rows, table
from serai.portal.programme.models import (
    FormerSlug,
    Participation,
    Programme,
    PublishedTotal,
    WorkingGroup,
)
from serai.portal.programme.phases import GroupPhase, ProgrammePhase
from serai.portal.ui.bilingual import in_both

Kind, Mode, Precision = WorkingGroup.Kind, WorkingGroup.Mode, WorkingGroup.Precision

WHY = "published"
MODES = {"in person": Mode.IN_PERSON, "online": Mode.ONLINE, "hybrid": Mode.HYBRID, "": ""}
# What the list calls an activity, how we call it for short, and which kind it is.
MEETINGS = {
    "Workshop": ("Workshop", Kind.WORKSHOP),
    "Concluding workshop": ("Concluding", Kind.CONCLUDING),
    "Launch": ("Launch", Kind.LAUNCH),
    "Explanatory meeting": ("Explanatory", Kind.EXPLANATORY),
    "Catch-up for late-joining Members": ("Catch-up", Kind.CATCH_UP),
}


@dataclass(frozen=True)
class Loaded:
    """How many rows were added or corrected."""

    administrations: int = 0
    programmes: int = 0
    activities: int = 0
    totals: int = 0


@transaction.atomic
def load_published() -> Loaded:
    """Bring administrations, programmes, activities and totals up to what this version ships."""
    administrations = add_administrations()
    known = {
        one.published_name: one
        for one in Programme.objects.select_for_update().exclude(published_name="")
    }
    published: dict[str, list[dict[str, str]]] = {}
    for row in rows("mtp_activities"):
        published.setdefault(row["programme"], []).append(row)
    living = table("central_asia_caucasus")
    programmes = activities = 0
    for name, of in published.items():
        programme = known.get(name)
        programmes += programme is None
        if name != living["published_name"]:
            programme = programme or Programme.objects.create(
                **programme_of(name, of), phase=ProgrammePhase.PUBLISHED
            )
            activities += bring_up_to_date(programme, of)
        elif programme is None:
            activities += found_living(of, living)
    return Loaded(administrations, programmes, activities, load_totals())


def add_administrations() -> int:
    """Make the administrations and partners that are missing."""
    known = set(Administration.objects.values_list("code", flat=True))
    missing = [
        administration(code, facts)
        for code, facts in table("administrations").items()
        if code not in known
    ]
    Administration.objects.bulk_create(missing)
    return len(missing)


def administration(code: str, facts: Mapping[str, Any]) -> Administration:
    """An administration as the file has it; its time zone is the country's unless it names its own."""
    country = table("countries").get(facts.get("country", ""), {})
    return Administration(
        code=code,
        kind=facts.get("kind", Administration.Kind.CUSTOMS),
        country=facts.get("country", ""),
        country_name_en=country.get("en", ""),
        country_name_ru=country.get("ru", ""),
        name_en=facts["name_en"],
        name_ru=facts["name_ru"],
        name_native=facts["name_native"],
        languages=facts["languages"],
        time_zone=facts.get("time_zone") or country["time_zone"],
    )


def programme_of(name: str, of: list[dict[str, str]]) -> dict[str, str]:
    """The columns of a programme. Where its activities name several regions, the latest stands."""
    topic, region = of[-1]["topic"], of[-1]["region"]
    return {
        "slug": free_slug(slugify(name)),
        "published_name": name,
        **in_both("topic", topic, in_russian("topics", topic)),
        **in_both("region", region, in_russian("regions", region)),
    }


def free_slug(slug: str) -> str:
    """The slug, or the slug with “-published” where a coordinator took it for a programme of their own."""
    taken = Programme.objects.filter(slug=slug) or FormerSlug.objects.filter(slug=slug)
    return f"{slug}-published" if taken else slug


def in_russian(kind: str, english: str) -> str:
    """The Russian of a word in the lists; raises KeyError naming the word that has none yet."""
    return table("in_russian")[kind][english] if english else ""


def activity(row: Mapping[str, str]) -> dict[str, Any]:
    """The columns of one activity. What is not published stays empty."""
    code, kind = MEETINGS.get(row["activity"]) or (row["activity"], Kind.WORKING_GROUP)
    is_month = len(row["start"]) == len("2024-09")
    country = table("countries")[row["country"]] if row["country"] else {"time_zone": "UTC"}
    return {
        "code": code,
        "kind": kind,
        "phase": GroupPhase.HELD,
        "start": dt.date.fromisoformat(f"{row['start']}-01" if is_month else row["start"]),
        "end": dt.date.fromisoformat(row["end"]) if row["end"] else None,
        "precision": Precision.MONTH if is_month else Precision.DAY,
        "mode": MODES[row["mode"]],
        "country": row["country"],
        "time_zone": country["time_zone"],
        "published_members": number(row["working_group_members"]),
        "published_trainees": number(row["trainees"]),
        "published_certified": number(row["certified"]),
        "source": row["source"],
        **in_both("city", row["city"], in_russian("cities", row["city"])),
    }


def number(text: str) -> int | None:
    """A published number; None when none was published."""
    return int(text) if text else None


def in_order(of: Iterable[Mapping[str, str]]) -> list[dict[str, Any]]:
    """The activities of a programme by date, each with its place."""
    wanted = sorted((activity(row) for row in of), key=lambda columns: columns["start"])
    return [{"order": place, **columns} for place, columns in enumerate(wanted, start=1)]


def bring_up_to_date(programme: Programme, of: Iterable[Mapping[str, str]]) -> int:
    """Add the activities that are missing and correct those that differ; the number of both."""
    known = {group.code: group for group in programme.working_groups.all()}
    added, corrected = [], 0
    for columns in in_order(of):
        if group := known.get(columns["code"]):
            corrected += correct(group, columns)
        else:
            added.append(WorkingGroup(programme=programme, **columns))
    bulk_create_with_history(added, WorkingGroup, default_change_reason=WHY)
    return len(added) + corrected


def correct(row: models.Model, columns: Mapping[str, Any]) -> bool:
    """Save the row when a column differs from what is published."""
    wrong = {name: value for name, value in columns.items() if getattr(row, name) != value}
    for name, value in wrong.items():
        setattr(row, name, value)
    if wrong:
        row.save()
    return bool(wrong)


def found_living(of: list[dict[str, str]], facts: Mapping[str, Any]) -> int:
    """The programme people work in: its administrations, what was held, and the steps to be planned."""
    columns = programme_of(facts["published_name"], of) | {"slug": free_slug(facts["slug"])}
    programme = Programme.objects.create(
        **columns,
        phase=ProgrammePhase.RUNNING,
        partners=facts["partners"],
        nominations_close_on=facts["nominations_close_on"],
    )
    taking_part = Administration.objects.in_bulk(facts["administrations"], field_name="code")
    Participation.objects.bulk_create(
        Participation(
            programme=programme, administration=one, quota=facts["quota"], votes=facts["votes"]
        )
        for one in taking_part.values()
    )
    hosts = {code: taking_part[host] for code, host in facts["hosts"].items()}
    aims = {code: in_both("aim", en, ru) for code, en, ru in DEFAULT_STEPS}
    held = in_order(of)
    done = {columns["code"] for columns in held}
    to_come = [
        {"code": code, "order": len(held) + place}
        for place, code in enumerate((code for code in aims if code not in done), start=1)
    ]
    steps = [
        WorkingGroup(
            programme=programme, host=hosts.get(step["code"]), **step, **aims.get(step["code"], {})
        )
        for step in (*held, *to_come)
    ]
    bulk_create_with_history(steps, WorkingGroup, default_change_reason=WHY)
    return len(held)


def load_totals() -> int:
    """Add or correct the published totals."""
    known = PublishedTotal.objects.in_bulk(field_name="as_of")
    changed = 0
    for row in rows("mtp_totals"):
        columns = {
            "as_of": dt.date.fromisoformat(row["as_of"]),
            "master_trainers": int(row["master_trainers"]),
            "people_trained": int(row["people_trained"]),
            "source": row["source"],
            **in_both("scope", row["scope"], in_russian("scopes", row["scope"])),
        }
        total = known.get(columns["as_of"]) or PublishedTotal()
        changed += correct(total, columns)
    return changed
