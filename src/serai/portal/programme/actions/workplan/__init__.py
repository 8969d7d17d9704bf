"""What is done with the work plan: goals, items, evidence, adoption, reminders."""

from serai.portal.programme.actions.workplan.adopt import adopt_plan
from serai.portal.programme.actions.workplan.evidence import Proof, add_evidence, remove_evidence
from serai.portal.programme.actions.workplan.goals import remove_goal, save_goal
from serai.portal.programme.actions.workplan.items import add_item, edit_item
from serai.portal.programme.actions.workplan.remind import remind
from serai.portal.programme.actions.workplan.update import update_item

__all__ = [
    "Proof",
    "add_evidence",
    "add_item",
    "adopt_plan",
    "edit_item",
    "remind",
    "remove_evidence",
    "remove_goal",
    "save_goal",
    "update_item",
]
