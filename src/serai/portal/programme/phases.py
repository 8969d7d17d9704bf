"""The lifecycles of a programme's parts, as tables: `NEXT[phase]` is what may follow.

- A nomination is answered once. An accepted one ends when the member withdraws.
- A challenge that was merged stays readable, and points to the one that carries its authors on.
- A work item that is done may be taken up again; a dropped one too.
- An intersessional entry that was returned may be sent again.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProgrammePhase(TextChoices):
    """Where a programme stands; published history is only read."""

    PREPARED = "prepared", pgettext_lazy("programme", "In preparation")
    RUNNING = "running", pgettext_lazy("programme", "Running")
    CLOSED = "closed", pgettext_lazy("programme", "Closed")
    PUBLISHED = "published", pgettext_lazy("programme", "Published history")


class GroupPhase(TextChoices):
    """Where a working group stands."""

    TO_PLAN = "to_plan", _("To be planned")
    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    CLOSED = "closed", _("Held and reported")


class NominationPhase(TextChoices):
    """Where a nomination stands: it waits, or was answered or taken back."""

    SENT = "sent", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    RECALLED = "recalled", _("Recalled")


class ChallengePhase(TextChoices):
    """Where a challenge stands: open, gone into another, or answered."""

    OPEN = "open", _("Open")
    MERGED = "merged", _("Merged")
    ANSWERED = "answered", _("Answered")


class ItemPhase(TextChoices):
    """How far an item of the work plan is."""

    PLANNED = "planned", _("Not begun")
    UNDER_WAY = "under_way", _("Under way")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


class EntryPhase(TextChoices):
    """Where an intersessional entry stands with whoever confirms it."""

    LOGGED = "logged", _("Waiting for confirmation")
    CONFIRMED = "confirmed", _("Confirmed")
    RETURNED = "returned", _("Returned")


NOMINATION_NEXT = {
    NominationPhase.SENT: {
        NominationPhase.ACCEPTED,
        NominationPhase.DECLINED,
        NominationPhase.RECALLED,
    },
    NominationPhase.ACCEPTED: set(),
    NominationPhase.DECLINED: set(),
    NominationPhase.RECALLED: set(),
}
GROUP_NEXT = {
    GroupPhase.TO_PLAN: {GroupPhase.PLANNED},
    GroupPhase.PLANNED: {GroupPhase.TO_PLAN, GroupPhase.HELD},
    GroupPhase.HELD: {GroupPhase.CLOSED},
    GroupPhase.CLOSED: {GroupPhase.HELD},
}
CHALLENGE_NEXT = {
    ChallengePhase.OPEN: {ChallengePhase.MERGED, ChallengePhase.ANSWERED},
    ChallengePhase.MERGED: set(),
    ChallengePhase.ANSWERED: {ChallengePhase.OPEN},
}
ITEM_NEXT = {
    ItemPhase.PLANNED: {ItemPhase.UNDER_WAY, ItemPhase.DONE, ItemPhase.DROPPED},
    ItemPhase.UNDER_WAY: {ItemPhase.PLANNED, ItemPhase.DONE, ItemPhase.DROPPED},
    ItemPhase.DONE: {ItemPhase.UNDER_WAY},
    ItemPhase.DROPPED: {ItemPhase.PLANNED},
}
ENTRY_NEXT = {
    EntryPhase.LOGGED: {EntryPhase.CONFIRMED, EntryPhase.RETURNED},
    EntryPhase.CONFIRMED: {EntryPhase.RETURNED},
    EntryPhase.RETURNED: {EntryPhase.LOGGED},
}
