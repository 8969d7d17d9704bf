"""One field of a batch, as the kernel and its twin look at it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from serai.risk.screening.plan import Numbers, Words


@dataclass(frozen=True)
class Look:
    """One field of a batch: where its values are, and which class each belongs to."""

    data: NDArray[np.generic]
    """Codes (unsigned), numbers (float64) or days (int32); `bits` of a flag."""
    classes: Numbers
    """Of each code, or of the ranges between the bounds."""
    missing: int
    table: Words
    first_word: int
    bounds: NDArray[np.float64] | None = None
    valid: NDArray[np.uint8] | None = None
    """Bitmap of the values that are there, from bit `valid_offset` on; None where all are."""
    valid_offset: int = 0
    is_bits: bool = False
    data_offset: int = 0

    @property
    def words(self) -> int:
        return int(self.table.shape[1])
