"""Cells turned into what their column holds; nothing is guessed, every fault is told.

Each step works on whole columns and marks the cells it cannot turn, so that a clean column costs
a few passes over memory.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import polars as pl

from serai.declarations.columns import POLARS, Kind
from serai.declarations.mapping.rules import Rule

FLAGS: Mapping[str, bool] = {
    **dict.fromkeys(("1", "true", "t", "yes", "y", "да", "истина"), True),
    **dict.fromkeys(("0", "false", "f", "no", "n", "нет", "ложь"), False),
}
"""Words for yes and no, in lower case."""

SPREADSHEET_ERRORS = (
    "#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!",
)  # fmt: skip
DAY = {"ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}
FIRST_DAY = (dt.date(1000, 1, 1) - dt.date(1970, 1, 1)).days
LAST_DAY = (dt.date(9998, 12, 31) - dt.date(1970, 1, 1)).days
AS_IT_IS = 2**53
"""Whole floats up to here are exact."""


@dataclass(frozen=True)
class Fault:
    """Cells that could not be turned, and why."""

    where: pl.Series
    why: str
    hint: str = ""


@dataclass
class Turned:
    """A column after turning: missing where a fault was found."""

    values: pl.Series
    faults: list[Fault] = field(default_factory=list)

    def refuse(self, where: pl.Series, why: str, hint: str = "") -> None:
        """Mark cells as faulty and make them missing."""
        where = where.fill_null(value=False)
        if where.any():
            self.faults.append(Fault(where, why, hint))
            self.values = self.values.set(where, None)


def turn(parts: tuple[pl.Series, ...], rule: Rule) -> Turned:
    """One column, whatever types its cells have. Its values are of the type the rule's kind has."""
    turned = [_turn_part(part, rule) for part in parts]
    whole = turned[0]
    for other in turned[1:]:
        whole.values = whole.values.zip_with(whole.values.is_not_null(), other.values)
        whole.faults += other.faults
    if rule.least is not None:
        whole.refuse(whole.values < rule.least, f"is below {rule.least:g}")
    if rule.default is not None and whole.values.null_count():
        _fill(whole, rule)
    return whole


def _fill(whole: Turned, rule: Rule) -> None:
    """Missing cells get the default; faulty ones stay missing."""
    given = _turn_part(pl.Series([rule.default], dtype=pl.String), rule).values[0]
    empty = whole.values.is_null()
    for fault in whole.faults:
        empty &= ~fault.where
    whole.values = whole.values.set(empty, given)


def _turn_part(part: pl.Series, rule: Rule) -> Turned:
    kind = part.dtype
    if isinstance(kind, pl.Categorical | pl.Enum):
        part, kind = part.cast(pl.String), pl.String()
    if kind == pl.Null:
        return Turned(pl.Series([None], dtype=POLARS[rule.kind]).new_from_index(0, len(part)))
    if kind == pl.String:
        return _from_text(part, rule)
    if kind.is_numeric():
        return _from_number(part, rule)
    if kind == pl.Boolean:
        return _from_flag(part, rule)
    if kind in (pl.Date, pl.Datetime):
        return _from_day(part, rule)
    return _nothing(part, rule, "is of a type that no column of a declaration has")


# From text


def _from_text(part: pl.Series, rule: Rule) -> Turned:
    text = part.str.strip_chars()
    text = text.set(text == "", None)
    if rule.missing:
        text = text.set(text.is_in(list(rule.missing)).fill_null(value=False), None)
    turned = Turned(text)
    turned.refuse(text.is_in(SPREADSHEET_ERRORS), "is an error of a formula")
    if rule.remove:
        turned.values = turned.values.str.replace_all("[" + re.escape(rule.remove) + "]", "")
    _replace_codes(turned, rule)
    TEXTS[rule.kind](turned, rule)
    return turned


