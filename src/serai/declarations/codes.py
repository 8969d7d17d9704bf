"""Which codes are known: ISO 3166-1 and 4217 from pycountry, UN/ECE Recommendation 19, Incoterms, HS.

Real declarations hold codes that no list has (XZ, ZZ, EU): an unknown code is a finding, and the
caller says how grave.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache

import polars as pl
import pycountry

from serai.declarations import hs

TRANSPORT: Mapping[str, str] = {
    "0": "not specified",
    "1": "maritime",
    "2": "rail",
    "3": "road",
    "4": "air",
    "5": "mail",
    "6": "multimodal",
    "7": "fixed installations",
    "8": "inland water",
    "9": "not applicable",
}
"""Modes of transport: UN/ECE Recommendation No. 19, second edition (ECE/TRADE/272), 2001."""

INCOTERMS = frozenset(
    "CFR CIF CIP CPT DAF DAP DAT DDP DDU DEQ DES DPU EXW FAS FCA FOB".split()  # noqa: SIM905 - as printed
)
"""Delivery terms of the editions 2000, 2010 and 2020."""


@lru_cache(maxsize=1)
def countries() -> frozenset[str]:
    """ISO 3166-1 alpha-2 codes."""
    return frozenset(country.alpha_2 for country in pycountry.countries)


@lru_cache(maxsize=1)
def currencies() -> frozenset[str]:
    """ISO 4217 alphabetic codes."""
    return frozenset(currency.alpha_3 for currency in pycountry.currencies)


LISTED: Mapping[str, Callable[[], frozenset[str]]] = {
    "country": countries,
    "currency": currencies,
    "transport": lambda: frozenset(TRANSPORT),
    "incoterms": lambda: INCOTERMS,
}
WHY: Mapping[str, str] = {
    "country": "is no country of ISO 3166-1",
    "currency": "is no currency of ISO 4217",
    "transport": "is no mode of transport of UN/ECE Recommendation 19",
    "incoterms": "is no Incoterm",
    "hs": "is no HS code of 2, 4, 6, 8, 10 or 11 digits in a chapter that is in use",
}
"""What is said of a code that a list does not have."""


def is_known(code: str, codes: str) -> bool:
    """Whether `code` is in the list a column names in its `codes`; a list we do not have knows all."""
    if codes == "hs":
        return hs.is_code(code)
    return codes not in LISTED or code in LISTED[codes]()


def unknown(values: pl.Series, codes: str) -> pl.Series | None:
    """A mask of the codes that the list does not have, as long as `values`; nothing when all are known.

    `values` are strings; missing ones are not unknown.
    """
    if codes not in WHY:
        return None
    met = values.unique().drop_nulls()
    strange = met.filter([not is_known(code, codes) for code in met]) if len(met) else met
    return values.is_in(strange.implode()).fill_null(value=False) if len(strange) else None
