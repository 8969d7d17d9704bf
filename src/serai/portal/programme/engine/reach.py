"""Which days a programme can mean: a slip of the keyboard must not become the year 9999."""

import datetime as dt

FIRST, LAST = dt.date(2000, 1, 1), dt.date(2099, 12, 31)


def is_in_reach(day: dt.date) -> bool:
    """Whether a day lies in this century, as all of a programme does."""
    return FIRST <= day <= LAST
