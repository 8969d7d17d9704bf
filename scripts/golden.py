"""Write the golden output of every scenario that ships: what eight weeks of it come to.

    uv run python scripts/golden.py            # writes src/serai/world/scenarios/golden/*.txt
    uv run python scripts/golden.py corridor   # one of them

A change of the world shows in these files, in numbers a reader can judge. The first table is of weeks in
which nobody examines anything: exact, with a hash of all declarations. The second is of a unit that
learns, and has counts only: its regression may round differently from one machine to another.
"""

import hashlib
import sys
from pathlib import Path

import polars as pl

from serai.season.play import play
from serai.season.practice import Practice
from serai.world.scenarios import load, names
from serai.world.world import World

GOLDEN = Path(__file__).resolve().parents[1] / "src" / "serai" / "world" / "scenarios" / "golden"
WEEKS, SEED = 8, 7
KINDS = ("EX", "TR", "IM")


def main() -> None:
    """Write them."""
    GOLDEN.mkdir(exist_ok=True)
    for name in sys.argv[1:] or names():
        (GOLDEN / f"{name}.txt").write_text(golden(name), encoding="utf-8")
        print(f"written: {name}.txt")


def golden(name: str) -> str:
    """The text of one."""
    head = f"{name}: {WEEKS} weeks, seed {SEED}. Written by scripts/golden.py.\n"
    return "\n".join([head, *unexamined(name), *examined(name)])


def unexamined(name: str) -> list[str]:
    """Lines on weeks in which nobody examines anything."""
    world = World.open(load(name), SEED)
    lines = [
        "Nobody examines anything",
        f"{'week':>4} {'EX':>5} {'TR':>5} {'IM':>5} {'value, USD':>15} {'taxes, USD':>15}  declarations",
    ]
    for number in range(1, WEEKS + 1):
        declared = world.next_week().declarations
        kinds = " ".join(f"{(declared['type'] == kind).sum():>5}" for kind in KINDS)
        digest = hashlib.sha256(declared.write_csv().encode()).hexdigest()
        sums = f"{cents(declared['value']):>15} {cents(declared['tax']):>15}"
        lines.append(f"{number:>4} {kinds} {sums}  {digest}")
    ledger = world.debrief().declarations
    counts = (
        ledger["truth"]
        .cast(pl.String)
        .value_counts()
        .sort("count", "truth", descending=[True, False])
    )
    return [*lines, "", *(f"{truth:<20} {count:>6}" for truth, count in counts.iter_rows()), ""]


def examined(name: str) -> list[str]:
    """Lines on weeks of a unit that learns."""
    board = play(load(name), Practice.of("score"), SEED, weeks=WEEKS)
    columns = (
        "declarations",
        "examined",
        "found",
        "random",
        "random_found",
        "non_compliant",
        "caught",
    )
    lines = [
        "With the practice `score`",
        "week " + " ".join(f"{one:>13}" for one in columns),
    ]
    rows = board.weeks.select("week", *columns).iter_rows()
    lines += [f"{week:>4} " + " ".join(f"{one:>13}" for one in counts) for week, *counts in rows]
    found = board.schemes.select("scheme", "there", "found").iter_rows()
    return [
        *lines,
        "",
        *(f"{one:<20} {there:>6} {some:>6} found" for one, there, some in found),
        "",
    ]


def cents(amounts: pl.Series) -> str:
    """Their sum in whole cents, so that its order does not matter."""
    whole = int((amounts.fill_null(0.0) * 100).round().cast(pl.Int64).sum())
    return f"{whole // 100}.{whole % 100:02d}"


if __name__ == "__main__":
    main()
