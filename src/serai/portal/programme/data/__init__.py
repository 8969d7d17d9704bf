"""The published facts that ship with Serai, read from the files of this folder (see README.md there)."""

import csv
import gettext
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import pycountry

from serai.portal.ui.bilingual import speaks_russian

HERE = files(__name__)


@cache
def table(name: str) -> dict[str, Any]:
    """The content of `NAME.toml`; not to be changed by the caller."""
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `NAME.csv`, every value a string, unknown ones empty."""
    lines = (HERE / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    return tuple(csv.DictReader(lines))


def country_name(code: str) -> str:
    """A country in the reader's language, as people speak of it; empty for an empty code.

    Ours where the lists know it, else ISO 3166's; the code itself where neither does.
    """
    return named(code, "ru" if speaks_russian() else "en") if code else ""


@cache
def named(code: str, language: str) -> str:
    """The country's name in one language."""
    if ours := table("countries").get(code):
        return ours[language]
    listed = pycountry.countries.get(alpha_2=code)
    if listed is None:
        return code
    name = getattr(listed, "common_name", listed.name)
    words = gettext.translation(
        "iso3166-1", pycountry.LOCALES_DIR, languages=[language], fallback=True
    )
    return words.gettext(name)
