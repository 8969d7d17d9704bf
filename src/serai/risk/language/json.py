"""Tree ↔ JSON, as a form edits it: `from_json(to_json(tree)) == tree`.

The form is described in `condition.schema.json`. Values that JSON has no word for are objects:
`{"date": "2026-02-01"}`, `{"today": -90}`, `{"peer": {"factor": 0.6, "column": …, "by": […]}}`.
"""

import datetime as dt
import json
import math
import re
from typing import Any as Untyped
from typing import Never, assert_never

from serai.risk.language import expected
from serai.risk.language.findings import ConditionError, finding
from serai.risk.language.parse import MAX_DAYS, MAX_DEPTH, MAX_LENGTH, UNWRITABLE
from serai.risk.language.tree import (
    All,
    Any,
    Between,
    Compare,
    Condition,
    Contains,
    Flagged,
    Listed,
    Literal,
    Missing,
    Not,
    OneOf,
    Operand,
    Operator,
    Peer,
    StartsWith,
    Today,
)

MAX_PARTS = 20_000
NAME = re.compile(r"[^\W\d]\w{0,99}")
LIST = re.compile(r"[^\W\d][\w.-]{0,99}")
KEYWORDS = frozenset(
    {"and", "or", "not", "in", "between", "starts", "with", "contains", "is", "missing"}
    | {"today", "day", "days", "peer", "by"}
)
KINDS: dict[type, tuple[str, str]] = {
    dict: ("an object", "объект"),
    list: ("a list", "перечень"),
    str: ("a text", "текст"),
    int: ("a number", "число"),
    float: ("a number", "число"),
    bool: ("true or false", "true или false"),
    type(None): ("nothing", "ничего нет"),
}
SCHEMA_FILE = "condition.schema.json"

type Json = dict[str, Untyped]


def to_json(condition: Condition) -> Json:
    """The condition in objects, lists, strings and numbers."""
    match condition:
        case All(parts):
            return {"all": [to_json(part) for part in parts]}
        case Any(parts):
            return {"any": [to_json(part) for part in parts]}
        case Not(part):
            return {"not": to_json(part)}
        case Compare(column, operator, value):
            return {"column": column, "is": str(operator), "value": _value(value)}
        case Between(column, low, high):
            return {"column": column, "is": "between", "low": _value(low), "high": _value(high)}
        case OneOf(column, values):
            return {"column": column, "is": "in", "values": [_value(one) for one in values]}
        case Listed(column, name):
            return {"column": column, "is": "in list", "list": name}
        case StartsWith(column, beginnings):
            return {"column": column, "is": "starts with", "texts": list(beginnings)}
        case Contains(column, words):
            return {"column": column, "is": "contains", "texts": list(words)}
        case Missing(column):
            return {"column": column, "is": "missing"}
        case Flagged(column):
            return {"column": column, "is": "yes"}
    assert_never(condition)


def _value(value: Operand) -> Untyped:
    match value:
        case dt.date():
            return {"date": value.isoformat()}
        case Today(plus_days):
            return {"today": plus_days}
        case Peer(factor, column, by):
            return {"peer": {"factor": factor, "column": column, "by": list(by)}}
    return value


def read_json(text: str) -> Condition:
    """The condition in a JSON text. Raises ConditionError for whatever is none."""
    if len(text) > 10 * MAX_LENGTH:
        raise ConditionError([finding("too-long", 1, 1, length=len(text), most=10 * MAX_LENGTH)])
    try:
        data = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        problem = finding("json-text", error.lineno, error.colno, reason=error.msg)
        raise ConditionError([problem]) from None
    except RecursionError:
        raise ConditionError([finding("too-deep", 1, 1, most=MAX_DEPTH)]) from None
    except ValueError as error:  # an integer with thousands of digits, a key that stands twice
        raise ConditionError([finding("json-text", 1, 1, reason=str(error)[:100])]) from None
    return from_json(data)


