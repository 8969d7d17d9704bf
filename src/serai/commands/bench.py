"""Measure a part of Serai and print the figures as a table.

A measurement is a module of `serai.bench` with `run(asked) -> int` and, when it takes options of its
own, `arguments(parser)`. A new one is found by its file name.
"""

import argparse
import importlib
import re
from pathlib import Path

PLACE = Path(__file__).resolve().parent.parent / "bench"


RUN = re.compile(r"^def run\(\w+: argparse.Namespace", re.MULTILINE)


def names() -> list[str]:
    """The measurements there are: files with a `run`, found without running them."""
    return [file.stem for file in sorted(PLACE.glob("*.py")) if RUN.search(file.read_text())]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `serai bench`."""
    parser.add_argument("name", choices=names() or None, metavar="NAME", help=", ".join(names()))
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as JSON")
    parser.add_argument(
        "further", nargs=argparse.REMAINDER, help="options of the measurement itself"
    )


def run(asked: argparse.Namespace) -> int:
    """Run one measurement; its own options come after its name."""
    module = importlib.import_module(f"serai.bench.{asked.name}")
    own = argparse.ArgumentParser(prog=f"serai bench {asked.name}", description=module.__doc__)
    own.add_argument("--json", type=Path, metavar="FILE", default=asked.json)
    if hasattr(module, "arguments"):
        module.arguments(own)
    return int(module.run(own.parse_args(asked.further)))
