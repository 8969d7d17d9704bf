"""The table of goods: codes and countries that exist, possible numbers, codes that cost less."""

import re

import numpy as np
import pycountry
import pytest

from serai.declarations import hs
from serai.world.goods import _rows, goods

SECTORS = (
    "food drink tobacco chemicals medicine plastics textiles footwear metals machinery electronics "
    "vehicles household cosmetics construction energy agriculture minerals controlled"
)
PERMITS = "veterinary phytosanitary medicine licence radio conformity waste"
ORIGINS = "CN TR DE IT PL RU IR KR JP AE IN US UA BY AM AZ GE KZ KG TJ TM UZ"
DESTINATIONS = "AM AZ GE KZ KG TJ TM UZ TR DE IT RO CN RU AE"
RANGES = {
    "price": (0.01, 100_000),
    "spread": (0.02, 0.7),
    "unit_kg": (0.001, 25_000),
    "package_kg": (0.01, 25_000),
    "tare": (0.005, 0.25),
    "mass": (1, 1_000_000),
    "mass_spread": (0.4, 1.4),
    "container": (0, 1),
    "duty": (0, 30),
    "excise": (0, 100),
    "weekly": (0.1, 20),
    "season": (0, 0.8),
    "peak": (1, 12),
}
MAY_BE_EMPTY = {"unit_kg", "package_kg", "peak"}


def test_subheadings_stand_in_order_each_once():
    table = goods()
    assert len(table) >= 180
    assert len(set(table.hs)) == len(table)
    assert all(hs.is_subheading(code) and hs.is_code(code) for code in table.hs)
    assert list(table.hs) == sorted(table.hs)


def test_names_are_in_both_languages():
    table = goods()
    assert len(set(table.name)) == len(set(table.name_ru)) == len(table)
    for name in table.name:
        assert name.isascii()
    for name in table.name_ru:
        assert re.search("[а-яё]{2}", name)
        assert len(name) <= 60


def test_every_sector_and_every_permit_occur():
    table = goods()
    assert set(table.sector) == set(SECTORS.split())
    assert set(table.permit) == {"", *PERMITS.split()}


@pytest.mark.parametrize("column", RANGES)
def test_numbers_are_in_their_range(column):
    low, high = RANGES[column]
    for row in _rows():
        if row[column]:
            assert low <= float(row[column]) <= high, row["hs"]
        else:
            assert column in MAY_BE_EMPTY


def test_a_peak_stands_where_there_is_a_season():
    for row in _rows():
        assert bool(row["peak"]) == (float(row["season"]) > 0), row["hs"]


@pytest.mark.parametrize("column", ["cover", "hidden", "brand"])
def test_flags_are_0_or_1(column):
    assert {row[column] for row in _rows()} == {"0", "1"}


def test_what_is_hidden_is_no_cover():
    table = goods()
    assert not (table.hidden & table.cover).any()
    assert 10 <= table.hidden.sum() <= 15
    assert table.price[table.cover].max() < table.price[table.hidden].min()


def test_countries_exist_and_shares_add_up():
    table = goods()
    sources, markets = set(ORIGINS.split()), set(DESTINATIONS.split())
    assert sources | markets <= {one.alpha_2 for one in pycountry.countries}
    for code, origins, demand in zip(table.hs, table.origins, table.demand, strict=True):
        countries = [one.country for one in origins]
        assert len(set(countries)) == len(countries), code
        assert set(countries) <= sources, code
        assert sum(one.share for one in origins) == pytest.approx(1, abs=1e-6), code
        assert all(0 < one.share <= 1 and 0.2 <= one.factor <= 5 for one in origins), code
        assert set(demand) <= markets, code
        assert all(weight > 0 for weight in demand.values()), code
        for country in countries:
            assert set(demand) - {country}, code


def test_goods_are_confused_with_others_of_the_table():
    table = goods()
    for place, neighbours in enumerate(table.neighbours):
        assert place not in neighbours
        assert len(set(neighbours)) == len(neighbours)
    assert np.mean([len(one) > 0 for one in table.neighbours]) >= 0.6


def test_a_wrong_code_often_saves_duty():
    table = goods()
    saves = [
        len(others) > 0 and table.rate[others].min() <= table.rate[place] - 0.05 + 1e-9
        for place, others in enumerate(table.neighbours)
    ]
    assert sum(saves) >= 40
