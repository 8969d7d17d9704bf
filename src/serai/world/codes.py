"""Codes of parties, offices, containers and seals, as papers have them."""

from functools import lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

type Ints = NDArray[np.int64]

PRIME = 99_999_989
"""The largest prime below 10⁸."""
OWNERS = ("SERU", "MCSU", "CASU", "TCLU")
"""Of containers, made up; the fourth letter says freight container (ISO 6346)."""


def scrambled(number: Ints, salt: int) -> Ints:
    """Eight digits that tell nothing of the order in which numbers were given; none twice."""
    mixed: Ints = (number * 48_271 + salt * 69_621 + 12_345) % PRIME
    return mixed


def party(country: pl.Series, number: Ints, salt: int) -> pl.Series:
    """Country and eight digits."""
    digits = pl.Series(scrambled(number, salt)).cast(pl.String).str.zfill(8)
    return country + digits


@lru_cache(maxsize=1)
def _values() -> dict[str, int]:
    """Of letters in a container's number: 10 up, without the multiples of 11 (ISO 6346)."""
    numbers = [n for n in range(10, 39) if n % 11]
    return dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", numbers, strict=True))


def container(number: int) -> str:
    """Number of a container, with its check digit after ISO 6346."""
    body = OWNERS[number % len(OWNERS)] + f"{100_000 + number // len(OWNERS):06d}"
    values = _values()
    total = sum(values.get(sign, 0) * 2**at if sign.isalpha() else int(sign) * 2**at
                for at, sign in enumerate(body))  # fmt: skip
    return body + str(total % 11 % 10)
