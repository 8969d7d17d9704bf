"""The documentation keeps up with the code."""

import argparse
import re
import tomllib
from pathlib import Path

import pytest

from serai import cli

ROOT = Path(__file__).resolve().parent.parent
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("changes/*.md")]
TEXT = "\n".join(page.read_text() for page in PAGES)
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")


def anchors(page: Path) -> set[str]:
    """What a heading can be linked to by."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    lost = []
    for link in filter(None, (a or b for a, b in LINK.findall(page.read_text()))):
        if link.startswith(("https://", "http://", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(link)
    assert lost == []


def undocumented_commands(parser: argparse.ArgumentParser, text: str) -> list[str]:
    """Commands and options of the command line that no page mentions."""
    (deeds,) = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    lost = []
    for name, deed in deeds.choices.items():
        if f"serai {name}" not in text:
            lost.append(f"serai {name}")
        options = [option for action in deed._actions for option in action.option_strings]
        lost += [
            f"serai {name} {o}" for o in options if o not in {"-h", "--help"} and o not in text
        ]
    return lost


def test_every_command_and_option_is_documented():
    assert undocumented_commands(cli.parser(), TEXT) == []


def test_an_undocumented_command_turns_the_build_red():
    top = argparse.ArgumentParser()
    deeds = top.add_subparsers()
    deeds.add_parser("conjure").add_argument("--rabbits")
    assert undocumented_commands(top, TEXT) == ["serai conjure", "serai conjure --rabbits"]


def test_every_variable_is_documented():
    sources = [*ROOT.glob("src/**/*.py"), ROOT / "tests" / "conftest.py", ROOT / ".ci" / "run"]
    read = {
        name for file in sources for name in re.findall(r"\bSERAI_[A-Z_]*[A-Z]\b", file.read_text())
    }
    assert read - set(re.findall(r"\bSERAI_[A-Z_]*[A-Z]\b", TEXT)) == set()


def test_the_map_names_every_folder():
    drawn = (ROOT / "docs" / "map.md").read_text()
    packages = {
        file.parent.relative_to(ROOT / "src" / "serai")
        for file in ROOT.glob("src/serai/**/__init__.py")
    }
    rooms = {package.name for package in packages if package.parts and len(package.parts) <= 3}
    assert {room for room in rooms if f"{room}/" not in drawn} == set()


def test_the_map_names_no_folder_that_is_gone():
    drawn = re.search(r"```\n(.*?)```", (ROOT / "docs" / "map.md").read_text(), re.DOTALL).group(1)
    there = {path.name for path in ROOT.iterdir()} | {path.name for path in ROOT.glob("src/**/*/")}
    there |= {path.name for path in ROOT.glob("tests/*/")} | {"serai"}
    assert {
        name for name in re.findall(r"^ *([\w.-]+)/", drawn, re.MULTILINE) if name not in there
    } == set()


def test_every_decision_is_listed_and_says_what_else_was_weighed():
    records = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    index = (ROOT / "docs" / "decisions" / "README.md").read_text()
    assert [
        r.name for r in records if r.name not in index or "**Weighed.**" not in r.read_text()
    ] == []
    assert [int(r.name[:4]) for r in records] == list(range(1, len(records) + 1))


def test_every_lint_exception_gives_its_reason():
    bare = [
        f"{file.relative_to(ROOT)}: {line.strip()}"
        for file in [
            *ROOT.glob("src/**/*.py"),
            *ROOT.glob("tests/**/*.py"),
            *ROOT.glob("scripts/*.py"),
        ]
        for line in file.read_text().splitlines()
        if re.search(r"# noqa(?!: [A-Z0-9, ]+(- |# )\S)", line) and "re.search" not in line
    ]
    assert bare == []


def test_the_readme_has_two_commands():
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert blocks == ["uv run serai demo\nuv run pytest\n"]


def test_no_address_of_a_package_index_is_kept():
    uv = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["uv"]
    assert {"index", "index-url", "extra-index-url", "find-links"} & set(uv) == set()
    assert all(re.fullmatch(r"[\w.-]+==[\w.+!-]+", pin) for pin in uv["constraint-dependencies"])
