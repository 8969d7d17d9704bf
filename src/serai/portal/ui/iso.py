"""Names of countries and languages by their ISO codes, in English and Russian."""

import gettext as catalogues
from functools import lru_cache

import pycountry
from django.conf.locale import LANG_INFO
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

SPOKEN_TOO = {"zh": _("Chinese")}
"""Languages that Django knows only by their scripts."""


IN_RUSSIAN = {"KG": "Кыргызстан", "MD": "Молдова"}
"""Names as these countries write them in Russian themselves, where the catalogue has another."""


def is_country(code: str) -> bool:
    """Whether this is an ISO 3166-1 alpha-2 code."""
    return len(code) == 2 and pycountry.countries.get(alpha_2=code.upper()) is not None


@lru_cache(maxsize=1024)
def country_name(code: str, language: str | None = None) -> str:
    """The short name people use: “Moldova”, not “Moldova, Republic of”. An unknown code is its own name."""
    country = pycountry.countries.get(alpha_2=code.upper())
    if country is None:
        return code
    name = getattr(country, "common_name", country.name)
    if (language or "en").startswith("ru"):
        if code.upper() in IN_RUSSIAN:
            return IN_RUSSIAN[code.upper()]
        # The catalogue translates both; the common name is not in every edition.
        translated = _russian().gettext(name)
        return translated if translated != name else _russian().gettext(country.name)
    return str(name)


@lru_cache(maxsize=1)
def _russian() -> catalogues.NullTranslations:
    return catalogues.translation(
        "iso3166-1", pycountry.LOCALES_DIR, languages=["ru"], fallback=True
    )


def countries() -> list[tuple[str, str]]:
    """All countries as (code, name) in the reader's language, by name."""
    return _countries(get_language() or "en")


@lru_cache(maxsize=4)
def _countries(language: str) -> list[tuple[str, str]]:
    named = [
        (country.alpha_2, country_name(country.alpha_2, language))
        for country in pycountry.countries
    ]
    return sorted(named, key=lambda pair: pair[1].casefold())


def is_language(code: str) -> bool:
    """Whether this is an ISO 639-1 code of a language we have a name for."""
    return len(code) == 2 and (code in SPOKEN_TOO or "name" in LANG_INFO.get(code, {}))


def language_name(code: str) -> str:
    """The language's name in the reader's language: “Kazakh”, «казахский»."""
    if code in SPOKEN_TOO:
        return str(SPOKEN_TOO[code])
    if not is_language(code):
        return code
    return str(get_language_info(code)["name_translated"])
