"""What programmes keep about a person, for that person to take."""

from typing import Any

from django.db.models import F

from serai.portal.people.models import Officer
from serai.portal.programme.models import (
    AttendanceMark,
    Author,
    Contributor,
    Event,
    IntersessionalEntry,
    SignOff,
    Vote,
    WorkItem,
)
from serai.portal.programme.queries.events import sentence


def kept_about(*, officer: Officer, **_rest: Any) -> dict[str, Any]:
    """Everything in programmes that is about the officer or was done by them."""
    slug = F("programme__slug")
    return {
        "roles": list(
            officer.programme_roles.values(
                "kind", "administration__country_name_en", in_programme=slug
            )
        ),
        "memberships": list(
            officer.memberships.values(
                "administration__country_name_en",
                "joined_on",
                "left_on",
                "left_reason",
                in_programme=slug,
            )
        ),
        "nominations": list(
            officer.nominations.values(
                "why", "phase", "nominated_at", "answered_at", "reason", in_programme=slug
            )
        ),
        "attendance": list(
            AttendanceMark.objects.filter(officer=officer).values(
                "how",
                "marked_at",
                working_group=F("session__working_group__code"),
                title=F("session__title_en"),
            )
        ),
        "sessions_given": list(
            Contributor.objects.filter(officer=officer).values(
                "part", "answer", "note", title=F("session__title_en")
            )
        ),
        "intersessional": list(
            IntersessionalEntry.objects.filter(membership__officer=officer).values(
                "kind",
                "title",
                "begun_on",
                "ended_on",
                "hours",
                "learned",
                "score",
                "link",
                "phase",
                "reason",
                file=F("stored__name"),
            )
        ),
        "sign_offs": list(
            SignOff.objects.filter(membership__officer=officer).values(
                "outcome", "why", "signed_at", for_requirement=F("requirement__title_en")
            )
        ),
        "challenges_raised": list(
            Author.objects.filter(officer=officer).values(
                title=F("challenge__title_en"), title_ru=F("challenge__title_ru")
            )
        ),
        "votes_cast": list(
            Vote.objects.filter(cast_by=officer).values(
                "count", "cast_at", title=F("challenge__title_en")
            )
        ),
        "work_items": list(
            WorkItem.objects.filter(owners=officer).values(
                "title_en", "title_ru", "due_on", "phase", "done_on"
            )
        ),
        "done": [
            {"at": event.at, "what": sentence(event)}
            for event in Event.objects.filter(actor=officer).select_related(
                "actor", "administration"
            )
        ],
    }
