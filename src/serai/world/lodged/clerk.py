"""Who writes down what is lodged: knows the codes of everything."""

import datetime as dt

import numpy as np
import polars as pl
from numpy.typing import NDArray

from serai.world import codes
from serai.world.events import Kind
from serai.world.goods import NONE
from serai.world.lodged import TYPES, Lodged, contracts
from serai.world.lodged.columns import Columns, choose, pick, taken
from serai.world.market import Market
from serai.world.movements import Movements
from serai.world.places.ways import SEA
from serai.world.wording import Wording

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]

PROCEDURES = ("1000", "8000", "4000")
"""By kind: export, transit, release for free circulation."""
CLAIMED, NOT_CLAIMED = "300", "100"
"""Preference, box 36."""
TRADER, PARTNER, BROKER, CARRIER = 1, 2, 3, 4
"""Salt of each kind of party: no two share a code."""
ABROAD = 1_000_003
"""Between the numbers of parties of two countries."""


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
        return taken(self.countries, country) + pl.Series(serial).cast(pl.String).str.zfill(10)

    def documents(self, number: Ints) -> pl.Series:
        """Of transport documents."""
        return pl.Series(codes.scrambled(number, 9)).cast(pl.String)

    def _party(self, country: Ints, number: Ints, salt: int) -> pl.Series:
        """Codes of parties that are numbered anew in each country."""
        return codes.party(taken(self.countries, country), number + country * ABROAD, salt)

    def dates(self, hour: Floats) -> pl.Series:
        """Days of hours."""
        day = np.floor(hour / 24).astype(np.int32) + (self.start - dt.date(1970, 1, 1)).days
        return pl.Series(day.astype(np.int32)).cast(pl.Date)

    def declarations(self, lodged: Lodged, chunks: dict[int, Movements]) -> pl.DataFrame:
        """With the columns of a declaration, and `administration` and `document`."""
        of = Columns(lodged, chunks)
        market, facts, events = self.market, lodged.facts, lodged.events
        kind = events.kind
        at_import = kind == Kind.IMPORT
        route, dispatch, destination = of("route"), of("dispatch"), of("destination")
        exports, traders = of("exports"), taken(self.countries, of("country_of_trader"))
        trader = codes.party(traders, of("identity"), TRADER)
        abroad = np.where(exports, destination, dispatch)
        partner = self._party(abroad, of("partner"), PARTNER)
        rate = market.rate(destination, facts.goods, facts.origin, facts.preference)
        rate = np.where(at_import, rate, np.nan)
        at_origin = contracts.at_origin_of(facts.value, facts.gross, of("freight"))
        value = np.where(at_import, facts.value, np.round(at_origin, 2))
        terms = contracts.terms_of(of("line"), self.by_sea[route])
        price = np.round(contracts.invoiced(facts.value, at_origin, terms), 2)
        broker = self._party(events.country, of("broker"), BROKER)
        carrier = self._party(dispatch, of("carrier"), CARRIER)
        consignor = choose(exports, trader, partner)
        declarant = pick(kind, consignor, carrier, broker)
        return pl.DataFrame(
            {
                "administration": taken(self.countries, events.country),
                "document": self.documents(of("number")),
                "declaration": self.numbers(events.country, lodged.serial),
                "date": self.dates(events.hour),
                "office": taken(self.offices, lodged.office),
                "type": taken(pl.Series(TYPES), kind),
                "procedure": taken(pl.Series(PROCEDURES), kind),
                "consignor": consignor,
                "consignee": choose(exports, partner, trader),
                "declarant": declarant,
                "carrier": carrier,
                "hs": taken(self.hs, facts.goods),
                "description": self.wording.of(
                    facts.goods, events.country, of("broker"), of("number")
                ),
                "origin": taken(self.countries, facts.origin),
                "dispatch": taken(self.countries, dispatch),
                "destination": taken(self.countries, destination),
                "transport": taken(self.transport, route * self.width + events.crossing),
                "container": of("container") != NONE,
                "terms": taken(pl.Series(contracts.TERMS), terms),
                "preference": taken(
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

    def boxes_of(self, number: Ints) -> pl.Series:
        """Numbers of containers."""
        most = int(number.max(initial=NONE)) + 1
        if most >= len(self.boxes):
            none = pl.Series([None], dtype=pl.String)
            self.boxes = codes.containers(2 * most).append(none)
        return taken(self.boxes, number)
