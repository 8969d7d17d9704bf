"""Tags every page may use without loading them (they are template builtins).

They run hundreds of times on a page: no tag queries the database, and what can be kept is kept.
"""

import datetime as dt
import zoneinfo
from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.utils import timezone
from django.utils.formats import date_format, get_format, number_format
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, npgettext, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from serai.portal.ui.once import FIELD, WELL_FORMED, new_key
from serai.portal.ui.scripts import language_of

register = template.Library()

STATES = {
    "met": pgettext_lazy("requirement", "met"),
    "partly": pgettext_lazy("requirement", "partly"),
    "late": pgettext_lazy("requirement", "late"),
    "not_yet": pgettext_lazy("requirement", "not yet"),
    "waived": pgettext_lazy("requirement", "waived"),
}
LANES = {
    "green": pgettext_lazy("lane", "green"),
    "yellow": pgettext_lazy("lane", "yellow"),
    "red": pgettext_lazy("lane", "red"),
    "blue": pgettext_lazy("lane", "blue"),
}


@register.simple_tag(takes_context=True)
def once(context: template.Context) -> SafeString:
    """The hidden key by which a repeated submission counts once; the same key while errors are put right."""
    request = context.get("request")
    posted = request.POST.get(FIELD, "") if request is not None and request.method == "POST" else ""
    key = posted if WELL_FORMED.fullmatch(posted) else new_key()
    return SafeString(f'<input type="hidden" name="{FIELD}" value="{key}">')


# Marks


@lru_cache(maxsize=64)
def _state(name: str, in_words: bool, language: str | None) -> SafeString:
    known = name.replace(" ", "_")
    word = escape(STATES[known])
    if in_words:
        mark = f'<span class="state {known}" aria-hidden="true"></span>'
        return SafeString(f'<span class="state-word">{mark} {word}</span>')
    return SafeString(f'<span class="state {known}" role="img" title="{word}"></span>')


@register.simple_tag
def state(name: str, in_words: bool = False) -> SafeString:
    """How a requirement stands: met, partly, late, not_yet or waived. `{% state "met" True %}` writes the word too."""
    return _state(str(name), in_words, get_language())


@register.simple_tag
def lane(name: str) -> SafeString:
    """A lane: green, yellow, red or blue, with its shape and its word."""
    name = str(name)
    return SafeString(f'<span class="lane lane-{escape(name)}">{escape(LANES[name])}</span>')


@register.simple_tag
def mark_generated(officer: Any) -> SafeString | str:
    """The word “generated” beside a person made up for a demonstration."""
    if not officer.is_generated:
        return ""
    word = escape(pgettext("person", "generated"))
    return SafeString(f'<span class="generated">{word}</span>')


@register.simple_tag
def person(officer: Any) -> SafeString:
    """A name in Latin script, followed by the native one where it is different, with its language."""
    latin, native = escape(officer.name_latin), officer.name_native
    if not native or native == officer.name_latin:
        return SafeString(f'<span class="person">{latin}</span>')
    language = language_of(native, tuple(officer.languages_at_home))
    second = f'<span class="native" lang="{language}">{escape(native)}</span>'
    return SafeString(f'<span class="person">{latin} {second}</span>')


# Dates and times

type Zone = dt.tzinfo | str | None
FORMS = {
    "full": "DATETIME_FORMAT",
    "short": "SHORT_DATETIME_FORMAT",
    "time": "TIME_FORMAT",
    "date": "DATE_FORMAT",
}
DAY_FORMS = {
    "full": "DATE_FORMAT",
    "short": "SHORT_DATE_FORMAT",
    "weekday": "WEEKDAY_FORMAT",
    "no_year": "MONTH_DAY_FORMAT",
}


def _in_zone(moment: dt.datetime, tz: Zone) -> dt.datetime:
    if timezone.is_naive(moment):
        return moment
    return timezone.localtime(
        moment, zoneinfo.ZoneInfo(tz) if isinstance(tz, str) and tz else tz or None
    )


@lru_cache(maxsize=4096)
def _moment(iso: str, local: dt.datetime, form: str, language: str | None) -> SafeString:
    return SafeString(f'<time datetime="{iso}">{escape(date_format(local, FORMS[form]))}</time>')


@register.simple_tag
def when(moment: dt.datetime | None, form: str = "full", tz: Zone = None) -> SafeString | str:
    """A moment in the reader's zone, or in `tz`. Forms: full, short, time, date."""
    if moment is None:
        return ""
    local = _in_zone(moment, tz)
    # Equal moments of two zones are equal keys to a cache: the wall clock is the key.
    return _moment(
        local.isoformat(timespec="minutes"), local.replace(tzinfo=None), form, get_language()
    )


