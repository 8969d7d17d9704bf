"""What is lodged in a week: declarations as each administration gets them, and messages on the way."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import polars as pl
from numpy.typing import NDArray

from serai.world import codes, exact
from serai.world.events import Events, Kind
from serai.world.facts import Facts
from serai.world.goods import NONE
from serai.world.market import Market
from serai.world.movements import Movements
from serai.world.places.ways import SEA
from serai.world.wording import Wording

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]

TYPES = ("EX", "TR", "IM")
PROCEDURES = ("1000", "8000", "4000")
"""By kind: export, transit, release for free circulation."""
TERMS = ("FOB", "CIF", "CFR", "FCA", "CPT", "DAP", "EXW")
BY_SEA, BY_LAND = (0.35, 0.40, 0.25), (0.0, 0.0, 0.0, 0.30, 0.25, 0.35, 0.10)
"""Shares of the terms of contracts whose goods set out by sea, and by road or rail (Incoterms 2020 keeps the
first three for ships); simulated."""
CLAIMED, NOT_CLAIMED = "300", "100"
"""Preference, box 36."""
TRADER, PARTNER, BROKER, CARRIER = 1, 2, 3, 4
"""Salt of each kind of party: no two share a code."""
INVOICED = {"EXW": -1.0, "FOB": 0.0, "FCA": 0.0, "CFR": 0.9, "CPT": 0.9, "CIF": 1.0, "DAP": 1.1}
"""How much of the way from origin to destination the price pays: of the cost between the value at the one
and at the other; EXW leaves the way to the carrier to the buyer. Simulated."""
EX_WORKS = 0.02
"""Of the value at origin: loading and the way to the carrier."""
INSURANCE, DEAREST = 0.005, 0.4
"""Of the value at destination: insurance, and what the way costs at most; simulated."""
CONTRACT = 29
"""Salt of the terms."""
ABROAD = 1_000_003
"""Between the numbers of parties of two countries."""
WEIGHED = 0.8
"""Share of movements whose lorry or wagon is weighed where it leaves or arrives."""
SCALE, POOR, OFF = 0.012, 0.06, 4.0
"""Standard deviation of a weighbridge as a share; the share of weighings with wet pallets, fuel or a scale
that is out of order; and how many times as far off these are."""
INVOICED_AGAIN, CODED = 41, 47
"""Salts of what export papers have otherwise."""
SCALES, PACKED, MADE = 53, 59, 67
WEIGHED_ANEW, FAR, PACKED_ANEW, MADE_OTHERWISE = 0.12, 0.08, 0.08, 0.03
"""Shares of movements whose export papers have other masses (by so much at most), packages, and origins, all
honestly; simulated."""
MIDDLEMEN, MARGIN, READ_OTHERWISE = 0.15, 0.4, 0.06
"""Share of movements whose export papers have another invoice, the most by which its value differs, and the share
with another code, all honestly; simulated."""
FIRST_NAMED = 0.3
"""Share of transit movements whose export papers name the first country on the way; simulated."""
ENTRY, ARRIVAL, EXIT, CONFIRMED = range(4)
EVENTS = pl.Series(["entry", "arrival", "exit", "confirmed"])
"""What a message tells."""
CHANGED, WHERE, LAST = 31, 37, 99
"""Salts of seals that are changed, and of where; and the last step of a movement."""
RESEALED = 0.02
"""Share of honest movements that get a new seal on the way: a broken one, or an inspection elsewhere."""


@dataclass
class Lodged:
    """Declarations of a week side by side, in the order of time."""

    week: int
    serial: Ints
    """Runs through all weeks of an administration."""
    first: Ints
    """By country: the serial of the week's first."""
    by_country: Ints
    """Rows, country by country."""
    chunk: Ints
    """Week in which the movement set out."""
    events: Events
    office: Ints
    facts: Facts
    """As declared here."""

    def __len__(self) -> int:
        return len(self.serial)

    @property
    def many(self) -> Ints:
        """By country: how many."""
        return np.bincount(self.events.country, minlength=len(self.first))

    def rows_of(self, country: int, serial: Ints) -> Ints:
        """Where an administration's serials of this week stand."""
        begin = int(self.many[:country].sum())
        return self.by_country[begin + serial - self.first[country]]


