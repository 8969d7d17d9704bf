"""Which columns a reading hands on, and in what order."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from serai.declarations.columns import POLARS, SCHEMA, Kind, Value
from serai.declarations.mapping import FileMapping, Fitted, Rule


@dataclass(frozen=True)
class Wanted:
    """The columns of the frames: name → kind, and the rules and constants that fill them."""

    kinds: Mapping[str, Kind]
    rules: tuple[Rule, ...]
    constants: Mapping[str, Value]

    @property
    def theirs(self) -> list[str]:
        """Their columns that have to be read."""
        needed = [name for rule in self.rules for name in (rule.theirs, *rule.followed_by)]
        return list(dict.fromkeys(needed))

    def frame(self, filled: Mapping[str, pl.Series], rows: int) -> pl.DataFrame:
        """Frames of one shape, whatever the file has; columns it lacks share their memory."""
        nothing = {
            kind: pl.Series([None], dtype=POLARS[kind]).new_from_index(0, rows) for kind in Kind
        }
        made = []
        for name, kind in self.kinds.items():
            if name in filled:
                made.append(filled[name].alias(name))
            elif name in self.constants:
                one = pl.Series([self.constants[name]], dtype=POLARS[kind])
                made.append(one.new_from_index(0, rows).alias(name))
            else:
                made.append(nothing[kind].alias(name))
        return pl.DataFrame(made)


def wanted(fitted: Fitted, mapping: FileMapping | None, columns: Sequence[str] | None) -> Wanted:
    """All declared columns and the kept ones, or those named.

    Raises ValueError for names that are neither, with what was meant.
    """
    kinds = {column.name: column.kind for column in SCHEMA.declared}
    kinds |= {rule.ours: rule.kind for rule in (mapping.extras if mapping else ())}
    if columns is not None:
        for name in columns:
            if name not in kinds:
                near = difflib.get_close_matches(name, kinds, n=1)
                hint = f"; did you mean {near[0]}?" if near else ""
                raise ValueError(f"“{name}” is no declared or kept column{hint}")
        kinds = {name: kinds[name] for name in columns}
    rules = tuple(rule for rule in fitted.rules if rule.ours in kinds)
    return Wanted(kinds, rules, mapping.constants if mapping else {})
