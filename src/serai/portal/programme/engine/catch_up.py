"""What a member who came late can't make good in the usual way."""

from collections import Counter
from collections.abc import Iterable, Mapping

from serai.portal.programme.engine.requirements import Cell, Step
from serai.portal.programme.engine.requirements.evaluate import counted

AT_GROUPS = ("attendance", "taught")
"""Kinds of rule that are met at working groups only."""


def is_out_of_reach(cell: Cell, step: Step) -> bool:
    """Whether a rule is met at working groups only, and all that count for it were held without the member."""
    groups = counted(cell.rule, step)
    return (
        cell.rule.kind in AT_GROUPS
        and not cell.is_satisfied
        and bool(groups)
        and all(group.is_held for group in groups)
    )


def courses_of_most(
    completed: Mapping[int, Iterable[str]], *, own: Iterable[str], members: int
) -> list[tuple[str, int]]:
    """Courses that more than half of `members` others completed and the member did not: title, how many.

    `completed` has the titles by member. Titles that differ in case or spaces only are one course.
    """
    names: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for titles in completed.values():
        spelled = {same(title): title for title in titles}
        for key, title in spelled.items():
            names.setdefault(key, title)
        counts.update(spelled.keys())
    known = {same(title) for title in own}
    return [
        (names[key], n) for key, n in counts.most_common() if n * 2 > members and key not in known
    ]


def same(title: str) -> str:
    """A title without what people vary when they type it."""
    return " ".join(title.casefold().split())
