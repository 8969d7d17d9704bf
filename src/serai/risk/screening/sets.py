"""Sets over the values of one column, as the points where belonging changes.

Every column's values have an order: texts and codes by code point, numbers, days. A set is told by
whether the values before its first change belong, and by the ascending values at which belonging
changes (the value itself is the first on the new side). The missing stands apart. So comparisons,
lists and beginnings are one thing, and union, section and complement are exact.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

type Bound = str | float | int


class Within:
    """A set over one column: `missing` belongs or not; `first` says it of the least values."""

    __slots__ = ("_hash", "bounds", "first", "missing")

    def __init__(
        self, *, missing: bool = False, first: bool = False, bounds: tuple[Bound, ...] = ()
    ) -> None:
        self.missing = missing
        self.first = first
        self.bounds = bounds
        self._hash = hash((missing, first, bounds))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, Within)
            and self._hash == other._hash
            and self.missing == other.missing
            and self.first == other.first
            and self.bounds == other.bounds
        )

    def __repr__(self) -> str:
        return f"Within(missing={self.missing}, first={self.first}, bounds={self.bounds!r})"

    @property
    def is_empty(self) -> bool:
        return not (self.missing or self.first or self.bounds)

    @property
    def is_all(self) -> bool:
        return self.missing and self.first and not self.bounds

    def __or__(self, other: "Within") -> "Within":
        return _merged(self, other, lambda left, right: left or right)

    def __and__(self, other: "Within") -> "Within":
        if self is other:
            return self
        return _merged(self, other, lambda left, right: left and right)

    def __sub__(self, other: "Within") -> "Within":
        return _merged(self, other, lambda left, right: left and not right)

    def __le__(self, other: "Within") -> bool:
        return (self - other).is_empty

    @property
    def opposite(self) -> "Within":
        """The values that do not belong; the missing belongs to neither."""
        return Within(first=not self.first, bounds=self.bounds)


MISSING = Within(missing=True)
PRESENT = Within(first=True)
NOTHING = Within()
ALL = Within(missing=True, first=True)


def ranges(parts: Iterable[tuple[Bound, Bound | None]], *, least: Bound | None = None) -> Within:
    """The union of half-open ranges `[low, high)`; no `high` is no end, `least` the least value there is."""
    ordered = sorted(part for part in parts if part[1] is None or part[0] < part[1])  # type: ignore[operator]
    bounds: list[Bound] = []
    for low, high in ordered:
        if bounds and len(bounds) % 2:
            break  # the range before has no end
        if bounds and low <= bounds[-1]:  # type: ignore[operator]
            if high is None:
                bounds.pop()
            elif high > bounds[-1]:  # type: ignore[operator]
                bounds[-1] = high
        else:
            bounds.append(low)
            if high is not None:
                bounds.append(high)
    if bounds and bounds[0] == least:
        return Within(first=True, bounds=tuple(bounds[1:]))
    return Within(bounds=tuple(bounds))


def _merged(left: Within, right: Within, belongs: Callable[[bool, bool], bool]) -> Within:
    """One walk over the changes of both."""
    bounds: list[Bound] = []
    at_left, at_right = left.first, right.first
    first = state = belongs(at_left, at_right)
    ours, theirs = left.bounds, right.bounds
    i = j = 0
    while i < len(ours) or j < len(theirs):
        is_ours = j == len(theirs) or (i < len(ours) and ours[i] <= theirs[j])  # type: ignore[operator]
        here = ours[i] if is_ours else theirs[j]
        if i < len(ours) and ours[i] == here:
            at_left = not at_left
            i += 1
        if j < len(theirs) and theirs[j] == here:
            at_right = not at_right
            j += 1
        if (now := belongs(at_left, at_right)) != state:
            bounds.append(here)
            state = now
    missing = belongs(left.missing, right.missing)
    return Within(missing=missing, first=first, bounds=tuple(bounds))


def after(beginning: str) -> str | None:
    """The least text that is greater than all that start so; None where there is none."""
    while beginning:
        code = ord(beginning[-1]) + 1
        if code <= 0x10FFFF:
            # Surrogates are no characters of their own.
            return beginning[:-1] + chr(0xE000 if 0xD800 <= code <= 0xDFFF else code)
        beginning = beginning[:-1]
    return None


def texts(values: Iterable[str]) -> Within:
    """Exactly these texts."""
    bounds = [bound for value in sorted(set(values)) for bound in (value, value + "\0")]
    return _closed(bounds)


def beginnings(values: Iterable[str]) -> Within:
    """The texts that start with one of these."""
    return ranges(((value, after(value)) for value in set(values)), least="")


def _closed(bounds: Sequence[Bound]) -> Within:
    """Texts one after another: where one ends as the next begins, nothing changes."""
    if any(left == right for left, right in pairwise(bounds)):
        return ranges(zip(bounds[::2], bounds[1::2], strict=True), least="")
    if bounds and bounds[0] == "":
        return Within(first=True, bounds=tuple(bounds[1:]))
    return Within(bounds=tuple(bounds))
