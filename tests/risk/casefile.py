"""Case files: a block for each case, blocks apart by an empty line, answers indented by two blanks."""

from pathlib import Path

FOLDER = Path(__file__).parent / "cases"


def cases(name: str) -> list[tuple[str, list[str]]]:
    """(what is asked, lines of the answer) for each block; lines that begin with `#` are comments."""
    found = []
    for block in (FOLDER / name).read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if line and not line.startswith("# ")]
        asked = "\n".join(line for line in lines if not line.startswith("  "))
        answer = [line[2:] for line in lines if line.startswith("  ")]
        if asked:
            found.append((asked, answer))
    return found
