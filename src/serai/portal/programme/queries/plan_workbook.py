"""The work plan as a workbook."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from serai.portal.programme.models import Programme
from serai.portal.programme.queries.since import Told
from serai.portal.programme.queries.workplan import Line
from serai.portal.ui.xlsx import Column, Sheet, workbook


def plan_workbook(programme: Programme, lines: Sequence[Line], since: Told | None) -> bytes:
    """A sheet with all items, and one with what changed since adoption when the plan was adopted."""
    sheets = [items(lines)]
    if since is not None:
        sheets.append(changes(since))
    return workbook(sheets, title=_("Work plan") + f" · {programme}")


def items(lines: Sequence[Line]) -> Sheet:
    """One row an item, in the order of the plan."""
    late = sum(line.late for line in lines)
    columns = [
        Column(_("Goal")),
        Column(_("Item")),
        Column(_("Administration")),
        Column(_("Owners")),
        Column(_("Begins"), "date"),
        Column(_("Due"), "date"),
        Column(_("State")),
        Column(_("Late")),
        Column(_("Done on"), "date"),
        Column(_("Due as adopted"), "date"),
        Column(_("Comes after")),
        Column(_("Evidence"), "integer"),
        Column(_("Note")),
    ]
    return Sheet(
        _("Work plan"),
        columns,
        [row(line) for line in lines],
        heading=ngettext("%(n)s item is late", "%(n)s items are late", late) % {"n": late}
        if late
        else _("No item is late"),
    )


def row(line: Line) -> list[object]:
    """What the columns of `items` hold."""
    item = line.item
    return [
        item.goal.title,
        item.title,
        item.administration.short if item.administration else "",
        ", ".join(owner.name_latin for owner in line.owners),
        item.begins_on,
        item.due_on,
        item.get_phase_display(),
        _("late") if line.late else "",
        item.done_on,
        line.was.due_on if line.was else None,
        "; ".join(earlier.title for earlier in line.after),
        line.evidence,
        item.note,
    ]


def changes(since: Told) -> Sheet:
    """One row a change."""
    columns = [Column(_("What changed")), Column(_("Item")), Column(_("From what to what"))]
    rows = [(heading, said.title, said.text) for heading, those in since.kinds for said in those]
    return Sheet(
        _("Since adoption"),
        columns,
        rows,
        heading=_("Changed since %(group)s") % {"group": since.group},
    )
