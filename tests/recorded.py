"""Figures over seeds that take minutes: recorded beside their test, and played again for a few seeds.

The record has every seed's figure to twelve digits. A test plays some seeds anew and compares, so a world
that has changed shows at once; claims and intervals are made of the whole record. Pages of the
documentation that show figures are held to them by `written`.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

type Figure = Callable[[int], float]
CLOSE = 1e-9
"""Relative: beyond it two figures are not the same."""


def record(path: Path, figures: Mapping[str, Figure], seeds: Sequence[int]) -> None:
    """Play all seeds and write the record."""
    found = {name: {str(seed): figure(seed) for seed in seeds} for name, figure in figures.items()}
    path.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")


def recorded(path: Path) -> dict[str, list[float]]:
    """By figure, in the order of the seeds."""
    found = json.loads(path.read_text("utf-8"))
    return {name: list(by_seed.values()) for name, by_seed in found.items()}


def assert_played_again(path: Path, name: str, figure: Figure, seed: int, again: str) -> None:
    """The record's figure of a seed is what playing it gives."""
    found = json.loads(path.read_text("utf-8"))
    assert name in found, f"“{name}” is not in the record; {again}"
    expected = found[name][str(seed)]
    assert figure(seed) == pytest.approx(expected, rel=CLOSE, abs=CLOSE), f"make it anew: {again}"


def written(page: str, made: Mapping[str, str]) -> str:
    """A page of the documentation with its tables between their marks replaced."""
    for name, table in made.items():
        pattern = rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)"
        page, count = re.subn(
            pattern, lambda m, t=table: f"{m[1]}\n{t}\n\n{m[2]}", page, flags=re.DOTALL
        )
        assert count == 1, f"the page has no mark “{name}”"
    return page
