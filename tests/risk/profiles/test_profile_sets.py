"""Sets of profiles: read, checked, written, versioned."""

import datetime as dt
import json
import math
import re
from dataclasses import replace
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from serai.declarations.columns import SCHEMA
from serai.declarations.lists import ReferenceList
from serai.risk.language.parse import parse
from serai.risk.profiles import (
    Lane,
    Profile,
    ProfileSet,
    ProfileSetError,
    findings_of,
    read_file,
    read_text,
)
from serai.risk.profiles.yaml_nodes import Mapping, Within, read_nodes
from tests.risk.casefile import FOLDER, cases
from tests.risk.conditions import LISTS, VALUES, conditions, leaves_without_peers

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
DAYS = st.none() | st.dates()
EXAMPLES = st.lists(
    st.dictionaries(st.sampled_from(sorted(SCHEMA)), st.none()).flatmap(
        lambda keys: st.fixed_dictionaries(
            {
                key: st.none() | VALUES[SCHEMA[key].kind].filter(lambda one: one == one)  # noqa: PLR0124 - NaN
                for key in keys
            }
        )
    ),
    max_size=2,
).map(tuple)


@st.composite
def profiles(draw):
    first, last = sorted([draw(st.dates()), draw(st.dates())])
    return Profile(
        id=draw(st.from_regex(r"[A-Za-z0-9._-]{1,10}", fullmatch=True)),
        title=draw(TEXT.filter(bool)),
        version=draw(TEXT.filter(bool)),
        lane=draw(st.sampled_from(list(Lane))),
        weight=draw(st.floats(-1e6, 1e6)),
        when=draw(conditions(leaves_without_peers, max_leaves=4)),
        area=draw(TEXT),
        owner=draw(TEXT),
        legal_basis=draw(TEXT),
        valid_from=draw(st.sampled_from([None, first])),
        valid_to=draw(st.sampled_from([None, last])),
        must_hit=draw(EXAMPLES),
        must_not_hit=draw(EXAMPLES),
        title_ru=draw(TEXT),
    )


SETS = st.builds(
    ProfileSet,
    st.lists(profiles(), max_size=3, unique_by=lambda one: one.id).map(tuple),
    st.just({name: ReferenceList(name, values) for name, values in LISTS.items()}),
    TEXT,
    TEXT,
)


@settings(max_examples=60, deadline=None)
@given(SETS)
def test_a_saved_set_is_read_as_it_was(made):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "set.yaml"
        made.save(path)
        reading = read_file(path)
    assert tuple(located.profile for located in reading.profiles) == made.profiles
    assert reading.lists == made.lists
    assert (reading.title, reading.title_ru) == (made.title, made.title_ru)
    assert {found.code for found in reading.findings} <= {"no-profiles"}


@pytest.mark.parametrize(("name", "answer"), [("set", "findings"), ("second", "second")])
def test_findings_of_a_set_stand_where_the_mistakes_are(name, answer):
    found = [str(one) for one in findings_of(read_file(FOLDER / "set" / f"{name}.yaml"))]
    assert found == (FOLDER / "set" / f"{answer}.txt").read_text(encoding="utf-8").splitlines()


