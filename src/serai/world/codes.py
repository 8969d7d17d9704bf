"""Codes of parties, offices, containers and seals, as papers have them."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

type Ints = NDArray[np.int64]

PRIME = 99_999_989
"""The largest prime below 10⁸."""
FIRST = 100_000_000
"""The smallest number of nine digits: none begins with 0."""
OWNERS = ("SERU", "MCSU", "CASU", "TCLU")
"""Of containers, made up; the fourth letter says freight container (ISO 6346)."""
SERIAL = 6
"""Digits between owner and check digit."""


def scrambled(number: Ints, salt: int) -> Ints:
    """Nine digits that tell nothing of the order in which numbers were given; none twice.

    A cube modulo a prime whose predecessor 3 does not divide is a permutation; two salts share none.
    """
    mixed = (number * (48_271 + 2 * salt) + salt * 7_069_621 + 12_345) % PRIME
    square = mixed * mixed % PRIME
    cube: Ints = (square * mixed % PRIME * 69_621 + salt) % PRIME
    return cube + FIRST


def even(number: Ints, salt: int) -> NDArray[np.float64]:
    """Even between 0 and 1, and always the same for a number and salt."""
    return (scrambled(number, salt) - FIRST) / PRIME


def party(country: pl.Series, number: Ints, salt: int) -> pl.Series:
    """Country and nine digits."""
    return country + pl.Series(scrambled(number, salt)).cast(pl.String)


def containers(count: int) -> pl.Series:
    """Numbers of containers 0 to `count` − 1, each with its check digit (ISO 6346)."""
    number = np.arange(count)
    serial = 100_000 + number // len(OWNERS)
    owner = number % len(OWNERS)
    total = np.array([_sum_of(one) for one in OWNERS])[owner]
    for place in range(SERIAL):
        digit = serial // 10 ** (SERIAL - 1 - place) % 10
        total = total + digit * 2 ** (len(OWNERS[0]) + place)
    names = pl.Series(OWNERS)[owner]
    digits = pl.Series(serial).cast(pl.String)
    return names + digits + pl.Series(total % 11 % 10).cast(pl.String)


def _sum_of(owner: str) -> int:
    """The letters' part of the check sum: A is 10, and so on, without the multiples of 11."""
    numbers = [n for n in range(10, 39) if n % 11]
    values = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", numbers, strict=True))
    return sum(values[letter] * 2**place for place, letter in enumerate(owner))
