"""Files of a working group and its sessions."""

import datetime as dt

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from serai.portal.people.models import Officer
from serai.portal.programme.actions.groups import unreported
from serai.portal.programme.models import GroupFile, Session, WorkingGroup
from serai.portal.ui.files import store

LENGTH = 160


@transaction.atomic
def add_file(
    group: WorkingGroup,
    *,
    upload: File,
    by: Officer,
    title: str = "",
    session: Session | None = None,
    sheet_of: dt.date | None = None,
    now: dt.datetime | None = None,
) -> GroupFile:
    """Keep a file with a group, or with one of its sessions.

    Raises FileRefusedError with every problem, and GroupReportedError.
    """
    unreported(group)
    stored = store(upload, officer_id=by.pk)
    return GroupFile.objects.create(
        working_group=group,
        session=session,
        title=(title or stored.name)[:LENGTH],
        stored=stored,
        sheet_of=sheet_of,
        added_by=by,
        added_at=now or timezone.now(),
    )


@transaction.atomic
def delete_file(file: GroupFile) -> None:
    """Remove a file and its row; what lies on the disk goes with the next sweep. Raises GroupReportedError."""
    unreported(file.working_group)
    stored = file.stored
    file.delete()
    stored.delete()
