"""What a mapping says, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from serai.declarations.columns import SCHEMA, Column, Kind, Value

UNITS: Mapping[str, Mapping[str, float]] = {
    "kg": {"kg": 1, "t": 1000, "q": 100, "g": 1e-3, "mg": 1e-6, "lb": 0.45359237},
    "%": {"%": 1, "share": 100},
}
"""What one of their units is in ours. lb: international pound, 1959."""

ISO_DATE = "%Y-%m-%d"


@dataclass(frozen=True)
class Rule:
    """One of their columns: which of ours it becomes, and how its cells are read."""

    theirs: str
    ours: str
    kind: Kind
    title: str
    """In English, for messages."""
    codes_of: str = ""
    """The list its codes should come from, as in `Column.codes`."""
    least: float | None = None
    times: float = 1.0
    """Numbers are multiplied by it: the unit's factor."""
    codes: Mapping[str, str] | None = None
    """Their codes → ours."""
    others: str = "bad"
    """Codes that are not in that table: `bad`, `keep` or `missing`."""
    decimal: str = "."
    thousands: str = ""
    dates: tuple[str, ...] = (ISO_DATE,)
    width: int | None = None
    """Digits of a code: shorter ones lost their zeros and get them back. 0: take numbers as they are."""
    remove: str = ""
    """Characters that are taken out of a code: `.` in `8517.13`."""
    missing: frozenset[str] = frozenset()
    """Texts that mean missing, beside the empty cell."""
    default: str | None = None
    """What a missing cell stands for."""
    followed_by: tuple[str, ...] = ()
    """Their columns whose text is put behind it: the national part of a code."""
    optional: bool = False
    is_extra: bool = False
    """Kept under its own name beside the schema's columns."""

    @classmethod
    def of(cls, theirs: str, column: Column, **options: object) -> "Rule":
        """A rule for one of the schema's columns."""
        return cls(
            theirs=theirs,
            ours=column.name,
            kind=column.kind,
            title=column.title,
            codes_of=column.codes,
            least=column.least,
            **options,  # type: ignore[arg-type]  # checked where the file is read
        )


@dataclass(frozen=True)
class FileMapping:
    """A whole mapping: how the file is written, and a rule for each column that is read."""

    name: str
    rules: tuple[Rule, ...]
    constants: Mapping[str, Value] = field(default_factory=dict)
    """Columns of ours that have one value in every row."""
    ignored: frozenset[str] = frozenset()
    """Their columns that are known and not read."""
    title: str = ""
    encoding: str = ""
    """Of a text file; empty: UTF-8, or UTF-16 with its mark."""
    delimiter: str = ""
    sheet: str = ""
    """Of a workbook; empty: the first that holds anything."""

    @property
    def extras(self) -> tuple[Rule, ...]:
        """Columns beside the schema's, in the order of the file."""
        return tuple(rule for rule in self.rules if rule.is_extra)


def taken_as_they_are(theirs: str, ours: str) -> Rule:
    """The rule of a column that needs no conversion."""
    return Rule.of(theirs, SCHEMA[ours])
