"""What is true of consignments, or what is declared of them: the same facts, side by side."""

from dataclasses import dataclass, fields, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]
type Flags = NDArray[np.bool_]


@dataclass
class Facts:
    """One place in each array for each consignment."""

    goods: Ints
    """Place in the table of goods."""
    origin: Ints
    """Place in `Market.countries`."""
    value: Floats
    """USD at the border of destination (cost, insurance, freight)."""
    net: Floats
    """kg."""
    gross: Floats
    """kg."""
    packages: Floats
    units: Floats
    """Supplementary units; NaN where the tariff has none."""
    permit: Flags
    """Whether the document the goods need is there and genuine; true where they need none."""
    preference: Flags
    """Whether the origin's preference is claimed."""

    def __len__(self) -> int:
        return len(self.goods)

    def copy(self) -> Self:
        """Facts that can be changed without changing these."""
        return replace(self, **{one.name: getattr(self, one.name).copy() for one in fields(self)})

    def where(self, rows: Ints) -> Self:
        """Of some consignments."""
        return replace(self, **{one.name: getattr(self, one.name)[rows] for one in fields(self)})
