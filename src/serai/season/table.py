"""Tables for a terminal."""

from collections.abc import Sequence

GAP = "  "


def aligned(rows: Sequence[Sequence[str]], numbers: set[int]) -> str:
    """Rows under their heads, numbers to the right. `numbers` are places of columns."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]

    def line(row: Sequence[str]) -> str:
        cells = [
            cell.rjust(width) if place in numbers else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        return GAP.join(cells).rstrip()

    rule = GAP.join("─" * width for width in widths)
    head, *rest = rows
    return "\n".join([line(head), rule, *map(line, rest)])


def folded(rows: Sequence[Sequence[str]], width: int) -> str:
    """A table whose columns stand below one another where they are too many for the width.

    The first column is repeated; all others hold numbers.
    """
    columns = len(rows[0])
    lengths = [max(len(row[place]) for row in rows) for place in range(columns)]
    tables, begin = [], 1
    while begin < columns:
        end = begin + 1
        while end < columns and lengths[0] + sum(n + 2 for n in lengths[begin : end + 1]) <= width:
            end += 1
        some = [[row[0], *row[begin:end]] for row in rows]
        tables.append(aligned(some, numbers=set(range(1, end - begin + 1))))
        begin = end
    return "\n\n".join(tables)