def test_findings_as_a_form_gets_them():
    found = [one.as_json() for one in findings_of(read_file(FOLDER / "set" / "set.yaml"))]
    assert found == json.loads((FOLDER / "set" / "findings.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("text", "answer"), cases("refused.txt"))
def test_what_is_said_of_a_text_that_is_no_set(text, answer):
    found = findings_of(read_text(text, FOLDER / "set"))
    assert [line for one in found for line in (str(one), one.words("ru"))] == answer


def test_a_file_that_cannot_be_read_is_a_finding(tmp_path):
    (tmp_path / "latin.yaml").write_bytes(b"title: \xe9")
    for name, reason in (("none", "No such file"), ("latin", "it is not text in UTF-8")):
        (found,) = findings_of(read_file(tmp_path / f"{name}.yaml"))
        assert found.code == "file"
        assert reason in found.message


def test_a_set_with_errors_is_not_loaded():
    with pytest.raises(ProfileSetError) as caught:
        ProfileSet.load(FOLDER / "set" / "set.yaml")
    assert {"unknown-column", "bad-lane", "duplicate-id"} <= {
        one.code for one in caught.value.findings
    }
    assert "set.yaml:13:11 error unknown-column A1" in str(caught.value)


def profile(text, **about):
    plain = {"id": "A", "title": "a", "version": "1", "lane": Lane.RED, "weight": 1.0}
    return Profile(**{**plain, "when": parse(text), **about})


def test_the_version_is_made_of_what_decides():
    one = ProfileSet((profile("price < 5"), profile("price < 6", id="B")))
    again = ProfileSet((profile("price < 6.0", id="B", title="b"), profile("not price >= 5")))
    assert one.version == again.version
    for other in (
        {"weight": 2.0},
        {"lane": Lane.BLUE},
        {"valid_to": dt.date(2026, 1, 1)},
        {"when": parse("price < 7")},
        {"version": "2"},
    ):
        changed = replace(one, profiles=(replace(one.profiles[0], **other), one.profiles[1]))
        assert changed.version != one.version
    assert replace(one, lists={"a": ReferenceList("a", frozenset())}).version != one.version


def test_lanes_are_ordered_by_gravity():
    assert sorted(Lane, key=lambda lane: lane.severity) == [
        Lane.GREEN,
        Lane.BLUE,
        Lane.YELLOW,
        Lane.RED,
    ]


def test_validity_is_a_part_of_what_is_screened_for():
    valid = profile("price < 5 and container", valid_from=dt.date(2026, 1, 1))
    assert valid.condition == parse("price < 5 and container and date >= 2026-01-01")
    assert profile("price < 5").condition == parse("price < 5")


@pytest.mark.parametrize(
    ("narrow", "wide", "code"),
    [
        ("price < 3", "price < 5", "shadowed"),
        ('hs6 = "851712" and origin = "CN"', 'hs4 in ("8517") or container', "shadowed"),
        ("price < 5 or price < 4", "price < 4.5 or price < 5", "shadowed"),
        ("price < 5", "not price >= 5", "same-condition"),
        ("price < 5", "price < 9 and value > 3", None),
        ('hs4 = "8517"', 'hs starts with "85171" or container', None),
    ],
)
def test_a_profile_that_another_makes_superfluous(narrow, wide, code):
    made = ProfileSet((profile(wide, id="WIDE"), profile(narrow, id="NARROW")))
    found = [one for one in made.check() if one.code in {"shadowed", "same-condition"}]
    assert [(one.profile, one.code) for one in found] == ([("NARROW", code)] if code else [])


def test_a_graver_profile_is_not_superfluous():
    made = ProfileSet(
        (profile("price < 5", id="WIDE", lane=Lane.BLUE), profile("price < 3", id="NARROW"))
    )
    assert made.check() == ()
    ends = profile("price < 5", id="WIDE", valid_to=dt.date(2026, 1, 1))
    assert ProfileSet((ends, profile("price < 3", id="NARROW"))).check() == ()


def test_examples_have_derived_columns_peers_and_a_day():
    when = parse(
        "unit_price < 0.6 * peer(unit_price by hs6) and date between today - 30 days and today"
    )
    low = {
        "hs": "8517130000",
        "price": 5.0,
        "net_mass": 1.0,
        "date": dt.date(2026, 1, 20),
        "today": dt.date(2026, 2, 1),
        "peer(unit_price by hs6)": 10.0,
    }
    made = profile("container", when=when, must_hit=(low,), must_not_hit=({**low, "price": 7.0},))
    assert ProfileSet((made,)).check() == ()
    late = {**low, "today": dt.date(2026, 3, 1)}
    (found,) = ProfileSet((replace(made, must_hit=(late,)),)).check()
    assert found.message.endswith(
        "date between today - 30 days and today is not met (date: 2026-01-20)."
    )
    nowhen = {key: value for key, value in low.items() if key not in {"date", "today"}}
    (found,) = ProfileSet((replace(made, must_hit=(nowhen,)),)).check()
    assert found.code == "example-today"


PLAIN = "id: a, title: t, lane: red, when: container"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: &x [1]\nb: *x\n", "yaml-alias"),
        ("a: &x " + "[" * 15 + "1" + "]" * 15, "yaml-alias"),
        ("a: !!python/object/apply:os.system [x]", "yaml-tag"),
        ("a: " + "[" * 50_000, "yaml-deep"),
        ("[" * 5000 + "]" * 5000, "yaml-deep"),
        ("a: [", "yaml"),
        ("a: b: c", "yaml"),
        ("a: \x00", "unknown-sign"),
        ("? [a]\n: b\n", "yaml-key"),
        ("a: 1\n---\nb: 2\n", "yaml-documents"),
        ("", "lacking-key"),
        ("just text", "wrong-shape"),
        ("profiles: []", "no-profiles"),
        ("title: a\ntitle: b\nprofiles: []", "duplicate-key"),
        ("profiles: [1]", "wrong-shape"),
        ("profiles: [{id: a b, title: t, lane: red, when: container}]", "bad-id"),
        ("profiles: [{id: a, title: t, lane: red, when: [1]}]", "wrong-shape"),
        ("profiles: [{id: a, title: t, lane: red, when: container, weight: .inf}]", "wrong-shape"),
        ("profiles: [{id: a, title: t, lane: red}]", "lacking-key"),
        ("lists: {w: /etc/passwd}\nprofiles: []", "list-outside"),
        ("lists: {w: none.txt}\nprofiles: []", "list-file"),
        ('lists: {w: "a\\0b"}\nprofiles: []', "list-file"),
        (
            f"profiles: [{{{PLAIN}, valid_from: 2026-02-01, valid_to: 2026-01-01}}]",
            "validity",
        ),
    ],
)
def test_what_is_no_set_is_refused_with_words(text, code, tmp_path):
    assert code in {found.code for found in read_text(text, tmp_path).findings}


