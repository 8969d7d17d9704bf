"""What one item of a declaration says: the columns of a Single Administrative Document (SAD).

A batch of declarations is a Polars frame or an Arrow table with these columns; a column that is not
there is missing in every row. Missing is null, and nothing else: readers turn empty cells and NaN
into it. Box numbers are those of the SAD, after DOMAIN facts of the field: box 33 holds the
commodity code, 34 the origin, 46 the statistical value.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import polars as pl

type Value = str | float | dt.date | bool


class Kind(StrEnum):
    """What a column holds, and so what may be asked of it."""

    CODE = "code"
    """A string that is compared whole or by its beginning: `007` stays `007`."""
    TEXT = "text"
    """Words, compared without regard to case."""
    NUMBER = "number"
    """A 64-bit float; infinities are values, NaN is missing."""
    DATE = "date"
    FLAG = "flag"
    """Yes or no."""


POLARS: Mapping[Kind, pl.DataType] = {
    Kind.CODE: pl.String(),
    Kind.TEXT: pl.String(),
    Kind.NUMBER: pl.Float64(),
    Kind.DATE: pl.Date(),
    Kind.FLAG: pl.Boolean(),
}


@dataclass(frozen=True)
class Column:
    """One column: its name in profiles, what it holds, and where the SAD has it."""

    name: str
    kind: Kind
    title: str
    """In English, as a sentence would use it: “country of origin”."""
    title_ru: str
    box: str = ""
    unit: str = ""
    """`kg`, `%`, `per kg`; the currency of amounts is that of the declaration's administration."""
    codes: str = ""
    """The list its codes come from: `hs`, `country`, `currency`, `transport`; empty where each office has its own."""
    least: float | None = None
    """The smallest number that makes sense."""
    made_of: tuple[str, ...] = ()
    """For a derived column: those it is computed from."""

    @property
    def is_derived(self) -> bool:
        return bool(self.made_of)


class Schema(Mapping[str, Column]):
    """Columns by name, in their order."""

    def __init__(self, *columns: Column) -> None:
        self._columns = {column.name: column for column in columns}

    def __getitem__(self, name: str) -> Column:
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    @cached_property
    def declared(self) -> tuple[Column, ...]:
        """What people declare; the rest is derived from it."""
        return tuple(column for column in self.values() if not column.is_derived)

    @cached_property
    def polars(self) -> pl.Schema:
        """Types of the declared columns."""
        return pl.Schema({column.name: POLARS[column.kind] for column in self.declared})


CODE, TEXT, NUMBER, DATE, FLAG = Kind

