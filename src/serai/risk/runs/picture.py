"""A run as a picture: the share of each lane, and the profiles that hit most. Ink on paper; color is lanes."""

from html import escape
from math import ceil

from serai.risk.profiles.profile import Lane
from serai.risk.runs.summary import Summary

INK, SOFT, FAINT, PAPER, LINE = "#1c2233", "#4a5268", "#cdd1dc", "#faf9f6", "#e6e2d8"
COLOR = {
    Lane.RED: "#c8372d",
    Lane.YELLOW: "#d9a400",
    Lane.BLUE: "#2f6fc4",
    Lane.GREEN: "#2f8f5b",
}
FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
WIDTH, MARGIN, ROW = 880, 40, 22
LABELS, BARS = 96, 300
"""Pixels left of the bars, and of the longest."""
MOST = 45
TITLE_LENGTH = 52


def svg_of(summary: Summary) -> str:
    """The picture as SVG text, of the same run always the same."""
    listed = list(summary.hit.items())[:MOST]
    notes = _notes(summary, len(listed))
    bars_at = 190
    height = bars_at + ROW * len(listed) + 26 * len(notes) + MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}">',
        f'<g font-family="{FONT}">',
        f"<title>{escape(headline(summary))}</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="{PAPER}"/>',
        _text(MARGIN, 50, headline(summary), size=22, weight=650),
        _text(MARGIN, 74, _below(summary), size=13, fill=SOFT),
        *_lanes(summary, 96),
    ]
    most = max(summary.hit.values(), default=1)
    for place, (name, hits) in enumerate(listed):
        parts += _profile(summary, name, hits, most, bars_at + ROW * place)
    for place, note in enumerate(notes):
        y = bars_at + ROW * len(listed) + 22 + 26 * place
        parts.append(_text(MARGIN, y, note, size=13, fill=SOFT))
    return "\n".join([*parts, "</g>", "</svg>"]) + "\n"


def headline(summary: Summary) -> str:
    """The fact: how many were hit, and how many are for the red lane."""
    hit = summary.declarations - _untouched(summary)
    share = hit / summary.declarations if summary.declarations else 0
    red = summary.lanes[Lane.RED]
    return f"{share:.1%} leave the green lane; {red:,} of {summary.declarations:,} are for the red one."


def _untouched(summary: Summary) -> int:
    return summary.lanes[Lane.GREEN]


def _below(summary: Summary) -> str:
    names = [one.name for one in summary.files]
    shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more files" if len(names) > 3 else "")
    hit, every = len(summary.hit), len(summary.profiles)
    return f"{shown}, as of {summary.today}. {hit:,} of {every:,} profiles hit something."


def _lanes(summary: Summary, y: int) -> list[str]:
    """One band of the whole width, and under it what each piece is."""
    whole = WIDTH - 2 * MARGIN
    rows = max(summary.declarations, 1)
    made, x = [], float(MARGIN)
    for lane, count in summary.lanes.items():
        width = whole * count / rows
        made.append(
            f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="18" fill="{COLOR[lane]}"/>'
        )
        x += width
    for place, (lane, count) in enumerate(summary.lanes.items()):
        at = MARGIN + place * whole // len(summary.lanes)
        said = f"{lane} {count:,} ({count / rows:.1%})"
        made += [mark(lane, at + 6, y + 39), _text(at + 18, y + 44, said, size=13)]
    return made


def _profile(summary: Summary, name: str, hits: int, most: int, y: int) -> list[str]:
    width = max(BARS * hits / most, 1)
    bars_at = MARGIN + LABELS
    profile = summary.about[name]
    title = profile.title
    if len(title) > TITLE_LENGTH:
        title = title[: TITLE_LENGTH - 1].rstrip() + "…"
    return [
        mark(profile.lane, MARGIN + 6, y - 4),
        _text(MARGIN + 20, y, name[:11], size=13),
        f'<rect x="{bars_at}" y="{y - 11}" width="{width:.1f}" height="13" fill="{INK}"/>',
        _text(bars_at + ceil(width) + 6, y, f"{hits:,}", size=12, fill=SOFT),
        _text(bars_at + BARS + 62, y, title, size=13),
    ]


def _notes(summary: Summary, listed: int) -> list[str]:
    notes = []
    if (left := len(summary.hit) - listed) > 0:
        notes.append(f"{left:,} more profiles hit fewer.")
    if summary.never:
        shown = ", ".join(summary.never[:8])
        more = len(summary.never) - 8
        notes.append(f"Never hit: {shown}" + (f" and {more:,} more." if more > 0 else "."))
    return notes


def mark(lane: Lane, x: int, y: int) -> str:
    """A lane's shape: who does not see its color still knows it."""
    fill = f'fill="{COLOR[lane]}"'
    match lane:
        case Lane.RED:
            return f'<path d="M{x} {y - 6}l6 6l-6 6l-6 -6z" {fill}/>'
        case Lane.YELLOW:
            return f'<path d="M{x} {y - 6}l6 11h-12z" {fill}/>'
        case Lane.BLUE:
            return f'<rect x="{x - 5}" y="{y - 5}" width="10" height="10" rx="2" {fill}/>'
        case Lane.GREEN:
            return f'<circle cx="{x}" cy="{y}" r="5" {fill}/>'


def _text(x: int, y: int, text: str, *, size: int, fill: str = INK, weight: int = 400) -> str:
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" fill="{fill}" '
        f'style="font-variant-numeric: tabular-nums">{escape(text)}</text>'
    )
