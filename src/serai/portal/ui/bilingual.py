"""Texts that are kept in English and in Russian."""

from typing import Any

from django.utils.translation import get_language


class Bilingual:
    """Reads `NAME_en` or `NAME_ru`: the reader's language, else whichever is filled.

    Declared beside the two columns::

        title_en = models.CharField(...)
        title_ru = models.CharField(..., blank=True)
        title = Bilingual()
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self.en, self.ru = f"{name}_en", f"{name}_ru"

    def __get__(self, instance: Any, owner: type) -> str:
        if instance is None:
            return self  # type: ignore[return-value]  # the class itself is asked: show the descriptor
        first, second = (self.ru, self.en) if speaks_russian() else (self.en, self.ru)
        return getattr(instance, first) or getattr(instance, second)


def speaks_russian() -> bool:
    """Whether the active language is Russian."""
    return (get_language() or "en").startswith("ru")


def in_both(name: str, en: str, ru: str = "") -> dict[str, str]:
    """Keyword arguments for a bilingual column: `in_both("title", "Aim", "Цель")`."""
    return {f"{name}_en": en, f"{name}_ru": ru}
