"""Every import contract holds, and every one fails when its rule is broken."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

REACH = {"portal/reach/__init__.py": ""}
WORLD = {"world/__init__.py": ""}
# contract, then what is planted: file → line. Each would be a real mistake of somebody.
PLANTS: list[tuple[str, dict[str, str]]] = [
    ("house", {"portal/people/models.py": "import serai.cli"}),
    ("house", {"declarations/__init__.py": "import serai.risk", "risk/__init__.py": ""}),
    ("house", {"risk/__init__.py": "import serai.world", "world/__init__.py": ""}),
    ("house", {"world/__init__.py": "import serai.season", "season/__init__.py": ""}),
    ("house", {"shortcuts.py": ""}),
    ("apps", {"portal/people/models.py": "import serai.portal.programme.models"}),
    ("apps", {"portal/ui/access.py": "import serai.portal.people.models"}),
    ("apps", {"portal/training/__init__.py": "import serai.portal.reach", **REACH}),
    ("apps", {"portal/people/models.py": "import serai.portal.settings.base"}),
    ("apps", {"portal/gossip/__init__.py": ""}),
    ("app", {"portal/programme/phases.py": "import serai.portal.programme.models"}),
    ("app", {"portal/programme/queries/programmes.py": "import serai.portal.programme.views"}),
    ("app", {"portal/reach/models.py": "import serai.portal.reach.forms", "portal/reach/forms.py": "", **REACH}),
    ("doors", {"portal/programme/permissions.py": "import serai.portal.people.urls"}),
    ("doors", {"portal/people/models.py": "import serai.portal.programme.views"}),
    ("engine", {"portal/programme/permissions.py": "import serai.risk", "risk/__init__.py": ""}),
    ("engine", {"portal/lab/views.py": "import serai.world", "portal/lab/__init__.py": "", **WORLD}),
    ("libraries", {"risk/__init__.py": "", "risk/measures.py": "import django.conf"}),
    ("libraries", {"declarations/__init__.py": "from django.utils import timezone"}),
    ("cycles", {f"portal/people/{a}.py": f"import serai.portal.people.{b}" for a, b in ("xy", "yx")}),
]  # fmt: skip

# What the rooms to come may do, by the places the contracts keep for them.
ALLOWED: dict[str, dict[str, str]] = {
    "portal/lab/__init__.py": "",
    "portal/lab/engine.py": "import serai.season.play\nimport serai.risk\nimport serai.declarations",
    "portal/reach/__init__.py": "",
    "portal/reach/queries.py": "import serai.portal.programme.queries\nimport serai.declarations",
    "season/__init__.py": "",
    "season/play.py": "import serai.risk\nimport serai.world",
    "risk/__init__.py": "import serai.declarations",
    "world/__init__.py": "import serai.declarations",
    "declarations/__init__.py": "",
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the code alone, beside the contracts."""
    place = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / ".importlinter", place)
    for source in (ROOT / "src").rglob("*.py"):
        copy = place / source.relative_to(ROOT / "src")
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, copy)
    return place


@contextmanager
def planted(house: Path, plants: dict[str, str]) -> Iterator[None]:
    """Put the lines in, and take them out again."""
    before = {}
    for name, line in plants.items():
        file = house / "serai" / name
        before[file] = file.read_text() if file.exists() else None
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{before[file] or ''}\n{line}\n")
    try:
        yield
    finally:
        for file, text in before.items():
            file.unlink() if text is None else file.write_text(text)


def lint(house: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).parent / "lint-imports", "--no-logo", "--no-cache", *options]
    return subprocess.run(command, cwd=house, capture_output=True, text=True, check=False)


def test_the_code_keeps_every_contract(house):
    result = lint(house)
    assert result.returncode == 0, result.stdout
    assert "7 kept, 0 broken" in result.stdout


@pytest.mark.parametrize(("contract", "plants"), PLANTS)
def test_a_planted_violation_breaks_its_contract(house, contract, plants):
    with planted(house, plants):
        result = lint(house, "--contract", contract)
    assert "0 kept, 1 broken" in result.stdout, result.stdout + result.stderr


def test_later_rooms_have_their_place(house):
    with planted(house, ALLOWED):
        result = lint(house)
    assert "7 kept, 0 broken" in result.stdout, result.stdout
