"""Figures as pictures: lines over shares, and scores against what was found. SVG text, ink on paper.

The same figures always give the same text. Lines differ in weight and dash, not in color alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from serai.risk.measures.calibration import Bin

INK, SOFT, FAINT, PAPER, RULE = "#1c2233", "#4a5268", "#cdd1dc", "#faf9f6", "#e6e2d8"
FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
WIDTH, HEIGHT, LEFT, TOP, NAMES, BELOW = 720, 420, 56, 84, 150, 52
APART = 17
"""Pixels between two names at the right."""
DASHES = ("none", "none", "7 4", "2 3", "9 3 2 3", "1 4", "12 4", "4 4", "10 3 2 3 2 3", "2 6")

type Words = Callable[[float], str]


@dataclass(frozen=True)
class Line:
    """A name, and its points from left to right."""

    name: str
    points: Sequence[tuple[float, float]]


def percent(value: float) -> str:
    """0.125 as 12.5 %, without needless digits."""
    return f"{100 * value:.1f}".rstrip("0").rstrip(".") + " %"


def lines(
    title: str,
    below: str,
    series: Sequence[Line],
    *,
    x: str,
    x_ticks: Sequence[float],
    y_ticks: Sequence[float],
    words: Words = percent,
    x_words: Words = percent,
) -> str:
    """Lines with their names at the right end; the first is the one that is spoken of.

    `words` say the numbers of the upright axis, `x_words` those of the other.
    """
    plot = _Plot(x_ticks[0], x_ticks[-1], y_ticks[0], y_ticks[-1])
    parts = [*_frame(title, below, x), *plot.grid(x_ticks, y_ticks, words, x_words)]
    for place, line in reversed(list(enumerate(series))):
        path = "M" + "L".join(f"{plot.x(a):.1f} {plot.y(b):.1f}" for a, b in line.points)
        color, width = (INK, 3.0) if not place else (SOFT, 1.5)
        parts.append(
            f'<path d="{path}" fill="none" stroke="{color}" stroke-width="{width}" '
            f'stroke-dasharray="{DASHES[place % len(DASHES)]}"/>'
        )
    ends = [plot.y(line.points[-1][1]) for line in series]
    for place, y in enumerate(_apart(ends)):
        color, weight = (INK, 650) if not place else (SOFT, 400)
        at = plot.x(x_ticks[-1])
        parts += [
            f'<path d="M{at + 2:.1f} {ends[place]:.1f}L{at + 12:.1f} {y:.1f}" stroke="{FAINT}"/>',
            text(at + 16, y + 4, series[place].name, size=12.5, fill=color, weight=weight),
        ]
    return _whole(title, parts)


def reliability(
    title: str,
    below: str,
    bins: Sequence[Bin],
    *,
    x: str = "score",
    y: str = "non-compliant of those examined",
) -> str:
    """Mean score of each bin against its hit rate with the interval; on the diagonal it is honest."""
    plot = _Plot(0.0, 1.0, 0.0, 1.0)
    ticks = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    parts = [*_frame(title, below, x), *plot.grid(ticks, ticks, percent, percent)]
    parts.append(
        f'<path d="M{plot.x(0):.1f} {plot.y(0):.1f}L{plot.x(1):.1f} {plot.y(1):.1f}" '
        f'stroke="{SOFT}" stroke-dasharray="4 4"/>'
    )
    for one in bins:
        at = plot.x(one.score)
        low, high = plot.y(one.rate.low), plot.y(one.rate.high)
        parts += [
            f'<path d="M{at:.1f} {low:.1f}V{high:.1f}" stroke="{SOFT}" stroke-width="1.5"/>',
            f'<circle cx="{at:.1f}" cy="{plot.y(one.rate.value):.1f}" r="4.5" fill="{INK}"/>',
        ]
    parts.append(text(LEFT, TOP - 12, y, size=12, fill=SOFT))
    return _whole(title, parts)


def text(
    x: float, y: float, words: str, *, size: float, fill: str = INK, weight: int = 400,
    anchor: str = "start",
) -> str:  # fmt: skip
    """A line of text that begins, stands in the middle or ends at x."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}" fill="{fill}" '
        f'text-anchor="{anchor}" style="font-variant-numeric: tabular-nums">{escape(words)}</text>'
    )


@dataclass(frozen=True)
class _Plot:
    left: float
    right: float
    bottom: float
    top: float

    def x(self, value: float) -> float:
        share = (value - self.left) / (self.right - self.left)
        return LEFT + share * (WIDTH - LEFT - NAMES)

    def y(self, value: float) -> float:
        share = (value - self.bottom) / (self.top - self.bottom)
        return HEIGHT - BELOW - share * (HEIGHT - BELOW - TOP)

    def grid(
        self, x_ticks: Sequence[float], y_ticks: Sequence[float], words: Words, x_words: Words
    ) -> list[str]:
        made = []
        for value in y_ticks:
            y = self.y(value)
            made += [
                f'<path d="M{LEFT} {y:.1f}H{self.x(self.right):.1f}" stroke="{RULE}"/>',
                text(LEFT - 8, y + 4, words(value), size=12, fill=SOFT, anchor="end"),
            ]
        for value in x_ticks:
            at = HEIGHT - BELOW + 18
            made.append(
                text(self.x(value), at, x_words(value), size=12, fill=SOFT, anchor="middle")
            )
        return made


def _frame(title: str, below: str, x: str) -> list[str]:
    return [
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>',
        text(LEFT - 36, 34, title, size=19, weight=650),
        text(LEFT - 36, 56, below, size=13, fill=SOFT),
        text(LEFT, HEIGHT - 14, x, size=12, fill=SOFT),
    ]


def _whole(title: str, parts: Sequence[str]) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">'
    group = f'<g font-family="{FONT}">'
    return (
        "\n".join([head, f"<title>{escape(title)}</title>", group, *parts, "</g>", "</svg>"]) + "\n"
    )


def _apart(ends: Sequence[float]) -> list[float]:
    """Heights of the names: as near to their lines' ends as they can stand without touching."""
    order = sorted(range(len(ends)), key=lambda place: ends[place])
    heights = list(ends)
    for upper, lower in pairwise(order):
        heights[lower] = max(heights[lower], heights[upper] + APART)
    over = max(heights, default=0) - (HEIGHT - BELOW)
    if over > 0:
        lowest = float(HEIGHT - BELOW)
        for place in reversed(order):
            heights[place] = min(heights[place], lowest)
            lowest = heights[place] - APART
    return heights
