"""Why a score is what it is, in words that an officer can check against the declaration."""

from dataclasses import dataclass
from math import exp

from serai.declarations.columns import SCHEMA, Kind

type Language = str


@dataclass(frozen=True)
class Reason:
    """What some fields of a declaration did to its score."""

    fields: tuple[str, ...]
    values: tuple[str, ...]
    """As the declaration has them; empty for a missing one."""
    effect: float
    """Added to the logarithm of the odds: above zero it speaks for an examination."""
    examined: int | None = None
    """Earlier declarations with these values that were examined; None where it is about the value alone."""
    found: int | None = None

    def sentence(self, language: Language = "en") -> str:
        """In English or, for `ru`, in Russian."""
        return _russian(self) if language == "ru" else _english(self)


UNITS = {"kg": ("kg", "кг"), "%": ("%", "%")}
"""A price for each kg or unit has its unit in its name already."""


def _named(reason: Reason, language: Language) -> str:
    named = [
        _value(name, value, language)
        for name, value in zip(reason.fields, reason.values, strict=True)
    ]
    return ", ".join(named)


def _value(name: str, value: str, language: Language) -> str:
    """A field by its title, with its value as that language writes it."""
    column = SCHEMA[name]
    russian = language == "ru"
    title = column.title_ru if russian else column.title
    if not value:
        return f"{title} ({'нет данных' if russian else 'missing'})"
    if column.kind is Kind.FLAG:
        return title if value == "yes" else f"{title} ({'нет' if russian else 'no'})"
    if column.kind is not Kind.NUMBER:
        return f"{title} {value}"
    unit = UNITS.get(column.unit, ("", ""))[russian]
    figures = _in_russian(value) if russian else value
    return f"{title} {figures}\u00a0{unit}" if unit else f"{title} {figures}"


def _in_russian(figures: str) -> str:
    return figures.replace(",", "\u00a0").replace(".", ",")


def _english(reason: Reason) -> str:
    moved = _times(reason.effect)
    way = f"{'raises' if reason.effect > 0 else 'lowers'} the odds {moved} times"
    if moved == "1.0":
        way = "hardly moves the odds"
    named = _named(reason, "en")
    if reason.examined is None:
        return f"{named[:1].upper()}{named[1:]}: {way}."
    if not reason.examined:
        return f"No earlier result for {named}: {way}."
    return (
        f"{reason.found:,} of {reason.examined:,} earlier examinations found something "
        f"({named}): {way}."
    )


def _russian(reason: Reason) -> str:
    moved = _times(reason.effect)
    way = f"шансы {'выше' if reason.effect > 0 else 'ниже'} в {_in_russian(moved)} {_fold(moved)}"
    if moved == "1.0":
        way = "на шансы почти не влияет"
    named = _named(reason, "ru")
    if reason.examined is None:
        return f"{named[:1].upper()}{named[1:]}: {way}."
    if not reason.examined:
        return f"Прежних проверок с такими данными нет ({named}): {way}."
    checks, hits = _in_russian(f"{reason.examined:,}"), _in_russian(f"{reason.found:,}")
    return f"Прежних проверок: {checks}, с нарушением: {hits} ({named}): {way}."


def _fold(times: str) -> str:
    """“раз” after 241, “раза” after 22 and 1,4."""
    whole = "." not in times
    few = times[-1] in "234" and times[-2:-1] != "1"
    return "раз" if whole and not few else "раза"


def _times(effect: float) -> str:
    times = exp(min(abs(effect), 12))
    return f"{times:.1f}" if times < 10 else f"{times:.0f}"
