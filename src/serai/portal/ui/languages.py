"""Choosing the languages a person speaks, or an administration works in; naming those of an event."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from django import forms
from django.conf.locale import LANG_INFO
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from serai.portal.ui.bilingual import speaks_russian
from serai.portal.ui.iso import is_language, language_name

ALWAYS = ("ar", "de", "en", "es", "fa", "fr", "ja", "ko", "ru", "tr", "zh")
"""Languages of international Customs work, offered beside those of the people around."""


class LanguagesField(forms.MultipleChoiceField):
    """ISO 639-1 codes, as boxes to tick. `nearby` gives the codes to offer beside the international ones."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, nearby: Callable[[], Iterable[str]] = list, **kwargs: Any) -> None:
        def offered() -> list[tuple[str, str]]:
            codes = {code for code in (*ALWAYS, *nearby()) if is_language(code)}
            return sorted(
                ((code, language_name(code)) for code in codes), key=lambda pair: pair[1].casefold()
            )

        kwargs.setdefault("label", _("Languages spoken"))
        super().__init__(choices=offered, **kwargs)

    def valid_value(self, value: str) -> bool:
        return is_language(value)


BETWEEN = re.compile(r"(\s*(?:[↔⇄→/,;·+–—-]|<->|->)\s*)")


def in_readers_language(typed: str) -> str:
    """“English ↔ Русский” in the reader's language: «английский ↔ русский».

    Only what is nothing but names of languages with signs between them; a sentence stays as it was typed.
    """
    names = _codes_by_name()
    parts = BETWEEN.split(typed.strip())
    codes = [names.get(part.casefold()) for part in parts[::2]]
    if None in codes:
        return typed
    told = [language_name(code) for code in codes if code]
    if speaks_russian():  # where names of languages are no proper names
        told = [name.lower() for name in told]
    return "".join(a + b for a, b in zip(told, [*parts[1::2], ""], strict=True))


@lru_cache(maxsize=1)
def _codes_by_name() -> dict[str, str]:
    """Codes by the names of languages in English, in Russian and in themselves, in lower case."""
    known = [code for code in {*LANG_INFO, *ALWAYS} if is_language(code)]
    found = {code: code for code in known}
    for code in known:
        if code in LANG_INFO and "name_local" in LANG_INFO[code]:
            found[LANG_INFO[code]["name_local"].casefold()] = code
    for language in ("ru", "en"):
        with translation.override(language):
            found |= {language_name(code).casefold(): code for code in known}
    return found
