"""Nominations, the members who came of them, and the one who left."""

import datetime as dt
from collections.abc import Iterator

from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from serai.portal.people.models import Officer
from serai.portal.programme.demonstration.scene import Row, Scene, by, content
from serai.portal.programme.models import Membership, Nomination
from serai.portal.programme.phases import NominationPhase

ANSWERED_AFTER = dt.timedelta(days=7)


def make(scene: Scene) -> None:
    """Sixteen members nominated and accepted, one refused, one gone, and whoever is to follow."""
    sent = [(key, row) for key, row in listed() if "replaces" not in row]
    nominations = [nomination(scene, key, row) for key, row in sent]
    create(scene, nominations)
    accept(scene, [key for key, row in sent if "phase" not in row])
    answer(scene, nominations, dict(sent))
    withdraw(scene, content("people")["withdrawal"])
    waiting = [nomination(scene, key, row) for key, row in listed() if "replaces" in row]
    create(scene, waiting)


def listed() -> Iterator[tuple[str, Row]]:
    """Each nominated officer's key, with what was said."""
    return ((key, row) for row in content("people")["nominations"] for key in row["of"])


def nomination(scene: Scene, key: str, row: Row) -> Nomination:
    """A nomination as it was sent."""
    officer, focal_point = scene.people[key], scene.people[f"focal:{key[:2]}"]
    made = Nomination(
        programme=scene.programme,
        administration=officer.administration,
        officer=officer,
        why=scene.words(focal_point, row, "why"),
        replaces=scene.memberships.get(row.get("replaces", "")),
        nominated_by=focal_point,
        nominated_at=scene.moment(scene.day(row["on"]), hour=7),
    )
    return by(focal_point, made, at=made.nominated_at)


def create(scene: Scene, nominations: list[Nomination]) -> None:
    """Save nominations as they were sent."""
    bulk_create_with_history(nominations, Nomination)
    for made in nominations:
        tell(scene, made, "nomination_sent", at=made.nominated_at, actor=made.nominated_by)


def accept(scene: Scene, keys: list[str]) -> None:
    """The memberships of those who were accepted."""
    on = {key: scene.day(row["on"]) + ANSWERED_AFTER for key, row in listed()}
    for key in keys:
        officer = scene.people[key]
        made = Membership(programme=scene.programme, officer=officer, joined_on=on[key])
        made.administration = scene.administrations[key[:2]]
        scene.memberships[key] = by(scene.coordinator, made, at=scene.moment(on[key], hour=13))
    bulk_create_with_history(list(scene.memberships.values()), Membership)


def answer(scene: Scene, nominations: list[Nomination], rows: dict[str, Row]) -> None:
    """The coordinator's answers."""
    keys = {officer.pk: key for key, officer in scene.people.items()}
    for made in nominations:
        key = keys[made.officer_id]
        made.phase = rows[key].get("phase", NominationPhase.ACCEPTED)
        made.membership = scene.memberships.get(key)
        made.answered_by = scene.coordinator
        made.answered_at = scene.moment((made.nominated_at + ANSWERED_AFTER).date(), hour=13)
        by(scene.coordinator, made, at=made.answered_at)
        made.reason = scene.words(scene.coordinator, rows[key], "reason")
        tell(scene, made, f"nomination_{made.phase}", at=made.answered_at, actor=scene.coordinator)
    columns = ["phase", "membership", "answered_by", "answered_at", "reason"]
    bulk_update_with_history(nominations, Nomination, columns)


def withdraw(scene: Scene, row: Row) -> None:
    """The member who left after WG2."""
    member = scene.memberships[row["member"]]
    focal_point = scene.people[f"focal:{row['member'][:2]}"]
    member.left_on, member.left_reason = row["on"], scene.words(focal_point, row, "reason")
    at = scene.moment(row["on"], hour=11)
    by(focal_point, member, at=at).save()
    scene.tell(
        "member_withdrew",
        at=at,
        actor=focal_point,
        path=scene.path("members"),
        administration=member.administration,
        officer=member.officer.name_latin,
        officer_id=member.officer_id,
    )


def tell(scene: Scene, made: Nomination, kind: str, *, at: dt.datetime, actor: Officer) -> None:
    """Keep what happened to a nomination."""
    scene.tell(
        kind,
        at=at,
        actor=actor,
        path=scene.path("nomination", pk=made.pk),
        administration=made.administration,
        officer=made.officer.name_latin,
        officer_id=made.officer_id,
    )
