"""Choosing a time zone: the names of the IANA database, those of the people around first."""

import datetime as dt
import zoneinfo
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

REGIONS = {
    "Asia": pgettext_lazy("time zones of", "Asia"),
    "Europe": pgettext_lazy("time zones of", "Europe"),
    "Africa": pgettext_lazy("time zones of", "Africa"),
    "America": pgettext_lazy("time zones of", "America"),
    "Australia": pgettext_lazy("time zones of", "Australia"),
    "Pacific": pgettext_lazy("time zones of", "the Pacific"),
    "Indian": pgettext_lazy("time zones of", "the Indian Ocean"),
    "Atlantic": pgettext_lazy("time zones of", "the Atlantic"),
}


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """Every zone this machine knows."""
    return frozenset(zoneinfo.available_timezones())


def is_zone(name: str) -> bool:
    """Whether this machine knows a zone of this name."""
    return name in zone_names()


@lru_cache(maxsize=4)
def _regions(language: str | None) -> list[tuple[str, list[tuple[str, str]]]]:
    """The zones of each region, as (name, city)."""
    found = []
    for region, label in REGIONS.items():
        cities = sorted(name for name in zone_names() if name.startswith(f"{region}/"))
        found.append((str(label), [(name, city(name)) for name in cities]))
    return found


def city(name: str) -> str:
    """What a person calls the zone: “Almaty”, “Indiana, Knox”."""
    return ", ".join(name.split("/")[1:]).replace("_", " ") or name


def offset_now(name: str) -> str:
    """How far the zone is from UTC today: “UTC+5”."""
    minutes = (
        int(
            (dt.datetime.now(zoneinfo.ZoneInfo(name)).utcoffset() or dt.timedelta()).total_seconds()
        )
        // 60
    )
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}"


class TimeZoneSelect(forms.Widget):
    """About 500 zones in one select, written directly: a template for each option would take longer than the page."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "form-select"} | (attrs or {}))
        self.nearby: Callable[[], Iterable[str]] = list

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = str(value or "")
        near = ["UTC", *sorted(zone for zone in self.nearby() if is_zone(zone) and zone != "UTC")]
        groups = [
            (
                pgettext("time zones", "Nearby"),
                [(zone, f"{city(zone)} · {offset_now(zone)}") for zone in near],
            )
        ]
        shown = set(near)
        groups += [
            (label, [pair for pair in pairs if pair[0] not in shown])
            for label, pairs in _regions(get_language())
        ]
        if chosen and not any(chosen == zone for _label, pairs in groups for zone, _city in pairs):
            groups.insert(0, (pgettext("time zones", "Kept"), [(chosen, chosen)]))
        body = "".join(self._group(label, pairs, chosen) for label, pairs in groups)
        return mark_safe(  # noqa: S308 - names and labels are escaped where they are written
            f"<select{flatatt(self.build_attrs(self.attrs, (attrs or {}) | {'name': name}))}>{body}</select>"
        )

    def _group(self, label: str, pairs: list[tuple[str, str]], chosen: str) -> str:
        options = "".join(
            f'<option value="{escape(zone)}"{" selected" if zone == chosen else ""}>{escape(text)}</option>'
            for zone, text in pairs
        )
        return f'<optgroup label="{escape(label)}">{options}</optgroup>'


class TimeZoneField(forms.CharField):
    """A zone's IANA name. `nearby` gives the zones to show first."""

    widget = TimeZoneSelect
    default_error_messages = {"unknown": _("“%(name)s” is no time zone. Choose one of the list.")}

    def __init__(self, *, nearby: Callable[[], Iterable[str]] = list, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Time zone"))
        super().__init__(**kwargs)
        self.widget.nearby = nearby

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not is_zone(value):
            raise ValidationError(self.error_messages["unknown"], "unknown", {"name": value})
