"""What each kind of column takes from a cell of text, and why it refuses the rest."""

import datetime as dt

import polars as pl
import pytest

from serai.declarations.columns import SCHEMA
from serai.declarations.mapping import Rule
from serai.declarations.reading.cells import turn

DAY = dt.date(2025, 1, 31)
BAD = object()


def one(value, ours, dtype=pl.String, **options):
    turned = turn((pl.Series([value], dtype=dtype),), Rule.of("x", SCHEMA[ours], **options))
    if turned.faults:
        assert turned.values.to_list() == [None]
        return BAD, turned.faults[0].why, turned.faults[0].hint
    return turned.values[0]


@pytest.mark.parametrize(
    ("text", "options", "value"),
    [
        ("1.5", {}, 1.5),
        (" +1.5 ", {}, 1.5),
        ("1e3", {}, 1000.0),
        (".5", {}, 0.5),
        ("007", {}, 7.0),
        ("", {}, None),
        ("   ", {}, None),
        ("1,5", {"decimal": ","}, 1.5),
        ("1 234,5", {"decimal": ",", "thousands": " "}, 1234.5),
        ("1.234.567,5", {"decimal": ",", "thousands": "."}, 1234567.5),
        ("1,234.5", {"thousands": ","}, 1234.5),
        ("1.5", {"times": 1000.0}, 1500.0),
        ("n/a", {"missing": frozenset({"n/a"})}, None),
        ("", {"default": "3"}, 3.0),
        ("0", {}, 0.0),
    ],
)
def test_numbers(text, options, value):
    assert one(text, "net_mass", **options) == value


@pytest.mark.parametrize(
    ("text", "options", "why"),
    [
        ("12abc", {}, "is not a number"),
        ("1,5", {}, "is not a number here"),
        ("1.5", {"decimal": ","}, "is not a number here"),
        ("1 234", {}, "is not a number here"),
        ("1,23,4", {"thousands": ","}, "is not a number"),
        ("1 2", {"thousands": " "}, "is not a number"),
        ("1_000", {}, "is not a number"),
        ("nan", {}, "is not a number"),
        ("inf", {}, "is not a number"),
        ("0x10", {}, "is not a number"),
        ("1e999", {}, "is too large for a number"),
        ("-1", {}, "is below 0"),
        ("٣", {}, "is not a number"),
        ("#REF!", {}, "is an error of a formula"),
        ("", {"default": "x"}, None),
    ],
)
def test_what_is_no_number(text, options, why):
    if why is None:
        assert one(text, "net_mass", **options) is None
    else:
        assert one(text, "net_mass", **options)[:2] == (BAD, why)


def test_the_hint_names_what_the_mapping_can_say():
    assert one("1,5", "net_mass")[2] == 'a mapping can say `decimal: ","`'
    assert one("1 234,5", "net_mass")[2] == "a mapping can say `thousands` and `decimal`"
    assert "`width`" in one(7, "office", pl.Int64)[2]


@pytest.mark.parametrize(
    ("text", "options", "value"),
    [
        ("2025-01-31", {}, DAY),
        ("31.01.2025", {"dates": ("%d.%m.%Y",)}, DAY),
        ("31.01.2025", {"dates": ("%Y-%m-%d", "%d.%m.%Y")}, DAY),
        ("20250131", {"dates": ("%Y%m%d",)}, DAY),
        ("31-Jan-2025", {"dates": ("%d-%b-%Y",)}, DAY),
        ("31.01.2025", {}, BAD),
        ("2025-1-31", {}, BAD),
        ("2025-02-30", {}, BAD),
        ("2025-01-31x", {}, BAD),
        ("+2025-01-31", {}, BAD),
        ("45688", {}, BAD),
        ("2025-01-31 00:00", {}, BAD),
    ],
)
def test_dates(text, options, value):
    found = one(text, "date", **options)
    assert (found[0] if isinstance(found, tuple) else found) == value


