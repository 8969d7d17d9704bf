"""Papers are filled in as contracts and brokers have them; none of it depends on what is true."""

import datetime as dt

import numpy as np
import polars as pl
import pytest

from serai.world.goods import goods
from serai.world.lodged.contracts import BY_LAND, BY_SEA, INVOICED, TERMS
from serai.world.places.holidays import rest
from serai.world.wording import IN_RUSSIAN, WIDE, WIDEST
from tests.worlds import run, scenario

SHIPS = ("FOB", "CIF", "CFR")


@pytest.fixture(scope="module")
def declared():
    """The corridor, nobody examined."""
    return run(scenario("corridor", shocks=()), 3, 12).declarations


def test_terms_of_ships_are_for_what_sets_out_by_sea(declared):
    setting_out = declared.filter(pl.col("type") == "EX")
    by_sea = setting_out["transport"] == "1"
    assert set(setting_out.filter(by_sea)["terms"]) <= set(SHIPS)
    assert not set(setting_out.filter(~by_sea)["terms"]) & set(SHIPS)
    assert sum(BY_SEA) == pytest.approx(1)
    assert sum(BY_LAND) == pytest.approx(1)
    assert INVOICED.keys() == set(TERMS)


def test_a_consignment_has_the_same_terms_in_every_administration(declared):
    each = declared.group_by("document").agg(pl.col("terms").n_unique(), pl.len())
    assert (each["len"] > 1).sum() > 100
    assert (each["terms"] == 1).all()


def test_the_more_of_the_way_the_terms_pay_the_nearer_the_price_is_to_the_value(declared):
    imports = declared.filter(pl.col("type") == "IM")
    part = imports.group_by("terms").agg((pl.col("price") / pl.col("value")).mean().alias("part"))
    found = dict(part.iter_rows())
    assert found["FOB"] < found["CFR"] < found["CIF"] == pytest.approx(1)
    assert 0.8 < found["EXW"] < found["FCA"] < found["CPT"] < 1 < found["DAP"] < 1.05


def test_goods_are_named_in_the_language_declarations_are_written_in(declared):
    cyrillic = declared["description"].str.contains("[а-яё]")
    russian = declared["administration"].is_in(sorted(IN_RUSSIAN))
    assert 0 < russian.sum() < len(declared)
    assert (cyrillic == russian).all()


def test_every_sector_has_a_word_that_says_little():
    assert WIDE.keys() == set(goods().sector)
    named = {*goods().name, *goods().name_ru}
    assert not {text for both in WIDE.values() for text in both} & named


def test_some_brokers_write_wide_words_and_that_is_no_fraud(declared):
    wide = {text for both in WIDE.values() for text in both}
    imports = declared.filter(pl.col("type") == "IM").with_columns(
        wide=pl.col("description").is_in(sorted(wide)), wrong=pl.col("truth") != "compliant"
    )
    assert 0.03 < imports["wide"].mean() < 0.15
    by = (
        imports.group_by("declarant")
        .agg(pl.col("wide").mean(), pl.len())
        .filter(pl.col("len") >= 40)
    )
    assert by["wide"].min() < 0.02
    assert 0.1 < by["wide"].max() < WIDEST + 0.2
    inside = [imports.filter(pl.col("wide") == one)["wrong"].mean() for one in (True, False)]
    assert np.abs(np.diff(inside))[0] < 0.05


def test_most_parcels_are_flown_and_nothing_else_is():
    declared = run(scenario("parcels"), 3, 16).declarations.filter(pl.col("type") == "IM")
    flown = declared.filter(pl.col("transport") == "4")
    late = declared.filter(pl.col("week") >= 14)
    assert len(flown) > 100
    assert (late["transport"] == "4").mean() > 0.3
    assert 1 < flown["gross_mass"].median() < 10
    assert flown["gross_mass"].quantile(0.95) < 31.5  # what the post takes
    assert (
        flown["gross_mass"].median()
        < 0.05 * declared.filter(pl.col("transport") != "4")["gross_mass"].median()
    )
    assert not flown["container"].any()
    assert not set(flown["terms"]) & set(SHIPS)


def test_holidays_are_kept_where_they_are():
    countries = ("AZ", "CN", "KZ", "RU", "TR")
    kept = dict(zip(countries, rest(dt.date(2027, 3, 22), countries), strict=True))
    assert kept == pytest.approx({"AZ": 0.6, "CN": 0, "KZ": 0.4, "RU": 0, "TR": 0})
    assert rest(dt.date(2027, 2, 8), ("CN",)) == pytest.approx([1.0])
    assert rest(dt.date(2026, 2, 16), ("CN",)) == pytest.approx([1.0])
    assert rest(dt.date(2027, 6, 14), countries) == pytest.approx(0)


def test_trade_from_china_has_a_hollow_at_the_spring_festival():
    made = run(scenario("mirror-gap", shocks=()), 3, 12)
    declared = made.declarations.filter((pl.col("type") == "IM") & (pl.col("dispatch") == "CN"))
    many = dict(declared.group_by("week").len().iter_rows())
    # The fifth and sixth week rest; goods take a week or two to Kazakhstan.
    assert min(many[week] for week in (6, 7, 8)) < 0.75 * np.mean(
        [many[week] for week in (2, 3, 4, 11, 12)]
    )
