"""What a programme consists of, one file for each part that people speak of separately."""

from serai.portal.programme.models.challenges import Author, Challenge, ThreadEntry, Vote
from serai.portal.programme.models.events import Event
from serai.portal.programme.models.groups import (
    AttendanceMark,
    Contributor,
    Decision,
    GroupFile,
    Room,
    Session,
    WorkingGroup,
)
from serai.portal.programme.models.intersessional import CompletionImport, IntersessionalEntry
from serai.portal.programme.models.membership import Membership, Nomination, Participation, Role
from serai.portal.programme.models.programme import FormerSlug, Programme, PublishedTotal
from serai.portal.programme.models.progression import Requirement, SignOff
from serai.portal.programme.models.workplan import (
    AdoptedItem,
    Adoption,
    Goal,
    ItemEvidence,
    WorkItem,
)

__all__ = [
    "AdoptedItem",
    "Adoption",
    "AttendanceMark",
    "Author",
    "Challenge",
    "CompletionImport",
    "Contributor",
    "Decision",
    "Event",
    "FormerSlug",
    "Goal",
    "GroupFile",
    "IntersessionalEntry",
    "ItemEvidence",
    "Membership",
    "Nomination",
    "Participation",
    "Programme",
    "PublishedTotal",
    "Requirement",
    "Role",
    "Room",
    "Session",
    "SignOff",
    "ThreadEntry",
    "Vote",
    "WorkItem",
    "WorkingGroup",
]
