"""Pin the whole tree: write the exact version of every package into pyproject.toml.

    uv run python scripts/constraints.py             # after a dependency was added or taken out
    uv run python scripts/constraints.py --upgrade   # to the newest versions there are
    uv run python scripts/constraints.py --check     # does pyproject.toml name what uv resolves?

`uv.lock` names the addresses of the machine it was made on and stays out of the repository; the
versions it chose are kept here, under `constraint-dependencies`, and hold everywhere.
"""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = ROOT / "pyproject.toml"
BEGIN = "# Written by scripts/constraints.py: the whole tree, to the exact version.\n"
PINS = re.compile(rf"{re.escape(BEGIN)}constraint-dependencies = \[\n(?:.*\n)*?\]\n")


def versions() -> list[str]:
    """Every package uv resolved, for every platform, as `name==version`."""
    found = set()
    for package in tomllib.loads((ROOT / "uv.lock").read_text())["package"]:
        if "registry" in package["source"]:
            found.add(f"{package['name']}=={package['version']}")
    return sorted(found)


def pinned() -> list[str]:
    """What pyproject.toml says."""
    uv = tomllib.loads(PYPROJECT.read_text())["tool"]["uv"]
    return list(uv.get("constraint-dependencies", []))


def write(pins: list[str]) -> None:
    """Put them in, in place of those that are there."""
    block = "".join(
        [BEGIN, "constraint-dependencies = [\n", *(f'    "{p}",\n' for p in pins), "]\n"]
    )
    text = PYPROJECT.read_text()
    present = PINS.search(text)
    start, end = (
        present.span() if present else (text.index("[tool.uv]\n") + len("[tool.uv]\n"),) * 2
    )
    PYPROJECT.write_text(text[:start] + block + text[end:])


def main(words: list[str]) -> int:
    """Write the pins, or with `--check` say whether they are up to date."""
    upgrade = words == ["--upgrade"]
    if upgrade:
        write([])
    resolve = ["uv", "lock", "--quiet", *(["--upgrade"] if upgrade else [])]
    subprocess.run(resolve, cwd=ROOT, check=True)
    wanted = versions()
    if words == ["--check"]:
        differing = sorted(set(wanted) ^ set(pinned()))
        print("\n".join(differing) or f"{len(wanted)} packages are pinned.")
        return 1 if differing else 0
    write(wanted)
    print(f"{len(wanted)} packages pinned.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
