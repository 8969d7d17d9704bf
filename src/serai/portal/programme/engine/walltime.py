"""Wall-clock times of a place, as moments.

On the night the clocks change, a time of the wall may not exist, or exist twice. Neither is guessed:
the first is refused, the second asks which one was meant.
"""

import datetime as dt
import zoneinfo

from serai.portal.programme.errors import AmbiguousTimeError, NonexistentTimeError

FIRST, SECOND = 0, 1
"""The time before the clocks went back, and the same time of the wall an hour later (PEP 495 `fold`)."""


def moment(
    day: dt.date, time: dt.time, zone: zoneinfo.ZoneInfo, *, fold: int | None = None
) -> dt.datetime:
    """The moment of a time of the wall, in UTC; `fold` tells which one when the wall shows it twice.

    Raises NonexistentTimeError when the clocks jump over it, AmbiguousTimeError when it comes twice
    and `fold` does not say which.
    """
    first, second = (dt.datetime.combine(day, time, zone).replace(fold=n) for n in (FIRST, SECOND))
    before, after = first.utcoffset(), second.utcoffset()
    if before == after:
        return first.astimezone(dt.UTC)
    # Over a gap the offset taken from before it gives the later moment, over a fold the earlier one.
    if first.astimezone(dt.UTC) > second.astimezone(dt.UTC):
        raise NonexistentTimeError(first, resumes=first.astimezone(dt.UTC).astimezone(zone))
    if fold is None:
        raise AmbiguousTimeError(first, second)
    return (second if fold else first).astimezone(dt.UTC)


def fold_of(instant: dt.datetime, zone: zoneinfo.ZoneInfo) -> int | None:
    """Which of two equal times of the wall this moment is; None when the wall shows it once."""
    local = instant.astimezone(zone)
    return (
        None
        if local.replace(fold=FIRST).utcoffset() == local.replace(fold=SECOND).utcoffset()
        else local.fold
    )


def moved(
    instant: dt.datetime, *, was: zoneinfo.ZoneInfo, now: zoneinfo.ZoneInfo, days: int = 0
) -> dt.datetime:
    """The same time of the wall, in another zone or some days on.

    A time that the clocks of that day jump over becomes the first one that exists; of two equal ones
    the first is taken, unless the moment was the second of two already.
    """
    local = instant.astimezone(was)
    target = dt.datetime.combine(
        local.date() + dt.timedelta(days), local.time().replace(fold=FIRST), now
    )
    arrived = target.astimezone(dt.UTC)
    # Where the wall shows no second one, as in a gap, `fold` would lead an hour back.
    if fold_of(instant, was) == SECOND and fold_of(arrived, now) == FIRST:
        arrived = target.replace(fold=SECOND).astimezone(dt.UTC)
    return arrived


def apart(instant: dt.datetime, here: zoneinfo.ZoneInfo, there: zoneinfo.ZoneInfo) -> dt.timedelta:
    """How far the clocks `there` are ahead of those `here` at this moment."""
    ahead, behind = instant.astimezone(there).utcoffset(), instant.astimezone(here).utcoffset()
    return (ahead or dt.timedelta()) - (behind or dt.timedelta())


def midnight(day: dt.date, zone: zoneinfo.ZoneInfo) -> dt.datetime:
    """When a day begins there, in UTC."""
    return dt.datetime.combine(day, dt.time(), zone).astimezone(dt.UTC)
