"""What a step asks, and signing members off."""

from serai.portal.programme.actions.progression.requirements import (
    copy_requirements,
    move_requirement,
    remove_requirement,
    save_requirement,
)
from serai.portal.programme.actions.progression.sign_offs import sign_off, withdraw_sign_off

__all__ = [
    "copy_requirements",
    "move_requirement",
    "remove_requirement",
    "save_requirement",
    "sign_off",
    "withdraw_sign_off",
]