@pytest.mark.parametrize(
    ("text", "options", "value"),
    [
        ("007", {}, "007"),
        (" 7 ", {}, "7"),
        ("7.0", {}, "7.0"),
        ("902300000", {"width": 10}, "0902300000"),
        ("09023000001", {"width": 10}, BAD),
        ("AB1", {"width": 10}, "AB1"),
        ("8517.13 00", {"remove": ". "}, "85171300"),
        ("10", {"codes": {"10": "1"}}, "1"),
        ("11", {"codes": {"10": "1"}}, BAD),
        ("11", {"codes": {"10": "1"}, "others": "keep"}, "11"),
        ("11", {"codes": {"10": "1"}, "others": "missing"}, None),
        ("10", {"codes": {"10": ""}}, None),
        ("", {"codes": {"10": "1"}, "default": "10"}, "1"),
        ("nan", {}, "nan"),
    ],
)
def test_codes(text, options, value):
    found = one(text, "hs", **options)
    assert (found[0] if isinstance(found, tuple) else found) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", True),
        ("Да", True),
        ("TRUE", True),
        ("нет", False),
        ("0", False),
        ("2", BAD),
        ("x", BAD),
    ],
)
def test_flags(text, value):
    found = one(text, "container")
    assert (found[0] if isinstance(found, tuple) else found) == value


@pytest.mark.parametrize(
    ("value", "dtype", "ours", "options", "turned"),
    [
        (1.5, pl.Float64, "net_mass", {}, 1.5),
        (float("nan"), pl.Float64, "net_mass", {}, None),
        (float("inf"), pl.Float64, "net_mass", {}, float("inf")),
        (2, pl.Int16, "net_mass", {"times": 1000.0}, 2000.0),
        (-2, pl.Int16, "net_mass", {}, BAD),
        (1.5, pl.Decimal(10, 2), "net_mass", {}, 1.5),
        (True, pl.Boolean, "net_mass", {}, BAD),
        (DAY, pl.Date, "net_mass", {}, BAD),
        (7, pl.Int64, "office", {}, BAD),
        (7, pl.Int64, "office", {"width": 3}, "007"),
        (7, pl.Int64, "office", {"width": 0}, "7"),
        (7.0, pl.Float64, "office", {"width": 3}, "007"),
        (7.5, pl.Float64, "office", {"width": 3}, BAD),
        (-7, pl.Int64, "office", {"width": 3}, BAD),
        (2.0**60, pl.Float64, "office", {"width": 0}, BAD),
        (float("nan"), pl.Float64, "office", {}, None),
        (10, pl.Int64, "transport", {"codes": {"10": "1"}}, "1"),
        (7, pl.Int64, "description", {}, "7"),
        (1, pl.Int8, "container", {}, True),
        (2, pl.Int8, "container", {}, BAD),
        (True, pl.Boolean, "container", {}, True),
        (DAY, pl.Date, "date", {}, DAY),
        (dt.datetime(2025, 1, 31, 23, 59), pl.Datetime, "date", {}, DAY),
        (45688, pl.Int64, "date", {}, BAD),
        ("CN", pl.Categorical, "origin", {}, "CN"),
        ("CN", pl.Enum(["CN"]), "origin", {}, "CN"),
        (None, pl.Null, "origin", {}, None),
        (None, pl.Null, "origin", {"default": "CN"}, "CN"),
        ([1], pl.List(pl.Int64), "origin", {}, BAD),
        (b"CN", pl.Binary, "origin", {}, BAD),
        (None, pl.List(pl.Int64), "origin", {}, None),
    ],
)
def test_cells_with_a_type(value, dtype, ours, options, turned):
    found = one(value, ours, dtype, **options)
    assert (found[0] if isinstance(found, tuple) else found) == turned


def test_a_default_fills_what_is_missing_and_not_what_is_bad():
    rule = Rule.of("x", SCHEMA["net_mass"], default="3")
    turned = turn((pl.Series(["", "x", "2"]),), rule)
    assert turned.values.to_list() == [3, None, 2]


def test_cells_of_several_types_are_one_column():
    texts = pl.Series([None, "x", None, None], dtype=pl.String)
    numbers = pl.Series([7.0, None, None, None])
    days = pl.Series([None, None, None, DAY], dtype=pl.Date)
    turned = turn((texts, numbers, days), Rule.of("x", SCHEMA["office"], width=3))
    assert turned.values.to_list() == ["007", "x", None, None]
    assert [fault.where.to_list() for fault in turned.faults] == [[False, False, False, True]]