def gather[T](parts: Sequence[T], name: str) -> NDArray:
    """One attribute of all, after one another."""
    return np.concatenate([getattr(one, name) for one in parts])


def lodge(
    due: Sequence[tuple[int, Movements, Events]], week: int, first: Ints, market: Market
) -> Lodged:
    """Put the week's declarations in order; `first` has serials by country, `due` has them by chunk."""
    events = Events(*(gather([one for _, _, one in due], one.name) for one in fields(Events)))
    chunk = np.repeat([week_ for week_, _, _ in due], [len(one) for _, _, one in due])
    facts = [_declared(movements, one) for _, movements, one in due]
    joined = Facts(*(gather(facts, one.name) for one in fields(Facts)))
    number = np.concatenate([m.number[one.movement] for _, m, one in due])
    order = np.lexsort((events.crossing, number, events.hour))
    events, chunk = events.where(order), chunk[order]
    route = np.concatenate([m.goods.route[one.movement] for _, m, one in due])[order]
    by_country = np.argsort(events.country, kind="stable")
    many = np.bincount(events.country, minlength=len(first))
    serial = np.zeros(len(order), np.int64)
    serial[by_country] = np.arange(len(order)) + np.repeat(first - np.cumsum(many) + many, many)
    return Lodged(
        week,
        serial,
        first,
        by_country,
        chunk,
        events,
        market.ways.office[route, events.crossing],
        joined.where(order),
    )


def _declared(movements: Movements, events: Events) -> Facts:
    """Import declarations say what is declared, others what the papers say; what is settled, the truth."""
    rows = events.movement
    declared = movements.goods.declared.where(rows)
    papers, true = movements.papers.where(rows), movements.goods.true.where(rows)
    at_import, settled = events.kind == Kind.IMPORT, movements.settled[rows]
    for one in fields(Facts):
        said = np.where(at_import, getattr(declared, one.name), getattr(papers, one.name))
        setattr(declared, one.name, np.where(settled, getattr(true, one.name), said))
    return declared


def number(country: str, serial: int) -> str:
    """Of a declaration: administration and serial, ten digits."""
    return f"{country}{serial:010d}"


