"""Where a browser's session is kept: Django's table, read by a prepared query, for every page asks."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import CharField, DateTimeField
from django.utils import timezone

from serai.portal.ui.prepared import Given, Prepared

data_of = Prepared(
    lambda: Session.objects.filter(
        session_key=Given("key", CharField()), expire_date__gt=Given("now", DateTimeField())
    ).values_list("session_data", flat=True)
)


class SessionStore(db.SessionStore):
    """Django's store of sessions in the database."""

    def load(self) -> dict[str, Any]:
        """What the session holds; one that is unknown or has ended loses its key."""
        data = data_of.one(key=self.session_key, now=timezone.now())
        if data is None:
            self._session_key = None
            return {}
        return self.decode(data)
