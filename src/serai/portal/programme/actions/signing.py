"""Who did it, for the history of a row."""

from django.db.models import Model

from serai.portal.people.models import Officer


def signed[M: Model](row: M, by: Officer) -> M:
    """The row, with who changes it: its history says so even when no page is involved."""
    vars(row).update(_history_user=by)
    return row