@given(st.text(max_size=200))
def test_no_text_makes_the_reader_stumble(text):
    findings_of(read_text(text, Path("/nowhere")))


def test_codes_stay_as_they_are_written(tmp_path):
    reading = read_text(
        "profiles: [{id: 007, title: NO, lane: red, when: container, "
        "must_hit: [{origin: NO, hs: 0101210000, container: yes, price: -.inf, office: ~}]}]",
        tmp_path,
    )
    (located,) = reading.profiles
    assert located.profile.id == "007"
    assert located.profile.title == "NO"
    assert located.profile.must_hit == (
        {"origin": "NO", "hs": "0101210000", "container": True, "price": -math.inf, "office": None},
    )


@pytest.mark.parametrize(
    "scalar",
    [
        'hs = "1" and цена < 5',
        "'hs = \"1''\" and\n    цена < 5'",
        '"hs = \\"1\\" \\u0061nd цена < 5"',
        '|\n    hs = "1"\n    and цена < 5',
        '|2-\n      hs = "1"\n\n\n    and цена < 5',
        '>-  # folded\n    hs = "1"\n    and\n    цена < 5',
        'hs = "1"\n    and\n\n    цена\n    < 5',
    ],
)
def test_places_are_found_however_the_text_is_written(scalar):
    text = f"# ёлка 𝄞\nkey: {scalar}\n"
    node, _ = read_nodes(text)
    assert isinstance(node, Mapping)
    value = node.items["key"]
    before = value.value[: value.value.index("цена")]
    place = Within(text, value).place(
        before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    )
    upto = text[: text.index("цена")]
    assert place == (upto.count("\n") + 1, len(upto) - (upto.rfind("\n") + 1) + 1)


KOREA = resources.files("serai.risk").joinpath("sets", "korea.yaml")


def test_the_shipped_set_is_whole():
    reading = read_file(Path(str(KOREA)))
    assert findings_of(reading) == ()
    assert reading.title
    assert reading.title_ru
    profiles = [located.profile for located in reading.profiles]
    assert len(profiles) == 40
    for one in profiles:
        said = (one.title, one.title_ru, one.area, one.owner, one.legal_basis)
        assert all(said), one.id
        assert one.legal_basis.startswith("Example: "), one.id
        assert one.must_hit, one.id
        assert one.must_not_hit, one.id
        assert re.search("[а-я]", one.title_ru), one.id


def test_a_shipped_set_that_is_written_anew_is_the_same():
    made = ProfileSet.load(Path(str(KOREA)))
    again = read_text(made.dump(), Path("/nowhere"))
    assert tuple(located.profile for located in again.profiles) == made.profiles