def _once(pairs: list[tuple[str, Untyped]]) -> Json:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return made


def _no_number(name: str) -> Never:
    raise ValueError(f"{name} is no number")


def from_json(data: object) -> Condition:
    """The condition in what `json.loads` gives. Raises ConditionError, with the place as `/all/0/value`.

    Nested `all` in `all` becomes one, and so does `any`; one part alone stands for itself.
    """
    return _Reader().condition(data, "", 1)


class _Reader:
    def __init__(self) -> None:
        self.parts = 0

    def condition(self, data: object, at: str, depth: int) -> Condition:
        self.parts += 1
        if self.parts > MAX_PARTS:
            raise ConditionError([finding("json-size", most=MAX_PARTS)])
        if depth > MAX_DEPTH:
            raise ConditionError([finding("too-deep", most=MAX_DEPTH)])
        node = self.an_object(data, at)
        for key, kind in (("all", All), ("any", Any)):
            if key in node:
                self.keys(node, {key}, at)
                items = self.a_list(node[key], f"{at}/{key}")
                parts = [
                    self.condition(part, f"{at}/{key}/{index}", depth + 1)
                    for index, part in enumerate(items)
                ]
                return self.joined(kind, parts, f"{at}/{key}")
        if "not" in node:
            self.keys(node, {"not"}, at)
            return Not(self.condition(node["not"], f"{at}/not", depth + 1))
        return self.leaf(node, at)

    def joined(self, kind: type[All] | type[Any], parts: list[Condition], at: str) -> Condition:
        flat: list[Condition] = []
        for part in parts:
            flat += part.parts if isinstance(part, kind) else [part]
        if not flat:
            raise self.refused(at, [], "at least one part", "хотя бы одна часть")
        return flat[0] if len(flat) == 1 else kind(tuple(flat))

    def leaf(self, node: Json, at: str) -> Condition:
        column = self.name(self.member(node, "column", at), f"{at}/column")
        verb = self.member(node, "is", at)
        match verb:
            case "between":
                self.keys(node, {"column", "is", "low", "high"}, at)
                return Between(column, self.bound(node, "low", at), self.bound(node, "high", at))
            case "in":
                self.keys(node, {"column", "is", "values"}, at)
                values = self.a_list(self.member(node, "values", at), f"{at}/values")
                return OneOf(
                    column,
                    tuple(self.literal(one, f"{at}/values/{i}") for i, one in enumerate(values)),
                )
            case "in list":
                self.keys(node, {"column", "is", "list"}, at)
                return Listed(column, self.name(self.member(node, "list", at), f"{at}/list", LIST))
            case "starts with" | "contains":
                self.keys(node, {"column", "is", "texts"}, at)
                items = self.a_list(self.member(node, "texts", at), f"{at}/texts")
                texts = tuple(self.text(one, f"{at}/texts/{i}") for i, one in enumerate(items))
                return (
                    StartsWith(column, texts) if verb == "starts with" else Contains(column, texts)
                )
            case "missing" | "yes":
                self.keys(node, {"column", "is"}, at)
                return Missing(column) if verb == "missing" else Flagged(column)
        if not (isinstance(verb, str) and verb in tuple(Operator)):
            words = ", ".join([*Operator, "between", "in", "in list", "starts with", "contains"])
            raise self.refused(
                f"{at}/is", verb, f"{words}, missing or yes", f"{words}, missing или yes"
            )
        self.keys(node, {"column", "is", "value"}, at)
        return Compare(
            column, Operator(verb), self.operand(self.member(node, "value", at), f"{at}/value")
        )

    def operand(self, data: object, at: str) -> Operand:
        if isinstance(data, dict) and "peer" in data:
            self.keys(data, {"peer"}, at)
            peer = self.an_object(data["peer"], f"{at}/peer")
            self.keys(peer, {"factor", "column", "by"}, f"{at}/peer")
            by = self.a_list(self.member(peer, "by", at), f"{at}/peer/by")
            if not by:
                raise self.refused(f"{at}/peer/by", [], "at least one column", "хотя бы одна графа")
            return Peer(
                self.number(self.member(peer, "factor", at), f"{at}/peer/factor"),
                self.name(self.member(peer, "column", at), f"{at}/peer/column"),
                tuple(self.name(one, f"{at}/peer/by/{i}") for i, one in enumerate(by)),
            )
        if isinstance(data, dict) and "today" in data:
            self.keys(data, {"today"}, at)
            days = data["today"]
            if isinstance(days, bool) or not isinstance(days, int) or abs(days) > MAX_DAYS:
                words = f"days from today, up to {MAX_DAYS}", f"дни от сегодня, до {MAX_DAYS}"
                raise self.refused(f"{at}/today", days, *words)
            return Today(days)
        return self.literal(data, at)

    def bound(self, node: Json, key: str, at: str) -> float | dt.date | Today:
        value = self.operand(self.member(node, key, at), f"{at}/{key}")
        if isinstance(value, str | Peer):
            raise self.refused(f"{at}/{key}", node[key], "a number or a date", "число или дата")
        return value

    def literal(self, data: object, at: str) -> Literal:
        if isinstance(data, str):
            return self.text(data, at)
        if isinstance(data, dict):
            self.keys(data, {"date"}, at)
            return self.date(self.member(data, "date", at), f"{at}/date")
        return self.number(data, at)

    def date(self, data: object, at: str) -> dt.date:
        if isinstance(data, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", data):
            try:
                return dt.date.fromisoformat(data)
            except ValueError:
                pass  # told below with all else that is no day
        raise self.refused(at, data, "a date such as 2026-02-01", "дата вида 2026-02-01")

    def number(self, data: object, at: str) -> float:
        if isinstance(data, int | float) and not isinstance(data, bool):
            try:
                number = float(data)
            except OverflowError:
                number = math.inf
            if math.isfinite(number):
                return number
        raise self.refused(at, data, "a number", "число")

    def text(self, data: object, at: str) -> str:
        if isinstance(data, str) and len(data) <= MAX_LENGTH and not UNWRITABLE.search(data):
            return data
        raise self.refused(at, data, "a text", "текст")

    def name(self, data: object, at: str, pattern: re.Pattern[str] = NAME) -> str:
        taken = KEYWORDS if pattern is NAME else frozenset[str]()
        if isinstance(data, str) and pattern.fullmatch(data) and data.lower() not in taken:
            return data
        raise self.refused(at, data, "a name", "название")

    def an_object(self, data: object, at: str) -> Json:
        if isinstance(data, dict):
            return data
        raise self.other_kind(at, data, "an object", "объект")

    def a_list(self, data: object, at: str) -> list[Untyped]:
        if isinstance(data, list):
            self.parts += len(data)
            return data
        raise self.other_kind(at, data, "a list", "перечень")

    def member(self, node: Json, key: str, at: str) -> object:
        if key not in node:
            raise self.other_kind(at, None, f"“{key}”", f"“{key}”")
        return node[key]

    def keys(self, node: Json, known: set[str], at: str) -> None:
        for key in node:
            if key not in known:
                shown = expected.quoted(str(key))
                raise ConditionError([finding("json-key", at=at or "/", key=shown)])

    def other_kind(self, at: str, data: object, words: str, words_ru: str) -> ConditionError:
        found, found_ru = KINDS.get(type(data), KINDS[type(None)])
        problem = finding(
            "json-kind",
            at=at or "/",
            expected=words,
            expected_ru=words_ru,
            found=found,
            found_ru=found_ru,
        )
        return ConditionError([problem])

    def refused(self, at: str, data: object, words: str, words_ru: str) -> ConditionError:
        value = expected.quoted(repr(data) if not isinstance(data, str) else data)
        problem = finding(
            "json-value", at=at or "/", expected=words, expected_ru=words_ru, value=value
        )
        return ConditionError([problem])
