"""Challenges of a programme: the ranked list, and which ones nobody has answered."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, Q, QuerySet, Sum
from django.utils import timezone

from serai.portal.people.models import Administration
from serai.portal.programme.engine.ranking import Link, Ranked, Thread, rank, thread
from serai.portal.programme.engine.similarity import similar
from serai.portal.programme.models import (
    Author,
    Challenge,
    Contributor,
    Programme,
    Session,
    ThreadEntry,
    Vote,
    WorkingGroup,
)
from serai.portal.programme.permissions import place, takes_part
from serai.portal.programme.phases import ChallengePhase, GroupPhase
from serai.portal.ui.bilingual import Bilingual, speaks_russian
from serai.portal.ui.prepared import Given, Prepared


@dataclass(slots=True)
class Row(Ranked):
    """A challenge in the ranked list. `place` counts from 1; `raisers` are the administrations in words."""

    kind: str = Challenge.Kind.CHALLENGE
    title_en: str = ""
    title_ru: str = ""
    phase: str = ChallengePhase.OPEN
    raised_at: str = ""
    place: int = 0
    raisers: list[str] = field(default_factory=list)
    authors: frozenset[int] = frozenset()
    thread: Thread = field(default_factory=lambda: thread(()))

    title = Bilingual()

    @property
    def is_open(self) -> bool:
        return self.phase == ChallengePhase.OPEN

    @property
    def is_need(self) -> bool:
        return self.kind == Challenge.Kind.NEED

    @property
    def is_unanswered(self) -> bool:
        """Open, and no lecture on it is agreed or held."""
        return self.is_open and not self.thread.has_lecture


def challenge_for(user: Any, slug: str, pk: int) -> Challenge:
    """A challenge of a living programme the user is in, with authors, votes and what was merged into it."""
    challenge = (
        Challenge.objects.select_related("programme", "raised_at", "merged_into")
        .prefetch_related(
            Prefetch(
                "authors",
                Author.objects.select_related("officer__administration", "administration"),
            ),
            Prefetch(
                "votes",
                Vote.objects.select_related("administration").order_by(
                    "-count", "administration__country_name_en"
                ),
            ),
        )
        .get(pk=pk, programme__slug=slug)
    )
    if not (challenge.programme.is_living and takes_part(user, challenge.programme)):
        raise Challenge.DoesNotExist
    return challenge


def ranked(programme: Programme, *, now: dt.datetime | None = None) -> list[Row]:
    """All challenges that were not merged away, ranked, with their threads; four queries."""
    rows = as_rows(all_standing(programme=programme.pk))
    add_authors(rows, programme)
    links = as_links(all_links(programme=programme.pk), now=now or timezone.now())
    entries = defaultdict(list)
    for challenge, stage in all_stages(programme=programme.pk):
        entries[challenge].append(stage)
    for row in rows:
        row.thread = thread(links[row.pk], entries[row.pk])
    return placed(rank(rows))


def bare_rows(challenges: QuerySet[Challenge]) -> list[Row]:
    """Challenges with the sum of their votes; no authors, no thread."""
    return as_rows(with_votes(challenges))


def with_votes(challenges: QuerySet[Challenge]) -> QuerySet[Challenge, Any]:
    """What a row is made of."""
    columns = (
        "pk",
        "kind",
        "title_en",
        "title_ru",
        "phase",
        "raised_on",
        "raised_at__code",
        "given",
    )
    summed = challenges.order_by().annotate(given=Sum("votes__count", default=0))
    return summed.values_list(*columns)


def as_rows(found: Iterable[tuple[Any, ...]]) -> list[Row]:
    """Rows of what `with_votes` found."""
    return [
        Row(
            pk=pk,
            votes=votes,
            raised_on=on,
            kind=kind,
            title_en=en,
            title_ru=ru,
            phase=phase,
            raised_at=at or "",
        )
        for pk, kind, en, ru, phase, on, at, votes in found
    ]


def placed(rows: Sequence[Row]) -> list[Row]:
    """The rows with their places, in the order they come."""
    for number, row in enumerate(rows, start=1):
        row.place = number
    return list(rows)


def add_authors(rows: Iterable[Row], programme: Programme) -> None:
    """Who raised each, and for which administrations, in one query."""
    officers: dict[int, set[int]] = defaultdict(set)
    administrations: dict[int, dict[int, str]] = defaultdict(dict)
    authors = all_authors_ru if speaks_russian() else all_authors_en
    for challenge, officer, administration, *names in authors(programme=programme.pk):
        officers[challenge].add(officer)
        if administration:
            administrations[challenge][administration] = first_name(names)
    for row in rows:
        row.authors = frozenset(officers[row.pk])
        row.administrations = frozenset(administrations[row.pk])
        row.raisers = list(administrations[row.pk].values())


def authors_in(*languages: str) -> QuerySet[Author, Any]:
    """Challenge, officer and administration of each author, with the names `first_name` chooses from."""
    names = (
        f"administration__{name}_{language}"
        for name in ("country_name", "name")
        for language in languages
    )
    found = Author.objects.filter(challenge__programme=Given("programme"))
    return found.order_by("administration__country_name_en").values_list(
        "challenge_id", "officer_id", "administration_id", *names
    )


def first_name(names: Iterable[str | None]) -> str:
    """What `Administration.short` says, from the columns alone."""
    return next((name for name in names if name), "")


def links_where(which: Q) -> QuerySet[Any, Any]:
    """What a link is made of. `which` narrows rows of the table between sessions and challenges."""
    columns = (
        "challenge_id",
        "session__kind",
        "session__start",
        "session__end",
        "session__working_group__phase",
        "session__working_group__precision",
        "session__contributors__part",
        "session__contributors__answer",
    )
    return Session.challenges.through.objects.filter(which).order_by().values_list(*columns)


def as_links(found: Iterable[tuple[Any, ...]], *, now: dt.datetime) -> dict[int, list[Link]]:
    """Sessions that take up challenges, by challenge, of what `links_where` found."""
    links: dict[int, list[Link]] = defaultdict(list)
    for challenge, kind, start, end, phase, precision, part, answer in found:
        held = is_held(start, end, phase=phase, precision=precision, now=now)
        spoken = answer if part == Contributor.Part.SPEAKER else ""
        links[challenge].append(Link(kind, held, spoken or ""))
    return links


def is_held(
    start: dt.datetime | None,
    end: dt.datetime | None,
    *,
    phase: str,
    precision: str,
    now: dt.datetime,
) -> bool:
    """Whether a session was held: its time is over.

    Where only the month of a held group is known, all it had was held.
    """
    if start is not None and end is not None:
        return end <= now
    return (
        phase in (GroupPhase.HELD, GroupPhase.CLOSED) and precision == WorkingGroup.Precision.MONTH
    )


def unanswered_challenges(programme: Programme, *, now: dt.datetime | None = None) -> list[Row]:
    """Open challenges without a lecture agreed or held, most votes first; two queries, no authors."""
    rows = as_rows(open_standing(programme=programme.pk))
    if not rows:
        return []
    links = as_links(open_links(programme=programme.pk), now=now or timezone.now())
    for row in rows:
        row.thread = thread(links[row.pk])
    return [row for row in placed(rank(rows)) if row.is_unanswered]


def challenges_in() -> QuerySet[Challenge]:
    """All challenges of a programme."""
    return Challenge.objects.filter(programme=Given("programme"))


all_standing = Prepared(lambda: with_votes(challenges_in().exclude(phase=ChallengePhase.MERGED)))
open_standing = Prepared(lambda: with_votes(challenges_in().filter(phase=ChallengePhase.OPEN)))
all_links = Prepared(lambda: links_where(Q(challenge__programme=Given("programme"))))
open_links = Prepared(
    lambda: links_where(
        Q(challenge__programme=Given("programme"), challenge__phase=ChallengePhase.OPEN)
    )
)
all_stages = Prepared(
    lambda: (
        ThreadEntry.objects.filter(challenge__programme=Given("programme"))
        .order_by()
        .values_list("challenge_id", "stage")
        .distinct()
    )
)
all_authors_en = Prepared(lambda: authors_in("en", "ru"))
all_authors_ru = Prepared(lambda: authors_in("ru", "en"))

FILTERS = ("all", "unanswered", "needs", "mine")


def filtered(rows: Sequence[Row], which: str, *, user: Any, programme: Programme) -> list[Row]:
    """Rows of one filter; `mine` are those the user or the own administration raised."""
    here = place(user, programme)
    match which:
        case "unanswered":
            return [row for row in rows if row.is_unanswered]
        case "needs":
            return [row for row in rows if row.is_need]
        case "mine":
            return [
                row
                for row in rows
                if user.pk in row.authors or row.administrations & here.administrations
            ]
        case _:
            return list(rows)


def similar_challenges(
    programme: Programme, titles: Sequence[str], *, besides: int | None = None
) -> list[Challenge]:
    """Challenges of the programme whose titles are like one of these, in either language, the likest first."""
    if not any(len(title.strip()) > 2 for title in titles):
        return []
    known = {
        challenge.pk: challenge
        for challenge in programme.challenges.select_related("merged_into").prefetch_related(
            "authors__administration"
        )
        if challenge.pk != besides
    }
    found = similar(
        titles, {pk: (challenge.title_en, challenge.title_ru) for pk, challenge in known.items()}
    )
    return [known[pk] for pk in found]


def administrations_of(challenge: Challenge) -> list[Administration]:
    """The administrations that raised a challenge, each once, in the order they did."""
    return list(
        {
            a.administration_id: a.administration
            for a in challenge.authors.all()
            if a.administration
        }.values()
    )


def merge_candidates(challenge: Challenge) -> list[Row]:
    """Challenges it can be merged into, the likest titles first, then by rank."""
    rows = [row for row in placed(rank(bare_rows(others(challenge)))) if row.pk != challenge.pk]
    alike = similar(
        [challenge.title_en, challenge.title_ru],
        {r.pk: (r.title_en, r.title_ru) for r in rows},
        at_least=0.2,
    )
    order = {pk: number for number, pk in enumerate(alike)}
    return sorted(rows, key=lambda row: (order.get(row.pk, len(order)), row.place))


def others(challenge: Challenge) -> QuerySet[Challenge]:
    """Other challenges of the programme that were not merged away."""
    return (
        Challenge.objects.filter(programme=challenge.programme)
        .exclude(phase=ChallengePhase.MERGED)
        .exclude(pk=challenge.pk)
    )
