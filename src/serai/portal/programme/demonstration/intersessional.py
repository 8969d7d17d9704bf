"""What members logged between working groups, and how it was answered."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from serai.portal.people.models import Officer
from serai.portal.programme.demonstration.scene import Row, Scene, by, content
from serai.portal.programme.models import IntersessionalEntry
from serai.portal.programme.phases import EntryPhase

Kind = IntersessionalEntry.Kind
COURSE_TAKES = dt.timedelta(days=10)
ANSWERED_AFTER = dt.timedelta(days=3)


def make(scene: Scene) -> None:
    """Entries as they were logged, then the answers to those that have one."""
    rows = list(rows_of())
    entries = [entry(scene, row) for row in rows]
    bulk_create_with_history(entries, IntersessionalEntry)
    answered = [
        answer(scene, made, row)
        for made, row in zip(entries, rows, strict=True)
        if row["phase"] != EntryPhase.LOGGED
    ]
    columns = ["phase", "answered_by", "answered_at", "reason"]
    bulk_update_with_history(answered, IntersessionalEntry, columns)
    for made in entries:
        officer = made.membership.officer
        tell(scene, "entry_logged", made, at=made.logged_at, actor=officer)
        if made.answered_at and made.answered_by:
            tell(scene, f"entry_{made.phase}", made, at=made.answered_at, actor=made.answered_by)


def rows_of() -> Iterator[Row]:
    """Every entry of the file, courses written out."""
    file = content("intersessional")
    default = {"answered_by": file["by_default"]}
    for row in file["elearning"]:
        course = file["courses"][row["course"]]
        begun = row["ended"] - COURSE_TAKES
        yield (
            default
            | course
            | {"kind": Kind.ELEARNING, "phase": EntryPhase.CONFIRMED, "begun": begun}
            | row
        )
    yield from (default | row for row in file["entry"])


def entry(scene: Scene, row: Row) -> IntersessionalEntry:
    """An entry as the member logged it."""
    officer = scene.people[row["by"]]
    ended = scene.working_day(row["ended"])
    logged = scene.working_day(row["logged"]) if "logged" in row else ended + dt.timedelta(days=1)
    made = IntersessionalEntry(
        membership=scene.memberships[row["by"]],
        kind=row["kind"],
        title=scene.words(officer, row, "title"),
        begun_on=scene.working_day(row["begun"]),
        ended_on=ended,
        hours=Decimal(str(row["hours"])),
        learned=scene.words(officer, row, "learned"),
        score=Decimal(row["score"]) if "score" in row else None,
        logged_at=scene.moment(logged, hour=6),
    )
    return by(officer, made, at=made.logged_at)


def answer(scene: Scene, made: IntersessionalEntry, row: Row) -> IntersessionalEntry:
    """Confirm or return it, as the row says."""
    expert = scene.people[row["answered_by"]]
    on = (
        scene.working_day(row["answered"])
        if "answered" in row
        else (made.logged_at + ANSWERED_AFTER).date()
    )
    made.phase, made.reason = row["phase"], scene.words(expert, row, "reason")
    made.answered_by, made.answered_at = expert, scene.moment(on, hour=12)
    return by(expert, made, at=made.answered_at)


def tell(
    scene: Scene, kind: str, made: IntersessionalEntry, *, at: dt.datetime, actor: Officer
) -> None:
    """Keep what happened to an entry."""
    scene.tell(
        kind,
        at=at,
        actor=actor,
        path=scene.path("entry", pk=made.pk),
        administration=made.membership.administration,
        entry=made.title,
        officer=made.membership.officer.name_latin,
        officer_id=made.membership.officer_id,
    )
