"""Who may go on to the next working group, why not, and what is asked."""

from serai.portal.programme.views.progression.cell import cell, sign_off_file, withdraw
from serai.portal.programme.views.progression.matrix import progression, step, workbook_of
from serai.portal.programme.views.progression.requirements import (
    add,
    copy,
    edit,
    move,
    remove,
    requirements,
)

__all__ = [
    "add",
    "cell",
    "copy",
    "edit",
    "move",
    "progression",
    "remove",
    "requirements",
    "sign_off_file",
    "step",
    "withdraw",
    "workbook_of",
]
