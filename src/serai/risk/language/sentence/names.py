"""What codes are called, in English and in Russian."""

import gettext
from collections.abc import Iterable, Mapping
from functools import cache

import pycountry

from serai.declarations import hs
from serai.declarations.codes import TRANSPORT
from serai.declarations.columns import Column

type Names = Mapping[str, tuple[str, str]]
"""Goods by commodity code or its beginning: (English, Russian)."""

TRANSPORT_RU = {
    "0": "не указан",
    "1": "морской",
    "2": "железнодорожный",
    "3": "автомобильный",
    "4": "воздушный",
    "5": "почтовый",
    "6": "мультимодальный",
    "7": "стационарный",
    "8": "внутренний водный",
    "9": "неприменимо",
}


@cache
def _russian() -> gettext.NullTranslations:
    return gettext.translation("iso3166-1", pycountry.LOCALES_DIR, ["ru"], fallback=True)


@cache
def country(code: str, language: str) -> str:
    """The country's short name; the code itself where it is not known."""
    found = pycountry.countries.get(alpha_2=code)
    if found is None:
        return code
    name = getattr(found, "common_name", found.name)
    return _russian().gettext(name) if language == "ru" else name


def value_name(value: str, column: Column, language: str) -> str:
    """What a code of a column is called: a country by its name, others with their name behind."""
    if column.codes == "country":
        return country(value, language)
    if column.codes == "transport" and value in TRANSPORT:
        return f"{value} ({(TRANSPORT_RU if language == 'ru' else TRANSPORT)[value]})"
    return value


def goods(codes: Iterable[str], names: Names, language: str) -> tuple[str, str]:
    """What the goods are called where all have a name; else the chapters they are of."""
    many = list(codes)
    side = language == "ru"
    if many and all(code in names for code in many):
        return ", ".join(names[code][side] for code in many), ""
    chapters = dict.fromkeys(code[:2] for code in many)
    said = [f"{code} {title}" for code in chapters if (title := _chapter(code, language))]
    return "", "; ".join(said[:3]) + ("; …" if len(said) > 3 else "")


def _chapter(code: str, language: str) -> str:
    """The first part of the chapter's title."""
    chapter = hs.chapters().get(code)
    title = "" if chapter is None else chapter.title_ru if language == "ru" else chapter.title
    return title.split(";")[0].split(" (")[0].strip()
