"""Agendas: rooms, sessions, who spoke, what was decided, and the lecture that was asked for."""

import datetime as dt
from collections.abc import Iterator

from simple_history.utils import bulk_create_with_history

from serai.portal.programme.demonstration.scene import Row, Scene, by, content
from serai.portal.programme.models import Contributor, Decision, Room, Session, WorkingGroup

FILES = ("wg2", "wg3", "wg4")
TEACHING = dt.timedelta(minutes=45)
PREPARED_BEFORE = dt.timedelta(days=21)


def make(scene: Scene) -> None:
    """The three working groups that have something on their agenda."""
    for name in FILES:
        file = content(name)
        group = scene.groups[file["code"]]
        set_up(scene, group, file)
        add_sessions(scene, group, file)
        add_decisions(scene, group, file)
        if group.is_held:
            at = scene.moment(group.days[-1], hour=14)
            scene.tell(
                "group_held",
                at=at,
                actor=scene.coordinator,
                path=path_to(scene, group),
                group=group.code,
            )


def set_up(scene: Scene, group: WorkingGroup, file: Row) -> None:
    """What the coordinator said of the group, beside the published facts."""
    group.languages = file["languages"]
    if "votes_close" in file:
        closes_on = scene.working_day(file["votes_close"])
        group.votes_close_at = dt.datetime.combine(closes_on, dt.time(18), tzinfo=dt.UTC)
    by(scene.coordinator, group, at=scene.moment(scene.day(file["set_up_on"]))).save()
    if group.votes_close_at and group.votes_close_at.date() < scene.today:
        path = scene.path("lecture_demand")
        scene.tell(
            "votes_closed",
            at=group.votes_close_at,
            actor=scene.coordinator,
            path=path,
            group=group.code,
        )


def add_sessions(scene: Scene, group: WorkingGroup, file: Row) -> None:
    """Sessions of the file, their contributors and the challenges they take up."""
    rooms = {
        row["name"]: Room(working_group=group, order=order, **row)
        for order, row in enumerate(file["rooms"])
    }
    Room.objects.bulk_create(rooms.values())
    rows = list(rows_of(file))
    sessions = [session(group, row, rooms) for row in rows]
    for made, row in zip(sessions, rows, strict=True):
        by(scene.coordinator, made, at=written_down(scene, group, row))
        if "key" in row:
            scene.sessions[group.code, row["key"]] = made
    bulk_create_with_history(sessions, Session)
    links = []
    contributors: list[Contributor] = []
    for made, row in zip(sessions, rows, strict=True):
        taken_up = [scene.challenges[key] for key in row.get("challenges", ())]
        links += [Session.challenges.through(session=made, challenge=one) for one in taken_up]
        contributors += contributors_of(scene, made, row)
    Session.challenges.through.objects.bulk_create(links)
    Contributor.objects.bulk_create(contributors)


def rows_of(file: Row) -> Iterator[Row]:
    """Every session of a file, breaks and micro-teaching written out."""
    yield from file["session"]
    for breaks in file.get("breaks", ()):
        for day in breaks["days"]:
            yield from ({"kind": Session.Kind.BREAK, "day": day, **row} for row in breaks["times"])
    teaching = file.get("micro_teaching")
    if not teaching:
        return
    for room, observer in teaching["observers"].items():
        times = iter([(slot["day"], time) for slot in teaching["slots"] for time in slot["times"]])
        for row in (row for row in teaching["given"] if row["room"] == room):
            day, start = next(times)
            yield row | {
                "kind": Session.Kind.MICRO_TEACHING,
                "day": day,
                "from": start,
                "to": (dt.datetime.combine(day, start) + TEACHING).time(),
                "speakers": [row["by"]],
                "chairs": [observer],
                "attendance": False,
            }


def session(group: WorkingGroup, row: Row, rooms: dict[str, Room]) -> Session:
    """A session; its hours are those of the place."""
    hours = (
        {"start": moment(group, row, "from"), "end": moment(group, row, "to")}
        if "day" in row
        else {}
    )
    return Session(
        working_group=group,
        kind=row["kind"],
        room=rooms.get(row.get("room", "")),
        takes_attendance=row.get("attendance", row["kind"] != Session.Kind.BREAK),
        title_en=row["title_en"],
        title_ru=row["title_ru"],
        about_en=row.get("about_en", ""),
        about_ru=row.get("about_ru", ""),
        **hours,
    )


def moment(group: WorkingGroup, row: Row, name: str) -> dt.datetime:
    """The hour a row gives, on the clock of the place."""
    return dt.datetime.combine(row["day"], row[name], tzinfo=group.zone)


def written_down(scene: Scene, group: WorkingGroup, row: Row) -> dt.datetime:
    """When the coordinator wrote the session down."""
    if "asked_on" in row:
        return scene.moment(scene.day(row["asked_on"]))
    return scene.moment(group.days[0] - PREPARED_BEFORE)


def contributors_of(scene: Scene, made: Session, row: Row) -> Iterator[Contributor]:
    """Speakers and chairs, who agreed, and experts who were asked and have not answered."""
    parts = (
        ("speakers", Contributor.Part.SPEAKER, Contributor.Answer.AGREED),
        ("chairs", Contributor.Part.CHAIR, Contributor.Answer.AGREED),
        ("asked", Contributor.Part.SPEAKER, Contributor.Answer.ASKED),
    )
    for name, part, answer in parts:
        for key in row.get(name, ()):
            note = scene.words(scene.coordinator, row, "note")
            yield Contributor(
                session=made, officer=scene.people[key], part=part, answer=answer, note=note
            )
    for key in row.get("asked", ()):
        scene.tell(
            "lecture_asked",
            at=scene.moment(scene.day(row["asked_on"])),
            actor=scene.coordinator,
            path=scene.path("lecture", pk=made.pk),
            officer=scene.people[key].name_latin,
            officer_id=scene.people[key].pk,
            session={"en": made.title_en, "ru": made.title_ru},
        )


def add_decisions(scene: Scene, group: WorkingGroup, file: Row) -> None:
    """What the group decided."""
    decisions = []
    for row in file.get("decision", ()):
        made = Decision(working_group=group, decided_on=row["on"], recorded_by=scene.coordinator)
        made.text_en, made.text_ru = row["text_en"], row["text_ru"]
        at = scene.moment(row["on"], hour=11)
        decisions.append(by(scene.coordinator, made, at=at))
        text = {"en": made.text_en, "ru": made.text_ru}
        scene.tell(
            "decision_recorded",
            at=at,
            actor=scene.coordinator,
            path=path_to(scene, group),
            group=group.code,
            decision=text,
        )
    bulk_create_with_history(decisions, Decision)


def path_to(scene: Scene, group: WorkingGroup) -> str:
    """The address of the group's page."""
    return scene.path("group", code=group.code)
