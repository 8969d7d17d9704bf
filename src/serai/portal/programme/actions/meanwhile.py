"""Refusing an edit of what somebody else changed since it was opened."""

from collections.abc import Callable, Mapping
from typing import Any

from serai.portal.programme.engine.seen import changed, seen
from serai.portal.programme.errors import ChangedMeanwhileError
from serai.portal.programme.queries.edited import Edited


def refuse_when_changed(
    record: Any,
    token: str,
    *,
    state: Mapping[str, str],
    told: Callable[[], tuple[Mapping[str, str], Mapping[str, str]]],
    subject: str = "",
) -> None:
    """Compare `state` with what the person saw; `told` gives labels and values in words, by name.

    Raises ChangedMeanwhileError, which says who changed what.
    """
    names = changed(token, state)
    if not names:
        return
    labels, values = told()
    history = getattr(record, "history", None)  # a programme has none
    last = history.select_related("history_user").first() if history else None
    raise ChangedMeanwhileError(
        subject or str(record),
        changes={labels[name]: values[name] for name in names},
        by=str(last.history_user) if last and last.history_user else "",
        seen=seen(state),
    )


def refuse_edited(record: Any, token: str, edited: Edited) -> None:
    """The same for the columns and lists of a form. Raises ChangedMeanwhileError."""
    refuse_when_changed(
        record,
        token,
        state=edited.state(record),
        told=lambda: (edited.labels(record), edited.told(record)),
    )
