"""Days as people and platforms write them.

2025-03-15, 15.03.2025, 03/15/2025, “Saturday, 15 March 2025, 10:30 AM”, «15 марта 2025 г.».
"""

import datetime as dt
import re
from enum import StrEnum

MONTHS = (
    ("january", "января", "январь"),
    ("february", "февраля", "февраль"),
    ("march", "марта", "март"),
    ("april", "апреля", "апрель"),
    ("may", "мая", "май"),
    ("june", "июня", "июнь"),
    ("july", "июля", "июль"),
    ("august", "августа", "август"),
    ("september", "сентября", "сентябрь", "sept"),
    ("october", "октября", "октябрь"),
    ("november", "ноября", "ноябрь"),
    ("december", "декабря", "декабрь"),
)
CLOCK = r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?(?: ?[AaPp]\.?[Mm]\.?)?"
OFFSET = r"(?: ?(?:Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}))?"
TIME = rf"(?:[ ,T]+(?:at |в )?{CLOCK}{OFFSET})?"
WEEKDAY = r"(?:[^\W\d_]+\.?,? )?"
ISO = re.compile(rf"([0-9]{{4}})[-/.]([0-9]{{1,2}})[-/.]([0-9]{{1,2}}){TIME}")
FIGURES = re.compile(
    rf"{WEEKDAY}([0-9]{{1,2}})([./-])([0-9]{{1,2}})\2([0-9]{{4}}|[0-9]{{2}}){TIME}"
)
DAY_FIRST = re.compile(
    rf"{WEEKDAY}([0-9]{{1,2}})[ -]([^\W\d_]+)\.?,?[ -]([0-9]{{4}})(?: ?(?:г|года)\.?)?{TIME}"
)
MONTH_FIRST = re.compile(
    rf"{WEEKDAY}([^\W\d_]+)\.? ([0-9]{{1,2}})(?:st|nd|rd|th)?,? ([0-9]{{4}}){TIME}"
)
LONGEST = 80


class Order(StrEnum):
    """Which comes first where a date is written in figures with strokes: 03/04/2025."""

    DAY_MONTH = "dmy"
    MONTH_DAY = "mdy"


class UnreadableDateError(ValueError):
    """The text is no day of the calendar."""


class AmbiguousDateError(ValueError):
    """Day and month may be either way round."""


def in_figures(value: object) -> tuple[int, int, int] | None:
    """First, second and year of a date such as 03/04/2025; None for every other way of writing."""
    if (
        not isinstance(value, str)
        or not (found := FIGURES.fullmatch(tidy(value)))
        or found[2] == "."
    ):
        return None
    return int(found[1]), int(found[3]), full_year(found[4])


def order_of(values: list[object]) -> Order | None:
    """The order the dates of a file themselves give away; None when they give away none, or both."""
    seen = {
        order for figures in map(in_figures, values) if figures and (order := given_away(*figures))
    }
    return seen.pop() if len(seen) == 1 else None


def given_away(first: int, second: int, _year: int) -> Order | None:
    """The order that one date gives away: a figure above 12 is a day."""
    if first > 12 >= second:
        return Order.DAY_MONTH
    if second > 12 >= first:
        return Order.MONTH_DAY
    return None


def read_date(value: object, order: Order | None) -> dt.date:
    """The day a cell names. Raises UnreadableDateError, or AmbiguousDateError when `order` is needed."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if not isinstance(value, str):
        raise UnreadableDateError
    text = tidy(value)
    try:
        if found := ISO.fullmatch(text):
            return dt.date(int(found[1]), int(found[2]), int(found[3]))
        if found := FIGURES.fullmatch(text):
            return from_figures(found, order)
        if found := DAY_FIRST.fullmatch(text):
            return dt.date(int(found[3]), month(found[2]), int(found[1]))
        if found := MONTH_FIRST.fullmatch(text):
            return dt.date(int(found[3]), month(found[1]), int(found[2]))
    except ValueError as impossible:
        if isinstance(impossible, AmbiguousDateError):
            raise
        raise UnreadableDateError from impossible
    raise UnreadableDateError


def from_figures(found: re.Match[str], order: Order | None) -> dt.date:
    """The day of a date in figures; points mean that the day is first. Raises AmbiguousDateError, ValueError."""
    first, second, year = int(found[1]), int(found[3]), full_year(found[4])
    if found[2] == ".":
        return dt.date(year, second, first)
    if first == second:
        return dt.date(year, first, second)
    order = order or given_away(first, second, year)
    if order is None and first <= 12 and second <= 12:
        raise AmbiguousDateError
    return (
        dt.date(year, first, second) if order == Order.MONTH_DAY else dt.date(year, second, first)
    )


def tidy(value: str) -> str:
    """One ordinary space between words; longer than any date is cut, and no longer a date."""
    return " ".join(value[: LONGEST + 1].split())


def full_year(written: str) -> int:
    """2025 for “25” and for “2025”."""
    return int(written) if len(written) == 4 else 2000 + int(written)


def month(word: str) -> int:
    """The month a name or its beginning of three letters and more means. Raises ValueError."""
    start = word.casefold()
    if len(start) >= 3:
        for number, names in enumerate(MONTHS, 1):
            if any(name.startswith(start) for name in names):
                return number
    raise ValueError(word)
