"""The tree as a form edits it."""

import json
import re
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serai.risk.language.findings import ConditionError
from serai.risk.language.json import SCHEMA_FILE, from_json, read_json, to_json
from serai.risk.language.parse import parse
from tests.risk.conditions import conditions

SCHEMA = json.loads(resources.files("serai.risk.language").joinpath(SCHEMA_FILE).read_text())
TYPES = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float)}


def fits(data, schema):  # noqa: PLR0911 - one return for each keyword
    """Whether data keep to the parts of JSON Schema that the file uses."""
    if "$ref" in schema:
        return fits(data, SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")])
    if "oneOf" in schema:
        return sum(fits(data, one) for one in schema["oneOf"]) == 1
    if "const" in schema or "enum" in schema:
        return data in schema.get("enum", [schema.get("const")])
    if not isinstance(data, TYPES[schema["type"]]):
        return False
    if schema["type"] == "object":
        known = schema["properties"]
        there = set(schema["required"]) <= set(data) <= set(known)
        return there and all(fits(one, known[key]) for key, one in data.items())
    if schema["type"] == "array":
        enough = len(data) >= schema.get("minItems", 0)
        return enough and all(fits(one, schema["items"]) for one in data)
    if schema["type"] == "string":
        short = len(data) <= schema.get("maxLength", 1_000_000)
        return short and bool(re.search(schema.get("pattern", ""), data))
    return True


@given(conditions())
def test_json_and_back(tree):
    data = to_json(tree)
    assert from_json(data) == tree
    assert read_json(json.dumps(data)) == tree
    assert fits(data, SCHEMA)


def inside(data):
    """Every object of the schema."""
    if isinstance(data, dict):
        yield data
        data = list(data.values())
    for part in data if isinstance(data, list) else ():
        yield from inside(part)


def test_the_schema_is_whole():
    named = {one["$ref"] for one in inside(SCHEMA) if isinstance(one.get("$ref"), str)}
    assert named == {f"#/$defs/{name}" for name in SCHEMA["$defs"]}
    closed = [one.get("additionalProperties") for one in inside(SCHEMA) if "properties" in one]
    assert set(closed) == {False}


def spoilt(data, draw):
    """The tree with one part of it replaced, taken out or doubled."""
    if isinstance(data, dict) and data and draw(st.integers(0, 3)):
        key = draw(st.sampled_from(sorted(data)))
        return {**data, key: spoilt(data[key], draw)}
    if isinstance(data, list) and data and draw(st.integers(0, 3)):
        index = draw(st.integers(0, len(data) - 1))
        return [*data[:index], spoilt(data[index], draw), *data[index + 1 :]]
    if isinstance(data, dict) and draw(st.booleans()):
        return dict(list(data.items())[1:])
    return draw(ANYTHING)


@given(conditions(), st.data())
def test_a_tree_with_a_mistake_is_refused_or_fits(tree, data):
    wrong = spoilt(to_json(tree), data.draw)
    try:
        from_json(wrong)
    except ConditionError as error:
        said = [found.message and found.message_ru for found in error.findings]
    else:
        said = [fits(wrong, SCHEMA)]
    assert said
    assert all(said)


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["hs", "<", "in", "between", "missing", "yes", "starts with", "in list"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "all any not column is value values texts low high list date today peer factor by x".split()  # noqa: SIM905 - words
            ),
            inner,
            max_size=4,
        )
    ),
)


@given(ANYTHING)
def test_anything_else_is_refused_with_words(data):
    try:
        from_json(data)
    except ConditionError as error:
        said = [found.message and found.message_ru for found in error.findings]
    else:
        said = [fits(data, SCHEMA)]
    assert said
    assert all(said)


@given(st.text())
def test_any_text_is_read_or_refused(text):
    try:
        read_json(text)
    except ConditionError as error:
        assert str(error)  # noqa: PT017 - reading is as good as refusing


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "This is not JSON: Expecting property name"),
        ("[" * 100_000, "nested more than 32"),
        ('{"not":' * 40 + "1" + "}" * 40, "nested more than 32"),
        ("1" * 5000, "This is not JSON: Exceeds the limit"),
        ('{"column": "price", "is": "<", "value": NaN}', "NaN is no number"),
        ('{"column": "price", "is": "<", "value": 1e999}', "/value: “inf” cannot stand here"),
        ('{"column": "price", "is": "<", "value": true}', "/value: “True” cannot stand here"),
        ('{"column": "price", "is": "<"}', "expected “value”, found nothing"),
        ('{"column": "price", "is": "<", "value": 1, "x": 2}', "“x” has no meaning here"),
        ('{"column": "price", "column": "hs"}', "a key stands twice"),
        ('{"column": "and", "is": "missing"}', "/column: “and” cannot stand here"),
        ('{"column": "a b", "is": "missing"}', "/column: “a b” cannot stand here"),
        ('{"column": "hs", "is": "in", "values": ["\\ud800"]}', "/values/0"),
        ('{"column": "hs", "is": ["in"], "values": []}', "/is"),
        ('{"any": []}', "/any: “[]” cannot stand here; expected at least one part"),
        ('{"all": [{"column": "d", "is": "=", "value": {"date": "2026-02-30"}}]}', "/all/0/value"),
        ('{"column": "d", "is": "=", "value": {"today": 1e3}}', "days from today"),
        ('{"column": "d", "is": "between", "low": "a", "high": 1}', "/low: “a” cannot stand here"),
        (json.dumps({"any": [{"column": "a", "is": "yes"}] * 20_001}), "more than 20000 parts"),
    ],
)
def test_hostile_json_is_refused(text, said):
    with pytest.raises(ConditionError, match=re.escape(said)):
        read_json(text)


def test_one_part_stands_for_itself_and_nested_ones_become_one():
    flag = {"column": "container", "is": "yes"}
    assert from_json({"all": [{"any": [flag]}]}) == parse("container")
    assert from_json({"all": [flag, {"all": [flag, {"not": flag}]}]}) == parse(
        "container and container and not container"
    )
