"""One chunk turned and checked: which rows are good, and what is said of the others."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from serai.declarations import codes
from serai.declarations.columns import Kind
from serai.declarations.findings import BadCell, Report
from serai.declarations.mapping import Rule
from serai.declarations.reading.cells import Fault, is_far_off, turn
from serai.declarations.reading.columns_wanted import Wanted
from serai.declarations.reading.table import Cells, Chunk


@dataclass
class Batch:
    """The good rows of a chunk, and by their place in it the bad ones with what is wrong."""

    good: pl.DataFrame
    bad_rows: dict[int, list[str]] = field(default_factory=dict)

    def as_they_came(self, file: str, chunk: Chunk, names: Sequence[str]) -> Iterator[list[str]]:
        """The bad rows with every cell as text, behind where they stood and why they are bad."""
        for place, reasons in self.bad_rows.items():
            there = [shown(chunk.cells[name], place) for name in names]
            yield [file, str(chunk.rows[place]), "; ".join(reasons), *there]


def checked(file: str, chunk: Chunk, wanted: Wanted, unknown_codes: str, report: Report) -> Batch:
    """The chunk as a batch; what was found is added to the report."""
    filled: dict[str, pl.Series] = {}
    faults: list[tuple[Rule, Fault]] = []
    unknown: list[tuple[Rule, Fault]] = []
    for rule in wanted.rules:
        turned = turn(_cells(chunk, rule), rule)
        filled[rule.ours] = turned.values
        faults += [(rule, fault) for fault in turned.faults]
        if unknown_codes != "ignore" and rule.kind is Kind.CODE:
            strange = codes.unknown(turned.values, rule.codes_of)
            if strange is not None:
                fault = Fault(strange, codes.WHY[rule.codes_of], _hint(rule))
                (faults if unknown_codes == "bad" else unknown).append((rule, fault))
    bad = _note_bad(file, chunk, faults, report)
    frame = wanted.frame(filled, len(chunk))
    if not bad:
        _note(report, unknown, file, chunk, bad)
        return Batch(frame)
    kept = pl.int_range(len(chunk), eager=True).is_in(sorted(bad)).not_()
    _note(report, unknown, file, chunk, bad)
    return Batch(frame.filter(kept), dict(sorted(bad.items())))


def _cells(chunk: Chunk, rule: Rule) -> Cells:
    """The cells of their column, with those of the columns that follow put behind."""
    cells = chunk.cells[rule.theirs]
    parts = [chunk.cells[name] for name in rule.followed_by if name in chunk.cells]
    if not parts:
        return cells
    texts = [_as_text(column) for column in (cells, *parts)]
    joined = pl.select(pl.concat_str(texts, ignore_nulls=True)).to_series()
    return (joined,)


def _as_text(cells: Cells) -> pl.Series:
    """What can be put behind other text: texts, and whole numbers as they are written."""
    found = pl.Series([None], dtype=pl.String).new_from_index(0, len(cells[0]))
    for part in cells:
        text = part
        if part.dtype.is_float():
            text = part.cast(pl.Int64, strict=False)
        text = text.cast(pl.String, strict=False).str.strip_chars()
        found = found.zip_with(found.is_not_null(), text)
    return found


def _note_bad(
    file: str, chunk: Chunk, faults: Sequence[tuple[Rule, Fault]], report: Report
) -> dict[int, list[str]]:
    """Report bad cells row by row; returns what is wrong by place."""
    found: dict[int, list[BadCell]] = {}
    for place, why in chunk.ragged.items():
        found.setdefault(place, []).append(BadCell(file, chunk.rows[place], "", "", why))
    for rule, fault in faults:
        for place in fault.where.arg_true().to_list():
            found.setdefault(place, []).append(_cell(file, chunk, rule, fault, place))
    ordered = [cell for place in sorted(found) for cell in found[place]]
    report.bad.add(ordered, len(ordered))
    return {place: [_reason(cell) for cell in cells] for place, cells in found.items()}


def _note(
    report: Report,
    unknown: Iterable[tuple[Rule, Fault]],
    file: str,
    chunk: Chunk,
    bad: dict[int, list[str]],
) -> None:
    """Report unknown codes of the rows that are kept."""
    for rule, fault in unknown:
        places = [place for place in fault.where.arg_true().to_list() if place not in bad]
        cells = (_cell(file, chunk, rule, fault, place) for place in places)
        report.unknown_codes.add(cells, len(places))


def _cell(file: str, chunk: Chunk, rule: Rule, fault: Fault, place: int) -> BadCell:
    value = shown(_cells(chunk, rule), place)
    return BadCell(file, chunk.rows[place], rule.theirs, value, fault.why, fault.hint)


def _reason(cell: BadCell) -> str:
    value = f"{cell.column}: {cell.value!r} " if cell.column else ""
    return f"{value}{cell.why}" + (f" ({cell.hint})" if cell.hint else "")


def _hint(rule: Rule) -> str:
    if rule.codes_of == "transport":
        return "for codes like 10 and 40 a mapping can say `codes: transport_two_digits`"
    return ""


def shown(cells: Cells, place: int) -> str:
    """A cell as text: whole numbers without `.0`, dates as ISO 8601, missing as nothing."""
    for part in cells:
        if part.dtype.is_temporal() and is_far_off(part[place : place + 1]).any():
            return str(part.to_physical()[place])
        value = part[place]
        if isinstance(value, bytes):
            return value.decode(errors="replace")
        if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        if value is not None:
            return str(value)
    return ""
