"""Which codes are known."""

import polars as pl
import pytest

from serai.declarations import codes


@pytest.mark.parametrize(
    ("code", "of", "known"),
    [
        ("KZ", "country", True),
        ("kz", "country", False),
        ("EU", "country", False),
        ("KZT", "currency", True),
        ("TENGE", "currency", False),
        ("8517", "hs", True),
        ("851", "hs", False),
        ("3", "transport", True),
        ("30", "transport", False),
        ("DAP", "incoterms", True),
        ("anything", "payment", True),
        ("anything", "", True),
    ],
)
def test_is_known(code, of, known):
    assert codes.is_known(code, of) is known
    found = codes.unknown(pl.Series([code, None]), of)
    assert (found is None) if known else found.to_list() == [True, False]


def test_nothing_is_not_unknown():
    assert codes.unknown(pl.Series([None], dtype=pl.String), "country") is None
