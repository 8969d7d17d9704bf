"""Mapping files in YAML: read without any guessing of types, every problem told with its line.

title: Declarations of our office
encoding: cp1251
decimal: ","
dates: dd.mm.yyyy
columns:
  Номер ДТ: declaration
  Код товара: {to: hs, width: 10}
  "Вес, т": {to: net_mass, unit: t}
  Транспорт: {to: transport, codes: transport_two_digits}
  Преференция: {to: preference, codes: {"01": NONE}, others: keep}
constants: {destination: KZ}
keep: {Результат: code}
ignore: [Комментарий]
"""

import csv
import difflib
import re
from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import pycountry
import yaml

from serai.declarations.errors import FileUnreadableError, MappingError
from serai.declarations.mapping.reader import MappingReader
from serai.declarations.mapping.rules import FileMapping

LARGEST = 1024 * 1024
"""Bytes of a mapping."""
DEEPEST = 20
"""Levels; a mapping has four."""


def shipped() -> tuple[str, ...]:
    """Names of the mappings that come with the package."""
    inside = files("serai.declarations").joinpath("mappings").iterdir()
    return tuple(sorted(one.name.removesuffix(".yaml") for one in inside if ".yaml" in one.name))


def load(source: Path | str) -> FileMapping:
    """The mapping in a file, or the shipped one of that name (`kcs`).

    Raises FileUnreadableError when it is no YAML, MappingError with every problem otherwise.
    """
    if str(source) in shipped():
        inside: Traversable = files("serai.declarations").joinpath("mappings", f"{source}.yaml")
        return parse(inside.read_text(encoding="utf-8"), name=str(source))
    path = Path(source)
    try:
        if path.stat().st_size > LARGEST:
            raise FileUnreadableError(path, "it is larger than any mapping.")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as unreadable:
        near = difflib.get_close_matches(str(source), shipped(), n=1)
        hint = f"Did you mean the shipped mapping “{near[0]}”?" if near else ""
        reason = f"the mapping cannot be opened: {unreadable.strerror}."
        raise FileUnreadableError(path, reason, hint) from None
    except UnicodeDecodeError:
        raise FileUnreadableError(path, "the mapping is not text in UTF-8.") from None
    return parse(text, name=path.name, folder=path.parent)


def parse(text: str, *, name: str = "mapping", folder: Path | None = None) -> FileMapping:
    """The mapping in a text; tables named as files are looked for in `folder`. Raises as `load` does."""
    try:
        _look_over(text, name)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as broken:
        reason = re.sub(r"\s+", " ", str(broken))[:300]
        raise FileUnreadableError(name, f"the mapping is not YAML: {reason}") from None
    reader = MappingReader(name, lambda table: code_table(table, folder))
    return reader.read(root)


def _look_over(text: str, name: str) -> None:
    """Raises MappingError for references and for what nests so deeply that PyYAML takes minutes."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise MappingError(name, ["too much stands in one another"])
        if isinstance(event, yaml.AliasEvent):
            raise MappingError(name, ["references (*name) are not used here"])


def code_table(name: str, folder: Path | None) -> Mapping[str, str]:
    """Their codes → ours: a shipped table, or the first two columns of a CSV file with a header.

    Raises LookupError with a sentence.
    """
    if name in MADE:
        return MADE[name]()
    inside = files("serai.declarations").joinpath("tables", f"{name}.csv")
    if re.fullmatch(r"\w+", name) and inside.is_file():
        return _pairs(inside.read_text(encoding="utf-8"))
    if not name.endswith(".csv"):
        known = [*MADE, *_shipped_tables()]
        near = difflib.get_close_matches(name, known, n=1) or known
        raise LookupError(f"there is no table “{name}”; there is {', '.join(sorted(near))}")
    try:
        return _pairs((folder or Path()).joinpath(name).read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, csv.Error):
        raise LookupError(f"the table “{name}” cannot be read as CSV in UTF-8") from None


def _shipped_tables() -> list[str]:
    inside = files("serai.declarations").joinpath("tables").iterdir()
    return [one.name.removesuffix(".csv") for one in inside if one.name.endswith(".csv")]


def _pairs(text: str) -> Mapping[str, str]:
    records = list(csv.reader(text.splitlines()))
    return {cells[0].strip(): cells[1].strip() for cells in records[1:] if len(cells) > 1}


MADE = {
    "countries_alpha_3": lambda: {one.alpha_3: one.alpha_2 for one in pycountry.countries},
    "countries_numeric": lambda: {one.numeric: one.alpha_2 for one in pycountry.countries},
}
"""Tables that pycountry has."""
