"""Loading everything at once, or nothing."""

import datetime as dt
from random import Random

from django.db import transaction
from django.utils import timezone

from serai.portal.programme.actions.published import load_published
from serai.portal.programme.data import table
from serai.portal.programme.demonstration import (
    agenda,
    attendance,
    challenges,
    cohort,
    intersessional,
    officers,
    progression,
    work_plan,
)
from serai.portal.programme.demonstration.scene import Scene
from serai.portal.programme.models import Event, Programme

SEED = 2024
# On a machine whose clock is wrong the content would lie before what it follows from.
EARLIEST = dt.date(2025, 7, 1)


@transaction.atomic
def load(*, today: dt.date | None = None, rng: Random | None = None) -> Programme:
    """Fill the living programme, as it would stand on `today`; nothing when it has members already.

    The same `today` and chance make the same people and the same history.
    """
    load_published()
    living = table("central_asia_caucasus")["published_name"]
    programme = Programme.objects.select_for_update().get(published_name=living)
    if programme.memberships.exists():
        return programme
    chance = rng or Random(SEED)  # noqa: S311 - chance for names, nothing secret
    scene = Scene(programme, today=max(today or timezone.localdate(), EARLIEST), rng=chance)
    officers.make(scene)
    cohort.make(scene)
    challenges.make(scene)
    agenda.make(scene)
    attendance.make(scene)
    work_plan.make(scene)
    intersessional.make(scene)
    progression.make(scene)
    Event.objects.bulk_create(sorted(scene.events, key=lambda event: event.at))
    return programme
