"""Sessions at which attendance is taken now, and what the wall shows of one."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.encoding import force_str

from serai.portal.people.models import Officer
from serai.portal.programme.engine import rotating
from serai.portal.programme.models import AttendanceMark, Session
from serai.portal.programme.permissions import standing, takes_part
from serai.portal.programme.queries.participants import presence


@dataclass(frozen=True)
class Wall:
    """What the wall shows: the code in groups, the token to scan, who is there, how long it stands."""

    code: str
    token: str
    present: int
    expected: int
    seconds: int
    is_open: bool
    opens: dt.datetime
    closes: dt.datetime


def opens_and_closes(session: Session) -> tuple[dt.datetime, dt.datetime]:
    """From when to when the code of a placed session is taken."""
    assert session.start is not None  # asked of placed sessions only
    assert session.end is not None
    return session.start - rotating.EARLY_AND_LATE, session.end + rotating.EARLY_AND_LATE


def open_sessions(user: Any, now: dt.datetime) -> QuerySet[Session]:
    """Sessions whose code is taken now, in programmes the user takes part in."""
    return Session.objects.filter(
        takes_attendance=True,
        start__lte=now + rotating.EARLY_AND_LATE,
        end__gte=now - rotating.EARLY_AND_LATE,
        working_group__programme__in=list(standing(user).places),
    ).select_related("working_group__programme", "room")


def scanned_session(officer: Officer, pk: int) -> Session:
    """A session that was proved to be of our making; raises `Session.DoesNotExist` outside the officer's programmes."""
    session = Session.objects.select_related("working_group__programme", "room").get(pk=pk)
    if not takes_part(officer, session.working_group.programme):
        raise Session.DoesNotExist
    return session


def wall(session: Session, *, now: dt.datetime) -> Wall:
    """The wall at this moment, in three queries."""
    opens, closes = opens_and_closes(session)
    secret = force_str(settings.SECRET_KEY)
    present, expected = presence(session)
    return Wall(
        code=rotating.in_groups(rotating.code(secret, session.pk, now)),
        token=rotating.token(secret, session.pk, now),
        present=present,
        expected=expected,
        seconds=rotating.left_of(now),
        is_open=opens <= now <= closes,
        opens=opens,
        closes=closes,
    )


def my_mark(officer: Officer, session: Session) -> AttendanceMark | None:
    """The officer's own mark at a session."""
    return AttendanceMark.objects.filter(session=session, officer=officer).first()
