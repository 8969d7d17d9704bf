"""A generated region, for measuring: administrations, programmes, members and their officers."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from serai.portal.people.models import Administration, Officer
from serai.portal.programme.models import (
    Adoption,
    AttendanceMark,
    Author,
    Challenge,
    Contributor,
    Goal,
    IntersessionalEntry,
    Membership,
    Nomination,
    Participation,
    Programme,
    Requirement,
    Role,
    Room,
    Session,
    Vote,
    WorkingGroup,
    WorkItem,
)

KINDS = [
    Session.Kind.LECTURE,
    Session.Kind.DISCUSSION,
    Session.Kind.TRAINING_OF_TRAINERS,
    Session.Kind.EXERCISE,
]
MEMBERS_A_PROGRAMME = 20
CHALLENGES_A_PROGRAMME = 30
ITEMS_A_PROGRAMME = 24
ENTRIES_A_MEMBER = 4


@dataclass(frozen=True)
class Size:
    """How large a region is; officers in all, members in all."""

    administrations: int = 30
    programmes: int = 50
    officers: int = 60_000

    @property
    def members(self) -> int:
        return self.programmes * MEMBERS_A_PROGRAMME


@transaction.atomic
def generate(size: Size, *, rng: Random, today: dt.date) -> None:
    """Fill an empty database with a region of this size; the same seed gives the same region."""
    administrations = Administration.objects.bulk_create(
        Administration(
            code=f"g{n:02}",
            name_en=f"Customs Administration {n}",
            country_name_en=f"Generated country {n}",
            time_zone="Asia/Tashkent",
        )
        for n in range(size.administrations)
    )
    officers = make_officers(size.officers, administrations)
    for number in range(size.programmes):
        make_programme(number, administrations, officers, rng=rng, today=today)


def make_officers(count: int, administrations: list[Administration]) -> list[Officer]:
    """Officers dealt out one by one to the administrations, so that each has as many."""
    made: list[Officer] = []
    for start in range(0, count, 5_000):
        made += Officer.objects.bulk_create(
            Officer(
                email=f"officer{n}@generated.example",
                name_latin=f"Generated Officer {n:05}",
                name_native=f"Сотрудник {n:05}",
                administration=administrations[n % len(administrations)],
                unit="Risk management",
                position="Inspector",
                password="!",  # noqa: S106 - unusable: nobody signs in with a password here
                is_generated=True,
                time_zone="Asia/Tashkent",
            )
            for n in range(start, min(start + 5_000, count))
        )
    return made


def make_programme(
    number: int,
    administrations: list[Administration],
    officers: list[Officer],
    *,
    rng: Random,
    today: dt.date,
) -> None:
    """One programme in the middle of its path: three working groups held, the fourth planned."""
    programme = Programme.objects.create(
        slug=f"generated-{number:02}",
        topic_en=f"Risk management {number}",
        region_en="A generated region",
        phase="running",
    )
    inside = rng.sample(administrations, 10)
    Participation.objects.bulk_create(
        Participation(programme=programme, administration=a, quota=2, votes=5) for a in inside
    )
    coordinator, *experts = rng.sample(officers, 5)
    Role.objects.create(programme=programme, officer=coordinator, kind="coordinator")
    Role.objects.bulk_create(Role(programme=programme, officer=e, kind="expert") for e in experts)
    members = make_members(programme, inside, officers, number=number, today=today)
    focal = [pick(officers, a, 40 + number) for a in inside]
    Role.objects.bulk_create(
        Role(programme=programme, officer=f, kind="focal_point", administration=a)
        for f, a in zip(focal, inside, strict=True)
    )
    Nomination.objects.bulk_create(
        Nomination(
            programme=programme,
            administration=m.administration,
            officer=m.officer,
            phase="accepted",
            nominated_by=focal[i // 2],
            membership=m,
        )
        for i, m in enumerate(members)
    )
    groups = make_groups(programme, today=today)
    for group in groups[1:4]:
        make_agenda(group, experts, members, rng=rng, held=group.is_held)
    make_challenges(programme, groups, members, inside, rng=rng)
    make_plan(programme, groups, members, coordinator, rng=rng, today=today)
    make_entries(members, coordinator, rng=rng, today=today)
    make_requirements(groups[3:])


def pick(officers: list[Officer], administration: Administration, nth: int) -> Officer:
    """The nth officer of an administration: officers are dealt out one by one."""
    first = next(i for i, o in enumerate(officers) if o.administration_id == administration.pk)
    step = next(
        i
        for i, o in enumerate(officers[first + 1 :], 1)
        if o.administration_id == administration.pk
    )
    return officers[(first + nth * step) % len(officers)]


def make_members(
    programme: Programme,
    inside: list[Administration],
    officers: list[Officer],
    *,
    number: int,
    today: dt.date,
) -> list[Membership]:
    """Two members of each administration, who joined before the first working group."""
    joined = today - dt.timedelta(400)
    return Membership.objects.bulk_create(
        Membership(
            programme=programme,
            officer=pick(officers, a, 100 + number * 2 + k),
            administration=a,
            joined_on=joined,
        )
        for a in inside
        for k in range(2)
    )


def make_groups(programme: Programme, *, today: dt.date) -> list[WorkingGroup]:
    """Three working groups behind us, one weeks ahead, one without dates; each begins on a Monday."""
    starts = [today - dt.timedelta(d) for d in (390, 270, 120)] + [today + dt.timedelta(40), None]
    groups = []
    for order, day in enumerate(starts, start=1):
        start = day - dt.timedelta(day.weekday()) if day else None
        phase = "held" if order < 4 else "planned" if start else "to_plan"
        groups.append(
            WorkingGroup(
                programme=programme,
                order=order,
                code=f"WG{order}",
                phase=phase,
                start=start,
                end=start + dt.timedelta(4) if start else None,
                city_en="Generated city",
                mode="in_person",
                time_zone="Asia/Tashkent",
            )
        )
    return WorkingGroup.objects.bulk_create(groups)


def make_agenda(
    group: WorkingGroup,
    experts: list[Officer],
    members: list[Membership],
    *,
    rng: Random,
    held: bool,
) -> None:
    """Five days of five sessions, two of them in parallel; with attendance when it was held."""
    rooms = Room.objects.bulk_create(
        Room(working_group=group, name=f"Room {n}", order=n) for n in (1, 2)
    )
    sessions = []
    for day in group.days:
        for slot, hour in enumerate((9, 11, 14, 16)):
            for room in rooms[: 2 if slot == 2 else 1]:
                start = dt.datetime.combine(day, dt.time(hour), group.zone)
                sessions.append(
                    Session(
                        working_group=group,
                        kind=rng.choice(KINDS),
                        room=room,
                        start=start,
                        end=start + dt.timedelta(minutes=90),
                        title_en=f"Generated session on day {day:%d} at {hour}",
                        about_en="What the session is about, in a sentence.",
                    )
                )
    sessions = Session.objects.bulk_create(sessions)
    Contributor.objects.bulk_create(
        Contributor(session=s, officer=rng.choice(experts), answer="agreed") for s in sessions
    )
    if held:
        AttendanceMark.objects.bulk_create(
            AttendanceMark(session=s, officer=m.officer, how="list", marked_by=experts[0])
            for s in sessions
            for m in members
            if rng.random() < 0.93
        )


def make_challenges(
    programme: Programme,
    groups: list[WorkingGroup],
    members: list[Membership],
    inside: list[Administration],
    *,
    rng: Random,
) -> None:
    """Challenges with two authors each, votes on some, and a lecture for most."""
    challenges = Challenge.objects.bulk_create(
        Challenge(
            programme=programme,
            raised_at=groups[0],
            title_en=f"Generated challenge {n}",
            about_en="Two sentences. About it.",
        )
        for n in range(CHALLENGES_A_PROGRAMME)
    )
    Author.objects.bulk_create(
        Author(challenge=c, officer=m.officer, administration=m.administration)
        for c in challenges
        for m in rng.sample(members, 2)
    )
    Vote.objects.bulk_create(
        Vote(challenge=c, administration=a, count=1, cast_by=members[0].officer)
        for a in inside
        for c in rng.sample(challenges, 5)
    )
    lectures = list(Session.objects.filter(working_group__in=groups, kind="lecture").order_by("pk"))
    through = Session.challenges.through
    through.objects.bulk_create(
        through(session_id=s.pk, challenge_id=c.pk)
        for s, c in zip(lectures, challenges[:20], strict=False)
    )


def make_plan(
    programme: Programme,
    groups: list[WorkingGroup],
    members: list[Membership],
    coordinator: Officer,
    *,
    rng: Random,
    today: dt.date,
) -> None:
    """A work plan with owners, part of it late, adopted at the second working group."""
    goals = Goal.objects.bulk_create(
        Goal(programme=programme, order=n, title_en=f"Generated goal {n}") for n in range(4)
    )
    items = WorkItem.objects.bulk_create(
        WorkItem(
            goal=goals[n % 4],
            title_en=f"Generated item {n}",
            administration=members[n % len(members)].administration,
            begins_on=today - dt.timedelta(200 - 10 * n),
            due_on=today + dt.timedelta(15 * (n - 10)),
            phase="done" if n < 8 else rng.choice(["planned", "under_way"]),
        )
        for n in range(ITEMS_A_PROGRAMME)
    )
    owners = WorkItem.owners.through
    owners.objects.bulk_create(
        owners(workitem_id=i.pk, officer_id=members[n % len(members)].officer_id)
        for n, i in enumerate(items)
    )
    adoption = Adoption.objects.create(
        programme=programme,
        working_group=groups[1],
        adopted_on=groups[1].end or today,
        adopted_by=coordinator,
    )
    adoption.items.bulk_create(
        adoption.items.model(
            adoption=adoption,
            item=i,
            title_en=i.title_en,
            begins_on=i.begins_on,
            due_on=i.due_on,
            phase="planned",
        )
        for i in items
    )


def make_entries(
    members: list[Membership], coordinator: Officer, *, rng: Random, today: dt.date
) -> None:
    """Intersessional entries of the last year, most of them confirmed."""
    entries: list[IntersessionalEntry] = []
    for member in members:
        for n in range(ENTRIES_A_MEMBER):
            day = today - dt.timedelta(rng.randrange(1, 380))
            confirmed = rng.random() < 0.8
            entries.append(
                IntersessionalEntry(
                    membership=member,
                    kind="elearning",
                    title=f"Generated course {n}",
                    begun_on=day,
                    ended_on=day,
                    hours=rng.randrange(1, 12),
                    phase="confirmed" if confirmed else "logged",
                    answered_by=coordinator if confirmed else None,
                    answered_at=timezone.now() if confirmed else None,
                )
            )
    IntersessionalEntry.objects.bulk_create(entries)


def make_requirements(steps: Iterable[WorkingGroup]) -> None:
    """What each step asks: attendance, hours, teaching, items done and a sign-off."""
    rules: list[tuple[str, str, float | None]] = [
        ("attendance", "Attendance", 80),
        ("hours", "Intersessional hours", 12),
        ("taught", "Micro-teaching", 1),
        ("items", "Work plan", 1),
        ("sign_off", "Material", None),
    ]
    Requirement.objects.bulk_create(
        Requirement(step=step, order=n, kind=kind, title_en=title, threshold=threshold)
        for step in steps
        for n, (kind, title, threshold) in enumerate(rules)
    )


def analyse() -> None:
    """Let the database gather statistics, as a server that has run for a day has."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def counts() -> dict[str, Any]:
    """What was made, for the report."""
    return {
        "administrations": Administration.objects.count(),
        "programmes": Programme.objects.count(),
        "members": Membership.objects.count(),
        "officers": Officer.objects.count(),
    }
