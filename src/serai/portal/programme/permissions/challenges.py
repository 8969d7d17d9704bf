"""Who raises, judges and answers challenges."""

from typing import Any

from serai.portal.programme.models import (
    Challenge,
    Contributor,
    Programme,
    ThreadEntry,
)
from serai.portal.programme.permissions.roles import (
    is_coordinator,
    is_focal_point,
    is_member,
    place,
    sees_everyone,
)
from serai.portal.programme.phases import ChallengePhase, ProgrammePhase


def is_at_work(programme: Programme) -> bool:
    """Whether things still change in it: neither closed nor published history."""
    return programme.phase in (ProgrammePhase.PREPARED, ProgrammePhase.RUNNING)


def can_raise_challenge(user: Any, programme: Programme) -> bool:
    """Members and focal points for themselves, the coordinator on behalf of somebody."""
    return is_at_work(programme) and (
        is_coordinator(user, programme)
        or is_member(user, programme)
        or is_focal_point(user, programme)
    )


def can_vote(user: Any, programme: Programme) -> bool:
    """Members and focal points share the votes of their administration."""
    return is_at_work(programme) and bool(place(user, programme).administrations)


def can_steer_challenges(user: Any, programme: Programme) -> bool:
    """Close the vote, ask for lectures, link sessions."""
    return is_at_work(programme) and is_coordinator(user, programme)


def can_judge_challenge(user: Any, challenge: Challenge) -> bool:
    """Merge it, mark it as answered, reopen it."""
    return is_at_work(challenge.programme) and sees_everyone(user, challenge.programme)


def can_edit_challenge(user: Any, challenge: Challenge) -> bool:
    """Its authors and the coordinator, while it is open."""
    return (
        is_at_work(challenge.programme)
        and challenge.phase == ChallengePhase.OPEN
        and (is_coordinator(user, challenge.programme) or is_author(user, challenge))
    )


def can_add_to_thread(user: Any, challenge: Challenge) -> bool:
    """Experts, coordinators and authors tell what became of a challenge; a merged one goes on elsewhere."""
    return (
        is_at_work(challenge.programme)
        and challenge.phase != ChallengePhase.MERGED
        and (sees_everyone(user, challenge.programme) or is_author(user, challenge))
    )


def can_edit_thread_entry(user: Any, entry: ThreadEntry) -> bool:
    """Whoever added it, and the coordinator."""
    programme = entry.challenge.programme
    return is_at_work(programme) and (
        is_coordinator(user, programme) or entry.added_by_id == user.pk
    )


def is_author(user: Any, challenge: Challenge) -> bool:
    """Whether they raised it, alone or with others; authors of what was merged into it count."""
    return any(author.officer_id == user.pk for author in challenge.authors.all())


def can_answer_lecture(user: Any, contributor: Contributor) -> bool:
    """The officer who was asked, or the coordinator who was told the answer."""
    programme = contributor.session.working_group.programme
    return is_at_work(programme) and (
        contributor.officer_id == user.pk or is_coordinator(user, programme)
    )
