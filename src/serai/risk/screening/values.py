"""Classes of distinct values: codes and texts by search between the bounds, words by looking for all at once."""

from typing import cast

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from serai.risk.screening import native
from serai.risk.screening.leaves import Sort
from serai.risk.screening.plan import FieldPlan, Numbers, Words


def classes_of_texts(plan: FieldPlan, values: pa.Array) -> Numbers:
    """The class of each value; anything for a null."""
    if not plan.bounds or not len(values):
        return np.full(len(values), plan.classes[0], np.uint32)
    if plan.field.sort is Sort.TEXT:
        values = pa.array(folded(values), pa.large_string())
    elif plan.field.sort is Sort.HS:
        values = _hs_keys(values)
    at = native.search(plan.packed_bounds, *_buffers(values))
    return plan.classes[at]


def folded(values: pa.Array) -> list[str]:
    """In lower case as Python has it; a null is an empty text."""
    return [value.casefold() if value else "" for value in values.to_pylist()]


def _hs_keys(values: pa.Array) -> pa.Array:
    """As `leaves.hs_key`: the levels a code has, then the code."""
    codes = cast("pl.Series", pl.from_arrow(values)).fill_null("").alias("code")
    size = pl.col("code").str.len_bytes()
    levels = pl.min_horizontal(size // 2, pl.lit(3)).cast(pl.String)
    return codes.to_frame().select(levels + pl.col("code")).to_series().to_arrow()


def _buffers(values: pa.Array) -> tuple[pa.Buffer | bytes, NDArray[np.int64]]:
    values = values.cast(pa.large_string())
    ends = np.frombuffer(values.buffers()[1], np.int64)
    ends = ends[values.offset : values.offset + len(values) + 1]
    return values.buffers()[2] or b"", ends


def classes_of_words(plan: FieldPlan, values: pa.Array) -> tuple[Numbers, Words]:
    """The class of each text by the words it contains, and the table with a class for each such choice."""
    members = plan.members
    asked: dict[str, list[int]] = {}
    for index, member in enumerate(members):
        for word in member.field.detail:
            asked.setdefault(word, []).append(index)
    everywhere = set(asked.pop("", ()))
    found: dict[int, set[int]] = {}
    if asked:
        texts = pl.DataFrame({"text": pl.Series(folded(values), dtype=pl.String)})
        hits = texts.select(
            pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"),
            pl.col("text").str.extract_many(sorted(asked), overlapping=True).alias("word"),
        ).filter(pl.col("word").list.len() > 0)
        for row, words in hits.iter_rows():
            found[row] = {index for word in words for index in asked[word]}
    rows: dict[frozenset[int], int] = {}
    tables: list[Words] = [plan.table]
    classes = np.zeros(len(values), np.uint32)
    if everywhere:
        classes[:] = 2
        rows[frozenset(everywhere)] = 2
        tables.append(_row_of(plan, frozenset(everywhere)))
    for row, indices in found.items():
        choice = frozenset(indices | everywhere)
        if choice not in rows:
            rows[choice] = len(rows) + 2
            tables.append(_row_of(plan, choice))
        classes[row] = rows[choice]
    return classes, np.concatenate(tables)


def _row_of(plan: FieldPlan, found: frozenset[int]) -> Words:
    """Bits of texts that contain words of these members."""
    row = np.zeros((1, plan.words), np.uint64)
    for index, member in enumerate(plan.members):
        at = member.first_word - plan.first_word
        row[0, at : at + member.words] |= row_of_member(member, contained=index in found)
    return row


def row_of_member(member: FieldPlan, *, contained: bool) -> Words:
    """Bits of one set of words; it may be asked for neither way."""
    return cast("Words", member.table[member.classes[-1 if contained else 0]])
