"""What each profile found, and what only it would have found."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from serai.risk.measures.proportion import Estimate, exact
from serai.risk.measures.ranking import MeasureError
from serai.risk.screening.hits import Hits


@dataclass(frozen=True)
class ProfileFigures:
    """One profile over the declarations of a batch."""

    id: str
    hits: int
    """Declarations it hit."""
    examined: int
    """Of these."""
    found: int
    """Non-compliant ones, of the examined."""
    precision: Estimate
    """Found ÷ examined, with its exact interval."""
    only_hits: int
    """Declarations no other profile hit."""
    only_found: int
    """Found, of these."""
    age: int | None
    """Days since it became valid, below 0 while it is not yet; None without a date."""
    since_found: int | None
    """Days since the date of the last declaration it found; None where none was, or without dates."""


def by_profile(
    hits: Hits,
    examined: ArrayLike,
    found: ArrayLike,
    *,
    today: dt.date,
    since: Mapping[str, dt.date | None] | None = None,
    dates: ArrayLike | None = None,
    level: float = 0.95,
) -> list[ProfileFigures]:
    """Figures of each profile, in the order of the screen.

    `examined` is a flag for each declaration, `found` 0 or 1 where it is set and else whatever;
    `since` is from when a profile is valid, by its id; `dates` is the day of each declaration
    (NaT where it has none). Precision tells of what was examined: where profiles steer examinations,
    not of all that they hit. Raises MeasureError for arrays of other lengths or values, ids in `since`
    that no profile has, and a level outside of (0, 1).
    """
    seen, results = np.asarray(examined), np.asarray(found, np.float64)
    days = None if dates is None else np.asarray(dates, "datetime64[D]")
    begun = since or {}
    _check(hits, seen, results, days, begun, level)
    bad = seen & (results == 1)
    alone = np.diff(hits.offsets) == 1
    rows, profiles = hits.pairs()

    def count(which: NDArray[np.bool_]) -> list[int]:
        return np.bincount(profiles[which[rows]], minlength=len(hits.ids)).tolist()

    columns = zip(
        hits.ids,
        hits.counts().tolist(),
        count(seen),
        count(bad),
        count(alone),
        count(alone & bad),
        _last(hits, bad, days, today),
        strict=True,
    )
    return [
        ProfileFigures(
            id=name,
            hits=hit,
            examined=examinations,
            found=finds,
            precision=exact(finds, examinations, level=level),
            only_hits=only_hits,
            only_found=only_found,
            age=(today - start).days if (start := begun.get(name)) else None,
            since_found=since_found,
        )
        for name, hit, examinations, finds, only_hits, only_found, since_found in columns
    ]


def _last(
    hits: Hits, bad: NDArray[np.bool_], days: NDArray[np.datetime64] | None, today: dt.date
) -> list[int | None]:
    """Days from each profile's last find to today."""
    if days is None:
        return [None] * len(hits.ids)
    rows, profiles = hits.pairs()
    finds = (bad & ~np.isnat(days))[rows]
    never = np.iinfo(np.int64).min
    last = np.full(len(hits.ids), never)
    np.maximum.at(last, profiles[finds], days[rows[finds]].astype(np.int64))
    now = int(np.datetime64(today, "D").astype(np.int64))
    return [None if day == never else now - day for day in last.tolist()]


def _check(
    hits: Hits,
    seen: NDArray[np.generic],
    results: NDArray[np.float64],
    days: NDArray[np.datetime64] | None,
    begun: Mapping[str, dt.date | None],
    level: float,
) -> None:
    problems = []
    arrays: dict[str, NDArray[np.generic]] = {"examined": seen, "found": results}
    if days is not None:
        arrays["dates"] = days
    for name, one in arrays.items():
        if one.shape != (len(hits),):
            problems.append(f"{name} {one.shape} is not one for each of {len(hits)} declarations")
    if seen.size and seen.dtype != np.bool_:
        problems.append("examined is a flag")
    elif seen.shape == results.shape and not np.isin(results[seen.astype(bool)], (0.0, 1.0)).all():
        problems.append("a result of an examined declaration is 0 or 1")
    if unknown := sorted(set(begun) - set(hits.ids)):
        problems.append(f"no profiles: {', '.join(unknown)}")
    if not 0 < level < 1:
        problems.append(f"a level lies between 0 and 1, not at {level}")
    if problems:
        raise MeasureError("; ".join(problems))
