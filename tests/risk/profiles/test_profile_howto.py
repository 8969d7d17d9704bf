"""What docs/howto/write-a-profile.md shows is what Serai does."""

import re
from pathlib import Path

import pytest

from serai.declarations.columns import SCHEMA
from serai.risk.language.check import check
from serai.risk.language.parse import parse
from serai.risk.language.sentence import to_sentence
from serai.risk.profiles import findings_of, read_text
from serai.risk.profiles.reading import KEYS

PAGE = Path(__file__).parents[3].joinpath("docs", "howto", "write-a-profile.md").read_text()
SETS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
ANSWERS = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
TABLES = PAGE.split("\n## ")


def table(title):
    """First cells of the rows of the table under a heading."""
    (part,) = (part for part in TABLES if part.startswith(title))
    return re.findall(r"^\| (`.*?) \|", part, re.MULTILINE)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "watchlist.txt").write_text("T1\nT2\n")
    return tmp_path


def test_the_first_set_is_right_and_reads_as_it_says(folder):
    reading = read_text(SETS[0], folder, file="toys.yaml")
    assert {one.code for one in findings_of(reading)} == {"list-unpinned"}
    when = reading.profiles[0].profile.when
    assert [to_sentence(when, language) for language in ("en", "ru")] == ANSWERS[0].splitlines()


def test_the_mistakes_are_found_as_it_says(folder):
    found = findings_of(read_text(SETS[1], folder, file="toys.yaml"))
    assert [str(one) for one in found] == ANSWERS[1].splitlines()


@pytest.mark.parametrize("cell", table("What a condition may say"))
def test_every_condition_is_right(cell):
    tree = parse(cell.strip("`"))
    assert check(tree, lists={"watchlist": ["T1"]}) == ()


def test_every_key_is_named():
    assert set(re.findall(r"`(\w+)`", " ".join(table("What a profile has")))) == set(KEYS)


def test_every_column_is_named():
    assert [cell.strip("`") for cell in table("The columns")] == list(SCHEMA)