class Clerk:
    """Writes frames; knows the codes of everything.

    All amounts are USD, invoices too: administrations can be compared.
    """

    def __init__(self, market: Market, start: dt.date) -> None:
        self.market, self.start = market, start
        self.countries = pl.Series(list(market.countries), dtype=pl.String)
        self.offices = pl.Series([*market.ways.office_codes, ""], dtype=pl.String)
        self.hs = pl.Series(market.goods.hs)
        self.wording = Wording(market.goods, market.countries)
        width = max(map(len, market.ways.transport))
        self.transport = pl.Series(
            [mode for one in market.ways.transport for mode in (*one, *[""] * (width - len(one)))]
        )
        self.width = width
        self.by_sea = np.array([one[0] == SEA for one in market.ways.transport])
        self.boxes = pl.Series([None], dtype=pl.String)
        """By number of the container; the last is for none."""

    def numbers(self, country: Ints, serial: Ints) -> pl.Series:
        """Of declarations: administration and serial."""
        return _at(self.countries, country) + pl.Series(serial).cast(pl.String).str.zfill(10)

    def documents(self, number: Ints) -> pl.Series:
        """Of transport documents."""
        return pl.Series(codes.scrambled(number, 9)).cast(pl.String)

    def _party(self, country: Ints, number: Ints, salt: int) -> pl.Series:
        """Codes of parties that are numbered anew in each country."""
        return codes.party(_at(self.countries, country), number + country * ABROAD, salt)

    def dates(self, hour: Floats) -> pl.Series:
        """Days of hours."""
        day = np.floor(hour / 24).astype(np.int32) + (self.start - dt.date(1970, 1, 1)).days
        return pl.Series(day.astype(np.int32)).cast(pl.Date)

    def declarations(
        self, lodged: Lodged, chunks: dict[int, Movements], identity: Ints | None = None
    ) -> pl.DataFrame:
        """With the columns of a declaration, and `administration` and `document`."""
        of = _Columns(lodged, chunks)
        market, facts, events = self.market, lodged.facts, lodged.events
        kind = events.kind
        at_import = kind == Kind.IMPORT
        route, dispatch, destination = of("route"), of("dispatch"), of("destination")
        exports, traders = of("exports"), _at(self.countries, of("country_of_trader"))
        trader = codes.party(traders, of("identity"), TRADER)
        abroad = np.where(exports, destination, dispatch)
        partner = self._party(abroad, of("partner"), PARTNER)
        rate = market.rate(destination, facts.goods, facts.origin, facts.preference)
        rate = np.where(at_import, rate, np.nan)
        at_origin = _at_origin(facts.value, facts.gross, of("freight"))
        value = np.where(at_import, facts.value, np.round(at_origin, 2))
        terms = self._terms(of("line"), route)
        price = np.round(_invoiced(facts.value, at_origin, terms), 2)
        broker = self._party(events.country, of("broker"), BROKER)
        carrier = self._party(dispatch, of("carrier"), CARRIER)
        consignor = _choose(exports, trader, partner)
        declarant = _pick(kind, consignor, carrier, broker)
        return pl.DataFrame(
            {
                "administration": _at(self.countries, events.country),
                "document": self.documents(of("number")),
                "declaration": self.numbers(events.country, lodged.serial),
                "date": self.dates(events.hour),
                "office": _at(self.offices, lodged.office),
                "type": _at(pl.Series(TYPES), kind),
                "procedure": _at(pl.Series(PROCEDURES), kind),
                "consignor": consignor,
                "consignee": _choose(exports, partner, trader),
                "declarant": declarant,
                "carrier": carrier,
                "hs": _at(self.hs, facts.goods),
                "description": self.wording.of(
                    facts.goods, events.country, of("broker"), of("number")
                ),
                "origin": _at(self.countries, facts.origin),
                "dispatch": _at(self.countries, dispatch),
                "destination": _at(self.countries, destination),
                "transport": _at(self.transport, route * self.width + events.crossing),
                "container": of("container") != NONE,
                "terms": _at(pl.Series(TERMS), terms),
                "preference": _at(
                    pl.Series([NOT_CLAIMED, CLAIMED]), facts.preference.astype(np.int64)
                ),
                "packages": facts.packages,
                "gross_mass": facts.gross,
                "net_mass": facts.net,
                "units": facts.units,
                "currency": pl.repeat("USD", len(lodged), eager=True),
                "price": price,
                "value": value,
                "tax_rate": np.round(rate * 100, 2),
                "tax": np.round(rate * facts.value, 2),
            },
            nan_to_null=True,
        )

    def _terms(self, line: Ints, route: Ints) -> Ints:
        """Of the contract: the same for all consignments of a line, and in all administrations on the way."""
        even = _even(line, CONTRACT)
        by_sea, by_land = (
            np.searchsorted(np.cumsum(one)[:-1], even, side="right") for one in (BY_SEA, BY_LAND)
        )
        return np.where(self.by_sea[route], by_sea, by_land)

    def exports(self, lodged: Lodged, chunks: dict[int, Movements]) -> pl.DataFrame:
        """What was declared at export of the movements that are lodged; columns as `Week.exports`."""
        of = _Columns(lodged, chunks)
        entered = np.flatnonzero(lodged.events.kind != Kind.EXPORT)
        papers = {name: of(f"papers.{name}")[entered] for name in (
            "goods", "origin", "value", "net", "gross", "packages")}  # fmt: skip
        number = of("number")[entered]
        price, other = _invoiced_anew(number), self._coded_there(papers["goods"], number)
        scales, packed = _weighed_there(number), _packed_there(papers["packages"], number)
        origin = np.where(
            _even(number, MADE) < MADE_OTHERWISE, of("dispatch")[entered], papers["origin"]
        )
        return pl.DataFrame(
            {
                "administration": _at(self.countries, lodged.events.country[entered]),
                "document": self.documents(of("number")[entered]),
                "destination": _at(self.countries, self._named(of)[entered]),
                "hs": _at(self.hs, other),
                "origin": _at(self.countries, origin),
                "net_mass": np.round(papers["net"] * scales, 1),
                "gross_mass": np.round(papers["gross"] * scales, 1),
                "packages": packed,
                "value": np.round(
                    _at_origin(papers["value"], papers["gross"], of("freight")[entered]) * price, 2
                ),
            }
        )

    def _coded_there(self, goods: Ints, number: Ints) -> Ints:
        """As what goods leave: here and there under a neighbouring code, since two tariffs are read by two people."""
        near = self.market.goods.neighbours
        count = np.array([len(one) for one in near])[goods]
        rows = np.flatnonzero((_even(number, CODED) < READ_OTHERWISE) & (count > 0))
        coded = goods.copy()
        pick = codes.scrambled(number[rows], CODED + 2) % count[rows]
        coded[rows] = [near[g][p] for g, p in zip(goods[rows].tolist(), pick.tolist(), strict=True)]
        return coded

    def _named(self, of: "_Columns") -> Ints:
        """The destination that export papers name: now and then the first country on the way."""
        route, ways = of("route"), self.market.ways
        transit = ways.crossings[route] > 2
        first = transit & (codes.scrambled(of("number"), 5) % 1000 < FIRST_NAMED * 1000)
        return np.where(first, ways.country[route, 1], of("destination"))

    def messages(
        self, exits: Sequence[tuple[int, Movements, Events]], lodged: Lodged,
        chunks: dict[int, Movements], rng: np.random.Generator,
    ) -> pl.DataFrame:  # fmt: skip
        """Entries, exits and arrivals; columns as in `Week.messages`."""
        of = _Columns(lodged, chunks)
        rows = np.flatnonzero(lodged.events.kind != Kind.EXPORT)
        arrives = lodged.events.kind[rows] == Kind.IMPORT
        crossing = lodged.events.crossing[rows]
        parts = [
            (
                np.where(arrives, ARRIVAL, ENTRY),
                of("number")[rows], lodged.events.country[rows], lodged.office[rows],
                lodged.events.hour[rows], of("weight")[rows], of("container")[rows],
                of("broken")[rows], np.where(arrives, LAST, 2 * crossing),
            )
        ]  # fmt: skip
        for _, movements, events in exits:
            at = events.movement
            astray = movements.goods.diverted[at] == events.crossing
            parts.append(
                (
                    np.where(events.kind == Kind.CONFIRMED, CONFIRMED, EXIT),
                    movements.number[at],
                    events.country,
                    self.market.ways.office[movements.goods.route[at], events.crossing],
                    events.hour,
                    # A forged message has no scales behind it.
                    np.where(astray, np.nan, _weight(movements)[at]),
                    movements.container[at],
                    _broken(movements)[at] & ~astray,
                    2 * events.crossing + 1,
                )
            )
        event, number, country, office, hour, weight, box, broken, step = (
            np.concatenate(one) for one in zip(*parts, strict=True)
        )
        order = np.lexsort((event, number, hour))
        count = len(order)
        error = SCALE * exact.normal(rng, count) * np.where(rng.random(count) < POOR, OFF, 1.0)
        scales = weight[order] * (1 + error)
        weighed = (rng.random(count) < WEIGHED) & ~np.isnan(scales)
        seconds = np.floor(hour[order] * 3600).astype(np.int64)
        epoch = int(dt.datetime.combine(self.start, dt.time(), dt.UTC).timestamp())
        other = _resealed(number[order], broken[order], step[order])
        seal = codes.scrambled(np.where(other, number[order] + 50_000_000, number[order]), 11)
        return pl.DataFrame(
            {
                "administration": _at(self.countries, country[order]),
                "document": self.documents(number[order]),
                "event": _at(EVENTS, event[order]),
                "office": _at(self.offices, office[order]),
                "time": pl.Series((seconds + epoch) * 1_000_000).cast(pl.Datetime("us", "UTC")),
                "seal": pl.Series(seal).cast(pl.String),
                "gross_mass": np.where(weighed, np.round(scales, 0), np.nan),
                "container": self._boxes(box[order]),
            },
            nan_to_null=True,
        )

    def _boxes(self, number: Ints) -> pl.Series:
        """Numbers of containers."""
        most = int(number.max(initial=NONE)) + 1
        if most >= len(self.boxes):
            none = pl.Series([None], dtype=pl.String)
            self.boxes = codes.containers(2 * most).append(none)
        return _at(self.boxes, number)