SCHEMA = Schema(
    Column("declaration", CODE, "declaration number", "номер декларации", box="A"),
    Column("date", DATE, "date of acceptance", "дата принятия", box="A"),
    Column("office", CODE, "Customs office", "таможенный орган", box="29"),
    Column("type", CODE, "declaration type", "тип декларации", box="1"),
    Column("procedure", CODE, "procedure", "таможенная процедура", box="37"),
    Column("consignor", CODE, "consignor", "отправитель", box="2"),
    Column("consignee", CODE, "consignee", "получатель", box="8"),
    Column("declarant", CODE, "declarant", "декларант", box="14"),
    Column("carrier", CODE, "carrier", "перевозчик", box="18"),
    Column("hs", CODE, "commodity code", "код товара", box="33", codes="hs"),
    Column("description", TEXT, "description of the goods", "описание товара", box="31"),
    Column("origin", CODE, "country of origin", "страна происхождения", box="34", codes="country"),
    Column(
        "dispatch", CODE, "country of dispatch", "страна отправления", box="15", codes="country"
    ),
    Column(
        "destination",
        CODE,
        "country of destination",
        "страна назначения",
        box="17",
        codes="country",
    ),
    Column("transport", CODE, "mode of transport", "вид транспорта", box="25", codes="transport"),
    Column("container", FLAG, "carried in a container", "перевозится в контейнере", box="19"),
    Column("terms", CODE, "delivery terms", "условия поставки", box="20", codes="incoterms"),
    Column("preference", CODE, "preference", "преференция", box="36"),
    Column("packages", NUMBER, "number of packages", "число мест", box="31", least=0),
    Column("gross_mass", NUMBER, "gross mass", "вес брутто", box="35", unit="kg", least=0),
    Column("net_mass", NUMBER, "net mass", "вес нетто", box="38", unit="kg", least=0),
    Column("units", NUMBER, "supplementary units", "дополнительные единицы", box="41", least=0),
    Column("currency", CODE, "invoice currency", "валюта счёта", box="22", codes="currency"),
    Column("price", NUMBER, "item price", "цена товара", box="42", least=0),
    Column("value", NUMBER, "statistical value", "статистическая стоимость", box="46", least=0),
    Column("tax_rate", NUMBER, "rate of duties and taxes", "ставка платежей", box="47", unit="%"),
    Column("tax", NUMBER, "duties and taxes", "таможенные платежи", box="47", least=0),
    Column("payment", CODE, "method of payment", "способ уплаты", box="47", codes="payment"),
    Column("hs2", CODE, "chapter", "группа ТН ВЭД", codes="hs", made_of=("hs",)),
    Column("hs4", CODE, "heading", "товарная позиция", codes="hs", made_of=("hs",)),
    Column("hs6", CODE, "subheading", "субпозиция", codes="hs", made_of=("hs",)),
    Column(
        "unit_price",
        NUMBER,
        "price per kg",
        "цена за кг",
        unit="per kg",
        least=0,
        made_of=("price", "net_mass"),
    ),
    Column(
        "value_per_unit",
        NUMBER,
        "value per supplementary unit",
        "стоимость за дополнительную единицу",
        unit="per unit",
        least=0,
        made_of=("value", "units"),
    ),
    Column(
        "tax_ratio",
        NUMBER,
        "share of duties and taxes in the value",
        "доля платежей в стоимости",
        least=0,
        made_of=("tax", "value"),
    ),
    Column(
        "net_gross_ratio",
        NUMBER,
        "ratio of net to gross mass",
        "отношение нетто к брутто",
        least=0,
        made_of=("net_mass", "gross_mass"),
    ),
    Column(
        "dispatch_differs",
        FLAG,
        "dispatched from a country other than the origin",
        "отправлено не из страны происхождения",
        made_of=("dispatch", "origin"),
    ),
)
"""One schema for everything Serai reads, makes and screens."""


def _ratio(above: str, below: str) -> pl.Expr:
    """Missing where a part is missing or the divisor is not above zero: no ratio is made of nothing."""
    return pl.when(pl.col(below) > 0).then(pl.col(above) / pl.col(below))


def _beginning(length: int) -> pl.Expr:
    """Missing where the code is shorter: a heading says nothing of its subheadings."""
    return pl.when(pl.col("hs").str.len_bytes() >= length).then(pl.col("hs").str.slice(0, length))


HEADINGS = {"hs2": 2, "hs4": 4, "hs6": 6}
"""Characters of the commodity code that make each of them."""
RATIOS = {
    "unit_price": ("price", "net_mass"),
    "value_per_unit": ("value", "units"),
    "tax_ratio": ("tax", "value"),
    "net_gross_ratio": ("net_mass", "gross_mass"),
}
"""What is divided by what."""
DERIVED: Mapping[str, pl.Expr] = {
    **{name: _beginning(length) for name, length in HEADINGS.items()},
    **{name: _ratio(*parts) for name, parts in RATIOS.items()},
    "dispatch_differs": pl.col("dispatch") != pl.col("origin"),
}
"""How each derived column is made of a frame; `single.reader` says the same of one declaration."""


def with_derived(frame: pl.DataFrame, names: frozenset[str] | None = None) -> pl.DataFrame:
    """The frame with derived columns added (all, or those named); columns it lacks become missing first.

    A derived column that the frame already has is kept as it is.
    """
    wanted = [
        name for name in DERIVED if name not in frame.columns and (names is None or name in names)
    ]
    lacking = {part for name in wanted for part in SCHEMA[name].made_of} - set(frame.columns)
    nulls = [pl.lit(None, dtype=POLARS[SCHEMA[name].kind]).alias(name) for name in sorted(lacking)]
    return frame.with_columns(nulls).with_columns(DERIVED[name].alias(name) for name in wanted)
