"""Terms of sale, and what invoices ask under them."""

import numpy as np
from numpy.typing import NDArray

from serai.world import codes

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]

TERMS = ("FOB", "CIF", "CFR", "FCA", "CPT", "DAP", "EXW")
BY_SEA, BY_LAND = (0.35, 0.40, 0.25), (0.0, 0.0, 0.0, 0.30, 0.25, 0.35, 0.10)
"""Shares of the terms of contracts whose goods set out by sea, and by road or rail (Incoterms 2020 keeps the
first three for ships); simulated."""
INVOICED = {"EXW": -1.0, "FOB": 0.0, "FCA": 0.0, "CFR": 0.9, "CPT": 0.9, "CIF": 1.0, "DAP": 1.1}
"""How much of the way from origin to destination the price pays: of the cost between the value at the one
and at the other; EXW leaves the way to the carrier to the buyer. Simulated."""
EX_WORKS = 0.02
"""Of the value at origin: loading and the way to the carrier."""
INSURANCE, DEAREST = 0.005, 0.4
"""Of the value at destination: insurance, and what the way costs at most; simulated."""
CONTRACT = 29
"""Salt of the terms."""


def terms_of(line: Ints, by_sea: NDArray[np.bool_]) -> Ints:
    """Of the contract: the same for all consignments of a line, and in all administrations on the way."""
    even = codes.even(line, CONTRACT)
    sea, land = (
        np.searchsorted(np.cumsum(one)[:-1], even, side="right") for one in (BY_SEA, BY_LAND)
    )
    return np.where(by_sea, sea, land)


def at_origin_of(value: Floats, gross: Floats, freight: Floats) -> Floats:
    """What goods were worth where they left: without insurance, and what their mass paid on the way."""
    way: Floats = np.minimum(INSURANCE * value + freight * gross, DEAREST * value)
    return value - way


def invoiced(value: Floats, at_origin: Floats, terms: Ints) -> Floats:
    """What the invoice asks under the terms; `value` is that at destination."""
    paid = np.array([INVOICED[one] for one in TERMS])[terms]
    way = value - at_origin
    return at_origin + np.where(paid < 0, -EX_WORKS * at_origin, paid * way)
