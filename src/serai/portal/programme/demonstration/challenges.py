"""Challenges with their authors, votes, and the stages of their threads."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from serai.portal.people.models import Officer
from serai.portal.programme.demonstration.scene import Row, Scene, by, content
from serai.portal.programme.models import Author, Challenge, ThreadEntry, Vote
from serai.portal.programme.phases import ChallengePhase

# WG1 is known by its month only; what was raised there is written down at the end of that month.
WRITTEN_DOWN = dt.date(2024, 9, 30)
MERGED = dt.date(2024, 10, 10)
VOTED = dt.date(2024, 11, 6)
ANSWERED = dt.date(2025, 2, 14)


def make(scene: Scene) -> None:
    """Everything that was raised, and how far it came."""
    rows = {row["key"]: row for row in content("challenges")["challenge"]}
    scene.challenges = {
        key: challenge(scene, row, place) for place, (key, row) in enumerate(rows.items())
    }
    bulk_create_with_history(list(scene.challenges.values()), Challenge)
    add_authors(scene, rows)
    move_on(scene, rows)
    Vote.objects.bulk_create(
        Vote(
            challenge=scene.challenges[key],
            administration=scene.administrations[code],
            count=count,
            cast_by=scene.people[f"focal:{code}"],
            cast_at=scene.moment(max(VOTED, row.get("raised_on", VOTED))),
        )
        for key, row in rows.items()
        for code, count in row.get("votes", {}).items()
    )
    add_thread(scene)


def challenge(scene: Scene, row: Row, place: int) -> Challenge:
    """A challenge as it was raised."""
    author = scene.people[row["authors"][0]]
    raised_on = dt.datetime.combine(
        row.get("raised_on", WRITTEN_DOWN), dt.time(10, place), tzinfo=dt.UTC
    )
    made = Challenge(
        programme=scene.programme,
        raised_at=scene.groups[row.get("raised_at", "WG1")],
        kind=row.get("kind", Challenge.Kind.CHALLENGE),
        raised_on=raised_on,
        **{
            f"{name}_{language}": row[f"{name}_{language}"]
            for name in ("title", "about")
            for language in ("en", "ru")
        },
    )
    return by(author, made, at=raised_on)


def add_authors(scene: Scene, rows: Mapping[str, Row]) -> None:
    """Those who raised it; what was merged brings its authors along."""
    authors = {key: list(row["authors"]) for key, row in rows.items()}
    for key, row in rows.items():
        if kept := row.get("merged_into"):
            authors[kept] += authors[key]
    Author.objects.bulk_create(
        Author(
            challenge=scene.challenges[key], officer=officer, administration=officer.administration
        )
        for key, those in authors.items()
        for officer in (scene.people[who] for who in those)
    )
    for key, made in scene.challenges.items():
        raiser = scene.people[rows[key]["authors"][0]]
        tell(
            scene,
            "challenge_raised",
            made,
            at=made.raised_on,
            actor=raiser,
            challenge=in_both(made),
        )


def move_on(scene: Scene, rows: Mapping[str, Row]) -> None:
    """Merge the duplicates, and mark as answered what was."""
    moved = []
    for key, made in scene.challenges.items():
        if kept := scene.challenges.get(rows[key].get("merged_into", "")):
            made.phase, made.merged_into = ChallengePhase.MERGED, kept
            facts = {"merged": in_both(made), "challenge": in_both(kept)}
            kind, on, seen = "challenge_merged", MERGED, kept
        elif rows[key].get("phase") == ChallengePhase.ANSWERED:
            made.phase = ChallengePhase.ANSWERED
            facts = {"challenge": in_both(made)}
            kind, on, seen = "challenge_answered", ANSWERED, made
        else:
            continue
        at = scene.moment(on)
        tell(scene, kind, seen, at=at, actor=scene.coordinator, **facts)
        moved.append(by(scene.coordinator, made, at=at))
    bulk_update_with_history(moved, Challenge, ["phase", "merged_into"])


def add_thread(scene: Scene) -> None:
    """The stages that are no sessions of an agenda."""
    entries = []
    for row in content("challenges")["thread"]:
        made, author, on = (
            scene.challenges[row["challenge"]],
            scene.people[row["by"]],
            scene.working_day(row["on"]),
        )
        text = scene.words(author, row, "text")
        entries.append(
            ThreadEntry(challenge=made, stage=row["stage"], text=text, on=on, added_by=author)
        )
        at = scene.moment(on, hour=12)
        tell(scene, "thread_entry_added", made, at=at, actor=author, challenge=in_both(made))
    ThreadEntry.objects.bulk_create(entries)


def in_both(made: Challenge) -> dict[str, str]:
    """Its title for a sentence that is read in either language."""
    return {"en": made.title_en, "ru": made.title_ru}


def tell(
    scene: Scene, kind: str, seen: Challenge, *, at: dt.datetime, actor: Officer, **facts: Any
) -> None:
    """Keep what happened to a challenge."""
    scene.tell(kind, at=at, actor=actor, path=scene.path("challenge", pk=seen.pk), **facts)
