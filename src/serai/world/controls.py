"""The controls an office can give a consignment."""

from enum import StrEnum


class Control(StrEnum):
    """From the lightest to the latest."""

    DOCUMENTS = "documents"
    SCAN = "scan"
    GOODS = "goods"
    """Physical examination."""
    AUDIT = "audit"
    """At the trader's, after release."""


CONTROLS = tuple(Control)
PLACE = {control: place for place, control in enumerate(CONTROLS)}
