"""What `serai season` and `serai world` say, in both languages. `{}` stands for figures."""

from serai.risk.measures.proportion import Estimate
from serai.risk.plans.words import Language, number, share
from serai.season.phrases import PHRASES
from serai.season.practice import Practice
from serai.world.controls import Control
from serai.world.places import places
from serai.world.scenario import OTHER, Scenario
from serai.world.schemes import BY_NAME, SCHEMES
from serai.world.shocks import (
    ClosedBorder,
    Diversion,
    NewDuty,
    NewGroup,
    NewRoute,
    News,
    PriceShock,
    Shock,
    SmallParcels,
    news_of,
)

__all__ = ["Language", "number", "said", "share"]

THOUSAND = 1000.0


def said(key: str, language: Language, **figures: object) -> str:
    """A text with its figures."""
    return PHRASES[key][language].format(**figures)


def signed(value: float, language: Language, digits: int = 0) -> str:
    """A number with a minus sign, not a hyphen."""
    text = number(value, language, digits).replace("-", "−")
    # What is rounded to nothing has no sign.
    return text if any(digit in text for digit in "123456789") else text.removeprefix("−")


def capital(text: str) -> str:
    """With a capital first; those of abbreviations stay."""
    return text[:1].upper() + text[1:]


def plural(count: int, key: str, language: Language) -> str:
    """“1 week”, “5 weeks”; in Russian one of three forms, which stand apart by | in the phrase."""
    forms = PHRASES[key][language].split("|")
    if language == "en":
        form = forms[0] if count == 1 else forms[1]
    elif count % 10 == 1 and count % 100 != 11:
        form = forms[0]
    elif 2 <= count % 10 <= 4 and not 12 <= count % 100 <= 14:
        form = forms[1]
    else:
        form = forms[2]
    return f"{number(count, language)}\u00a0{form}"


def times(factor: float, language: Language) -> str:
    """“3 times”, “1.2 times”; in Russian “3 раза”, “5 раз”, “1,2 раза”."""
    whole = round(factor, 1) == round(factor)
    if whole and round(factor) != 1:
        return plural(round(factor), "times", language)
    form = PHRASES["times"][language].split("|")[1]
    return f"{number(factor, language, 0 if whole else 1)}\u00a0{form}"


def between(one: Estimate, language: Language, *, digits: int = 0, unit: float = 1.0) -> str:
    """A figure with its interval, in units of `unit`; a dash where nothing is known."""
    if one.value != one.value:  # NaN
        return "–"
    value, low, high = (each / unit for each in (one.value, one.low, one.high))
    text = signed(value, language, digits)
    if not abs(low) < float("inf") or not abs(high) < float("inf"):
        return text
    bounds = {"low": signed(low, language, digits), "high": signed(high, language, digits)}
    if set(bounds.values()) == {text}:
        return text
    return f"{text} {said('bounds', language, **bounds)}"


def scheme_title(name: str, language: Language) -> str:
    """Of a scheme, or of honest mistakes."""
    if name not in BY_NAME:
        return said("mistakes", language)
    scheme = SCHEMES[BY_NAME[name]]
    return scheme.title_ru if language == "ru" else scheme.title


def administration(code: str, language: Language) -> str:
    """Its name."""
    one = places().administrations[code]
    return one.name_ru if language == "ru" else one.name


def node_name(code: str, language: Language) -> str:
    """Of a border post, port or station."""
    one = places().nodes[code]
    return one.name_ru if language == "ru" else one.name


def office_name(code: str, language: Language) -> str:
    """Of an office: that of its node, and its code."""
    one = next(one for one in places().offices.values() if one.office == code)
    return f"{one.name_ru if language == 'ru' else one.name} ({code})"


def route_name(code: str, language: Language) -> str:
    """Of its nodes, from the first to the last."""
    nodes = next(one.nodes for one in places().routes if one.code == code)
    return " → ".join(node_name(one, language) for one in nodes)


def practice_about(practice: Practice, language: Language) -> str:
    """How a unit works, in a sentence."""
    parts = []
    if not practice.learns:
        parts.append(said("learns_nothing", language))
    elif practice.frozen is not None:
        until = plural(practice.frozen, "weeks", language)
        parts.append(said("learns_until", language, weeks=until))
    else:
        every = plural(practice.every, "weeks", language)
        parts.append(said("learns", language, weeks=every))
    parts.append(said("by_chance", language, share=share(practice.random, language)))
    if practice.hours != 1:
        parts.append(said("hours_times", language, times=times(practice.hours, language)))
    if practice.exchange:
        parts.append(said("exchanges", language))
    return "; ".join(parts)


