"""Mapping files: nothing in them is guessed, every problem is told with its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serai.declarations import FileUnreadableError, MappingError, read
from serai.declarations.mapping import load, shipped
from serai.declarations.mapping.file import parse

WHOLE = """
title: Declarations of an office
encoding: cp1251
delimiter: ";"
decimal: ","
thousands: " "
dates: [dd.mm.yyyy, "%Y-%m-%d"]
missing: ["-", "н/д"]
columns:
  Номер: declaration
  Дата: date
  Код: {to: hs, width: 10, remove: " ."}
  "Вес, т": {to: net_mass, unit: t}
  "Цена, тыс": {to: price, times: 1000, default: 0}
  Страна: {to: origin, codes: countries_numeric}
  Вид: {to: transport, codes: {"01": "1", "02": "2"}, others: keep}
  Склад: {to: office, optional: yes}
constants: {destination: KZ, container: no}
keep: {Результат: code}
ignore: [Комментарий]
"""
TABLE = """Номер;Дата;Код;Вес, т;Цена, тыс;Страна;Вид;Результат;Комментарий
007;31.01.2025;902 30 0000;1 000,5;-;156;01;05;x
008;2025-02-28;8517.13.0000;н/д;2;398;07;;
"""


def test_a_whole_mapping(written):
    mapping = load(written("mapping.yaml", WHOLE))
    found = read(written("file.csv", TABLE.encode("cp1251")), mapping)
    assert [
        {name: value for name, value in row.items() if value is not None}
        for row in found.with_columns(found["date"].cast(str)).to_dicts()
    ] == [
        {
            "declaration": "007",
            "date": "2025-01-31",
            "hs": "0902300000",
            "net_mass": 1_000_500.0,
            "price": 0.0,
            "origin": "CN",
            "transport": "1",
            "destination": "KZ",
            "container": False,
            "Результат": "05",
        },
        {
            "declaration": "008",
            "date": "2025-02-28",
            "hs": "8517130000",
            "price": 2000.0,
            "origin": "KZ",
            "transport": "07",
            "destination": "KZ",
            "container": False,
        },
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("columns: {a: orgin}", "line 1: column “a” goes to “orgin”.*did you mean origin"),
        ("columns:\n  a: hs6", "line 2: column “a” goes to “hs6”, which is derived: map hs"),
        ("columns: {a: {to: hs, unti: t}}", "“unti” is not known here; did you mean unit"),
        ("colums: {a: hs}", "“colums” is not known here; did you mean columns"),
        ("columns: {a: hs, b: hs}", "“hs” is filled more than once"),
        ("columns: {a: hs}\nconstants: {hs: '85'}", "“hs” is filled more than once"),
        ("columns: {a: hs, a: origin}", "“a” stands twice"),
        ("columns: {a: {to: net_mass, unit: stone}}", "“stone” is no unit here; there are kg, t"),
        ("columns: {a: {to: price, unit: kg}}", "the column has no unit"),
        ("columns: {a: {to: hs, unit: t}}", "`unit` is for numbers"),
        ("columns: {a: {to: price, times: nan}}", "`times` is a number above 0"),
        ("columns: {a: {to: price, times: x}}", "`times` is a number above 0"),
        ("columns: {a: {to: hs, width: -1}}", "`width` is a number of digits"),
        ("columns: {a: {to: transport, codes: transport_two_digit}}", "transport_two_digits"),
        ("columns: {a: {to: origin, codes: ../x.csv}}", "cannot be read as CSV"),
        ("columns: {a: {to: origin, codes: {x: y}, others: drop}}", "one of bad, keep, missing"),
        ("dates: yyyy\ncolumns: {a: hs}", "“yyyy” is no date format"),
        ("dates: '%Y-%m-%d %H'\ncolumns: {a: hs}", "is no date format"),
        ("decimal: ;\ncolumns: {a: hs}", "`decimal` is"),
        ("decimal: ','\nthousands: ','\ncolumns: {a: hs}", "are the same mark"),
        ("encoding: utf-99\ncolumns: {a: hs}", "“utf-99” is no encoding"),
        ("encoding: base64\ncolumns: {a: hs}", "“base64” is no encoding"),
        ("delimiter: abc\ncolumns: {a: hs}", "`delimiter` is one character"),
        ("columns: {a: hs}\nconstants: {price: 1}", "cannot be constant"),
        ("columns: {a: hs}\nkeep: {b: word}", "“word” is no kind; there are code, text"),
        ("columns: {a: hs}\nkeep: {origin: code}", "is a name of the schema"),
        ("columns: {a: {to: hs, optional: maybe}}", "write yes or no"),
        ("columns: [a]", "entries like “name: value”"),
        ("columns: {a: [hs]}", "entries like “name: value”"),
        ("columns: {}", "no column is mapped"),
        ("", "the file is empty"),
        ("- a", "entries like “name: value”"),
        ("columns: &x {a: hs}\nkeep: *x", "references"),
        ("[" * 5000, "stands in one another"),
        ("columns: " + "{a: " * 5000, "stands in one another"),
    ],
)
def test_problems_are_told_with_what_was_meant(text, problem):
    with pytest.raises(MappingError, match=problem):
        parse(text)


def test_all_problems_at_once():
    with pytest.raises(MappingError) as caught:
        parse("columns:\n  a: orgin\n  b: {to: price, times: 0}\n  c: {to: hs, width: x}")
    assert [problem[:6] for problem in caught.value.problems] == ["line 2", "line 3", "line 4"]


@pytest.mark.parametrize("text", ["a: [", "\t", "a: !!python/object:x {}\n b", "[a, b", "\x00"])
def test_what_is_no_yaml_is_refused(text):
    with pytest.raises((FileUnreadableError, MappingError)):
        parse(text)


def test_words_are_never_turned_into_other_values():
    mapping = parse("columns: {NO: origin, 010: hs, 2025-01-31: office}\nconstants: {dispatch: NO}")
    assert [rule.theirs for rule in mapping.rules] == ["NO", "010", "2025-01-31"]
    assert mapping.constants == {"dispatch": "NO"}


def test_the_shipped_ones_can_be_loaded_and_name_their_source():
    assert shipped() == ("asycuda", "kcs")
    assert all(load(name).title for name in shipped())
    with pytest.raises(FileUnreadableError, match="Did you mean the shipped mapping “kcs”"):
        load("kcz")


@given(text=st.text() | st.text(alphabet="{}[]:,-&*!|>'\"#%@` \n\tabcolumnshdt01"))
def test_any_text_is_a_mapping_or_refused(text):
    try:
        parse(text)
    except (MappingError, FileUnreadableError) as refused:
        str(refused)