def _at_origin(value: Floats, gross: Floats, freight: Floats) -> Floats:
    """What goods were worth where they left: without insurance, and what their mass paid on the way."""
    way: Floats = np.minimum(INSURANCE * value + freight * gross, DEAREST * value)
    return value - way


def _invoiced(value: Floats, at_origin: Floats, terms: Ints) -> Floats:
    """What the invoice asks under the terms; `value` is that at destination."""
    paid = np.array([INVOICED[one] for one in TERMS])[terms]
    way = value - at_origin
    return at_origin + np.where(paid < 0, -EX_WORKS * at_origin, paid * way)


def _even(number: Ints, salt: int) -> Floats:
    """Even between 0 and 1, and always the same for a movement."""
    return (codes.scrambled(number, salt) - codes.FIRST) / codes.PRIME


def _invoiced_anew(number: Ints) -> Floats:
    """Value at export ÷ that of the goods: another where a middleman invoiced them again on the way."""
    again = _even(number, INVOICED_AGAIN) < MIDDLEMEN
    return np.where(again, 1 + MARGIN * (2 * _even(number, INVOICED_AGAIN + 2) - 1), 1.0)


def _weighed_there(number: Ints) -> Floats:
    """Mass at export ÷ that of the papers: other scales, wetter pallets."""
    other = _even(number, SCALES) < WEIGHED_ANEW
    return np.where(other, 1 + FAR * (2 * _even(number, SCALES + 2) - 1), 1.0)


