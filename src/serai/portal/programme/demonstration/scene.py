"""What all parts of the demonstration share: who is there, which day it is, and what was told."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from django.db import models
from django.urls import reverse

from serai.portal.people.models import Administration, Officer
from serai.portal.programme.models import (
    Challenge,
    Event,
    Membership,
    Programme,
    Session,
    WorkingGroup,
)

type Row = Mapping[str, Any]
type Day = dt.date | int
"""A date, or a number of days from the day the demonstration is loaded: -9 is nine days ago."""

CONTENT = files("serai.portal.programme.demonstration") / "content"
SATURDAY = 5


@cache
def content(name: str) -> dict[str, Any]:
    """A file of `content/`; not to be changed by the caller."""
    return tomllib.loads((CONTENT / f"{name}.toml").read_text(encoding="utf-8"))


def by[M: models.Model](officer: Officer, made: M, *, at: dt.datetime) -> M:
    """The row, with who made it and when as its history is to tell it."""
    vars(made).update(_history_user=officer, _history_date=at)
    return made


class Scene:
    """The programme being filled. The parts add what later parts refer to, by the keys of `content/`."""

    def __init__(self, programme: Programme, *, today: dt.date, rng: Random) -> None:
        self.programme = programme
        self.today = today
        self.rng = rng
        self.administrations: dict[str, Administration] = Administration.objects.in_bulk(
            field_name="code"
        )
        self.groups: dict[str, WorkingGroup] = {
            group.code: group for group in programme.working_groups.select_related("host")
        }
        self.people: dict[str, Officer] = {}
        self.memberships: dict[str, Membership] = {}
        self.challenges: dict[str, Challenge] = {}
        self.sessions: dict[tuple[str, str], Session] = {}
        """By code of the working group and key in its file."""
        self.events: list[Event] = []

    @property
    def coordinator(self) -> Officer:
        return self.people["coordinator"]

    def day(self, value: Day) -> dt.date:
        """The date meant. A number of days ago never reaches back to WG3, whenever `today` is."""
        if isinstance(value, dt.date):
            return value
        return max(self.today + dt.timedelta(value), self.groups["WG3"].days[-1] + dt.timedelta(3))

    def working_day(self, value: Day) -> dt.date:
        """The date meant, moved off a weekend: back in the past, forth in the future."""
        day = self.day(value)
        beyond = day.weekday() - SATURDAY
        if isinstance(value, dt.date) or beyond < 0:
            return day
        return day + dt.timedelta(2 - beyond) if value > 0 else day - dt.timedelta(1 + beyond)

    def moment(self, day: dt.date, *, hour: int = 9) -> dt.datetime:
        """Some minute of an hour of a day, in UTC."""
        return dt.datetime.combine(day, dt.time(hour, self.rng.randrange(60)), tzinfo=dt.UTC)

    def words(self, author: Officer, row: Row, name: str) -> str:
        """A text as its author wrote it, in the language they read; empty where the row has none."""
        return row.get(f"{name}_{author.language}", "")

    def path(self, name: str, **where: Any) -> str:
        """The address of a page of the programme."""
        return reverse(name, kwargs={"slug": self.programme.slug, **where})

    def tell(
        self,
        kind: str,
        *,
        at: dt.datetime,
        actor: Officer,
        path: str,
        administration: Administration | None = None,
        **facts: Any,
    ) -> None:
        """Keep an event for the page that says what changed; `facts` fill its sentence."""
        event = Event(
            programme=self.programme, kind=kind, actor=actor, at=at, path=path, facts=facts
        )
        event.administration = administration
        self.events.append(event)