def shock_about(shock: Shock, language: Language) -> str:
    """What shakes the world, and when."""
    week = said("in_week", language, week=shock.week)
    return f"{week} {_shock(shock, language)}"


def _shock(shock: Shock, language: Language) -> str:  # noqa: PLR0911 - one case for each kind
    match shock:
        case PriceShock(goods=goods, factor=factor):
            return said("shock_price", language, goods=goods, times=times(factor, language))
        case NewRoute(route=route):
            return said("shock_route", language, route=route_name(route, language))
        case ClosedBorder(node=node, weeks=weeks):
            length = plural(weeks, "weeks_for", language)
            return said("shock_border", language, node=node_name(node, language), weeks=length)
        case NewDuty(goods=goods, at=at, duty=duty):
            name = administration(at, language)
            return said("shock_duty", language, goods=goods, at=name, duty=share(duty, language))
        case SmallParcels(factor=factor):
            return said("shock_parcels", language, times=times(factor, language))
        case Diversion(goods=goods, to=to, factor=factor):
            name = administration(to, language)
            return said(
                "shock_diversion", language, goods=goods, to=name, times=times(factor, language)
            )
        case NewGroup(scheme=scheme, at=at, traders=traders):
            return said(
                "shock_group", language, scheme=scheme_title(scheme, language),
                at=administration(at, language), traders=plural(traders, "traders", language),
            )  # fmt: skip
    return shock.kind


def news_about(news: News, language: Language) -> str:
    """What everybody hears, with names."""
    match news.kind:
        case ClosedBorder.kind:
            key = "news_open" if news.over else "news_closed"
            return said(key, language, node=node_name(news.node, language))
        case NewRoute.kind:
            return said("shock_route", language, route=route_name(news.route, language))
        case NewDuty.kind:
            name = administration(news.at, language)
            duty = share(news.duty, language)
            return said("shock_duty", language, goods=news.goods, at=name, duty=duty)
    return str(news)


def heard_about(scenario: Scenario, weeks: int, language: Language) -> list[str]:
    """What everybody hears in the first weeks of a scenario, each with its week."""
    heard = [one for week in range(1, weeks + 1) for one in news_of(scenario.shocks, week)]
    return [
        f"{said('in_week', language, week=one.week)} {news_about(one, language)}" for one in heard
    ]


def hours_about(scenario: Scenario, code: str, language: Language) -> str:
    """Officers' hours a week of an administration, by office."""
    texts, played = [], scenario.administrations[code]
    rest = [one for one in played.offices if one not in played.hours]
    for office, by in played.hours.items():
        some = [
            f"{said(f'control_{one}', language)} {number(by[one], language)}"
            for one in Control
            if by.get(one)
        ]
        place = said("all_offices", language) if office == OTHER else office_name(office, language)
        if office == OTHER and rest:
            place = ", ".join(office_name(one, language) for one in rest)
            place += said("together", language) if len(rest) > 1 else ""
        elif office == OTHER and len(played.hours) > 1:
            place = said("other_offices", language)
        texts.append(f"{place}: {', '.join(some) or said('nobody', language)}")
    return "; ".join(texts)


def about_scenario(
    scenario: Scenario, language: Language
) -> tuple[str, str, list[tuple[str, list[str]]]]:
    """Title, what it is about, and what it has, each under its name."""
    title = scenario.title_ru if language == "ru" else scenario.title
    about = scenario.about_ru if language == "ru" else scenario.about
    schemes = [scheme_title(one, language) for one in scenario.schemes]
    weeks = plural(scenario.weeks, "weeks", language)
    first = f"{scenario.start:%d.%m.%Y}" if language == "ru" else scenario.start.isoformat()
    parts = [
        (said("part_weeks", language), [said("from_day", language, weeks=weeks, day=first)]),
        (
            said("part_declarations", language),
            [said("a_week", language, count=number(scenario.weekly, language))],
        ),
        (
            said("part_hours", language),
            [
                f"{administration(code, language)} – {hours_about(scenario, code, language)}"
                for code in scenario.administrations
            ],
        ),
        (said("part_schemes", language), [capital(", ".join(schemes))]),
        (
            said("part_shocks", language),
            [shock_about(one, language) for one in scenario.shocks] or [said("none", language)],
        ),
        (
            said("part_exchange", language),
            [said("yes" if scenario.exchange else "no", language)],
        ),
    ]
    return title, about, parts
