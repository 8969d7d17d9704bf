"""The summary of a finished run, kept beside its results."""

import json
from pathlib import Path

from serai.risk.runs.atomic import replaced
from serai.risk.runs.picture import svg_of
from serai.risk.runs.summary import Summary, text_of


def keep(folder: Path, summary: Summary) -> None:
    """Write `summary.json`, `summary.txt` and `hits.svg`."""
    made = {
        "summary.json": json.dumps(summary.as_json(), indent=2, ensure_ascii=False) + "\n",
        "summary.txt": text_of(summary),
        "hits.svg": svg_of(summary),
    }
    for name, text in made.items():
        with replaced(folder / name) as unfinished:
            unfinished.write_text(text, encoding="utf-8", newline="\n")
