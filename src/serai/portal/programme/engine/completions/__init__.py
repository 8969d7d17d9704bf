"""Course completions exported from an eLearning platform, read row by row.

Pure: a table in, completions and problems out.
"""

from serai.portal.programme.engine.completions.columns import FIELDS, REQUIRED, headed, recognise
from serai.portal.programme.engine.completions.dates import Order
from serai.portal.programme.engine.completions.reading import read
from serai.portal.programme.engine.completions.values import (
    BadCell,
    Completion,
    Listed,
    Reading,
    Roster,
    Scale,
)

__all__ = [
    "FIELDS",
    "REQUIRED",
    "BadCell",
    "Completion",
    "Listed",
    "Order",
    "Reading",
    "Roster",
    "Scale",
    "headed",
    "read",
    "recognise",
]
