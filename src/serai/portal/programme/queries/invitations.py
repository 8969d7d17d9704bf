"""The agenda as it was sent: when, which version, and what changed since."""

from serai.portal.programme.models import Event, WorkingGroup
from serai.portal.programme.queries.groups import address_of

CHANGES = ("session_moved", "session_added", "session_removed", "agenda_shifted")


def last_sent(group: WorkingGroup) -> Event | None:
    """When the agenda was last sent, and which version (`facts["version"]`)."""
    return Event.objects.filter(
        programme=group.programme_id, kind="agenda_sent", path=address_of(group, "agenda")
    ).first()


def changes_since(sent: Event) -> list[Event]:
    """What happened to the agenda after it was sent, oldest first, each sentence once."""
    events = (
        Event.objects.filter(
            programme=sent.programme_id, path=sent.path, at__gt=sent.at, kind__in=CHANGES
        )
        .select_related("actor")
        .order_by("at", "pk")
    )
    return list({(event.kind, event.facts.get("session")): event for event in events}.values())
