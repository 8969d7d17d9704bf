"""A batch of declarations as the screen looks at it: for each field, data in place and a class for each value.

Codes and texts are looked up once for each distinct value: a batch whose strings are encoded as
dictionaries (Arrow) or categories (Polars) is screened as it lies, others are encoded on the way.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import cast

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from serai.declarations.columns import POLARS, SCHEMA, Kind, with_derived
from serai.risk.screening.leaves import EPOCH, Field, Sort
from serai.risk.screening.look import Look
from serai.risk.screening.plan import FieldPlan, Plan
from serai.risk.screening.values import classes_of_texts, classes_of_words

type Batch = pl.DataFrame | pa.RecordBatch | pa.Table
type Peers = Mapping[tuple[str, tuple[str, ...]], pl.DataFrame]
"""For each (column, keys): a table of the keys and the column's reference value, each key once."""

FIRST, LAST = dt.date.min.toordinal() - EPOCH, dt.date.max.toordinal() - EPOCH


class BatchError(ValueError):
    """A batch that cannot be screened. `problems` has all of them, one sentence each."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


type Known = dict[Field, tuple[pa.Array, NDArray[np.uint32]]]
"""For a field the dictionary that was looked up last, and the classes of its values."""


def looks(
    plan: Plan,
    batch: Batch,
    *,
    today: dt.date,
    peers: Peers | None = None,
    known: Known | None = None,
) -> list[Look]:
    """The fields of a plan in a batch, in the plan's order.

    Batches of one file often have one dictionary: `known` keeps what was looked up. Raises
    BatchError for columns of another type than the schema's and for peer tables that are not there.
    """
    source = Source(batch, {field.field.column for field in plan.fields}, peers or {}, known)
    found = [source.look(field, today) for field in plan.fields]
    if source.problems:
        raise BatchError(source.problems)
    return found


class Source:
    """Columns of a batch, each brought into the screen's form once."""

    def __init__(
        self, batch: Batch, columns: set[str], peers: Peers, known: Known | None = None
    ) -> None:
        self.rows = len(batch)
        self.peers = peers
        self.known: Known = {} if known is None else known
        self.problems: list[str] = []
        self._batch = batch
        self._names = set(batch.columns if isinstance(batch, pl.DataFrame) else batch.schema.names)
        self._arrays: dict[str, pa.Array | None] = {}
        if "hs" in columns and "hs" not in self._names:
            shorter = sorted({"hs2", "hs4", "hs6"} & self._names)
            if shorter:
                self.problems.append(
                    f"there is no column hs, which {shorter[-1]} is read off: name the fullest code hs"
                )

    def look(self, plan: FieldPlan, today: dt.date) -> Look:
        field = plan.field
        if field.sort is Sort.PEER:
            return self._numbers(plan, self._ratio(field), plan.bounds)
        array = self.array(field.column)
        if array is None:
            return self._missing(plan)
        match field.sort:
            case Sort.CODE | Sort.HS | Sort.TEXT | Sort.WORDS:
                return self._texts(plan, array)
            case Sort.FLAG:
                return self._flags(plan, array)
            case Sort.TODAY:
                return self._numbers(plan, array, days_from(plan.bounds, today))
            case _:
                return self._numbers(plan, array, plan.bounds)

    def array(self, name: str) -> pa.Array | None:
        """A column in Arrow's form, dictionary-encoded where it holds strings; None where it is not there."""
        if name not in self._arrays:
            self._arrays[name] = self._array(name)
        return self._arrays[name]

    def _array(self, name: str) -> pa.Array | None:  # noqa: PLR0911 - one case a kind of column
        column = SCHEMA[name]
        if name not in self._names:
            return self._derived(name) if column.is_derived else None
        raw = self._raw(name)
        if pa.types.is_null(raw.type):
            return None
        match column.kind:
            case Kind.CODE | Kind.TEXT:
                return self._encoded(name, raw)
            case Kind.NUMBER if _is_number(raw.type):
                return raw.cast(pa.float64(), safe=False)
            case Kind.DATE if raw.type == pa.date32():
                return raw
            case Kind.FLAG if raw.type == pa.bool_():
                return raw
        self.problems.append(f"column {name} is {raw.type}; a {column.kind} is wanted")
        return None

    def _raw(self, name: str) -> pa.Array:
        if isinstance(self._batch, pl.DataFrame):
            return _polars_array(self._batch[name])
        column = self._batch.column(name)
        if isinstance(column, pa.ChunkedArray):
            if column.num_chunks == 1:
                return column.chunk(0)
            if pa.types.is_dictionary(column.type):
                column = column.unify_dictionaries()
            joined = column.combine_chunks()
            return joined.combine_chunks() if isinstance(joined, pa.ChunkedArray) else joined
        return column

    def _encoded(self, name: str, raw: pa.Array) -> pa.Array | None:
        kind = raw.type.value_type if pa.types.is_dictionary(raw.type) else raw.type
        if kind not in {pa.string(), pa.large_string(), pa.string_view()}:
            self.problems.append(f"column {name} is {raw.type}; strings are wanted")
            return None
        if pa.types.is_dictionary(raw.type):
            return raw
        return raw.cast(pa.large_string()).dictionary_encode()

    def _derived(self, name: str) -> pa.Array | None:
        column = SCHEMA[name]
        if name == "dispatch_differs":
            return self._differs()
        parts = {part: self.array(part) for part in column.made_of}
        if any(part is None for part in parts.values()):
            return None
        if column.kind is Kind.CODE:
            parts = {part: array.cast(pa.large_string()) for part, array in parts.items() if array}
        frame = cast("pl.DataFrame", pl.from_arrow(pa.table(parts)))
        return self._encoded_derived(name, with_derived(frame, frozenset({name}))[name])

    def _encoded_derived(self, name: str, series: pl.Series) -> pa.Array | None:
        array = _polars_array(series)
        return self._encoded(name, array) if SCHEMA[name].kind is Kind.CODE else array

    def _differs(self) -> pa.Array | None:
        """Codes are compared by what they stand for in the other column's dictionary."""
        dispatch, origin = self.array("dispatch"), self.array("origin")
        if dispatch is None or origin is None:
            return None
        place = {value: index for index, value in enumerate(origin.dictionary.to_pylist())}
        other = np.array([place.get(one, -1) for one in dispatch.dictionary.to_pylist()] + [-2])
        # What stands in place of a missing code may lie outside of the dictionary.
        ours = np.minimum(_unsigned(dispatch.indices), len(other) - 1)
        theirs = _unsigned(origin.indices)
        return _masked(other[ours] != theirs, _there(dispatch.indices) & _there(origin.indices))

    def _ratio(self, field: Field) -> pa.Array:
        """The column over its peers' value; missing where there is none above zero."""
        column, *by = field.detail
        table = self.peers.get((column, tuple(by)))
        nothing = pa.nulls(self.rows, pa.float64())
        if table is None:
            self.problems.append(f"there is no table of peer({column} by {', '.join(by)})")
            return nothing
        value = self.array(field.column)
        keys = {key: self.array(key) for key in by}
        if value is None or any(one is None for one in keys.values()):
            return nothing
        strings = {
            key: one.cast(pa.large_string()) if pa.types.is_dictionary(one.type) else one
            for key, one in keys.items()
            if one is not None
        }
        frame = cast("pl.DataFrame", pl.from_arrow(pa.table(strings)))
        wanted = table.select(
            *(pl.col(key).cast(POLARS[SCHEMA[key].kind]) for key in by),
            pl.col(column).cast(pl.Float64).alias(" reference"),
        )
        joined = frame.join(wanted, on=by, how="left", validate="m:1", maintain_order="left")
        reference = joined[" reference"].to_numpy()
        with np.errstate(all="ignore"):
            there = _there(value) & (reference > 0)
            numbers = np.frombuffer(value.buffers()[1], np.float64)[value.offset :]
            ratio = numbers[: self.rows] / reference
        return _masked(ratio, there)

    def _texts(self, plan: FieldPlan, array: pa.Array) -> Look:
        table, missing = plan.table, plan.missing
        values = array.dictionary
        if plan.field.sort is Sort.WORDS:
            classes, table = classes_of_words(plan, values)
        else:
            classes = self._classes(plan, values)
        if values.null_count:
            classes[~_there(values)] = missing
        classes = np.append(classes, np.uint32(missing))
        codes = _unsigned(array.indices)
        valid, offset = _validity(array.indices)
        return Look(codes, classes, missing, table, plan.first_word, None, valid, offset)

    def _classes(self, plan: FieldPlan, values: pa.Array) -> NDArray[np.uint32]:
        before = self.known.get(plan.field)
        if before and before[0].type == values.type and before[0].equals(values):
            return before[1].copy()
        classes = classes_of_texts(plan, values)
        self.known[plan.field] = (values, classes)
        return classes.copy()

    def _flags(self, plan: FieldPlan, array: pa.Array) -> Look:
        bits = np.frombuffer(array.buffers()[1], np.uint8)
        valid, offset = _validity(array)
        classes = plan.classes[[0, -1]]
        look = (plan.missing, plan.table, plan.first_word, None, valid, offset)
        return Look(bits, classes, *look, is_bits=True, data_offset=array.offset)

    def _numbers(self, plan: FieldPlan, array: pa.Array | None, bounds: object) -> Look:
        if array is None:
            return self._missing(plan)
        points = cast("NDArray[np.float64]", bounds)
        steps = len(points).bit_length()
        padding = (1 << steps) - 1 - len(points)
        # Nothing reaches NaN.
        points = np.concatenate([points, np.full(padding, np.nan)])
        classes = np.concatenate([plan.classes, np.zeros(padding, np.uint32)])
        kind = np.int32 if pa.types.is_date32(array.type) else np.float64
        values = np.frombuffer(array.buffers()[1], kind)[array.offset : array.offset + len(array)]
        valid, offset = _validity(array)
        return Look(
            values, classes, plan.missing, plan.table, plan.first_word, points, valid, offset
        )

    def _missing(self, plan: FieldPlan) -> Look:
        nothing = np.zeros(self.rows, np.uint8)
        classes = np.array([plan.missing, plan.missing], np.uint32)
        return Look(nothing, classes, plan.missing, plan.table, plan.first_word)


