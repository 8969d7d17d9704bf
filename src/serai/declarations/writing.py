"""Declarations written as others have them: CSV under the titles of the SAD's boxes, and ASYCUDA's XML.

What is written here is read back by `serai.declarations.read` as it was: CSV without a mapping, XML with
the mapping `asycuda`, which names the elements. XML has no place for the rate of duties and taxes.
"""

import datetime as dt
from xml.etree.ElementTree import Element, SubElement, indent, tostring

import polars as pl

from serai.declarations import mapping as mappings
from serai.declarations.columns import SCHEMA, Value

ROOT = "Declarations"


def titled(frame: pl.DataFrame) -> pl.DataFrame:
    """The columns a SAD has, named by box and title (“Box 33: commodity code”); others keep their name."""
    return frame.rename(
        {
            name: f"Box {SCHEMA[name].box}: {SCHEMA[name].title}"
            for name in frame.columns
            if name in SCHEMA and SCHEMA[name].box
        }
    )


def asycuda_xml(frame: pl.DataFrame) -> bytes:
    """An `ASYCUDA` element with one item for each row, in one document; missing cells are left out."""
    places = {
        rule.ours: rule.theirs.split("/")
        for rule in mappings.load("asycuda").rules
        if rule.ours in frame.columns
    }
    root = Element(ROOT)
    for row in frame.iter_rows(named=True):
        declaration = SubElement(root, "ASYCUDA")
        for name, path in places.items():
            if (value := row[name]) is not None:
                _put(declaration, path, _text(value))
    indent(root)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _put(declaration: Element, path: list[str], text: str) -> None:
    """Down the path, making what is not there yet."""
    at = declaration
    for name in path:
        found = at.find(name)
        at = SubElement(at, name) if found is None else found
    at.text = text


def _text(value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case dt.date():
            return value.isoformat()
        case float():
            return repr(int(value)) if value.is_integer() else repr(value)
    return value
