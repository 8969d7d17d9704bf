"""The certificate or licence that the goods need is forged, or is none."""

from typing import ClassVar

import numpy as np

from serai.world.controls import Control
from serai.world.lines import Lines
from serai.world.market import Market
from serai.world.schemes.scheme import Consignments, Flags, Floats, Ints, Scheme, Since

SAVED = 0.06
"""Of the value: fees, laboratory and weeks of waiting; simulated."""


class MissingPermit(Scheme):
    """The declaration looks like any other: only the document behind it is wrong."""

    name: ClassVar = "missing-permit"
    title: ClassVar = "missing permit"
    title_ru: ClassVar = "отсутствие разрешительного документа"
    since: ClassVar = Since.ORIGIN
    effort: ClassVar = 0.03
    finds: ClassVar = {Control.DOCUMENTS: 0.60, Control.GOODS: 0.50, Control.AUDIT: 0.60}

    def open_to(self, lines: Lines, market: Market) -> Flags:
        needed = np.array([bool(one) for one in market.goods.permit])
        return np.asarray(needed[lines.goods])

    def gain(self, lines: Lines, market: Market) -> Floats:
        return SAVED * (0.5 + lines.depth)

    def falsify(
        self, all_: Consignments, rows: Ints, market: Market, rng: np.random.Generator
    ) -> None:
        all_.declared.permit[rows] = False
        all_.true.permit[rows] = False
