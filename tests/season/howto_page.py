"""What the command of the how-to measures: `uv run python -m tests.season.howto_page` plays it, and writes the page."""

import json
from functools import cache
from math import isfinite
from pathlib import Path
from types import SimpleNamespace

from serai.season import pictures
from serai.season.compare import UNEXAMINED, Comparison, compare
from serai.season.figures import FIGURES, PERCENT, Figure, table_of
from serai.season.play import play
from serai.season.words import THOUSAND, between
from serai.world.scenarios import load
from tests.recorded import written

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = DOCS / "howto" / "play-a-season.md"
PICTURES = {"season-hit-rate.svg": pictures.hit_rate, "season-cheating.svg": pictures.cheating}
RECORD = Path(__file__).resolve().parent / "howto.json"
SCENARIO = "first-steps"
PRACTICES = ("random", "profiles", "score")
SEEDS = tuple(range(1, 11))


@cache
def totals(practice: str, seed: int) -> dict[str, float]:
    """Of a season that is played."""
    return play(SCENARIO, practice, seed).totals


def recorded() -> Comparison:
    """The comparison as the record has it: of its seasons only the totals."""
    found = json.loads(RECORD.read_text("utf-8"))

    def boards(practice: str) -> list[SimpleNamespace]:
        return [SimpleNamespace(totals=found[practice][str(seed)]) for seed in SEEDS]

    return Comparison(
        load(SCENARIO), PRACTICES, SEEDS, {one: boards(one) for one in PRACTICES},
        tuple(boards(UNEXAMINED)),
    )  # fmt: skip


def tables() -> dict[str, str]:
    """The table, and what it comes to."""
    made = recorded()
    head, *rows = table_of(made, "en")
    lines = [
        "| " + " | ".join([head[0].lower(), *(f"`{one}`" for one in head[1:])]) + " |",
        "|---|" + "---:|" * len(PRACTICES),
        *("| " + " | ".join(cell.replace("\u00a0", " ") for cell in row) + " |" for row in rows),
    ]
    return {"measured": "\n".join(lines), "sentence": _sentence(made)}


def _sentence(made: Comparison) -> str:
    def gap(key: str, unit: float = 1.0, digits: int = 0) -> str:
        figure: Figure = next(one for one in FIGURES if one.key == key)
        return between(figure.gap(made, "score"), "en", digits=digits, unit=unit).replace(
            "\u00a0", " "
        )

    def mean(key: str, unit: float = 1.0) -> str:
        figure: Figure = next(one for one in FIGURES if one.key == key)
        return between(figure.mean(made, "score"), "en", unit=unit).replace("\u00a0", " ")

    times = made.mean("score", "recall").value / made.mean("random", "recall").value
    return (
        f"Seed by seed, `score` finds {gap('recall', PERCENT, 1)} percentage points more of what was there than "
        f"`random` does, {times:.1f} times the share. Most of what it does is not in its findings: there are "
        f"{mean('deterred')} declarations with fraud fewer in a season than with nobody examining, and "
        f"{mean('deterred_usd', THOUSAND)} thousand USD less is evaded. The estimate of compliance lies above "
        "the truth, since no control finds everything."
    )


def main() -> None:
    """Play everything, and write record, page and pictures."""
    made = compare(SCENARIO, PRACTICES, SEEDS)
    every = {UNEXAMINED: list(made.unexamined)} | made.boards
    found = {
        practice: {
            str(board.seed): {name: one for name, one in board.totals.items() if isfinite(one)}
            for board in boards
        }
        for practice, boards in every.items()
    }
    RECORD.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    for name, drawn in PICTURES.items():
        (DOCS / "pictures" / name).write_text(drawn(made, "score", "en"), "utf-8")
    PAGE.write_text(written(PAGE.read_text("utf-8"), tables()), "utf-8")


if __name__ == "__main__":
    main()
