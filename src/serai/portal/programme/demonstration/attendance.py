"""Who was marked at which session, and how."""

import datetime as dt
from collections.abc import Iterator

from simple_history.utils import bulk_create_with_history

from serai.portal.programme.demonstration.agenda import moment
from serai.portal.programme.demonstration.scene import Row, Scene, by, content
from serai.portal.programme.models import AttendanceMark

How = AttendanceMark.How
# Of a hundred marks, how many come from the code on the wall; the others from the list.
BY_CODE = 88


def make(scene: Scene) -> None:
    """The marks of all sessions that were held and take attendance."""
    marks = [mark for name in ("wg2", "wg3") for mark in marks_of(scene, content(name))]
    for mark in marks:
        by(mark.marked_by, mark, at=mark.marked_at)
    bulk_create_with_history(marks, AttendanceMark)


def marks_of(scene: Scene, file: Row) -> Iterator[AttendanceMark]:
    """The marks of one working group: whoever was there, but for those not marked at a session."""
    for row in file["session"]:
        if not scene.sessions[file["code"], row["key"]].takes_attendance:
            continue
        absent = file["not_marked"].get(row["key"], ())
        came = [key for key in (*file["there"], *file["experts"]) if key not in absent]
        yield from (mark(scene, file["code"], row, key) for key in came)


def mark(scene: Scene, code: str, row: Row, key: str) -> AttendanceMark:
    """One mark. The opening was signed for on paper: the code came with the second session."""
    begins, officer = moment(scene.groups[code], row, "from"), scene.people[key]
    by_code = scene.rng.randrange(100) < BY_CODE
    how = How.SHEET if row["key"] == "opening" else How.CODE if by_code else How.LIST
    after = dt.timedelta(seconds=scene.rng.randrange(540) if how == How.CODE else 1500)
    return AttendanceMark(
        session=scene.sessions[code, row["key"]],
        officer=officer,
        how=how,
        marked_at=begins + after,
        marked_by=officer if how == How.CODE else scene.coordinator,
    )
