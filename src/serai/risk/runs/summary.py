"""What a run found, as values, text and JSON; of the same run always the same, to the letter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from serai.declarations.columns import SCHEMA
from serai.risk.language.check import leaves
from serai.risk.profiles.profile import Lane, Profile
from serai.risk.runs.counts import Counts
from serai.risk.runs.run import FileDone, Run, version_of
from serai.risk.screening.hits import LANES

GRAVEST_FIRST = tuple(reversed(LANES))
OVERLAPS = 10
"""Pairs that are shown; the JSON has ten times as many."""
WIDTH = 30
"""Characters of the longest bar."""
EIGHTHS = " ▏▎▍▌▋▊▉"


@dataclass(frozen=True)
class Overlap:
    """Two profiles that hit the same declarations."""

    first: str
    second: str
    both: int
    share_of_first: float
    share_of_second: float


@dataclass(frozen=True)
class Summary:
    """Of a whole run."""

    today: str
    version: str
    declarations: int
    files: tuple[FileDone, ...]
    lanes: Mapping[Lane, int]
    """Gravest first."""
    profiles: Mapping[str, int]
    """Hits, the most first; of profiles with as many, in the order of the set."""
    about: Mapping[str, Profile]
    overlaps: tuple[Overlap, ...]
    lacking: Mapping[str, tuple[str, ...]]
    """Columns that profiles ask for and some file does not have: those profiles."""

    @property
    def never(self) -> tuple[str, ...]:
        """Profiles that hit nothing."""
        return tuple(name for name, hits in self.profiles.items() if not hits)

    @property
    def hit(self) -> dict[str, int]:
        """Profiles that hit something."""
        return {name: hits for name, hits in self.profiles.items() if hits}

    @property
    def set_aside(self) -> int:
        """Rows with bad cells that were not screened."""
        return sum(one.set_aside for one in self.files)

    def as_json(self) -> dict[str, Any]:
        """With the profiles in the order of hits."""
        return {
            "as_of": self.today,
            "set": {"version": self.version, "profiles": len(self.profiles)},
            "declarations": self.declarations,
            "set_aside": self.set_aside,
            "files": [one.__dict__ for one in self.files],
            "lanes": {str(lane): count for lane, count in self.lanes.items()},
            "profiles": [
                {
                    "id": name,
                    "title": self.about[name].title,
                    "lane": str(self.about[name].lane),
                    "hits": hits,
                }
                for name, hits in self.profiles.items()
            ],
            "never_hit": list(self.never),
            "overlaps": [one.__dict__ for one in self.overlaps],
            "columns_not_there": {name: list(ids) for name, ids in self.lacking.items()},
        }


def summary_of(run: Run, counts: Counts, files: Sequence[FileDone]) -> Summary:
    """The summary of a run that is finished."""
    ids = run.screen.ids
    hits = counts.hits.tolist()
    order = sorted(range(len(ids)), key=lambda place: (-hits[place], place))
    overlaps = (
        Overlap(ids[first], ids[second], both, both / hits[first], both / hits[second])
        for first, second, both in counts.overlaps(OVERLAPS * 10)
    )
    lanes = dict(zip(LANES, counts.lanes.tolist(), strict=True))
    return Summary(
        today=run.options.today.isoformat(),
        version=version_of(run.screen),
        declarations=counts.rows,
        files=tuple(files),
        lanes={lane: lanes[lane] for lane in GRAVEST_FIRST},
        profiles={ids[place]: hits[place] for place in order},
        about={profile.id: profile for profile in run.screen.profiles},
        overlaps=tuple(overlaps),
        lacking=_lacking(run),
    )


def _lacking(run: Run) -> dict[str, tuple[str, ...]]:
    """Columns that profiles ask for and some file lacks; derived ones by what they are made of."""
    lacks = frozenset[str]().union(*(one.lacks for one in run.inputs))
    found: dict[str, dict[str, None]] = {}
    for profile in run.screen.profiles:
        for leaf, _ in leaves(profile.condition):
            for name in SCHEMA[leaf.column].made_of or (leaf.column,):
                if name in lacks:
                    found.setdefault(name, {})[profile.id] = None
    return {name: tuple(found[name]) for name in SCHEMA if name in found}


def text_of(summary: Summary, *, most: int = 40, color: bool = False) -> str:
    """As a person reads it in a terminal; `most` is how many profiles are listed."""
    names = ", ".join(one.name for one in summary.files)
    lines = [
        f"{counted(summary.declarations, 'declaration')} of {names}, as of {summary.today}.",
        f"{counted(len(summary.profiles), 'profile')}, set {summary.version[:12]}.",
        *_notes(summary),
        "",
        "Lanes",
        *_lanes(summary, color=color),
        "",
        "Hits",
        *_profiles(summary, most, color=color),
    ]
    if summary.never:
        lines += ["", f"Never hit: {len(summary.never):,}"]
        lines += [f"  {name}  {summary.about[name].title}" for name in summary.never[:most]]
        lines += _more(len(summary.never) - most)
    if summary.overlaps:
        lines += ["", "Most often together"]
        lines += [
            f"  {one.both:>10,}  {one.first} and {one.second}: {one.share_of_first:.0%} of"
            f" {one.first}, {one.share_of_second:.0%} of {one.second}"
            for one in summary.overlaps[:OVERLAPS]
        ]
    return "\n".join(lines) + "\n"


def counted(count: int, what: str) -> str:
    """`1 row`, `2 rows`."""
    return f"{count:,} {what}" + ("" if count == 1 else "s")


def _notes(summary: Summary) -> list[str]:
    found = []
    if summary.set_aside:
        rows = counted(summary.set_aside, "row")
        found.append(f"{rows} with bad cells set aside, not screened.")
    for name, ids in summary.lacking.items():
        shown = ", ".join(ids[:5]) + (f" and {len(ids) - 5} more" if len(ids) > 5 else "")
        asks = "asks" if len(ids) == 1 else "ask"
        which = "There is no" if len(summary.files) == 1 else "Not every file has the"
        found.append(f"{which} column {name}, which {shown} {asks} for.")
    if summary.lacking:
        found += [f"In {one.name} {ignored}." for one in summary.files for ignored in one.ignored]
    return found


def _lanes(summary: Summary, *, color: bool) -> list[str]:
    most = max(summary.lanes.values(), default=0)
    rows = max(summary.declarations, 1)
    return [
        f"  {_word(lane, color=color)}{count:>12,}  {count / rows:>6.1%}  {bar(count, most)}".rstrip()
        for lane, count in summary.lanes.items()
    ]


def _profiles(summary: Summary, most: int, *, color: bool) -> list[str]:
    hit = summary.hit
    if not hit:
        return ["  none"]
    highest, width = max(hit.values()), max(map(len, hit))
    lines = [
        f"  {name:<{width}}  {_word(summary.about[name].lane, color=color)}{hits:>12,}  "
        f"{bar(hits, highest):<{WIDTH}}  {summary.about[name].title}".rstrip()
        for name, hits in list(hit.items())[:most]
    ]
    return lines + _more(len(hit) - most)


def _more(left: int) -> list[str]:
    return [f"  … and {left:,} more in summary.json"] if left > 0 else []


PAINT = {Lane.RED: "31", Lane.YELLOW: "33", Lane.BLUE: "34", Lane.GREEN: "32"}
SHAPE = {Lane.RED: "◆", Lane.YELLOW: "▲", Lane.BLUE: "■", Lane.GREEN: "●"}
"""A lane is told by shape and word; color only adds to it."""


def _word(lane: Lane, *, color: bool) -> str:
    word = f"{SHAPE[lane]} {lane!s:<6}"
    return f"\x1b[{PAINT[lane]}m{word}\x1b[0m" if color else word


def bar(count: int, most: int) -> str:
    """In eighths of a character; something for anything above zero."""
    eighths = -(-count * WIDTH * 8 // most) if most else 0
    return "█" * (eighths // 8) + EIGHTHS[eighths % 8].strip()
