"""A scenario from YAML: every problem with its line and a hint, or a scenario that runs."""

import dataclasses
import datetime as dt
from collections.abc import Callable

import yaml

from serai.world.controls import Control
from serai.world.goods import goods
from serai.world.places import places
from serai.world.scenario import OTHER, Characters, Played, Scenario
from serai.world.scenarios.nodes import Problem, Reader, ScenarioError
from serai.world.schemes import BY_NAME
from serai.world.shocks import (
    KINDS,
    ClosedBorder,
    Diversion,
    NewDuty,
    NewGroup,
    NewRoute,
    PriceShock,
    Shock,
    SmallParcels,
)

__all__ = ["Problem", "ScenarioError", "read"]

KEYS = (
    "title", "about", "start", "weeks", "weekly", "administrations", "trade", "traders", "schemes",
    "exchange", "fine", "shocks",
)  # fmt: skip
NEEDED = ("title", "start", "weeks", "weekly", "administrations", "schemes")
MOST_WEEKLY = 2_000_000
FIRST, LAST = 1970, 2200
"""Years in which a scenario can start."""


def read(text: str, *, name: str, file: str) -> Scenario:
    """The scenario in a text. Raises ScenarioError with everything that is wrong."""
    reader = Reader(file)
    node = reader.document(text)
    if node is None and not reader.problems:
        reader.problems.append(
            Problem(1, 1, "the file is empty", f"A scenario has {', '.join(NEEDED)}.")
        )
    top = reader.mapping(node, "a scenario", KEYS)
    if node is not None:
        for key in NEEDED:
            if key not in top and isinstance(node, yaml.MappingNode):
                reader.wrong(node, f"the scenario has no “{key}”")
    scenario = _scenario(reader, top, name)
    if reader.problems:
        raise ScenarioError(file, reader.problems)
    return scenario


def _scenario(reader: Reader, top: dict[str, yaml.Node], name: str) -> Scenario:
    title, about = _both(reader, top, "title"), _both(reader, top, "about")
    trade = reader.mapping(top.get("trade"), "trade", ("sectors", "elsewhere", "origins"))
    sectors = sorted(set(goods().sector))
    countries = sorted(places().administrations)
    weeks = int(reader.number(top.get("weeks"), "weeks", least=1, most=520, missing=52, whole=True))
    return Scenario(
        name,
        *title,
        *about,
        int(reader.number(
            top.get("weekly"), "weekly", least=1, most=MOST_WEEKLY, missing=1, whole=True
        )),
        weeks,
        _monday(reader, top.get("start")),
        _administrations(reader, top.get("administrations")),
        tuple(
            one
            for node in reader.items(top.get("schemes"), "schemes")
            if (one := reader.one_of(node, "scheme", BY_NAME))
        ),
        _factors(reader, trade.get("sectors"), "sector", sectors),
        reader.number(trade.get("elsewhere"), "elsewhere", least=0, most=1000, missing=1.0),
        _factors(reader, trade.get("origins"), "origin", countries),
        _characters(reader, top.get("traders")),
        _yes(reader, top.get("exchange")),
        reader.number(top.get("fine"), "fine", least=0, most=100, missing=1.0),
        tuple(
            shock
            for node in reader.items(top.get("shocks"), "shocks")
            if (shock := _shock(reader, node, weeks)) is not None
        ),
    )  # fmt: skip


def _both(reader: Reader, top: dict[str, yaml.Node], key: str) -> tuple[str, str]:
    node = top.get(key)
    if isinstance(node, yaml.ScalarNode):
        text = reader.text(node, key)
        return text, text
    both = reader.mapping(node, key, ("en", "ru"))
    english = reader.text(both.get("en"), f"{key}, en")
    if node is not None and isinstance(node, yaml.MappingNode) and not english:
        reader.wrong(node, f"{key} has no English text", "Write “en: …” under it.")
    return english, reader.text(both.get("ru"), f"{key}, ru") or english


