"""Marking who is at a session: by the code on the wall, from the list, from the signed sheet.

There is one mark or none (a unique constraint): marking twice changes nothing, whoever does it and
however often at the same moment. Taking a mark back is kept in its history.
"""

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.encoding import force_str
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from serai.portal.people.models import Officer
from serai.portal.programme.actions.files import add_file
from serai.portal.programme.actions.groups import unreported
from serai.portal.programme.engine import rotating
from serai.portal.programme.errors import (
    AttendanceClosedError,
    GroupReportedError,
    NotExpectedError,
    TooManyGuessesError,
    WrongCodeError,
)
from serai.portal.programme.models import AttendanceMark, Session, WorkingGroup
from serai.portal.programme.phases import GroupPhase
from serai.portal.programme.queries.attendance import (
    open_sessions,
    opens_and_closes,
    scanned_session,
)
from serai.portal.programme.queries.participants import attendance, is_expected

GUESSES = 10
"""Wrong codes an officer may enter in a minute, counted in each process of the server."""

PASS_FOR = dt.timedelta(minutes=10)
PASS_SALT = "attendance pass"  # noqa: S105 - a namespace for signatures


def find_by_code(officer: Officer, *, typed: str, now: dt.datetime | None = None) -> Session:
    """The session whose code was typed, among those that go on now where the officer takes part.

    Raises WrongCodeError, and TooManyGuessesError after ten wrong ones in a minute.
    """
    now = now or timezone.now()
    refuse_guessing(officer, now)
    for session in open_sessions(officer, now):
        if rotating.is_valid(force_str(settings.SECRET_KEY), session.pk, typed, now):
            return session
    count_guess(officer, now)
    raise WrongCodeError


def find_by_token(officer: Officer, *, token: str, now: dt.datetime | None = None) -> Session:
    """The session whose code was scanned. Raises WrongCodeError when it is no longer valid, or never was."""
    now = now or timezone.now()
    refuse_guessing(officer, now)
    session = rotating.session_in(token)
    if session is None or not rotating.is_genuine(force_str(settings.SECRET_KEY), token, now):
        count_guess(officer, now)
        raise WrongCodeError
    return scanned_session(officer, session)


def give_pass(officer: Officer, session: Session) -> str:
    """Proof that this officer had a valid code: it outlives the minute, so that a slow line loses nobody."""
    return signing.dumps([officer.pk, session.pk], salt=PASS_SALT)


def find_by_pass(officer: Officer, *, text: str) -> Session:
    """The session a pass was given for. Raises WrongCodeError when it is another's, or older than ten minutes."""
    try:
        owner, session = signing.loads(text, salt=PASS_SALT, max_age=PASS_FOR)
    except (signing.BadSignature, ValueError, TypeError) as forged:
        raise WrongCodeError from forged
    if owner != officer.pk:
        raise WrongCodeError
    return scanned_session(officer, session)


@transaction.atomic
def mark_present(
    session: Session,
    *,
    officer: Officer,
    how: str = AttendanceMark.How.CODE,
    now: dt.datetime | None = None,
) -> AttendanceMark:
    """Note that an officer is here, by their own hand; a second time changes nothing.

    Raises AttendanceClosedError outside half an hour around the session, NotExpectedError for whoever
    is not on its list, GroupReportedError.
    """
    now = now or timezone.now()
    # Asked, not locked: a whole room marks itself at once.
    if WorkingGroup.objects.filter(pk=session.working_group_id, phase=GroupPhase.CLOSED).exists():
        raise GroupReportedError(session.working_group)
    if not session.takes_attendance or session.start is None:
        raise AttendanceClosedError(session)
    opens, closes = opens_and_closes(session)
    if not opens <= now <= closes:
        zone = session.working_group.zone
        raise AttendanceClosedError(
            session, opens=opens.astimezone(zone), closes=closes.astimezone(zone)
        )
    if not is_expected(officer, session):
        raise NotExpectedError(officer, session)
    return mark(session.pk, officer.pk, how=how, by=officer, now=now)


def mark(session: int, officer: int, *, how: str, by: Officer, now: dt.datetime) -> AttendanceMark:
    """The one mark of an officer at a session, made when it is missing."""
    made, _is_new = AttendanceMark.objects.get_or_create(
        session_id=session,
        officer_id=officer,
        defaults={"how": how, "marked_by": by, "marked_at": now},
    )
    return made


@transaction.atomic
def save_list(
    group: WorkingGroup,
    *,
    day: dt.date,
    present: Iterable[tuple[int, int]],
    shown: Iterable[tuple[int, int]],
    by: Officer,
    how: str = AttendanceMark.How.LIST,
    scan: File | None = None,
    now: dt.datetime | None = None,
) -> tuple[int, int]:
    """Keep a day's list; returns how many marks were added and how many taken back.

    Pairs are (officer, session). `shown` are those that stood as present when the list was opened:
    only these are taken back when they are no longer in `present`, so a mark that came in meanwhile
    by the code is not lost. Pairs nobody expects are left alone. A scan of the signed sheet is kept
    with the group's files. Raises GroupReportedError.
    """
    now = now or timezone.now()
    unreported(group)
    table = attendance(by, group, day=day)
    listed = {
        (row.participant.officer.pk, session)
        for row in table.rows
        for session in row.expected | row.present
    }
    ticked, before = set(present) & listed, set(shown) & listed
    added, removed = ticked - table.marked, (before - ticked) & table.marked
    for officer, session in sorted(added):
        mark(session, officer, how=how, by=by, now=now)
    for officer, session in sorted(removed):
        # One by one: deleting writes the history of each.
        for gone in AttendanceMark.objects.filter(officer=officer, session=session):
            gone.delete()
    if scan is not None:
        title = _("Signed attendance sheet, %(day)s") % {"day": date_format(day, "DATE_FORMAT")}
        add_file(group, upload=scan, title=title, by=by, sheet_of=day, now=now)
    return len(added), len(removed)


def refuse_guessing(officer: Officer, now: dt.datetime) -> None:
    """Whoever entered ten wrong codes in this minute waits for the next."""
    if cache.get(guesses_of(officer, now), 0) >= GUESSES:
        raise TooManyGuessesError


def count_guess(officer: Officer, now: dt.datetime) -> None:
    """One more wrong code in this minute."""
    key = guesses_of(officer, now)
    cache.add(key, 0, timeout=120)
    try:
        cache.incr(key)
    except ValueError:  # the minute was swept away in between
        cache.set(key, 1, timeout=120)


def guesses_of(officer: Officer, now: dt.datetime) -> str:
    """Where they are counted: one place an officer and minute."""
    return f"attendance-guesses:{officer.pk}:{rotating.minute_of(now)}"
