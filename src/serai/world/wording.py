"""What box 31 says of goods: their name in the tariff, or a word that says little.

Declarations are written in Russian where that is usual, elsewhere in English, which stands for the
country's own language. Some brokers write wide words more often than others; that alone is no fraud.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from serai.world.codes import even
from serai.world.goods import Goods

type Ints = NDArray[np.int64]

IN_RUSSIAN = frozenset({"BY", "KG", "KZ", "RU", "TJ", "TM", "UZ"})
WIDEST = 0.30
"""Share of wide words of the broker who writes most of them; of all, a quarter of this. Simulated."""
WIDE = {
    "agriculture": ("Agricultural produce", "Сельхозпродукция"),
    "chemicals": ("Chemical products", "Химическая продукция"),
    "construction": ("Building materials", "Стройматериалы"),
    "controlled": ("Spare parts", "Запчасти"),
    "cosmetics": ("Cosmetics, assorted", "Косметика в ассортименте"),
    "drink": ("Drinks", "Напитки"),
    "electronics": ("Electronic goods", "Электроника"),
    "energy": ("Fuel", "Топливо"),
    "food": ("Foodstuffs", "Продукты питания"),
    "footwear": ("Footwear, assorted", "Обувь в ассортименте"),
    "household": ("Household goods", "Хозтовары"),
    "machinery": ("Equipment and parts", "Оборудование и запчасти"),
    "medicine": ("Medical goods", "Медицинские товары"),
    "metals": ("Metal products", "Металлоизделия"),
    "minerals": ("Mineral raw materials", "Минеральное сырьё"),
    "plastics": ("Plastic articles", "Изделия из пластмассы"),
    "textiles": ("Clothing and textiles", "Одежда и текстиль"),
    "tobacco": ("Tobacco products", "Табачные изделия"),
    "vehicles": ("Vehicles and parts", "Автотовары"),
}
"""By sector, in English and Russian."""
BROKER, DRAWN = 19, 23
"""Salts."""


class Wording:
    """Texts of box 31 for the goods of a market."""

    def __init__(self, goods: Goods, countries: tuple[str, ...]) -> None:
        wide = [WIDE[one] for one in goods.sector]
        texts = [goods.name, goods.name_ru, [e for e, _ in wide], [r for _, r in wide]]
        self._texts = pl.Series([text for each in texts for text in each])
        self._count = len(goods)
        self._russian = np.isin(countries, sorted(IN_RUSSIAN)).astype(np.int64)

    def of(self, goods: Ints, country: Ints, broker: Ints, number: Ints) -> pl.Series:
        """For declarations of goods in a country; the same consignment has the same words in each language."""
        rank = even(broker, BROKER)
        share = WIDEST * rank * rank * rank
        wide = even(number, DRAWN) < share
        return self._texts[goods + self._count * (self._russian[country] + 2 * wide)]