def _monday(reader: Reader, node: yaml.Node | None) -> dt.date:
    text = reader.text(node, "start")
    try:
        day = dt.date.fromisoformat(text) if text else dt.date(2027, 1, 4)
    except ValueError:
        day = dt.date(2027, 1, 4)
        assert node is not None
        reader.wrong(node, f"start is a day, not “{text}”", "For example 2027-01-04.")
    if not FIRST <= day.year <= LAST and node is not None:
        reader.wrong(node, f"start lies between {FIRST} and {LAST}, not in {day.year}")
    elif day.weekday() and node is not None:
        before = day - dt.timedelta(days=day.weekday())
        reader.wrong(node, f"start is a Monday; {day} is none", f"The Monday before is {before}.")
    return day


def _administrations(reader: Reader, node: yaml.Node | None) -> dict[str, Played]:
    found = {}
    members = places().members
    for code, value in reader.mapping(node, "administrations").items():
        if code not in members:
            reader.wrong(
                value,
                f"“{code}” is no administration that can be played",
                Reader.near(code, members),
            )
            continue
        keys = reader.mapping(value, code, ("offices", "hours"))
        if "hours" not in keys:
            reader.wrong(
                value,
                f"{code} has no hours",
                "Officers' hours a week: hours: {other: {documents: 80}}.",
            )
        offices = {one.office for one in places().offices.values() if one.administration == code}
        named = _offices(reader, keys.get("offices"), code, offices)
        hours = {}
        for office, by_control in reader.mapping(keys.get("hours"), f"hours of {code}").items():
            if office != OTHER and office not in offices:
                reader.wrong(
                    by_control,
                    f"{code} has no office {office}",
                    Reader.near(office, [*(named or offices), OTHER]),
                )
                continue
            if office != OTHER and named and office not in named:
                hint = f"It is not among offices of {code}: {', '.join(named)}."
                reader.wrong(by_control, f"{office} takes no part", hint)
                continue
            controls = reader.mapping(by_control, f"hours of {office}", map(str, Control))
            hours[office] = {
                Control(one): reader.number(
                    number, f"hours of {one}", least=0, most=10_000_000, missing=0.0
                )
                for one, number in controls.items()
            }
        found[code] = Played(hours, named)
    if node is not None and isinstance(node, yaml.MappingNode) and not node.value:
        reader.wrong(node, "at least one administration is played")
    return found


def _offices(reader: Reader, node: yaml.Node | None, code: str, known: set[str]) -> tuple[str, ...]:
    """Those that take part; none where all do."""
    items = reader.items(node, f"offices of {code}")
    if isinstance(node, yaml.SequenceNode) and not items:
        reader.wrong(node, f"offices of {code} are none", "Leave “offices” out for all of them.")
    named: list[str] = []
    for item in items:
        office = reader.one_of(item, f"office of {code}", known)
        if office in named:
            reader.wrong(item, f"{office} stands twice in offices of {code}")
        elif office:
            named.append(office)
    return tuple(named)


def _factors(
    reader: Reader, node: yaml.Node | None, what: str, known: list[str]
) -> dict[str, float]:
    return {
        key: reader.number(value, f"{what} {key}", least=0, most=1000, missing=1.0)
        for key, value in reader.mapping(node, f"{what}s", known).items()
    }


def _characters(reader: Reader, node: yaml.Node | None) -> Characters:
    usual = Characters()
    keys = reader.mapping(
        node,
        "traders",
        ("careless", "opportunist", "organised", "business", "depth", "networks"),
    )
    shares = [
        reader.number(keys.get(one), one, least=0, most=1, missing=getattr(usual, one))
        for one in ("careless", "opportunist", "organised")
    ]
    if sum(shares) > 1 and node is not None:
        reader.wrong(
            node,
            f"the shares of traders add up to {sum(shares):g}",
            "At most 1; the rest are careful.",
        )
    networks = reader.number(
        keys.get("networks"), "networks", least=1, most=10_000, missing=usual.networks, whole=True
    )
    careless, opportunist, organised = shares
    business = reader.number(
        keys.get("business"), "business", least=0, most=10, missing=usual.business
    )
    depth = reader.number(keys.get("depth"), "depth", least=0, most=1, missing=usual.depth)
    return Characters(careless, opportunist, organised, business, depth, int(networks))