@lru_cache(maxsize=4096)
def _day(date: dt.date, form: str, language: str | None) -> SafeString:
    return SafeString(
        f'<time datetime="{date.isoformat()}">{escape(date_format(date, DAY_FORMS[form]))}</time>'
    )


@register.simple_tag
def day(date: dt.date | None, form: str = "full") -> SafeString | str:
    """A day. Forms: full, short, weekday (“Wednesday 5 February”), no_year."""
    if date is None:
        return ""
    if isinstance(date, dt.datetime):
        date = _in_zone(date, None).date()
    return _day(date, form, get_language())


@register.simple_tag
def offset(moment: dt.datetime | None, tz: Zone = None) -> str:
    """How far a zone is from UTC at a moment: “UTC+5”, “UTC+5:30”."""
    if moment is None:
        return ""
    minutes = int((_in_zone(moment, tz).utcoffset() or dt.timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}"


@register.simple_tag
def span(start: dt.date | None, end: dt.date | None = None, precision: str = "day") -> str:
    """Days from the first to the last: “3–7 February 2025”; with precision="month" only the months."""
    if start is None:
        return ""
    return _span(start, end or start, str(precision), get_language())


@lru_cache(maxsize=2048)
def _span(start: dt.date, end: dt.date, precision: str, language: str | None) -> str:
    if precision == "month":
        return _months(start, end)
    last = date_format(end, "DATE_FORMAT")
    if start == end:
        return last
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{last}"
    return f"{date_format(start, 'MONTH_DAY_FORMAT' if start.year == end.year else 'DATE_FORMAT')} – {last}"


def _months(start: dt.date, end: dt.date) -> str:
    text = date_format(end, "YEAR_MONTH_FORMAT")
    if start.year != end.year:
        text = f"{date_format(start, 'YEAR_MONTH_FORMAT')} – {text}"
    elif start.month != end.month:
        text = f"{date_format(start, 'MONTH_FORMAT')}–{text}"
    return text.lower() if get_format("LOWER_CASE_MONTHS") is True else text


@register.simple_tag
def since(moment: dt.datetime | dt.date | None, now: dt.datetime | None = None) -> str:
    """How long ago, in one unit, as it follows “waiting”: “3 days”. A day without a clock counts in days."""
    if moment is None:
        return ""
    now = now or timezone.now()
    if isinstance(moment, dt.datetime):
        return length(now - moment)
    days = (_in_zone(now, None).date() - moment).days
    return _("less than a day") if days < 1 else length(dt.timedelta(days))


def length(passed: dt.timedelta) -> str:
    """A length of time in the one unit a person would use."""
    minutes = int(passed.total_seconds()) // 60
    if minutes < 1:
        return _("less than a minute")
    if minutes < 60:
        return npgettext("waiting", "%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    if minutes < 24 * 60:
        return npgettext("waiting", "%(n)d hour", "%(n)d hours", minutes // 60) % {
            "n": minutes // 60
        }
    days = minutes // (24 * 60)
    if days < 90:
        return npgettext("waiting", "%(n)d day", "%(n)d days", days) % {"n": days}
    if days < 2 * 365:
        return npgettext("waiting", "%(n)d month", "%(n)d months", days // 30) % {"n": days // 30}
    return npgettext("waiting", "%(n)d year", "%(n)d years", days // 365) % {"n": days // 365}


@register.filter
def figure(number: Any, decimals: int | None = None) -> str:
    """A number grouped as the language groups it: 1,240 or 1 240. `{{ rate|figure:1 }}` keeps one decimal."""
    return (
        "" if number is None else number_format(number, decimal_pos=decimals, force_grouping=True)
    )


# Lists and forms


@register.inclusion_tag("ui/pages.html", takes_context=True)
def paginate(context: template.Context, page: Page) -> dict[str, Any]:
    """Links to the other pages of a list, keeping what the address already asks for; nothing for a single page."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {"page": page, "numbers": list(numbers), "request": context.get("request")}


@register.filter
def problems(form: BaseForm) -> list[dict[str, str]]:
    """Every error of a form: its field's label and id, and what is wrong."""
    found = [{"label": "", "target": "", "text": str(error)} for error in form.non_field_errors()]
    for bound in form:
        found += [
            {"label": str(bound.label), "target": bound.auto_id, "text": str(error)}
            for error in bound.errors
        ]
    return found
