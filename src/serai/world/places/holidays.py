"""Days on which an administration and its traders rest: the long ones, and those of many countries."""

import csv
import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]

YEARLY = 5
"""Letters of a date that comes every year: month and day."""


@lru_cache(maxsize=1)
def _rows() -> tuple[dict[str, str], ...]:
    with files(__package__).joinpath("holidays.csv").open(encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


def rest(monday: dt.date, countries: Sequence[str]) -> Floats:
    """Share of the five working days from a Monday on that are holidays, by country."""
    week = [monday + dt.timedelta(days=day) for day in range(5)]
    days = {(country, day) for day in week for country in _resting(day)}
    found = np.zeros(len(countries))
    for country, _ in days:
        if country in countries:
            found[countries.index(country)] += 1 / len(week)
    return found


@lru_cache(maxsize=1024)
def _resting(day: dt.date) -> frozenset[str]:
    """Countries that rest on a day."""
    found: set[str] = set()
    for row in _rows():
        text = row["date"]
        year = day.year if len(text) == YEARLY else int(text[:4])
        begins = dt.date.fromisoformat(f"{year}-{text[-YEARLY:]}")
        if begins <= day < begins + dt.timedelta(days=int(row["days"])):
            found |= set(row["administrations"].split())
    return frozenset(found)
