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


def _named(reason: Reason, titles: str) -> str:
    missing = "не указано" if titles == "title_ru" else "missing"
    named = []
    for name, value in zip(reason.fields, reason.values, strict=True):
        column = SCHEMA[name]
        unit = f" {column.unit}" if column.unit and value else ""
        shown = f"{value}{unit}" if column.kind is not Kind.FLAG else value
        named.append(f"{getattr(column, titles)} {shown or missing}")
    return ", ".join(named)


def _english(reason: Reason) -> str:
    moved = _times(reason.effect)
    way = f"{'raises' if reason.effect > 0 else 'lowers'} the odds {moved} times"
    if moved == "1.0":
        way = "hardly moves the odds"
    named = _named(reason, "title")
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
    way = f"шансы {'выше' if reason.effect > 0 else 'ниже'} в {moved.replace('.', ',')} раза"
    if moved == "1.0":
        way = "на шансы почти не влияет"
    named = _named(reason, "title_ru")
    if reason.examined is None:
        return f"{named[:1].upper()}{named[1:]}: {way}."
    if not reason.examined:
        return f"Прежних проверок с такими данными нет ({named}): {way}."
    checks = f"{reason.examined:,}".replace(",", "\u00a0")
    hits = f"{reason.found:,}".replace(",", "\u00a0")
    return f"Прежних проверок: {checks}, с нарушением: {hits} ({named}): {way}."


def _times(effect: float) -> str:
    times = exp(min(abs(effect), 12))
    return f"{times:.1f}" if times < 10 else f"{times:.0f}"