def _packed_there(packages: Floats, number: Ints) -> Floats:
    """Packages at export: others where they were packed anew on the way."""
    again = (_even(number, PACKED) < PACKED_ANEW) & (packages > 3)
    return np.where(again, np.ceil(packages * (0.5 + _even(number, PACKED + 2))), packages)


def _weight(movements: Movements) -> Floats:
    """kg on the scales: what is truly on board."""
    return movements.goods.true.gross


def _resealed(number: Ints, broken: NDArray[np.bool_], step: Ints) -> NDArray[np.bool_]:
    """Whether a movement has another seal at a step of its way: once it has, it keeps it."""
    changed = broken | (codes.scrambled(number, CHANGED) % 1000 < RESEALED * 1000)
    return changed & (step >= 1 + codes.scrambled(number, WHERE) % 6)


def _broken(movements: Movements) -> NDArray[np.bool_]:
    """Whether the seal was opened on the way: by a third of those who load or unload there."""
    opened = (movements.goods.hidden != NONE) | (movements.goods.diverted != NONE)
    return opened & (codes.scrambled(movements.number, 17) % 3 == 0)


class _Columns:
    """What movements say, for each declaration of a week."""

    def __init__(self, lodged: Lodged, chunks: dict[int, Movements]) -> None:
        self.rows = [
            (chunks[week], np.flatnonzero(lodged.chunk == week))
            for week in np.unique(lodged.chunk).tolist()
        ]
        self.at = lodged.events.movement
        self.any_ = next(iter(chunks.values()))
        self.kept: dict[str, NDArray] = {}

    def __call__(self, name: str) -> NDArray:
        if name not in self.kept:
            parts = [(rows, _field(m, name)[self.at[rows]]) for m, rows in self.rows]
            kind = _field(self.any_, name).dtype
            whole = np.zeros(len(self.at), kind)
            for rows, values in parts:
                whole[rows] = values
            self.kept[name] = whole
        return self.kept[name]


def _field(movements: Movements, name: str) -> NDArray:
    if name.startswith("papers."):
        found: NDArray = getattr(movements.papers, name.removeprefix("papers."))
        return found
    if name == "weight":
        return _weight(movements)
    if name == "broken":
        return _broken(movements)
    if name == "country_of_trader":
        return np.where(movements.exports, movements.goods.dispatch, movements.goods.destination)
    return (
        getattr(movements.goods, name)
        if hasattr(movements.goods, name)
        else getattr(movements, name)
    )


def _at(pool: pl.Series, places: Ints) -> pl.Series:
    return pool[places % len(pool)]


def _choose(chosen: NDArray[np.bool_], one: pl.Series, other: pl.Series) -> pl.Series:
    return one.zip_with(pl.Series(chosen), other)


def _pick(kind: Ints, export: pl.Series, transit: pl.Series, entry: pl.Series) -> pl.Series:
    last = transit.zip_with(pl.Series(kind == Kind.TRANSIT), entry)
    return export.zip_with(pl.Series(kind == Kind.EXPORT), last)