def _polars_array(series: pl.Series) -> pa.Array:
    """In Arrow's form without a copy; categories become a dictionary."""
    series = series.rechunk()
    dtype = series.dtype  # made anew, with all categories, each time it is asked for
    if isinstance(dtype, pl.Categorical | pl.Enum):
        categories = dtype.categories
        values = categories if isinstance(categories, pl.Series) else categories.to_series()
        codes = series.to_physical().to_arrow()
        # Categories may be more than a dictionary of the codes' width holds: of any width then.
        return pa.DictionaryArray.from_arrays(codes, values.to_arrow(), safe=False)
    return series.to_arrow()


def _is_number(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_floating(kind) or pa.types.is_integer(kind) or pa.types.is_decimal(kind)
    )


def days_from(bounds: object, today: dt.date) -> NDArray[np.float64]:
    """Distances from today as days; beyond the calendar its first and last day are meant."""
    points = cast("NDArray[np.float64]", bounds)
    day, beyond = np.divmod(points, 2)
    here = today.toordinal() - EPOCH
    days: NDArray[np.float64] = np.clip(day + here, FIRST, LAST) + beyond
    return days


def _unsigned(indices: pa.Array) -> NDArray[np.generic]:
    width = indices.type.bit_width // 8
    codes = np.frombuffer(indices.buffers()[1], f"u{width}")
    codes = codes[indices.offset : indices.offset + len(indices)]
    return codes.astype(np.uint32) if width == 8 else codes


def _validity(array: pa.Array) -> tuple[NDArray[np.uint8] | None, int]:
    buffer = array.buffers()[0]
    if buffer is None or array.null_count == 0:
        return None, 0
    return np.frombuffer(buffer, np.uint8), array.offset


def _there(array: pa.Array) -> NDArray[np.bool_]:
    """Which values are not missing. Arrow's own way from and to NumPy loads pandas where it is installed."""
    bitmap, offset = _validity(array)
    if bitmap is None:
        return np.ones(len(array), bool)
    last = offset + len(array)
    octets = bitmap[offset // 8 : (last + 7) // 8]
    bits = np.unpackbits(octets, bitorder="little")[offset % 8 :][: len(array)]
    return bits.astype(bool)


def _masked(values: NDArray[np.generic], there: NDArray[np.bool_]) -> pa.Array:
    """The values, missing where they are not there."""
    made = pl.select(pl.when(pl.Series(there)).then(pl.Series(values)))
    return made.to_series().to_arrow()