def _yes(reader: Reader, node: yaml.Node | None) -> bool:
    text = reader.text(node, "exchange")
    if node is not None and text and text not in {"yes", "no", "true", "false"}:
        reader.wrong(node, f"exchange is yes or no, not “{text}”")
    return text in {"yes", "true"}


def _shock(reader: Reader, node: yaml.Node, weeks: int) -> Shock | None:
    keys = reader.mapping(node, "a shock")
    kinds = {one.kind: one for one in KINDS}
    if not keys:
        return None
    if "kind" not in keys:
        reader.wrong(node, "a shock needs a kind", f"There are {', '.join(sorted(kinds))}.")
        return None
    kind = reader.one_of(keys["kind"], "kind of shock", kinds)
    if not kind:
        return None
    fields = tuple(one.name for one in dataclasses.fields(kinds[kind]))
    keys = reader.mapping(node, f"a shock of kind {kind}", ("kind", *fields))
    optional = {"at"} if kind == SmallParcels.kind else {"traders"}
    for one in fields:
        if one not in keys and one not in optional:
            reader.wrong(node, f"a shock of kind {kind} needs “{one}”")
    week = int(reader.number(keys.get("week"), "week", least=1, most=weeks, missing=1, whole=True))
    return MAKERS[kind](reader, keys, week)


type Maker = Callable[[Reader, dict[str, yaml.Node], int], Shock]


def _goods(reader: Reader, keys: dict[str, yaml.Node]) -> str:
    node = keys.get("goods")
    text = reader.text(node, "goods")
    if node is not None and text and not any(hs.startswith(text) for hs in goods().hs):
        reader.wrong(
            node,
            f"no goods of this world begin with “{text}”",
            "Digits of an HS code, for example 8517.",
        )
    return text


def _member(reader: Reader, keys: dict[str, yaml.Node], key: str) -> str:
    return reader.one_of(keys.get(key), "administration that can be played", places().members)


def _price(reader: Reader, keys: dict[str, yaml.Node], week: int) -> Shock:
    factor = reader.number(keys.get("factor"), "factor", least=0.01, most=100, missing=1.0)
    return PriceShock(week, _goods(reader, keys), factor)


def _route(reader: Reader, keys: dict[str, yaml.Node], week: int) -> Shock:
    return NewRoute(
        week, reader.one_of(keys.get("route"), "route", (one.code for one in places().routes))
    )


def _border(reader: Reader, keys: dict[str, yaml.Node], week: int) -> Shock:
    node = reader.one_of(keys.get("node"), "node", places().nodes)
    length = reader.number(keys.get("weeks"), "weeks", least=1, most=520, missing=1, whole=True)
    return ClosedBorder(week, node, int(length))


def _duty(reader: Reader, keys: dict[str, yaml.Node], week: int) -> Shock:
    percent = reader.number(keys.get("duty"), "duty, in %", least=0, most=500, missing=0.0)
    return NewDuty(week, _goods(reader, keys), _member(reader, keys, "at"), percent / 100)


def _parcels(reader: Reader, keys: dict[str, yaml.Node], week: int) -> Shock:
    factor = reader.number(keys.get("factor"), "factor", least=0, most=1000, missing=1.0)
    return SmallParcels(week, factor, _member(reader, keys, "at"))


def _diversion(reader: Reader, keys: dict[str, yaml.Node], week: int) -> Shock:
    factor = reader.number(keys.get("factor"), "factor", least=0, most=1000, missing=1.0)
    return Diversion(week, _goods(reader, keys), _member(reader, keys, "to"), factor)


def _group(reader: Reader, keys: dict[str, yaml.Node], week: int) -> Shock:
    traders = reader.number(
        keys.get("traders"), "traders", least=1, most=1000, missing=5, whole=True
    )
    scheme = reader.one_of(keys.get("scheme"), "scheme", BY_NAME)
    return NewGroup(week, scheme, _member(reader, keys, "at"), int(traders))


MAKERS: dict[str, Maker] = {
    PriceShock.kind: _price,
    NewRoute.kind: _route,
    ClosedBorder.kind: _border,
    NewDuty.kind: _duty,
    SmallParcels.kind: _parcels,
    Diversion.kind: _diversion,
    NewGroup.kind: _group,
}
