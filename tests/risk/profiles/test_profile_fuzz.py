"""No file makes the reader of profile sets stumble, or keeps it busy for long."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from serai.risk.profiles import findings_of, read_file, read_text
from serai.risk.profiles.reading import LARGEST
from tests.risk.casefile import FOLDER

SET = FOLDER / "set"
TEXTS = [(SET / f"{name}.yaml").read_text(encoding="utf-8") for name in ("set", "second")]
PIECES = st.sampled_from(
    [
        *("\t", "\n", "\0", "\r", "\x85", "\u2028", "\ufeff", "\ud800", "\x1b", "𝄞", "ё"),
        *("&a ", "*a", "!!python/name:os.system ", "!", "<<: ", "? ", "- ", ": ", "---\n", "...\n"),
        *("{", "}", "[", "]", "|\n", ">-\n", "|9\n", "'", '"', "\\", "%YAML 1.2\n", "#", "~", "@"),
        *("profiles:", "when:", "must_hit:", "  ", "null", ".nan", "-.inf", "1e999", "2026-02-30"),
    ]
)


@st.composite
def mutated(draw):
    """A set with pieces put in, taken out and doubled."""
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 30)))
        put = draw(PIECES | st.just("") | st.just(text[start:end] * 2))
        text = text[:start] + put + text[end:]
    return text


def read(text):
    """All findings; each at a place of the file."""
    found = findings_of(read_text(text, SET))
    lines = text.count("\n") + text.count("\r") + text.count("\x85") + text.count("\u2028")
    assert all(0 <= one.line <= lines + 2 and one.column >= 0 for one in found)
    assert all(str(one) and one.words("ru") and one.as_json() for one in found)
    return found


@settings(max_examples=300, deadline=None)
@given(mutated())
def test_sets_with_mistakes(text):
    read(text)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_pieces_of_yaml(text):
    assert read(text)


BOMB = "a: &a [x]\n" + "".join(
    f"{after}: &{after} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, after in zip("abcdefgh", "bcdefghi", strict=True)
)
PROFILE = "profiles: [{id: a, title: t, lane: red, when: 'price < 5'}]\n"
HOSTILE = {
    "a bomb of aliases": (BOMB, "yaml-alias"),
    "an alias of itself": ("profiles: &a [*a]", "yaml-alias"),
    "a merge": ("a: {<<: *x}", "yaml-alias"),
    "brackets": ("[" * 500_000, "yaml-deep"),
    "braces": ("{a: " * 200_000, "yaml-deep"),
    "dashes": ("- " * 300_000, "yaml-deep"),
    "question marks": ("? " * 300_000, "yaml-deep"),
    "steps": ("".join(" " * n + f"k{n}:\n" for n in range(1500)), "yaml-deep"),
    "tabs": ("profiles:\n\t- id: a\n", "yaml"),
    "a sign U+0000": ("profiles: \0", "unknown-sign"),
    "half a character": ("title: \ud800\n" + PROFILE, "unknown-sign"),
    "half a character, escaped": ('title: "\\ud800"\n' + PROFILE, "yaml"),
    "a long word": ("title: " + "a" * 5_000_000 + "\n" + PROFILE, None),
    "a long condition": (PROFILE.replace("5'", "5" + " or price < 6" * 50_000 + "'"), "too-long"),
    "many keys": ("".join(f"k{n}: {n}\n" for n in range(50_000)) + PROFILE, "unknown-key"),
    "one key many times": ("k: 1\n" * 50_000 + PROFILE, "duplicate-key"),
    "many profiles of nothing": ("profiles:\n" + "- {}\n" * 20_000, "lacking-key"),
    "many mistakes": (
        "profiles:\n"
        + "".join(
            f"- {{id: p{n}, title: t, lane: red, when: 'x = 1 or y = 2 or z = 3'}}\n"
            for n in range(3000)
        ),
        "unknown-column",
    ),
    "many examples": (
        PROFILE.replace("}", f", must_hit: [{', '.join(['{price: 9}'] * 5000)}]}}"),
        "example-missed",
    ),
    "many lists": (
        "lists:\n" + "".join(f"  w{n}: lists/none.txt\n" for n in range(5000)) + PROFILE,
        "list-file",
    ),
}


@pytest.mark.parametrize(("text", "code"), HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_files_are_refused_soon(text, code):
    began = time.monotonic()
    found = read(text)
    assert time.monotonic() - began < 10
    assert code in {one.code for one in found} | {None}


def test_where_too_many_profiles_are_alike_it_is_said_that_not_all_were_compared(monkeypatch):
    monkeypatch.setattr("serai.risk.profiles.check.MOST_COMPARED", 5000)
    text = "profiles:\n" + "".join(
        f"- {{id: p{n}, title: t, lane: red, when: 'price < {n} and tax > {n}'}}\n"
        for n in range(1, 200)
    )
    found = [one.code for one in findings_of(read_text(text, Path()))]
    assert found == ["compared-in-part"]


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    (found,) = read_file(path).findings
    assert found.code == "file"
    assert "larger than 64 MB" in found.message