def _replace_codes(turned: Turned, rule: Rule) -> None:
    if rule.codes is None:
        return
    before = turned.values
    after = before.replace_strict(
        list(rule.codes), list(rule.codes.values()), default=None, return_dtype=pl.String
    )
    if rule.others == "keep":
        after = after.zip_with(after.is_not_null(), before)
    turned.values = after.set(after == "", None)
    if rule.others == "bad":
        lacking = before.is_not_null() & ~before.is_in(list(rule.codes))
        turned.refuse(lacking, "is not in the table of codes", "add it, or say `others: keep`")


def _text_as_code(turned: Turned, rule: Rule) -> None:
    if not rule.width:
        return
    digits = turned.values.str.contains(r"^[0-9]+$").fill_null(value=False)
    long = digits & (turned.values.str.len_bytes() > rule.width)
    turned.refuse(long, f"has more than {rule.width} digits")
    turned.values = turned.values.zip_with(~digits, turned.values.str.zfill(rule.width))


def _text_as_text(turned: Turned, rule: Rule) -> None:
    """Words are taken as they are."""


def _text_as_number(turned: Turned, rule: Rule) -> None:
    text = turned.values
    if (rule.decimal, rule.thousands) == (".", ""):
        numbers = text.cast(pl.Float64, strict=False)
        # Beyond digits, point and exponent the cast knows only `inf` and `nan`.
        fine = numbers.is_finite().fill_null(value=False) | text.is_null()
        if not fine.all():
            fine = text.str.contains(_number_pattern(".", ""))
    else:
        fine = text.str.contains(_number_pattern(rule.decimal, rule.thousands))
        plain = text
        if rule.thousands:
            plain = plain.str.replace_all(rule.thousands, "", literal=True)
        numbers = plain.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    turned.values = numbers * rule.times if rule.times != 1 else numbers
    bad = ~fine
    if bad.any():
        other_comma = text.str.contains(_number_pattern("," if rule.decimal == "." else ".", ""))
        comma = bad & other_comma
        said = "," if rule.decimal == "." else "."
        turned.refuse(comma, "is not a number here", f'a mapping can say `decimal: "{said}"`')
        grouped = bad & ~comma & text.str.contains(r"^[+-]?\d{1,3}([ ,.'\x{a0}\x{202f}]\d{3})+")
        turned.refuse(
            grouped, "is not a number here", "a mapping can say `thousands` and `decimal`"
        )
        turned.refuse(bad & ~comma & ~grouped, "is not a number")
    turned.refuse(turned.values.is_infinite(), "is too large for a number")


@lru_cache(maxsize=32)
def _number_pattern(decimal: str, thousands: str) -> str:
    point, mark = re.escape(decimal), re.escape(thousands)
    whole = rf"([0-9]{{1,3}}({mark}[0-9]{{3}})+|[0-9]+)" if thousands else r"[0-9]+"
    return rf"^[+-]?({whole}({point}[0-9]*)?|{point}[0-9]+)([eE][+-]?[0-9]+)?$"


def _text_as_day(turned: Turned, rule: Rule) -> None:
    text = turned.values
    days = pl.Series(values=[None], dtype=pl.Date).new_from_index(0, len(text))
    for form in rule.dates:
        # The parser alone takes 2020-1-5 and +2020-01-05 as well.
        written = text.set(~text.str.contains(_date_pattern(form)).fill_null(value=False), None)
        days = days.zip_with(days.is_not_null(), written.str.to_date(form, strict=False))
    turned.values = days
    shown = " or ".join(_shown(form) for form in rule.dates)
    wrong = text.is_not_null() & days.is_null()
    turned.refuse(wrong, f"is no date written {shown}", "a mapping can say `dates`")


@lru_cache(maxsize=32)
def _date_pattern(form: str) -> str:
    parts = {"Y": "[0-9]{4}", "y": "[0-9]{2}", "m": "[0-9]{2}", "d": "[0-9]{2}"}
    pieces = re.split(r"%(.)", form)
    made = [
        re.escape(piece) if place % 2 == 0 else parts.get(piece, "[A-Za-z]+")
        for place, piece in enumerate(pieces)
    ]
    return f"^{''.join(made)}$"


def _shown(form: str) -> str:
    for code, word in (("%Y", "yyyy"), ("%y", "yy"), ("%m", "mm"), ("%d", "dd"), ("%b", "mon")):
        form = form.replace(code, word)
    return form


def _text_as_flag(turned: Turned, rule: Rule) -> None:
    text = turned.values
    turned.values = text.str.to_lowercase().replace_strict(
        list(FLAGS), list(FLAGS.values()), default=None, return_dtype=pl.Boolean
    )
    turned.refuse(text.is_not_null() & turned.values.is_null(), "is neither yes nor no")


TEXTS: Mapping[Kind, Callable[[Turned, Rule], None]] = {
    Kind.CODE: _text_as_code,
    Kind.TEXT: _text_as_text,
    Kind.NUMBER: _text_as_number,
    Kind.DATE: _text_as_day,
    Kind.FLAG: _text_as_flag,
}


# From cells that have a type already


def _from_number(part: pl.Series, rule: Rule) -> Turned:
    if rule.kind is Kind.NUMBER:
        numbers = part.cast(pl.Float64)
        if part.dtype.is_float():
            numbers = numbers.fill_nan(None)
        return Turned(numbers * rule.times if rule.times != 1 else numbers)
    if rule.kind is Kind.FLAG:
        if part.dtype.is_float():
            part = part.fill_nan(None)
        flags = Turned((part == 1).set(part.is_null(), None))
        flags.refuse((part != 0) & (part != 1), "is neither yes nor no")
        return flags
    if rule.kind is Kind.DATE:
        return _nothing(part, rule, "is a number where a date is expected")
    return _number_as_code(part, rule)


def _number_as_code(part: pl.Series, rule: Rule) -> Turned:
    if part.dtype.is_float():
        part = part.fill_nan(None)
    whole = part.cast(pl.Int64, strict=False)
    broken = part.is_not_null() & (
        whole.is_null() | (whole.cast(pl.Float64) != part.cast(pl.Float64)) | (whole < 0)
    )
    if part.dtype.is_float():
        broken |= (part.abs() > AS_IT_IS).fill_null(value=False)
    turned = Turned(whole.cast(pl.String).set(broken.fill_null(value=False), None))
    turned.refuse(broken, "is a number that cannot be a code")
    if rule.kind is Kind.CODE and rule.codes is None and rule.width is None:
        turned.refuse(
            turned.values.is_not_null(),
            "is a number where a code is expected: zeros in front of it may be lost",
            "a mapping can say the code's `width`, or `width: 0` for codes without zeros",
        )
        return turned
    _replace_codes(turned, rule)
    _text_as_code(turned, rule)
    return turned


def _from_flag(part: pl.Series, rule: Rule) -> Turned:
    if rule.kind is Kind.FLAG:
        return Turned(part)
    if rule.codes is not None:
        turned = Turned(part.cast(pl.String))
        _replace_codes(turned, rule)
        TEXTS[rule.kind](turned, rule)
        return turned
    return _nothing(part, rule, f"is yes or no where a {rule.kind} is expected")


def _from_day(part: pl.Series, rule: Rule) -> Turned:
    """Of a moment the day is kept, as the clock showed it."""
    if rule.kind is not Kind.DATE:
        return _nothing(part, rule, f"is a date where a {rule.kind} is expected")
    outside = is_far_off(part)
    near = part.set(outside, None) if outside.any() else part
    turned = Turned(near if near.dtype == pl.Date else near.dt.date())
    turned.refuse(outside, "is no day of the years 1000 to 9998")
    return turned


def is_far_off(part: pl.Series) -> pl.Series:
    """Where days and moments lie beyond the calendars that Polars and Python know."""
    count = part.to_physical().cast(pl.Int64)
    if isinstance(part.dtype, pl.Datetime):
        count //= DAY[part.dtype.time_unit]
    return ((count < FIRST_DAY) | (count > LAST_DAY)).fill_null(value=False)


def _nothing(part: pl.Series, rule: Rule, why: str) -> Turned:
    """No cell can be turned."""
    turned = Turned(pl.Series([None], dtype=POLARS[rule.kind]).new_from_index(0, len(part)))
    turned.refuse(part.is_not_null(), why)
    return turned
